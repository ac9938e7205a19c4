-- list_watchlists --
-- All of them, or one.
SELECT
    w.id, w.created_at, w.updated_at, w.name, w.description, w.enabled, w.indicators, w.source_ids,
    w.preset_id, w.tlp, w.pap, w.offline, w.interval_seconds, w.recipients, w.last_run_at,
    CASE WHEN w.enabled THEN w.next_run_at END AS next_run_at, w.created_user_id, w.updated_user_id,
    (
        SELECT r.request_id FROM watchlist_runs AS r
        WHERE r.watchlist_id = w.id AND r.started_at IS NOT NULL
        ORDER BY r.created_at DESC LIMIT 1
    ) AS last_request_id
FROM watchlists AS w
WHERE :id::text IS NULL OR w.id = :id
ORDER BY lower(w.name), w.id;

-- insert_watchlist --
INSERT INTO watchlists (
    id, name, description, enabled, indicators, source_ids, preset_id, tlp, pap, offline,
    interval_seconds, recipients, created_user_id
)
VALUES (
    :id, :name, :description, :enabled, :indicators::jsonb, :source_ids::text[], :preset_id, :tlp,
    :pap, :offline, :interval_seconds, :recipients::text[], :user_id
);

-- lock_watchlist --
SELECT
    id, name, description, enabled, indicators, source_ids, preset_id, tlp, pap, offline,
    interval_seconds, recipients
FROM watchlists WHERE id = :id FOR UPDATE;

-- update_watchlist --
-- Another interval counts from the last run, so that it holds at once.
UPDATE watchlists
SET name = :name, description = :description, enabled = :enabled, indicators = :indicators::jsonb,
    source_ids = :source_ids::text[], preset_id = :preset_id, tlp = :tlp, pap = :pap,
    offline = :offline, recipients = :recipients::text[], updated_user_id = :user_id,
    next_run_at = CASE WHEN interval_seconds = :interval_seconds THEN next_run_at ELSE
        coalesce(last_run_at, created_at) + make_interval(secs => :interval_seconds) END,
    interval_seconds = :interval_seconds
WHERE id = :id;

-- delete_watchlist --
DELETE FROM watchlists WHERE id = :id RETURNING id;

-- list_changes --
-- Newest first; `before` is the last row of the page before.
SELECT
    id, created_at, jsonb_build_object('data', data, 'kind', kind) AS indicator, before, after,
    reason, request_id
FROM watchlist_changes
WHERE watchlist_id = :id
  AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id))
ORDER BY created_at DESC, id DESC
LIMIT :limit;

-- list_runs --
SELECT request_id, created_at, started_at, compared_at, changes, unchecked, error
FROM watchlist_runs WHERE watchlist_id = :id ORDER BY created_at DESC LIMIT :limit;

-- get_memory --
SELECT memory::text AS memory FROM watchlist_memories WHERE watchlist_id = :id;

-- claim_due --
-- Runs of lists whose time has come, each for one backend; `ids` are those of their requests. A
-- list of which a run is still open waits for it.
WITH due AS (
    SELECT id, interval_seconds FROM watchlists AS w
    WHERE enabled AND next_run_at <= now() AND NOT EXISTS (
        SELECT FROM watchlist_runs AS r WHERE r.watchlist_id = w.id AND r.compared_at IS NULL
    )
    ORDER BY next_run_at
    LIMIT cardinality(:ids::text[])
    FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE watchlists AS w
    SET last_run_at = now(), next_run_at = now() + make_interval(secs => due.interval_seconds)
    FROM due WHERE w.id = due.id
)
INSERT INTO watchlist_runs (request_id, watchlist_id, owner)
SELECT (:ids::text[])[(row_number() OVER ())::integer], id, :owner::bigint FROM due
ON CONFLICT DO NOTHING
RETURNING request_id;

-- add_run --
-- Now, and then not before the interval has passed again.
WITH moved AS (
    UPDATE watchlists
    SET last_run_at = now(), next_run_at = now() + make_interval(secs => interval_seconds)
    WHERE id = :id
    RETURNING id
)
INSERT INTO watchlist_runs (request_id, watchlist_id, owner)
SELECT :request_id, id, :owner::bigint FROM moved
RETURNING request_id;

-- lock_open_run --
-- The run of a list that is not compared yet. The list's row is locked first, as it is for a claim.
SELECT w.id, r.request_id
FROM watchlists AS w
LEFT JOIN watchlist_runs AS r ON r.watchlist_id = w.id AND r.compared_at IS NULL
WHERE w.id = :id
FOR UPDATE OF w;

-- take_unstarted --
-- Runs that a backend wrote down and did not come to start: its advisory lock is free.
UPDATE watchlist_runs SET owner = :owner
WHERE started_at IS NULL AND compared_at IS NULL AND owner <> :owner AND owner NOT IN (
    SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
);

-- list_unstarted --
-- `there` says that the request was made, and only this was not written down any more.
SELECT
    r.request_id, w.id, w.name, w.indicators, w.source_ids, w.preset_id, w.tlp, w.pap, w.offline,
    w.created_user_id AS user_id,
    EXISTS (SELECT FROM requests AS q WHERE q.id = r.request_id) AS there
FROM watchlist_runs AS r JOIN watchlists AS w ON w.id = r.watchlist_id
WHERE r.started_at IS NULL AND r.compared_at IS NULL AND r.owner = :owner
ORDER BY r.created_at;

-- set_started --
UPDATE watchlist_runs SET started_at = now() WHERE request_id = :request_id AND started_at IS NULL;

-- lock_ended --
-- A run whose request has ended, or was deleted, and was not compared; for one backend.
SELECT
    r.request_id, w.id, w.name, w.indicators, w.recipients, w.created_user_id AS user_id,
    q.created_at AS asked_at
FROM watchlist_runs AS r
JOIN watchlists AS w ON w.id = r.watchlist_id
LEFT JOIN requests AS q ON q.id = r.request_id
WHERE r.started_at IS NOT NULL AND r.compared_at IS NULL
  AND (q.id IS NULL OR q.state IN ('DONE', 'CANCELLED'))
ORDER BY r.created_at
LIMIT 1
FOR UPDATE OF r SKIP LOCKED;

-- list_answers --
-- What each source said of each indicator, without what it said it with.
SELECT
    data -> 'indicator' ->> 'data' AS data, data -> 'indicator' ->> 'kind' AS kind,
    data ->> 'slug' AS slug, data ->> 'name' AS name, status, data ->> 'verdict' AS level,
    data -> 'skips' -> 0 ->> 'reason' AS skipped
FROM request_events
WHERE request_id = :request_id AND created_at = :asked_at AND event = 'result'
ORDER BY sequence;

-- list_verdicts --
SELECT
    data -> 'indicator' ->> 'data' AS data, data -> 'indicator' ->> 'kind' AS kind,
    data ->> 'level' AS level, data ->> 'reason' AS reason
FROM request_events
WHERE request_id = :request_id AND created_at = :asked_at AND event = 'verdict'
ORDER BY sequence;

-- put_memory --
INSERT INTO watchlist_memories (watchlist_id, memory) VALUES (:id, :memory::jsonb)
ON CONFLICT (watchlist_id) DO UPDATE SET memory = excluded.memory, updated_at = now();

-- add_changes --
INSERT INTO watchlist_changes (id, watchlist_id, request_id, data, kind, before, after, reason)
SELECT c.id, :id::text, :request_id::text, c.data, c.kind, c.before, c.after, c.reason
FROM jsonb_to_recordset(:changes::jsonb) AS c(
    id text, data text, kind text, before text, after text, reason text
);

-- close_run --
UPDATE watchlist_runs
SET compared_at = now(), changes = :changes, unchecked = :unchecked, error = :error
WHERE request_id = :request_id;

-- drop_old_runs --
-- What is older than `days`; the latest runs of a list stay.
DELETE FROM watchlist_runs AS r
WHERE compared_at < now() - make_interval(days => :days) AND EXISTS (
    SELECT FROM watchlist_runs AS later
    WHERE later.watchlist_id = r.watchlist_id AND later.created_at > r.created_at
      AND later.started_at IS NOT NULL
);
