-- Overrides of verdicts, and the way from an indicator to the verdicts that it had.

CREATE TABLE overrides (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    pattern text NOT NULL,
    matching text NOT NULL CHECK (matching IN ('EXACT', 'WILDCARD')),
    kind text,
    level text NOT NULL,
    reason text NOT NULL,
    expires_at timestamptz,
    author_name text NOT NULL,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN overrides.kind IS 'NULL is any kind';
COMMENT ON COLUMN overrides.author_name IS
    'who said it last, as they were called then: it is shown when the account is gone, too';
-- Of the hash, because an index takes no value beyond 2700 bytes.
CREATE UNIQUE INDEX overrides_once
    ON overrides (hashtextextended(pattern, 0), matching, coalesce(kind, ''));
CREATE INDEX overrides_created_user_id ON overrides (created_user_id);
CREATE INDEX overrides_updated_user_id ON overrides (updated_user_id);

CREATE TRIGGER touch BEFORE UPDATE ON overrides
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON overrides
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();

-- "Asked before": no table of its own, because the verdict events are that table. Whatever is
-- recorded is remembered in the same statement and forgotten with the same partition, history
-- from before this migration too; results, which are most of the rows, are not in the index.
CREATE INDEX request_events_verdict
    ON request_events (hashtextextended(data -> 'indicator' ->> 'data', 0), created_at DESC)
    WHERE event = 'verdict';
