-- list_kinds --
SELECT * FROM indicator_kinds ORDER BY name;

-- hold_kinds --
-- One editor at a time, so that how many there are is known.
LOCK TABLE indicator_kinds IN SHARE ROW EXCLUSIVE MODE;

-- count_kinds --
SELECT count(*) AS total FROM indicator_kinds;

-- insert_kind --
INSERT INTO indicator_kinds
    (id, name, description, pattern, normaliser, example, enabled, created_user_id)
VALUES (:id, :name, :description, :pattern, :normaliser, :example, :enabled, :user_id)
RETURNING *;

-- lock_kind --
SELECT * FROM indicator_kinds WHERE id = :id FOR UPDATE;

-- update_kind --
UPDATE indicator_kinds
SET description = :description, pattern = :pattern, normaliser = :normaliser, example = :example,
    enabled = :enabled, updated_user_id = :user_id
WHERE id = :id;

-- list_naming_sources --
-- Sources that name a kind among those that they answer about or leave out.
SELECT name FROM sources
WHERE supported_indicators @> ARRAY[:kind::text] OR disabled_indicators @> ARRAY[:kind::text]
ORDER BY lower(name), id;

-- delete_kind --
DELETE FROM indicator_kinds WHERE id = :id;
