-- find_user_by_email --
SELECT id, email, name, enabled, roles FROM users WHERE email = :email AND provider = 'internal';


-- insert_user --
INSERT INTO users (id, provider, email, name, verified, roles, password)
VALUES (:id, 'internal', :email, :name, true, :roles, :password)
RETURNING id;

-- insert_token --
INSERT INTO api_tokens (id, note, token, user_id) VALUES (:id, :note, :token, :user_id)
RETURNING id;

-- get_token --
SELECT t.token, t.expires_at, u.id, u.email, u.name, u.enabled, u.roles
FROM api_tokens AS t JOIN users AS u ON u.id = t.user_id
WHERE t.id = :id;
