-- insert_session --
INSERT INTO sessions (id, secret, user_agent, address, user_id)
VALUES (:id, :secret, :user_agent, :address, :user_id);

-- get_session --
SELECT s.secret, s.created_at, s.last_used_at, u.id, u.email, u.name, u.enabled, u.roles
FROM sessions AS s JOIN users AS u ON u.id = s.user_id
WHERE s.id = :id;

-- list_sessions --
SELECT id, created_at, last_used_at, user_agent, address
FROM sessions WHERE user_id = :user_id
ORDER BY created_at DESC, id;

-- record_uses --
UPDATE sessions AS s SET
    last_used_at = greatest(s.last_used_at, v.at), address = v.address, user_agent = v.user_agent
FROM jsonb_to_recordset(:uses::jsonb) AS v(
    id text, at timestamptz, address text, user_agent text
)
WHERE s.id = v.id;

-- delete_session --
DELETE FROM sessions WHERE id = :id AND user_id = :user_id RETURNING id;

-- delete_other_sessions --
-- All of them when `id` is null.
DELETE FROM sessions WHERE user_id = :user_id AND (:id::text IS NULL OR id <> :id) RETURNING id;

-- delete_expired_sessions --
DELETE FROM sessions WHERE last_used_at < :used_before OR created_at < :created_before RETURNING id;
