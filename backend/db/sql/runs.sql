-- ask --
-- A run for whichever worker is free; nothing when one is under way.
INSERT INTO runs (id, work, key, trigger, trace_id, user_id, force)
VALUES (:id, :work, :key, 'PERSON', :trace_id, :user_id, :force)
ON CONFLICT (work, key) WHERE outcome = 'RUNNING' DO NOTHING
RETURNING id;

-- find_under_way --
SELECT id FROM runs WHERE work = :work AND key = :key AND outcome = 'RUNNING';

-- is_forced --
-- Whether who asked for the run that is under way wants it to take what is refused otherwise.
SELECT force FROM runs WHERE work = :work AND key = :key AND outcome = 'RUNNING';

-- list_asked --
-- What somebody asked for and nobody has begun.
SELECT work, key FROM runs WHERE outcome = 'RUNNING' AND started_at IS NULL;

-- begin --
-- The run that somebody asked for, else a new one; nothing when another one is under way.
WITH asked AS (
    UPDATE runs SET started_at = now(), owner = :owner
    WHERE work = :work AND key = :key AND outcome = 'RUNNING' AND started_at IS NULL
    RETURNING id, trigger, trace_id
), made AS (
    INSERT INTO runs (id, work, key, trigger, trace_id, started_at, owner)
    SELECT :id, :work, :key, 'SCHEDULE', :trace_id, now(), :owner
    WHERE NOT EXISTS (SELECT FROM asked)
    ON CONFLICT (work, key) WHERE outcome = 'RUNNING' DO NOTHING
    RETURNING id, trigger, trace_id
)
SELECT id, trigger, trace_id FROM asked
UNION ALL
SELECT id, trigger, trace_id FROM made;

-- finish --
-- Unless somebody took it for dead meanwhile.
UPDATE runs
SET outcome = :outcome::run_outcome, ended_at = now(), rows = :rows, error = :error, log = :log,
    state_bytes = :state_bytes, peak_memory_bytes = :peak_memory_bytes
WHERE id = :id AND outcome = 'RUNNING'
RETURNING work, key, trigger, trace_id, user_id, force;

-- interrupt_lost --
-- Runs whose backend is gone: its advisory lock is free. And those of ours that we do not know.
UPDATE runs SET outcome = 'INTERRUPTED', ended_at = now(), error = :error
WHERE outcome = 'RUNNING' AND started_at IS NOT NULL AND CASE
    WHEN owner = :owner THEN NOT work || ' ' || key = ANY(:running::text[])
    ELSE owner NOT IN (
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
END
RETURNING id, work, key, trigger, trace_id, user_id, force;

-- list_runs --
-- Newest first, of one work, of one key of it, or all; `before` is the last row of the page before.
SELECT
    id, created_at, work, CASE WHEN work = 'source' THEN key END AS source_id, trigger, outcome,
    coalesce(started_at, created_at) AS started_at, ended_at, rows, error, trace_id, user_id,
    state_bytes, peak_memory_bytes
FROM runs
WHERE (:work::text IS NULL OR work = :work) AND (:key::text IS NULL OR key = :key)
  AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id))
ORDER BY created_at DESC, id DESC
LIMIT :limit;

-- count_runs --
SELECT count(*) AS total FROM runs
WHERE (:work::text IS NULL OR work = :work) AND (:key::text IS NULL OR key = :key);

-- get_run --
SELECT
    id, created_at, work, CASE WHEN work = 'source' THEN key END AS source_id, trigger, outcome,
    coalesce(started_at, created_at) AS started_at, ended_at, rows, error, trace_id, user_id, log,
    state_bytes, peak_memory_bytes
FROM runs
WHERE id = :id AND (:work::text IS NULL OR work = :work) AND (:key::text IS NULL OR key = :key);
