-- Secrets, and the slots of sources that they are linked to.

CREATE TABLE secrets (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    description text,
    value bytea NOT NULL,
    key_version integer NOT NULL,
    expires_at timestamptz,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN secrets.value IS 'AES-256-GCM: nonce, ciphertext, tag; the id is authenticated too';
COMMENT ON COLUMN secrets.key_version IS 'which key of the key file, which is not in the database';
CREATE INDEX secrets_created_user_id ON secrets (created_user_id);
CREATE INDEX secrets_updated_user_id ON secrets (updated_user_id);

CREATE TABLE source_secrets (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
    secret_id text REFERENCES secrets ON DELETE SET NULL,
    name text NOT NULL,
    description text,
    required boolean NOT NULL DEFAULT true,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL,
    UNIQUE (source_id, name)
);
CREATE INDEX source_secrets_secret_id ON source_secrets (secret_id);
CREATE INDEX source_secrets_created_user_id ON source_secrets (created_user_id);
CREATE INDEX source_secrets_updated_user_id ON source_secrets (updated_user_id);

-- What another key answered must not be found in the cache: its keys hold the source's version.
CREATE FUNCTION grow_source_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sources SET version = version + 1 WHERE id = coalesce(NEW.source_id, OLD.source_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER grow_version AFTER INSERT OR DELETE ON source_secrets
    FOR EACH ROW EXECUTE FUNCTION grow_source_version();
CREATE TRIGGER grow_version_of_link AFTER UPDATE ON source_secrets
    FOR EACH ROW WHEN ((OLD.secret_id, OLD.name) IS DISTINCT FROM (NEW.secret_id, NEW.name))
    EXECUTE FUNCTION grow_source_version();

CREATE TRIGGER touch BEFORE UPDATE ON secrets FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON source_secrets
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON secrets
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON source_secrets
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
