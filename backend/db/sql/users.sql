-- find_user_by_email --
SELECT id, email, name, enabled, roles FROM users WHERE email = :email AND provider = 'internal';

-- get_login --
SELECT id, email, name, enabled, roles, password
FROM users WHERE email = :email AND provider = 'internal';

-- get_password --
SELECT email, password FROM users WHERE id = :id;

-- insert_user --
INSERT INTO users (id, provider, email, name, verified, roles, password)
VALUES (:id, 'internal', :email, :name, true, :roles, :password)
RETURNING id;

-- get_profile --
SELECT id, email, name, roles, locale, time_zone FROM users WHERE id = :id;

-- update_profile --
UPDATE users SET name = :name, locale = :locale, time_zone = :time_zone WHERE id = :id
RETURNING id, email, name, roles, locale, time_zone;

-- lock_profile --
SELECT id, email, name, roles, locale, time_zone FROM users WHERE id = :id FOR UPDATE;

-- update_password --
UPDATE users SET password = :password WHERE id = :id;

-- is_administered --
-- Whether somebody but the program itself may do everything.
SELECT EXISTS (
    SELECT FROM users WHERE enabled AND 'admin' = ANY (roles) AND id <> :system_id
) AS administered;

-- lock_setup --
-- Until the transaction ends: the first administrator is made once. The key is arbitrary.
SELECT pg_advisory_xact_lock(4802771633);
