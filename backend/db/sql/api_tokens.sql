-- insert_token --
INSERT INTO api_tokens (id, note, token, expires_at, user_id)
VALUES (:id, :note, :token, :expires_at, :user_id)
RETURNING id;

-- get_token --
SELECT t.token, t.expires_at, u.id, u.email, u.name, u.enabled, u.roles
FROM api_tokens AS t JOIN users AS u ON u.id = t.user_id
WHERE t.id = :id;

-- list_tokens --
SELECT id, created_at, updated_at, note, expires_at, last_used_at
FROM api_tokens WHERE user_id = :user_id
ORDER BY created_at DESC, id;

-- lock_token --
SELECT note, expires_at FROM api_tokens WHERE id = :id AND user_id = :user_id FOR UPDATE;

-- update_token --
UPDATE api_tokens SET note = :note, expires_at = :expires_at WHERE id = :id;

-- replace_secret --
UPDATE api_tokens SET token = :token WHERE id = :id AND user_id = :user_id RETURNING id;

-- delete_token --
DELETE FROM api_tokens WHERE id = :id AND user_id = :user_id RETURNING id;

-- record_uses --
UPDATE api_tokens AS t SET last_used_at = greatest(t.last_used_at, v.at)
FROM jsonb_to_recordset(:uses::jsonb) AS v(id text, at timestamptz)
WHERE t.id = v.id;
