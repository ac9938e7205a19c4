-- list_overrides --
-- Latest first.
SELECT
    id, created_at, updated_at, pattern, matching, kind, level, reason, expires_at, author_name,
    created_user_id, updated_user_id
FROM overrides ORDER BY updated_at DESC, id;

-- insert_override --
INSERT INTO overrides (
    id, pattern, matching, kind, level, reason, expires_at, author_name, created_user_id,
    updated_user_id
)
VALUES (
    :id, :pattern, :matching, :kind, :level, :reason, :expires_at, :author_name, :user_id, :user_id
);

-- lock_override --
SELECT level, reason, expires_at FROM overrides WHERE id = :id FOR UPDATE;

-- update_override --
UPDATE overrides
SET level = :level, reason = :reason, expires_at = :expires_at, author_name = :author_name,
    updated_user_id = :user_id
WHERE id = :id;

-- delete_override --
DELETE FROM overrides WHERE id = :id RETURNING id;
