-- Kinds of indicators that users define.

CREATE TABLE indicator_kinds (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE CHECK (name ~ '^[A-Z][A-Z0-9_]{0,39}$'),
    description text NOT NULL DEFAULT '',
    pattern text NOT NULL,
    normaliser text NOT NULL,
    example text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN indicator_kinds.name IS 'for good: history, sources and lists name it';
COMMENT ON COLUMN indicator_kinds.pattern IS 'RE2 syntax, for all of a value after the normaliser';
CREATE INDEX indicator_kinds_created_user_id ON indicator_kinds (created_user_id);
CREATE INDEX indicator_kinds_updated_user_id ON indicator_kinds (updated_user_id);

CREATE TRIGGER touch BEFORE UPDATE ON indicator_kinds
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON indicator_kinds
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
