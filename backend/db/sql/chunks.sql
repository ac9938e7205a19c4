-- list_open --
-- Chunks that are not done, in their order.
SELECT number, indicators::text AS indicators
FROM request_chunks
WHERE request_id = :id AND done_at IS NULL AND number >= :first
ORDER BY number
LIMIT :limit;

-- list_done --
-- What ended chunks say of themselves, without their indicators.
SELECT number, counts, levels FROM request_chunks
WHERE request_id = :id AND done_at IS NOT NULL
ORDER BY number;

-- open_since --
-- The events before which no chunk that is open has any: chunks begin in their order.
SELECT coalesce(max(first_sequence), 0) AS sequence
FROM request_chunks
WHERE request_id = :id AND done_at IS NOT NULL AND number < (
    SELECT min(number) FROM request_chunks WHERE request_id = :id AND done_at IS NULL
);

-- list_chunks --
SELECT number, indicators::text AS indicators, first_sequence, last_sequence, done_at
FROM request_chunks
WHERE request_id = :id AND number BETWEEN :first AND :last
ORDER BY number;

-- list_levels --
SELECT number, levels::text AS levels FROM request_chunks
WHERE request_id = :id AND levels IS NOT NULL AND number >= :first
  AND levels @> to_jsonb(:level::text)
ORDER BY number
LIMIT :limit;
