-- list_sources --
SELECT * FROM sources ORDER BY lower(name), id;

-- list_providers --
SELECT id, name, slug, enabled FROM providers ORDER BY lower(name), id;

-- get_source --
SELECT * FROM sources WHERE id = :id;

-- lock_source --
SELECT * FROM sources WHERE id = :id FOR UPDATE;

-- insert_source --
-- The row as one JSON object, so that its columns are named in one place.
INSERT INTO sources (
    id, name, slug, description, url, favicon, tags, enabled, supported_indicators,
    disabled_indicators, task_enabled, task_interval, config, config_values, limit_enabled,
    limit_count, limit_interval, limits, limit_wait, limit_reserve_percent, kind, template,
    source_code,
    cache_enabled, cache_interval, cache_not_found_interval, activity, allowed_hosts,
    time_limit_seconds, memory_mb, output_kb, processes, parallel, keeps_days, reliability,
    provider_id, created_user_id
)
SELECT
    id, name, slug, description, url, favicon, tags, enabled, supported_indicators,
    disabled_indicators, task_enabled, task_interval, config, config_values, limit_enabled,
    limit_count, limit_interval, limits, limit_wait, limit_reserve_percent, kind, template,
    source_code,
    cache_enabled, cache_interval, cache_not_found_interval, activity, allowed_hosts,
    time_limit_seconds, memory_mb, output_kb, processes, parallel, keeps_days, reliability,
    provider_id, created_user_id
FROM jsonb_populate_record(NULL::sources, :row::jsonb)
ON CONFLICT DO NOTHING
RETURNING id, slug;

-- update_source --
UPDATE sources AS old SET
    name = new.name, description = new.description, url = new.url, favicon = new.favicon,
    tags = new.tags, enabled = new.enabled, supported_indicators = new.supported_indicators,
    disabled_indicators = new.disabled_indicators, task_enabled = new.task_enabled,
    task_interval = new.task_interval, config = new.config, config_values = new.config_values,
    limit_enabled = new.limit_enabled, limit_count = new.limit_count,
    limit_interval = new.limit_interval, limits = new.limits, limit_wait = new.limit_wait,
    limit_reserve_percent = new.limit_reserve_percent, source_code = new.source_code,
    cache_enabled = new.cache_enabled, cache_interval = new.cache_interval,
    cache_not_found_interval = new.cache_not_found_interval, activity = new.activity,
    allowed_hosts = new.allowed_hosts, time_limit_seconds = new.time_limit_seconds,
    memory_mb = new.memory_mb, output_kb = new.output_kb, processes = new.processes,
    parallel = new.parallel, keeps_days = new.keeps_days,
    running_code = new.running_code, code_refused = new.code_refused,
    reliability = new.reliability, provider_id = new.provider_id, updated_user_id = :user_id,
    version = old.version + 1
FROM jsonb_populate_record(NULL::sources, :row::jsonb) AS new
WHERE old.id = :id
RETURNING old.*;

-- grow_version --
UPDATE sources SET version = version + 1 WHERE id = :id RETURNING id;

-- delete_source --
DELETE FROM sources WHERE id = :id RETURNING id;

-- get_by_slug --
SELECT * FROM sources WHERE slug = :slug;

-- delete_feed_rows --
-- The local copy of a source's feed that is deleted.
DELETE FROM feed_rows WHERE slug = :slug;

-- delete_feed_parts --
DELETE FROM feed_parts WHERE slug = :slug;

-- forget_origins --
-- The next refresh takes every part of the feed anew, as other settings read it.
UPDATE feed_parts SET origin = NULL, etag = NULL, last_modified = NULL, sha256 = NULL
WHERE slug = :slug;

-- insert_provider --
INSERT INTO providers (id, name, slug, created_user_id)
VALUES (:id, :name, :slug, 'system000000')
ON CONFLICT DO NOTHING;

-- find_provider --
SELECT id, name, slug, enabled FROM providers WHERE slug = :slug;

-- list_tasks --
-- Sources whose task is to run, and the seconds between its runs.
SELECT id, task_interval FROM sources
WHERE enabled AND task_enabled AND task_interval IS NOT NULL;
