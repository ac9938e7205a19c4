-- list_ready --
-- Sources that could be asked now.
SELECT s.id, s.slug FROM sources AS s LEFT JOIN providers AS p ON p.id = s.provider_id
WHERE s.enabled AND s.kind = 'SYSTEM' AND coalesce(p.enabled, true)
  AND NOT EXISTS (
    SELECT FROM source_secrets AS l
    WHERE l.source_id = s.id AND l.required AND l.secret_id IS NULL
);

-- plan --
-- These are probed; those of them that are due. A source that is new here is first due after the
-- interval; a part of it at random keeps sources apart.
WITH planned AS (
    INSERT INTO source_probes AS p (source_id, next_at)
    SELECT s.id, now() + make_interval(secs => :seconds * (1 + :spread * random()))
    FROM unnest(:ids::text[]) AS g (id) JOIN sources AS s ON s.id = g.id
    ORDER BY s.id
    ON CONFLICT (source_id) DO UPDATE SET next_at = excluded.next_at
    WHERE p.next_at > now() + make_interval(secs => :seconds * (1 + :spread))
)
SELECT source_id FROM source_probes WHERE next_at <= now() AND source_id = ANY(:ids::text[]);

-- find --
SELECT good_at, errors, version, shape FROM source_probes WHERE source_id = :source_id;

-- record --
-- Without a shape the one of before stays.
UPDATE source_probes SET
    next_at = now() + make_interval(secs => :seconds),
    probed_at = now(),
    status = :status,
    detail = :detail,
    errors = :errors,
    good_at = CASE WHEN :well::boolean THEN now() ELSE good_at END,
    version = CASE WHEN :shape::jsonb IS NULL THEN version ELSE :version END,
    shape = coalesce(:shape::jsonb, shape)
WHERE source_id = :source_id;

-- ask --
INSERT INTO source_probes AS p (source_id, next_at) VALUES (:source_id, now())
ON CONFLICT (source_id) DO UPDATE SET next_at = excluded.next_at;

-- forget --
UPDATE source_probes SET shape = NULL, version = NULL, errors = 0 WHERE source_id = :source_id;
