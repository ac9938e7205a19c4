-- How many indicators a request asks about, for lists of requests.

ALTER TABLE requests ADD COLUMN indicator_count integer NOT NULL DEFAULT 1
    CHECK (indicator_count > 0);
COMMENT ON COLUMN requests.data IS
    'the first indicator, kind its kind, indicator_count how many; the start event names all';

UPDATE requests AS r
SET indicator_count = jsonb_array_length(e.data -> 'indicators')
FROM request_events AS e
WHERE e.request_id = r.id AND e.created_at = r.created_at AND e.event = 'start'
  AND jsonb_array_length(e.data -> 'indicators') > 1;
