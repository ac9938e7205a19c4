-- What ran in the background, and how it ended; and what retention drops.

CREATE TYPE run_outcome AS ENUM ('RUNNING', 'DONE', 'FAILED', 'INTERRUPTED');
CREATE TYPE run_trigger AS ENUM ('SCHEDULE', 'PERSON');

-- A plain table, because what makes a run the only one of its work is an index, which over
-- partitions would have to contain their months. Runs are few beside results.
CREATE TABLE runs (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    work text NOT NULL,
    key text NOT NULL,
    trigger run_trigger NOT NULL,
    outcome run_outcome NOT NULL DEFAULT 'RUNNING',
    started_at timestamptz,
    ended_at timestamptz,
    rows bigint CHECK (rows >= 0),
    error text,
    log jsonb NOT NULL DEFAULT '[]',
    trace_id text NOT NULL,
    owner bigint,
    user_id text REFERENCES users ON DELETE SET NULL,
    CHECK ((outcome = 'RUNNING') = (ended_at IS NULL)),
    CHECK ((started_at IS NULL) = (owner IS NULL))
);
COMMENT ON COLUMN runs.work IS 'a kind of background work; key is which one, of a source its id';
COMMENT ON COLUMN runs.started_at IS 'NULL while a run that somebody asked for waits for its turn';
COMMENT ON COLUMN runs.owner IS 'the backend that runs it: the key of its advisory lock';
CREATE UNIQUE INDEX runs_under_way ON runs (work, key) WHERE outcome = 'RUNNING';
CREATE INDEX runs_of_work ON runs (work, key, created_at DESC, id DESC);
CREATE INDEX runs_created_at ON runs (created_at DESC, id DESC);
CREATE INDEX runs_user_id ON runs (user_id);

-- A run that somebody asked for begins at once, on whichever backend is free.
CREATE TRIGGER announce AFTER INSERT ON runs
    FOR EACH ROW WHEN (NEW.started_at IS NULL)
    EXECUTE FUNCTION announce_change();

-- The partitions of request_events that hold whole months before a time, the oldest first, and
-- whether a request that has not ended has events there.
CREATE FUNCTION request_events_months_before(before timestamptz)
RETURNS TABLE (name text, in_use boolean) LANGUAGE sql STABLE AS $$
    WITH months AS (
        SELECT
            c.relname::text AS name,
            to_date(right(c.relname::text, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' AS first,
            (to_date(right(c.relname::text, 7), 'YYYY_MM') + interval '1 month')
                AT TIME ZONE 'UTC' AS next
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'request_events'::regclass
          AND c.relname ~ '^request_events_[0-9]{4}_[0-9]{2}$'
    )
    SELECT m.name, EXISTS (
        SELECT FROM requests AS r
        WHERE r.ended_at IS NULL AND r.created_at >= m.first AND r.created_at < m.next
    )
    FROM months AS m
    WHERE m.next <= before
    ORDER BY m.first
$$;

-- Drop one of them; false when a request that has not ended needs it after all.
CREATE FUNCTION drop_request_events_month(month text, before timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    -- Rather try again another day than let the service wait behind a long query.
    SET LOCAL lock_timeout = '2s';
    PERFORM FROM request_events_months_before(before) AS m WHERE m.name = month AND NOT m.in_use;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE %I', month);
    RETURN true;
END
$$;
