-- take --
-- As many questions as all windows of a key allow, in one step. A row for each window.
SELECT * FROM take_from_limits(
    :key, :seconds::integer[], :counts::integer[], :usable::integer[], :people, :background
);

-- list_uses --
SELECT key, seconds, sum(used)::integer AS used, min(counts_until) AS resets_at
FROM limit_uses WHERE counts_until > clock_timestamp()
GROUP BY key, seconds;

-- list_closings --
SELECT key, closed_until FROM limit_closings WHERE closed_until > clock_timestamp();

-- close --
-- A vendor said to wait; what was said last holds, whoever heard it.
INSERT INTO limit_closings AS c (key, closed_until)
VALUES (:key, clock_timestamp() + make_interval(secs => :seconds::double precision))
ON CONFLICT (key) DO UPDATE SET closed_until = greatest(c.closed_until, excluded.closed_until);

-- delete_old --
-- What counts no more, also of keys that nobody asks with any longer.
WITH uses AS (DELETE FROM limit_uses WHERE counts_until <= clock_timestamp())
DELETE FROM limit_closings WHERE closed_until <= clock_timestamp();
