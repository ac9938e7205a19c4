-- insert_version --
-- The next one of a source, whose row the transaction holds.
INSERT INTO source_versions (source_id, number, user_id, note, code, fit)
SELECT :source_id, coalesce(max(number), 0) + 1, :user_id, :note, :code, :fit::boolean
FROM source_versions WHERE source_id = :source_id
RETURNING number;

-- list_versions --
-- Newest first. The newest is the code that is saved.
SELECT
    v.number, v.created_at, v.user_id, u.name AS user_name, v.note, v.fit,
    octet_length(v.code) AS bytes, v.number = max(v.number) OVER () AS saved
FROM source_versions v LEFT JOIN users u ON u.id = v.user_id
WHERE v.source_id = :source_id
ORDER BY v.number DESC;

-- get_version --
SELECT
    v.number, v.created_at, v.user_id, u.name AS user_name, v.note, v.fit, v.code,
    octet_length(v.code) AS bytes,
    v.number = (SELECT max(number) FROM source_versions WHERE source_id = :source_id) AS saved
FROM source_versions v LEFT JOIN users u ON u.id = v.user_id
WHERE v.source_id = :source_id AND v.number = :number;

-- list_unasked --
-- Saved code that no runner has seen, because it was away.
SELECT s.* FROM sources s
JOIN source_versions v ON v.source_id = s.id
WHERE v.fit IS NULL
  AND v.number = (SELECT max(number) FROM source_versions WHERE source_id = s.id)
ORDER BY s.id;

-- set_fit --
UPDATE source_versions SET fit = :fit
WHERE source_id = :source_id AND code = :code AND fit IS DISTINCT FROM :fit
RETURNING number;

-- find_good --
-- The newest version that a runner took, before what it refuses.
SELECT number, code FROM source_versions
WHERE source_id = :source_id AND fit
ORDER BY number DESC
LIMIT 1;

-- set_refused --
-- Unless other code was saved meanwhile.
UPDATE sources
SET code_refused = :refused, running_code = :running_code, version = version + 1
WHERE id = :source_id AND source_code = :code AND code_refused IS NULL
RETURNING id;
