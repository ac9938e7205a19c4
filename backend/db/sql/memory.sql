-- asked_before --
-- For each value the last verdict on it, but those of one request. The index knows the hash alone,
-- so that the value itself is compared afterwards.
SELECT
    w.number, w.data, w.kind, last.request_id, last.created_at, last.level, u.name AS user_name
FROM jsonb_to_recordset(:wanted::jsonb) AS w(number integer, data text, kind text, apart_from text)
CROSS JOIN LATERAL (
    SELECT e.request_id, e.created_at, e.data ->> 'level' AS level
    FROM request_events AS e
    WHERE e.event = 'verdict'
      AND hashtextextended(e.data -> 'indicator' ->> 'data', 0) = hashtextextended(w.data, 0)
      AND e.data -> 'indicator' ->> 'data' = w.data
      AND e.data -> 'indicator' ->> 'kind' = w.kind
      AND e.request_id <> w.apart_from
    ORDER BY e.created_at DESC
    LIMIT 1
) AS last
LEFT JOIN requests AS r ON r.id = last.request_id
LEFT JOIN users AS u ON u.id = r.user_id;

-- list_verdicts --
-- The verdicts on one indicator, latest first; `before` is the last row of the page before.
SELECT e.request_id, e.created_at, e.data ->> 'level' AS level, u.name AS user_name
FROM request_events AS e
LEFT JOIN requests AS r ON r.id = e.request_id
LEFT JOIN users AS u ON u.id = r.user_id
WHERE e.event = 'verdict'
  AND hashtextextended(e.data -> 'indicator' ->> 'data', 0) = hashtextextended(:data, 0)
  AND e.data -> 'indicator' ->> 'data' = :data
  AND e.data -> 'indicator' ->> 'kind' = :kind
  AND (:before_at::timestamptz IS NULL OR (e.created_at, e.request_id) < (:before_at, :before_id))
ORDER BY e.created_at DESC, e.request_id DESC
LIMIT :limit;

-- latest_verdict --
SELECT e.data::text AS data
FROM request_events AS e
WHERE e.event = 'verdict'
  AND hashtextextended(e.data -> 'indicator' ->> 'data', 0) = hashtextextended(:data, 0)
  AND e.data -> 'indicator' ->> 'data' = :data
  AND e.data -> 'indicator' ->> 'kind' = :kind
ORDER BY e.created_at DESC, e.request_id DESC
LIMIT 1;

-- count_verdicts --
SELECT count(*) AS total
FROM request_events AS e
WHERE e.event = 'verdict'
  AND hashtextextended(e.data -> 'indicator' ->> 'data', 0) = hashtextextended(:data, 0)
  AND e.data -> 'indicator' ->> 'data' = :data
  AND e.data -> 'indicator' ->> 'kind' = :kind;
