-- list_recordings --
SELECT * FROM recordings ORDER BY created_at DESC, id;

-- count_recordings --
SELECT count(*) AS total FROM recordings;

-- get_recording --
SELECT * FROM recordings WHERE id = :id;

-- current_recording --
SELECT * FROM recordings WHERE ended_at IS NULL;

-- named_recording --
SELECT id, name FROM recordings WHERE name = :name;

-- start_recording --
INSERT INTO recordings (id, name, source_ids, created_user_id)
VALUES (:id, :name, :source_ids::text[], :user_id)
RETURNING *;

-- end_recording --
UPDATE recordings SET ended_at = now() WHERE id = :id AND ended_at IS NULL RETURNING id;

-- delete_recording --
DELETE FROM recordings WHERE id = :id RETURNING id;

-- record_answers --
-- The latest answer stays; a failure takes no answer's place.
WITH target AS (
    SELECT id FROM recordings WHERE id = :id FOR NO KEY UPDATE
)
INSERT INTO recorded_answers AS r (
    recording_id, slug, kind, value, recorded_at, size_bytes, outcome
)
SELECT t.id, g.slug, g.kind, g.value, g.recorded_at, g.size_bytes, g.outcome
FROM jsonb_to_recordset(:answers::jsonb) AS g (
    slug text, kind text, value text, recorded_at timestamptz, size_bytes integer, outcome jsonb
) CROSS JOIN target AS t
ON CONFLICT (recording_id, slug, kind, md5(value)) DO UPDATE SET
    recorded_at = excluded.recorded_at,
    size_bytes = excluded.size_bytes,
    outcome = excluded.outcome
WHERE excluded.outcome -> 'answer' IS NOT NULL OR r.outcome -> 'answer' IS NULL;

-- count_answers --
-- A recording that is full ends.
UPDATE recordings SET
    answers = c.answers,
    size_bytes = c.size_bytes,
    ended_at = CASE
        WHEN c.answers >= :answers_at_most OR c.size_bytes >= :bytes_at_most
        THEN coalesce(ended_at, now()) ELSE ended_at
    END
FROM (
    SELECT count(*) AS answers, coalesce(sum(size_bytes), 0) AS size_bytes
    FROM recorded_answers WHERE recording_id = :id
) AS c
WHERE id = :id;

-- list_answers --
SELECT slug, kind, value, recorded_at, outcome FROM recorded_answers
WHERE recording_id = :recording_id
ORDER BY slug, kind, value;
