-- find_rows --
-- Every loaded part of a feed, and beside it the rows that are exactly the value.
SELECT p.part, p.as_of, r.kind, r.value, r.data, r.seen_at
FROM feed_parts p
LEFT JOIN feed_rows r
    ON r.slug = p.slug AND r.part = p.part AND r.kind = :kind AND r.value = :value
WHERE p.slug = :slug AND p.loaded_at IS NOT NULL
ORDER BY p.part
LIMIT 1000

-- find_containing --
-- Every loaded part of a feed, and beside it the networks that hold the address or network.
SELECT p.part, p.as_of, r.kind, r.value, r.data, r.seen_at
FROM feed_parts p
LEFT JOIN feed_rows r
    ON r.slug = p.slug AND r.part = p.part AND r.network >>= :network::inet
WHERE p.slug = :slug AND p.loaded_at IS NOT NULL
ORDER BY masklen(r.network) DESC NULLS LAST, p.part
LIMIT 1000

-- find_host --
-- Every loaded part of a feed, and beside it the rows that are at any of these hosts.
SELECT p.part, p.as_of, r.kind, r.value, r.data, r.seen_at
FROM feed_parts p
LEFT JOIN feed_rows r
    ON r.slug = p.slug AND r.part = p.part AND r.host = ANY(:hosts::text[]) AND r.host <> ''
WHERE p.slug = :slug AND p.loaded_at IS NOT NULL
ORDER BY p.part
LIMIT 1000

-- find_part --
SELECT
    slug, part, rows, loaded_at, as_of, checked_at, error, etag, last_modified, sha256, origin, state
FROM feed_parts
WHERE slug = :slug AND part = :part

-- list_parts --
SELECT slug, part AS name, rows, as_of, loaded_at, checked_at, error, origin, sha256
FROM feed_parts ORDER BY slug, part

-- ensure_part --
INSERT INTO feed_parts (slug, part) VALUES (:slug, :part)
ON CONFLICT (slug, part) DO NOTHING

-- lock_part --
-- One load of a part at a time.
SELECT rows, loaded_at, as_of FROM feed_parts WHERE slug = :slug AND part = :part FOR UPDATE

-- find_settings --
-- What an administrator set of a feed's source.
SELECT config_values FROM sources WHERE slug = :slug AND kind = 'SYSTEM'

-- plan_for_values --
-- Until the transaction ends: a plan that was made for a short list is a bad one for a long list.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)

-- empty_staging --
-- Whoever loads another part waits here for the end of this transaction.
TRUNCATE feed_staging

-- stage_rows --
COPY feed_staging (kind, value, network, host, data) FROM STDIN

-- count_staging --
-- Its size and what is in it, for the plans of what follows.
ANALYZE feed_staging

-- drop_gone --
DELETE FROM feed_rows r
WHERE r.slug = :slug AND r.part = :part
    AND NOT EXISTS (SELECT FROM feed_staging s WHERE s.kind = r.kind AND s.value = r.value)

-- mark_gone --
-- Of a part that keeps its rows: the file that is there no longer has them.
UPDATE feed_rows r SET seen_at = :seen_at
WHERE r.slug = :slug AND r.part = :part AND r.seen_at IS NULL
    AND NOT EXISTS (SELECT FROM feed_staging s WHERE s.kind = r.kind AND s.value = r.value)

-- drop_changed --
DELETE FROM feed_rows r USING feed_staging s
WHERE r.slug = :slug AND r.part = :part AND s.kind = r.kind AND s.value = r.value
    AND (r.seen_at IS NOT NULL OR r.host <> s.host OR r.data <> s.data)

-- add_new --
INSERT INTO feed_rows (slug, part, kind, value, network, host, data)
SELECT :slug, :part, s.kind, s.value, s.network, s.host, s.data
FROM feed_staging s
WHERE NOT EXISTS (
    SELECT FROM feed_rows r
    WHERE r.slug = :slug AND r.part = :part AND r.kind = s.kind AND r.value = s.value
)

-- drop_aged --
DELETE FROM feed_rows
WHERE slug = :slug AND part = :part AND seen_at < now() - make_interval(days => :days)

-- count_rows --
SELECT count(*) AS rows FROM feed_rows WHERE slug = :slug AND part = :part

-- set_loaded --
-- `as_of` is given by files that say when they were built.
UPDATE feed_parts
SET rows = :rows, loaded_at = now(), as_of = COALESCE(:as_of::timestamptz, now()), checked_at = now(), error = NULL,
    etag = :etag, last_modified = :last_modified, sha256 = :sha256, origin = :origin,
    state = :state::jsonb, updated_at = now()
WHERE slug = :slug AND part = :part

-- set_confirmed --
-- The publisher's file is still the one that the rows came from, unless another came meanwhile.
UPDATE feed_parts
SET as_of = COALESCE(:as_of::timestamptz, now()), checked_at = now(), error = NULL,
    etag = :etag, last_modified = :last_modified, updated_at = now()
WHERE slug = :slug AND part = :part AND origin = :origin AND loaded_at IS NOT NULL
RETURNING rows

-- set_rows --
UPDATE feed_parts SET rows = :rows, updated_at = now() WHERE slug = :slug AND part = :part

-- set_failed --
-- An attempt that changed nothing but what is known about attempts.
INSERT INTO feed_parts (slug, part, checked_at, error) VALUES (:slug, :part, now(), :error)
ON CONFLICT (slug, part) DO UPDATE
SET checked_at = now(), error = excluded.error, updated_at = now()
