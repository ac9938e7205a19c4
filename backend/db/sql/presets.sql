-- list_presets --
SELECT id, created_at, updated_at, name, description, source_ids, created_user_id, updated_user_id
FROM presets ORDER BY lower(name), id;

-- get_preset --
SELECT id, created_at, updated_at, name, description, source_ids, created_user_id, updated_user_id
FROM presets WHERE id = :id;

-- lock_preset --
SELECT id, name, description, source_ids FROM presets WHERE id = :id FOR UPDATE;

-- create_preset --
INSERT INTO presets (id, name, description, source_ids, created_user_id)
VALUES (:id, :name, :description, :source_ids, :user_id)
ON CONFLICT (name) DO NOTHING
RETURNING id;

-- update_preset --
UPDATE presets
SET name = :name, description = :description, source_ids = :source_ids, updated_user_id = :user_id
WHERE id = :id
RETURNING id;

-- delete_preset --
DELETE FROM presets WHERE id = :id RETURNING id;
