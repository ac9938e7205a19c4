-- find_versions --
-- When each part of ATT&CK was loaded: another version has other times.
SELECT part, loaded_at FROM feed_parts WHERE slug = :slug AND loaded_at IS NOT NULL ORDER BY part

-- list_names --
SELECT value, data FROM feed_rows WHERE slug = :slug AND kind = 'NAME' ORDER BY part, value
