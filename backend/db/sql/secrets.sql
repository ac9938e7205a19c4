-- list_secrets --
-- What is known of secrets beside their values.
SELECT
    s.id, s.created_at, s.updated_at, s.name, s.description, s.expires_at, s.created_user_id,
    s.updated_user_id, count(l.id) AS num_sources
FROM secrets AS s LEFT JOIN source_secrets AS l ON l.secret_id = s.id
GROUP BY s.id
ORDER BY lower(s.name), s.id;

-- list_sealed --
-- Values as they are stored, for whoever has the key.
SELECT id, name, expires_at, key_version, value FROM secrets ORDER BY id;

-- get_sealed --
SELECT id, name, expires_at, key_version, value FROM secrets WHERE id = :id;

-- count_sealed --
-- Values that the key file opens: of secrets, and those that sign what webhooks are sent.
SELECT (SELECT count(*) FROM secrets) + (SELECT count(*) FROM webhooks) AS total;

-- share_keys --
-- Until the end of the transaction the keys stay as they are.
SELECT pg_advisory_xact_lock_shared(7261841);

-- hold_keys --
-- Nobody encrypts by a key that a rotation is about to drop.
SELECT pg_advisory_lock(7261841);

-- release_keys --
SELECT pg_advisory_unlock(7261841);

-- insert_secret --
INSERT INTO secrets (id, name, description, value, key_version, expires_at, created_user_id)
VALUES (:id, :name, :description, :value, :key_version, :expires_at, :user_id)
RETURNING id;

-- lock_secret --
SELECT id, name, description, expires_at FROM secrets WHERE id = :id FOR UPDATE;

-- update_secret --
UPDATE secrets
SET name = :name, description = :description, expires_at = :expires_at, updated_user_id = :user_id
WHERE id = :id;

-- set_value --
-- What another value answered must not be found in the cache, so that sources get a new version.
WITH changed AS (
    UPDATE secrets SET value = :value, key_version = :key_version, updated_user_id = :user_id
    WHERE id = :id
)
UPDATE sources SET version = version + 1
WHERE id IN (SELECT source_id FROM source_secrets WHERE secret_id = :id);

-- move_to_key --
-- The same value under another key.
UPDATE secrets SET value = :value, key_version = :key_version WHERE id = :id;

-- find_by_name --
SELECT id FROM secrets WHERE name = :name FOR UPDATE;

-- delete_secret --
DELETE FROM secrets WHERE id = :id RETURNING id;

-- list_slots --
-- Every slot of every source, or of one.
SELECT
    id, created_at, updated_at, source_id, secret_id, name, description, required,
    created_user_id, updated_user_id
FROM source_secrets
WHERE :source_id::text IS NULL OR source_id = :source_id
ORDER BY created_at, name;

-- put_slot --
-- The slot of this name, made when it is not there; its id stays.
INSERT INTO source_secrets (id, source_id, secret_id, name, description, required, created_user_id)
VALUES (:id, :source_id, :secret_id, :name, :description, :required, :user_id)
ON CONFLICT (source_id, name) DO UPDATE
SET secret_id = excluded.secret_id, description = excluded.description,
    required = excluded.required, updated_user_id = :user_id;

-- declare_slot --
-- A slot as the program declares it; what is linked to it stays.
INSERT INTO source_secrets (id, source_id, name, description, required, created_user_id)
VALUES (:id, :source_id, :name, :description, :required, 'system000000')
ON CONFLICT (source_id, name) DO UPDATE
SET description = excluded.description, required = excluded.required
WHERE (source_secrets.description, source_secrets.required)
    IS DISTINCT FROM (excluded.description, excluded.required);

-- delete_other_slots --
DELETE FROM source_secrets WHERE source_id = :source_id AND NOT name = ANY(:names::text[]);
