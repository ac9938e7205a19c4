-- Where code of users may go: hosts by name, * is any public one, an empty list is nowhere. Until
-- now it was not held to what was declared, so that whatever is no list of hosts becomes any.
UPDATE sources SET allowed_hosts = '{*}'
WHERE kind <> 'SYSTEM' AND (
    allowed_hosts IS NULL
    OR allowed_hosts = '{}'
    OR EXISTS (
        SELECT FROM unnest(allowed_hosts) AS host
        WHERE host <> '*'
            AND host !~ '^([*][.])?([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:[0-9]{1,5})?$'
    )
);
UPDATE sources SET allowed_hosts = '{}' WHERE kind = 'SYSTEM';
ALTER TABLE sources ALTER COLUMN allowed_hosts SET DEFAULT '{}';
COMMENT ON COLUMN sources.allowed_hosts IS
'hosts that code of users may reach, as api.example.com, *.example.com or api.example.com:8443; * is any public one; NULL and empty are none';
