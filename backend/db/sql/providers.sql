-- list_providers --
-- Switched on first, then by name.
SELECT p.*, (SELECT count(*) FROM sources AS s WHERE s.provider_id = p.id) AS num_sources
FROM providers AS p
ORDER BY p.enabled DESC, lower(p.name), p.id;

-- switch_provider --
UPDATE providers SET enabled = :enabled, updated_user_id = :user_id WHERE id = :id RETURNING id;
