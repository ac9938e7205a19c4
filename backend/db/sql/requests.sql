-- record --
-- One batch of the recorder: new requests, events of any request, ends of requests. Repeating it
-- changes nothing, so that it may be sent again when the server went away in the middle.
WITH started AS (
    INSERT INTO requests (
        id, created_at, data, kind, indicator_count, trace_id, user_id, owner
    )
    SELECT id, created_at, data, kind, indicator_count, trace_id, user_id, owner
    FROM jsonb_to_recordset(:requests::jsonb) AS r(
        id text, created_at timestamptz, data text, kind text, indicator_count integer,
        trace_id text, user_id text, owner bigint
    )
    ON CONFLICT DO NOTHING
), ended AS (
    UPDATE requests AS r
    SET state = e.state, verdict = e.verdict, counts = e.counts, ended_at = e.ended_at
    FROM jsonb_to_recordset(:ends::jsonb) AS e(
        id text, state request_state, verdict text, counts jsonb, ended_at timestamptz
    )
    WHERE r.id = e.id AND r.state = 'RUNNING'
)
INSERT INTO request_events (created_at, request_id, sequence, event, source_id, status, data)
SELECT created_at, request_id, sequence, event, source_id, status, data
FROM jsonb_to_recordset(:events::jsonb) AS v(
    created_at timestamptz, request_id text, sequence integer, event text, source_id text,
    status text, data jsonb
)
ON CONFLICT DO NOTHING;

-- list_requests --
-- Newest first; `before` is the last row of the page before.
SELECT
    id, created_at, updated_at, data, kind, indicator_count, trace_id, user_id, state, verdict,
    counts, ended_at
FROM requests
WHERE (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id))
  AND (:q::text IS NULL OR data ILIKE :q)
ORDER BY created_at DESC, id DESC
LIMIT :limit;

-- count_requests --
SELECT count(*) AS total FROM requests WHERE (:q::text IS NULL OR data ILIKE :q);

-- get_request --
SELECT
    id, created_at, updated_at, data, kind, indicator_count, trace_id, user_id, state, verdict,
    counts, ended_at
FROM requests WHERE id = :id;

-- list_events --
-- created_at is the request's, so that one partition is read.
SELECT sequence, event, data::text AS data
FROM request_events
WHERE request_id = :id AND created_at = :created_at AND sequence > :after
ORDER BY sequence
LIMIT :limit;

-- list_results --
SELECT sequence, data::text AS data
FROM request_events
WHERE request_id = :id AND created_at = :created_at AND event = 'result'
ORDER BY sequence DESC;

-- take_over --
-- Requests whose backend is gone: its advisory lock is free. And those that are ours already.
WITH taken AS (
    UPDATE requests SET owner = :owner
    WHERE state = 'RUNNING' AND owner <> :owner AND owner NOT IN (
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
    RETURNING id, created_at, trace_id
)
SELECT id, created_at, trace_id FROM taken
UNION ALL
SELECT id, created_at, trace_id FROM requests WHERE state = 'RUNNING' AND owner = :owner;

-- ensure_month --
-- The partition of a month, made when it is not there.
SELECT ensure_request_events_month(:month::date);

-- ping --
SELECT 1 AS alive;
