-- list_months --
-- Partitions of events that hold nothing later, and whether a request that runs needs them.
SELECT name, in_use FROM request_events_months_before(:before);

-- drop_month --
SELECT drop_request_events_month(:month, :before) AS dropped;

-- delete_requests --
-- Some requests of dropped months, with what the partition of stray months has of them.
WITH old AS (
    SELECT id, created_at FROM requests
    WHERE created_at < :before AND ended_at IS NOT NULL
    ORDER BY created_at
    LIMIT :limit
), events AS (
    DELETE FROM request_events AS e USING old
    WHERE e.request_id = old.id AND e.created_at = old.created_at
)
DELETE FROM requests WHERE id IN (SELECT id FROM old) RETURNING id;

-- delete_runs --
DELETE FROM runs WHERE id IN (
    SELECT id FROM runs
    WHERE created_at < :before AND outcome <> 'RUNNING'
    ORDER BY created_at
    LIMIT :limit
) RETURNING id;
