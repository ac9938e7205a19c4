-- write --
-- What one process counted: added to what is there. A source that was deleted is left out.
WITH slots AS (
    SELECT g.* FROM jsonb_to_recordset(:slots::jsonb) AS g (
        source_id text, second bigint, questions integer, failures integer, buckets integer[]
    ) JOIN sources AS s ON s.id = g.source_id
), written AS (
    INSERT INTO source_health_slots AS h (source_id, slot, questions, failures, buckets)
    SELECT source_id, to_timestamp(second), questions, failures, buckets
    FROM slots ORDER BY source_id, second
    ON CONFLICT (source_id, slot) DO UPDATE SET
        questions = h.questions + excluded.questions,
        failures = h.failures + excluded.failures,
        buckets = ARRAY(
            SELECT coalesce(a, 0) + coalesce(b, 0)
            FROM unnest(h.buckets, excluded.buckets) WITH ORDINALITY AS u (a, b, place)
            ORDER BY place
        )
), deleted AS (
    DELETE FROM source_health_slots WHERE slot < :before
)
INSERT INTO source_health AS h (source_id, success_at, failure_at, failure_kind, failure_detail)
SELECT g.source_id, success_at, failure_at, failure_kind, failure_detail
FROM jsonb_to_recordset(:last::jsonb) AS g (
    source_id text, success_at timestamptz, failure_at timestamptz, failure_kind text,
    failure_detail text
) JOIN sources AS s ON s.id = g.source_id
ORDER BY g.source_id
ON CONFLICT (source_id) DO UPDATE SET
    success_at = greatest(h.success_at, excluded.success_at),
    failure_at = greatest(h.failure_at, excluded.failure_at),
    failure_kind = CASE
        WHEN excluded.failure_at >= coalesce(h.failure_at, '-infinity') THEN excluded.failure_kind
        ELSE h.failure_kind
    END,
    failure_detail = CASE
        WHEN excluded.failure_at >= coalesce(h.failure_at, '-infinity') THEN excluded.failure_detail
        ELSE h.failure_detail
    END;

-- list_last --
SELECT * FROM source_health WHERE :source_id::text IS NULL OR source_id = :source_id;

-- list_slots --
-- Slots since a time; with `source_id` those of one source.
SELECT source_id, slot, questions, failures, buckets FROM source_health_slots
WHERE slot >= :since AND (:source_id::text IS NULL OR source_id = :source_id);

-- list_probes --
SELECT source_id, next_at, probed_at, status, detail, good_at, errors FROM source_probes
WHERE :source_id::text IS NULL OR source_id = :source_id;
