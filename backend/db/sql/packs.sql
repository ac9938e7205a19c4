-- begin_reading --
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY

-- list_loaded --
-- What feeds have, in the order of a pack.
SELECT slug, part, rows, as_of FROM feed_parts WHERE loaded_at IS NOT NULL ORDER BY slug, part

-- choose_part --
-- COPY takes no parameters.
SELECT set_config('packs.slug', :slug, true), set_config('packs.part', :part, true)

-- copy_rows --
COPY (
    SELECT json_build_array(kind, value, data, host)::text
    FROM feed_rows
    WHERE slug = current_setting('packs.slug') AND part = current_setting('packs.part')
    ORDER BY kind COLLATE "C", value COLLATE "C"
) TO STDOUT

-- list_warning_lists --
SELECT id, name, description, version, kinds, enabled, global, action, updated_at
FROM ignore_lists WHERE origin = 'MISP_WARNINGLIST' ORDER BY name COLLATE "C"

-- list_entries --
SELECT COALESCE(json_agg(
    json_build_array(matching, indicator_kind, data, comment, expires_at)
    ORDER BY data COLLATE "C", matching, indicator_kind
), '[]')::text AS entries
FROM ignore_list_entries WHERE ignore_list_id = :list_id

-- lock --
-- One import or roll-back at a time.
SELECT pg_advisory_xact_lock(hashtext('packs'))

-- insert_import --
INSERT INTO pack_imports (id, pack_id, made_at, signed_by, base_id, entries)
VALUES (:id, :pack_id, :made_at, :signed_by, :base_id, :entries)

-- list_imports --
SELECT
    i.id, i.pack_id, i.made_at, i.imported_at, i.signed_by, i.base_id, i.entries, i.rolled_back_at,
    EXISTS (SELECT FROM pack_before AS b WHERE b.import_id = i.id) AS can_go_back
FROM pack_imports AS i ORDER BY i.imported_at DESC, i.id LIMIT 100

-- forget_before --
DELETE FROM pack_before

-- find_contents --
SELECT name, sha256 FROM pack_contents

-- put_content --
INSERT INTO pack_contents (name, sha256, pack_id) VALUES (:name, :sha256, :pack_id)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, pack_id = excluded.pack_id

-- find_part --
SELECT as_of, loaded_at FROM feed_parts WHERE slug = :slug AND part = :part FOR UPDATE

-- set_as_of --
UPDATE feed_parts SET as_of = :as_of::timestamptz WHERE slug = :slug AND part = :part

-- keep_part --
INSERT INTO pack_before (import_id, name, kind, slug, part, head, content)
SELECT
    :import_id, :name, :kind, :slug, :part,
    (SELECT to_jsonb(p) FROM feed_parts AS p WHERE p.slug = :slug AND p.part = :part),
    (SELECT to_jsonb(c) FROM pack_contents AS c WHERE c.name = :name)

-- keep_rows --
INSERT INTO pack_before_rows (import_id, name, row)
SELECT :import_id, :name, to_jsonb(r) FROM feed_rows AS r WHERE r.slug = :slug AND r.part = :part

-- keep_list --
INSERT INTO pack_before (import_id, name, kind, slug, part, head, content)
SELECT
    :import_id, :name, 'LIST', :list_name, '',
    (SELECT to_jsonb(l) FROM ignore_lists AS l WHERE l.name = :list_name),
    (SELECT to_jsonb(c) FROM pack_contents AS c WHERE c.name = :name)

-- keep_entries --
INSERT INTO pack_before_rows (import_id, name, row)
SELECT :import_id, :name, to_jsonb(e)
FROM ignore_list_entries AS e JOIN ignore_lists AS l ON l.id = e.ignore_list_id
WHERE l.name = :list_name

-- note_part --
UPDATE pack_before AS b SET after = p.loaded_at::text
FROM feed_parts AS p
WHERE b.import_id = :import_id AND b.name = :name AND p.slug = b.slug AND p.part = b.part

-- note_list --
UPDATE pack_before AS b SET after = l.entries_version::text
FROM ignore_lists AS l
WHERE b.import_id = :import_id AND b.name = :name AND l.name = b.slug

-- find_last --
-- The import that can be rolled back.
SELECT i.id, i.pack_id FROM pack_imports AS i
WHERE EXISTS (SELECT FROM pack_before AS b WHERE b.import_id = i.id)
ORDER BY i.imported_at DESC LIMIT 1

-- list_before --
SELECT
    b.name, b.kind, b.slug, b.part, b.head IS NOT NULL AS was_there, b.after IS NOT DISTINCT FROM
    CASE b.kind
        WHEN 'LIST' THEN (SELECT l.entries_version::text FROM ignore_lists AS l WHERE l.name = b.slug)
        ELSE (
            SELECT p.loaded_at::text FROM feed_parts AS p WHERE p.slug = b.slug AND p.part = b.part
        )
    END AS unchanged
FROM pack_before AS b WHERE b.import_id = :import_id ORDER BY b.kind = 'FILE', b.name

-- drop_rows --
DELETE FROM feed_rows WHERE slug = :slug AND part = :part

-- put_back_rows --
INSERT INTO feed_rows
SELECT (jsonb_populate_record(NULL::feed_rows, b.row)).*
FROM pack_before_rows AS b WHERE b.import_id = :import_id AND b.name = :name

-- drop_part --
DELETE FROM feed_parts WHERE slug = :slug AND part = :part

-- put_back_part --
INSERT INTO feed_parts
SELECT (jsonb_populate_record(NULL::feed_parts, b.head)).*
FROM pack_before AS b WHERE b.import_id = :import_id AND b.name = :name AND b.head IS NOT NULL

-- drop_list --
DELETE FROM ignore_lists WHERE name = :list_name

-- put_back_list --
UPDATE ignore_lists AS l
SET description = h.description, kinds = h.kinds, version = h.version
FROM pack_before AS b, jsonb_populate_record(NULL::ignore_lists, b.head) AS h
WHERE b.import_id = :import_id AND b.name = :name AND l.id = h.id

-- drop_entries --
DELETE FROM ignore_list_entries
WHERE ignore_list_id = (SELECT id FROM ignore_lists WHERE name = :list_name)

-- put_back_entries --
INSERT INTO ignore_list_entries
SELECT (jsonb_populate_record(NULL::ignore_list_entries, b.row)).*
FROM pack_before_rows AS b WHERE b.import_id = :import_id AND b.name = :name

-- drop_content --
DELETE FROM pack_contents WHERE name = :name

-- put_back_content --
INSERT INTO pack_contents
SELECT (jsonb_populate_record(NULL::pack_contents, b.content)).*
FROM pack_before AS b WHERE b.import_id = :import_id AND b.name = :name AND b.content IS NOT NULL

-- note_rolled_back --
UPDATE pack_imports SET rolled_back_at = now() WHERE id = :import_id

-- forget_import --
DELETE FROM pack_before WHERE import_id = :import_id
