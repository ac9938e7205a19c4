-- compare --
-- Results and verdicts (those without a source) of two requests side by side: how many there are
-- of each sort, and a page of those that differ. What is large in a result is left behind first,
-- so that it is unpacked once. Tags and families are sets.
WITH cells AS MATERIALIZED (
    SELECT
        request_id = :b AS later, source_id, sequence,
        data -> 'indicator' ->> 'kind' AS kind, data -> 'indicator' ->> 'data' AS value,
        data ->> 'name' AS source_name, status,
        coalesce(data ->> 'level', data ->> 'verdict') AS level,
        (data ->> 'score')::integer AS score,
        coalesce(data -> 'tags', '[]') AS tags, coalesce(data -> 'families', '[]') AS families
    FROM (
        SELECT
            request_id, source_id, sequence, status,
            data - '{raw,elements,links,favicon,skips,silent,reason}'::text[] AS data
        FROM request_events
        WHERE event IN ('result', 'verdict')
          AND ((request_id = :a AND created_at = :a_at) OR (request_id = :b AND created_at = :b_at))
        OFFSET 0
    ) AS slim
), pairs AS MATERIALIZED (
    SELECT
        coalesce(b.value, a.value) AS data, coalesce(b.kind, a.kind) AS kind,
        coalesce(b.source_id, a.source_id) AS source_id,
        coalesce(b.source_name, a.source_name) AS source_name,
        coalesce(b.sequence, a.sequence) AS sequence,
        CASE
            WHEN a.value IS NULL THEN 'NEW'
            WHEN b.value IS NULL THEN 'GONE'
            WHEN (a.status, a.level, a.score) IS DISTINCT FROM (b.status, b.level, b.score)
              OR NOT (a.tags @> b.tags AND b.tags @> a.tags)
              OR NOT (a.families @> b.families AND b.families @> a.families) THEN 'CHANGED'
        END AS change,
        CASE WHEN a.value IS NOT NULL THEN jsonb_build_object(
            'status', a.status, 'level', a.level, 'score', a.score, 'tags', a.tags,
            'families', a.families
        ) END AS before,
        CASE WHEN b.value IS NOT NULL THEN jsonb_build_object(
            'status', b.status, 'level', b.level, 'score', b.score, 'tags', b.tags,
            'families', b.families
        ) END AS after
    FROM (SELECT * FROM cells WHERE NOT later) AS a
    FULL JOIN (SELECT * FROM cells WHERE later) AS b
        ON a.value = b.value AND a.kind = b.kind
        AND coalesce(a.source_id, '') = coalesce(b.source_id, '')
), counts AS (
    SELECT
        count(*) FILTER (WHERE change = 'CHANGED') AS changed,
        count(*) FILTER (WHERE change = 'NEW') AS new,
        count(*) FILTER (WHERE change = 'GONE') AS gone,
        count(*) FILTER (WHERE change IS NULL) AS same
    FROM pairs
), page AS (
    SELECT * FROM pairs WHERE change IS NOT NULL
    ORDER BY
        array_position(ARRAY['CHANGED', 'NEW', 'GONE'], change), source_id IS NOT NULL, sequence,
        data, kind, source_id
    LIMIT :limit OFFSET :skip
)
SELECT
    counts.changed, counts.new, counts.gone, counts.same, page.data, page.kind, page.source_id,
    page.source_name, page.change, page.before::text AS before, page.after::text AS after
FROM counts LEFT JOIN page ON true
ORDER BY
    array_position(ARRAY['CHANGED', 'NEW', 'GONE'], page.change), page.source_id IS NOT NULL,
    page.sequence, page.data, page.kind, page.source_id;
