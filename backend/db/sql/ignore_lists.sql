-- list_lists --
SELECT
    id, created_at, updated_at, name, slug, description, enabled, global, action, kinds,
    expires_at, origin, version, entry_count, created_user_id, updated_user_id
FROM ignore_lists
ORDER BY lower(name), id;

-- get_list --
SELECT
    id, created_at, updated_at, name, slug, description, enabled, global, action, kinds,
    expires_at, origin, version, entry_count, created_user_id, updated_user_id
FROM ignore_lists WHERE id = :id;

-- find_by_slug --
SELECT id FROM ignore_lists WHERE slug = :slug;

-- lock_by_name --
-- Changed by one at a time.
SELECT id, origin, version FROM ignore_lists WHERE name = :name FOR UPDATE;

-- lock_list --
SELECT id, name, slug, description, enabled, global, action, kinds, expires_at
FROM ignore_lists WHERE id = :id FOR UPDATE;

-- insert_list --
INSERT INTO ignore_lists (
    id, name, slug, description, enabled, global, action, kinds, expires_at, origin, version,
    created_user_id
)
VALUES (
    :id, :name, :slug, :description, :enabled, :global, :action::ignore_list_action,
    :kinds::text[], :expires_at, :origin::ignore_list_origin, :version, :user_id
);

-- update_list --
UPDATE ignore_lists
SET name = :name, slug = :slug, description = :description, enabled = :enabled,
    global = :global, action = :action::ignore_list_action, kinds = :kinds::text[],
    expires_at = :expires_at, updated_user_id = :user_id
WHERE id = :id;

-- set_published --
-- What a publisher says of its list; what people chose for it stays.
UPDATE ignore_lists
SET description = :description, kinds = :kinds::text[], version = :version
WHERE id = :id
  AND (description, kinds, version) IS DISTINCT FROM (:description, :kinds::text[], :version);

-- delete_list --
DELETE FROM ignore_lists WHERE id = :id RETURNING id;

-- list_for_matching --
-- Every list with what it is linked to.
SELECT
    l.id, l.name, l.enabled, l.global, l.action, l.kinds, l.expires_at, l.entry_count,
    l.entries_version,
    ARRAY(SELECT source_id FROM source_ignore_lists AS s WHERE s.ignore_list_id = l.id)
        AS source_ids,
    ARRAY(SELECT provider_id FROM provider_ignore_lists AS p WHERE p.ignore_list_id = l.id)
        AS provider_ids
FROM ignore_lists AS l
ORDER BY lower(l.name), l.id;

-- begin_reading --
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- list_versions --
SELECT id, entries_version FROM ignore_lists ORDER BY id;

-- read_entries --
-- The next entries of some lists, or of all, as one JSON text: a driver that decodes a million
-- rows takes longer than the database. Times are seconds, rounded up.
SELECT max(e.id) AS last, json_agg(
    json_build_array(
        e.ignore_list_id, e.matching, e.indicator_kind, ceil(extract(epoch FROM e.expires_at)),
        e.data
    )
)::text AS entries
FROM (
    SELECT id, ignore_list_id, matching, indicator_kind, expires_at, data
    FROM ignore_list_entries
    WHERE id > :after AND (:lists::text[] IS NULL OR ignore_list_id = ANY (:lists::text[]))
    ORDER BY id LIMIT :limit::integer
) AS e;

-- page_entries --
SELECT
    id, created_at, updated_at, data, indicator_kind, matching, comment, expires_at,
    ignore_list_id, created_user_id, updated_user_id
FROM ignore_list_entries
WHERE ignore_list_id = :list_id
  AND (
      :after_data::text IS NULL
      OR ("left"(data, 60) COLLATE "C", id) > (:after_data::text, :after_id::text)
  )
  AND (:q::text IS NULL OR strpos(lower(data || ' ' || comment), lower(:q)) > 0)
ORDER BY "left"(data, 60) COLLATE "C", id
LIMIT :limit::integer;

-- count_entries --
SELECT count(*) AS total FROM ignore_list_entries
WHERE ignore_list_id = :list_id
  AND (:q::text IS NULL OR strpos(lower(data || ' ' || comment), lower(:q)) > 0);

-- list_digests --
SELECT id, digest FROM ignore_list_entries WHERE ignore_list_id = :list_id;

-- find_digests --
SELECT id, digest FROM ignore_list_entries
WHERE ignore_list_id = :list_id AND digest = ANY (:digests::text[]);

-- copy_entries --
COPY ignore_list_entries (
    id, ignore_list_id, data, indicator_kind, matching, digest, comment, expires_at,
    created_user_id
) FROM STDIN;

-- remark_entries --
-- Comments and times of entries that are there already.
UPDATE ignore_list_entries AS e
SET comment = n.comment, expires_at = n.expires_at, updated_user_id = :user_id
FROM jsonb_to_recordset(:entries::jsonb) AS n (id text, comment text, expires_at timestamptz)
WHERE e.id = n.id AND (e.comment, e.expires_at) IS DISTINCT FROM (n.comment, n.expires_at);

-- delete_entries --
DELETE FROM ignore_list_entries
WHERE ignore_list_id = :list_id AND id = ANY (:ids::text[]) RETURNING id;

-- sources_of_list --
SELECT source_id AS id FROM source_ignore_lists WHERE ignore_list_id = :id;

-- providers_of_list --
SELECT provider_id AS id FROM provider_ignore_lists WHERE ignore_list_id = :id;

-- lists_of_source --
SELECT ignore_list_id AS id FROM source_ignore_lists WHERE source_id = :id;

-- lists_of_provider --
SELECT ignore_list_id AS id FROM provider_ignore_lists WHERE provider_id = :id;

-- unlink_sources --
DELETE FROM source_ignore_lists
WHERE ignore_list_id = :id AND NOT source_id = ANY (:others::text[]);

-- link_sources --
INSERT INTO source_ignore_lists (ignore_list_id, source_id, user_id)
SELECT :id, other, :user_id FROM unnest(:others::text[]) AS other
ON CONFLICT DO NOTHING;

-- unlink_providers --
DELETE FROM provider_ignore_lists
WHERE ignore_list_id = :id AND NOT provider_id = ANY (:others::text[]);

-- link_providers --
INSERT INTO provider_ignore_lists (ignore_list_id, provider_id, user_id)
SELECT :id, other, :user_id FROM unnest(:others::text[]) AS other
ON CONFLICT DO NOTHING;

-- unlink_lists_of_source --
DELETE FROM source_ignore_lists
WHERE source_id = :id AND NOT ignore_list_id = ANY (:others::text[]);

-- link_lists_to_source --
INSERT INTO source_ignore_lists (ignore_list_id, source_id, user_id)
SELECT other, :id, :user_id FROM unnest(:others::text[]) AS other
ON CONFLICT DO NOTHING;

-- unlink_lists_of_provider --
DELETE FROM provider_ignore_lists
WHERE provider_id = :id AND NOT ignore_list_id = ANY (:others::text[]);

-- link_lists_to_provider --
INSERT INTO provider_ignore_lists (ignore_list_id, provider_id, user_id)
SELECT other, :id, :user_id FROM unnest(:others::text[]) AS other
ON CONFLICT DO NOTHING;

-- get_provider --
SELECT id FROM providers WHERE id = :id;
