-- Limits of sources with several windows, what was taken of them, and vendors that said to wait.

ALTER TABLE sources
    ADD COLUMN limits jsonb CHECK (jsonb_typeof(limits) = 'array'),
    ADD COLUMN limit_wait text NOT NULL DEFAULT 'WAIT' CHECK (limit_wait IN ('WAIT', 'REFUSE')),
    ADD COLUMN limit_reserve_percent integer NOT NULL DEFAULT 20
        CHECK (limit_reserve_percent BETWEEN 0 AND 100),
    ADD COLUMN cache_not_found_interval integer CHECK (cache_not_found_interval > 0);
COMMENT ON COLUMN sources.limits IS '[{count, seconds}]; NULL is what the source itself declares';
COMMENT ON COLUMN sources.limit_reserve_percent IS 'of each limit, left to people by background work';
COMMENT ON COLUMN sources.cache_not_found_interval IS
    'seconds; NULL is cache_interval, but at most an hour';

-- What was taken, in small parts of time, by whose questions count together. A row counts until
-- its time, so that the rows later than now are what is used.
CREATE TABLE limit_uses (
    key text NOT NULL,
    seconds integer NOT NULL,
    counts_until timestamptz NOT NULL,
    used integer NOT NULL,
    PRIMARY KEY (key, seconds, counts_until)
) WITH (fillfactor = 50);

-- Until when something that is taken now counts. A day ends at midnight UTC, 28 to 31 days are a
-- month of the calendar, as vendors count them. Other windows slide in parts of a sixtieth: a part
-- counts until all of it is older than the window, so that no stretch of time ever sees more.
CREATE FUNCTION limit_counts_until(seconds integer, taken_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN seconds BETWEEN 28 * 86400 AND 31 * 86400 THEN
            (date_trunc('month', taken_at AT TIME ZONE 'UTC') + interval '1 month')
                AT TIME ZONE 'UTC'
        WHEN seconds = 86400 THEN
            (date_trunc('day', taken_at AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'
        ELSE
            to_timestamp((floor(extract(epoch FROM taken_at) * 60 / seconds) + 61) * seconds / 60)
    END
$$;

-- Takes from all windows of a key at once, as much as each of them has left, for people first.
-- Background work leaves people what is over window_usable. Whoever takes from the same key waits
-- for the other, so that together they never take too much.
CREATE FUNCTION take_from_limits(
    of_key text, window_seconds integer[], window_counts integer[], window_usable integer[],
    people integer, background integer
) RETURNS TABLE (
    seconds integer, used integer, resets_at timestamptz, for_people integer,
    for_background integer, as_of timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    room integer;
    room_usable integer;
    given_people integer;
    given_background integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(of_key, 8));
    moment := clock_timestamp();
    DELETE FROM limit_uses WHERE key = of_key AND counts_until <= moment;
    SELECT min(w.count - w.used), min(w.usable - w.used) INTO room, room_usable
    FROM (
        SELECT l.count, l.usable, coalesce((
            SELECT sum(u.used) FROM limit_uses AS u WHERE u.key = of_key AND u.seconds = l.seconds
        ), 0)::integer AS used
        FROM unnest(window_seconds, window_counts, window_usable) AS l (seconds, count, usable)
    ) AS w;
    given_people := greatest(0, least(people, room));
    given_background := greatest(0, least(background, room_usable - given_people));
    IF given_people + given_background > 0 THEN
        INSERT INTO limit_uses AS u (key, seconds, counts_until, used)
        SELECT of_key, s, limit_counts_until(s, moment), given_people + given_background
        FROM unnest(window_seconds) AS s
        ON CONFLICT (key, seconds, counts_until) DO UPDATE SET used = u.used + excluded.used;
    END IF;
    RETURN QUERY
        SELECT s, coalesce(sum(u.used), 0)::integer, min(u.counts_until), given_people,
            given_background, moment
        FROM unnest(window_seconds) AS s
        LEFT JOIN limit_uses AS u ON u.key = of_key AND u.seconds = s
        GROUP BY s ORDER BY s;
END
$$;

-- Vendors that said not to ask for a while.
CREATE TABLE limit_closings (
    key text PRIMARY KEY,
    closed_until timestamptz NOT NULL
);
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON limit_closings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
