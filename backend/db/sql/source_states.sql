-- list_states --
SELECT source_id, state FROM source_states;

-- get_state --
SELECT state, octet_length(state) AS bytes, changed_at FROM source_states
WHERE source_id = :source_id;

-- set_state --
INSERT INTO source_states (source_id, state) VALUES (:source_id, :state)
ON CONFLICT (source_id) DO UPDATE SET state = excluded.state, changed_at = now();

-- forget_state --
DELETE FROM source_states WHERE source_id = :source_id;
