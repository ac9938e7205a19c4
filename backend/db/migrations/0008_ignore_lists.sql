-- Ignore lists: what is not asked about, or only marked.

CREATE TYPE ignore_list_action AS ENUM ('BLOCK', 'ANNOTATE');
CREATE TYPE ignore_list_origin AS ENUM ('MANUAL', 'MISP_WARNINGLIST');
CREATE TYPE ignore_list_matching AS ENUM (
    'EXACT', 'SUBDOMAIN', 'CIDR', 'WILDCARD', 'REGEX', 'SUBSTRING'
);

CREATE TABLE ignore_lists (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    slug text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    enabled boolean NOT NULL DEFAULT true,
    global boolean NOT NULL DEFAULT false,
    action ignore_list_action NOT NULL DEFAULT 'BLOCK',
    kinds text[],
    expires_at timestamptz,
    origin ignore_list_origin NOT NULL DEFAULT 'MANUAL',
    version text,
    entry_count bigint NOT NULL DEFAULT 0,
    entries_version bigint NOT NULL DEFAULT 0,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN ignore_lists.kinds IS 'the kinds of indicators that it is about; NULL is any';
COMMENT ON COLUMN ignore_lists.version IS 'what its publisher calls it';
COMMENT ON COLUMN ignore_lists.entries_version IS
    'drawn anew when entries change, so that a file compiled of others is known, also after a restore';
CREATE INDEX ignore_lists_created_user_id ON ignore_lists (created_user_id);
CREATE INDEX ignore_lists_updated_user_id ON ignore_lists (updated_user_id);

-- Without foreign keys, whose checks would cost more than a million entries themselves: only those
-- who hold their list's row write here, and a trigger deletes what a deleted list leaves.
CREATE TABLE ignore_list_entries (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    ignore_list_id text NOT NULL,
    data text NOT NULL,
    indicator_kind text,
    matching ignore_list_matching NOT NULL,
    digest text NOT NULL,
    comment text NOT NULL DEFAULT '',
    expires_at timestamptz,
    created_user_id text,
    updated_user_id text,
    UNIQUE (ignore_list_id, digest)
);
COMMENT ON COLUMN ignore_list_entries.digest IS
    'of matching, kind and data, which may be longer than what a B-tree holds';
-- Pages of a list are in this order.
CREATE INDEX ignore_list_entries_page
    ON ignore_list_entries (ignore_list_id, "left"(data, 60) COLLATE "C", id);

CREATE TABLE source_ignore_lists (
    ignore_list_id text NOT NULL REFERENCES ignore_lists ON DELETE CASCADE,
    source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    user_id text REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (ignore_list_id, source_id)
);
CREATE INDEX source_ignore_lists_source_id ON source_ignore_lists (source_id);
CREATE INDEX source_ignore_lists_user_id ON source_ignore_lists (user_id);

CREATE TABLE provider_ignore_lists (
    ignore_list_id text NOT NULL REFERENCES ignore_lists ON DELETE CASCADE,
    provider_id text NOT NULL REFERENCES providers ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    user_id text REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (ignore_list_id, provider_id)
);
CREATE INDEX provider_ignore_lists_provider_id ON provider_ignore_lists (provider_id);
CREATE INDEX provider_ignore_lists_user_id ON provider_ignore_lists (user_id);

-- A list knows how many entries it has and that they changed, whoever changed them.
CREATE FUNCTION note_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ignore_lists AS l
    SET entry_count = l.entry_count + c.entries,
        entries_version = floor(random() * 9007199254740991)::bigint
    FROM (SELECT ignore_list_id, count(*) AS entries FROM changed GROUP BY 1) AS c
    WHERE l.id = c.ignore_list_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION note_gone_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ignore_lists AS l
    SET entry_count = l.entry_count - c.entries,
        entries_version = floor(random() * 9007199254740991)::bigint
    FROM (SELECT ignore_list_id, count(*) AS entries FROM changed GROUP BY 1) AS c
    WHERE l.id = c.ignore_list_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION note_changed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ignore_lists SET entries_version = floor(random() * 9007199254740991)::bigint
    WHERE id IN (SELECT ignore_list_id FROM changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER note_new AFTER INSERT ON ignore_list_entries
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_new_entries();
CREATE TRIGGER note_gone AFTER DELETE ON ignore_list_entries
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_gone_entries();
CREATE TRIGGER note_changed AFTER UPDATE ON ignore_list_entries
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_entries();

CREATE FUNCTION delete_entries_of_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ignore_list_entries WHERE ignore_list_id = OLD.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER delete_entries AFTER DELETE ON ignore_lists
    FOR EACH ROW EXECUTE FUNCTION delete_entries_of_list();

CREATE TRIGGER touch BEFORE UPDATE ON ignore_lists
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON ignore_list_entries
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON ignore_lists
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON source_ignore_lists
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON provider_ignore_lists
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
