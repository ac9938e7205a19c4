-- record --
-- One batch of the recorder: new requests with their chunks, events of any request, ends of chunks
-- and of requests. Repeating it changes nothing, so that it may be sent again when the server went
-- away in the middle. Nothing is written of a request that somebody else has taken over, whose ids
-- are the answer: the lock makes a take-over wait for a batch that is under way.
WITH owned AS (
    SELECT id FROM requests WHERE id = ANY(:ids::text[]) AND owner = :owner FOR SHARE
), ours AS (
    SELECT id FROM owned
    UNION
    SELECT id FROM jsonb_to_recordset(:requests::jsonb) AS r(id text)
), started AS (
    INSERT INTO requests (
        id, created_at, data, kind, indicator_count, trace_id, user_id, owner, options, background,
        total
    )
    SELECT
        id, created_at, data, kind, indicator_count, trace_id, user_id, owner, options, background,
        total
    FROM jsonb_to_recordset(:requests::jsonb) AS r(
        id text, created_at timestamptz, data text, kind text, indicator_count integer,
        trace_id text, user_id text, owner bigint, options jsonb, background boolean, total integer
    )
    ON CONFLICT DO NOTHING
), chunked AS (
    INSERT INTO request_chunks (request_id, number, indicators)
    SELECT request_id, number, indicators
    FROM jsonb_to_recordset(:chunks::jsonb) AS c(
        request_id text, number integer, indicators jsonb
    )
    ON CONFLICT DO NOTHING
), chunk_ended AS (
    UPDATE request_chunks AS c
    SET questions = e.questions, first_sequence = e.first_sequence,
        last_sequence = e.last_sequence, counts = e.counts, levels = e.levels, done_at = now()
    FROM jsonb_to_recordset(:chunk_ends::jsonb) AS e(
        request_id text, number integer, questions integer, first_sequence integer,
        last_sequence integer, counts jsonb, levels jsonb
    )
    WHERE c.request_id = e.request_id AND c.number = e.number
      AND c.request_id IN (SELECT id FROM ours)
), ended AS (
    UPDATE requests AS r
    SET state = e.state, verdict = e.verdict, counts = e.counts, ended_at = e.ended_at, wish = NULL
    FROM jsonb_to_recordset(:ends::jsonb) AS e(
        id text, state request_state, verdict text, counts jsonb, ended_at timestamptz
    )
    WHERE r.id = e.id AND r.state = 'RUNNING' AND r.id IN (SELECT id FROM ours)
), written AS (
    INSERT INTO request_events (created_at, request_id, sequence, event, source_id, status, data)
    SELECT created_at, request_id, sequence, event, source_id, status, data
    FROM jsonb_to_recordset(:events::jsonb) AS v(
        created_at timestamptz, request_id text, sequence integer, event text, source_id text,
        status text, data jsonb
    )
    WHERE request_id IN (SELECT id FROM ours)
    ON CONFLICT DO NOTHING
)
SELECT id FROM unnest(:ids::text[]) AS asked(id) WHERE id NOT IN (SELECT id FROM ours);

-- list_requests --
-- Newest first; `before` is the last row of the page before.
SELECT
    r.id, r.created_at, r.updated_at, r.data, r.kind, r.indicator_count, r.trace_id, r.user_id,
    r.state, r.verdict, r.counts, r.ended_at, r.background, r.options,
    jsonb_build_object('done', questions_done(r), 'total', r.total) AS progress
FROM requests AS r
WHERE (:before_at::timestamptz IS NULL OR (r.created_at, r.id) < (:before_at, :before_id))
  AND (:q::text IS NULL OR r.data ILIKE :q)
ORDER BY r.created_at DESC, r.id DESC
LIMIT :limit;

-- count_requests --
SELECT count(*) AS total FROM requests WHERE (:q::text IS NULL OR data ILIKE :q);

-- get_request --
SELECT
    r.id, r.created_at, r.updated_at, r.data, r.kind, r.indicator_count, r.trace_id, r.user_id,
    r.state, r.verdict, r.counts, r.ended_at, r.background, r.options,
    jsonb_build_object('done', questions_done(r), 'total', r.total) AS progress
FROM requests AS r WHERE r.id = :id;

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

-- list_results_after --
-- Some results in the order in which they came; of one indicator when it is named. `up_to` is
-- where its results end at the latest.
SELECT sequence, data::text AS data
FROM request_events
WHERE request_id = :id AND created_at = :created_at AND event = 'result' AND sequence > :after
  AND (:up_to::integer IS NULL OR sequence <= :up_to)
  AND (:indicator::jsonb IS NULL OR data -> 'indicator' = :indicator::jsonb)
ORDER BY sequence
LIMIT :limit;

-- list_between --
-- Results and verdicts among some events.
SELECT sequence, event, data::text AS data
FROM request_events
WHERE request_id = :id AND created_at = :created_at AND sequence > :after
  AND (:up_to::integer IS NULL OR sequence <= :up_to) AND event = ANY(:names::text[])
ORDER BY sequence;

-- last_sequence --
SELECT max(sequence) AS last FROM request_events
WHERE request_id = :id AND created_at = :created_at;

-- take_over --
-- Requests whose backend is gone: its advisory lock is free. And those that are ours already.
WITH taken AS (
    UPDATE requests SET owner = :owner
    WHERE state = 'RUNNING' AND owner <> :owner AND owner NOT IN (
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
    RETURNING id, created_at, trace_id, user_id, options, background, total, wish
)
SELECT id, created_at, trace_id, user_id, options, background, total, wish FROM taken
UNION ALL
SELECT id, created_at, trace_id, user_id, options, background, total, wish
FROM requests WHERE state = 'RUNNING' AND owner = :owner;

-- wish --
-- Tell the backend that executes a request what to do with it.
UPDATE requests SET wish = :wish WHERE id = :id AND state = 'RUNNING' RETURNING owner;

-- list_wishes --
SELECT id, wish FROM requests WHERE owner = :owner AND wish IS NOT NULL AND state = 'RUNNING';

-- pause --
-- Nobody executes it any longer; not when somebody wished otherwise meanwhile.
UPDATE requests SET state = 'PAUSED', wish = NULL
WHERE id = :id AND state = 'RUNNING' AND wish = 'PAUSE'
RETURNING id;

-- resume --
-- Take a paused request, with what is wished of it from now on.
UPDATE requests SET state = 'RUNNING', owner = :owner, wish = :wish
WHERE id = :id AND state = 'PAUSED'
RETURNING id, created_at, trace_id, user_id, options, background, total, wish;

-- keep_running --
-- It was to be paused, and has not been yet.
UPDATE requests SET wish = NULL WHERE id = :id AND state = 'RUNNING' AND wish = 'PAUSE'
RETURNING id;

-- ensure_month --
-- The partition of a month, made when it is not there.
SELECT ensure_request_events_month(:month::date);

-- ping --
SELECT 1 AS alive;
