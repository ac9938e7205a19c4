-- Large requests in chunks, pause, what a request was made with, and presets of sources.

ALTER TYPE request_state ADD VALUE IF NOT EXISTS 'PAUSED';

ALTER TABLE requests
    ADD COLUMN options jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN background boolean NOT NULL DEFAULT false,
    ADD COLUMN total integer NOT NULL DEFAULT 0 CHECK (total >= 0),
    ADD COLUMN wish text CHECK (wish IN ('PAUSE', 'CANCEL'));
COMMENT ON COLUMN requests.options IS 'TLP, PAP, offline, refresh, preset, chosen sources';
COMMENT ON COLUMN requests.background IS 'asked in chunks, which request_chunks holds';
COMMENT ON COLUMN requests.total IS 'how many questions it has: indicators times sources';
COMMENT ON COLUMN requests.wish IS 'what somebody wants of the backend that executes it';
CREATE INDEX requests_wished ON requests (owner) WHERE wish IS NOT NULL;

UPDATE requests AS r
SET total = (e.data ->> 'total')::integer
FROM request_events AS e
WHERE e.request_id = r.id AND e.created_at = r.created_at AND e.event = 'start'
  AND e.data ? 'total';

-- A wish is heard by the backend that executes the request.
CREATE TRIGGER announce AFTER UPDATE OF wish ON requests
    FOR EACH ROW WHEN (NEW.wish IS NOT NULL)
    EXECUTE FUNCTION announce_change();

-- Some indicators of a large request, which are planned, asked and judged together. It is read
-- and written whole: a row for each indicator would cost more than asking about it.
CREATE TABLE request_chunks (
    request_id text NOT NULL REFERENCES requests ON DELETE CASCADE,
    number integer NOT NULL,
    -- [[value, kind], …]; the first of them has the place number * 200 in the request.
    indicators jsonb NOT NULL,
    questions integer,
    -- Its results and verdicts are among the events from first_sequence to last_sequence.
    first_sequence integer,
    last_sequence integer,
    counts jsonb,
    -- The verdicts' levels, in the order of the indicators.
    levels jsonb,
    done_at timestamptz,
    PRIMARY KEY (request_id, number)
);
CREATE INDEX request_chunks_open ON request_chunks (request_id, number) WHERE done_at IS NULL;

-- How many questions of a request have ended, as far as the database knows while it is executed.
CREATE FUNCTION questions_done(r requests) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN r.state::text IN ('DONE', 'CANCELLED') THEN (
            SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(r.counts)
        )
        WHEN r.background THEN (
            SELECT coalesce(sum(questions), 0) FROM request_chunks WHERE request_id = r.id
        )
        ELSE (
            SELECT count(*) FROM request_events AS e
            WHERE e.request_id = r.id AND e.created_at = r.created_at AND e.event = 'result'
        )
    END
$$;

CREATE TABLE presets (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    -- Without foreign keys: a source that is deleted is left out when the preset is used.
    source_ids text[] NOT NULL,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
CREATE INDEX presets_created_user_id ON presets (created_user_id);
CREATE INDEX presets_updated_user_id ON presets (updated_user_id);
CREATE TRIGGER touch BEFORE UPDATE ON presets FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
