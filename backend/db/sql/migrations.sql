-- lock --
-- One migrating process at a time, whatever their number.
SELECT pg_advisory_lock(7261840);

-- unlock --
SELECT pg_advisory_unlock(7261840);

-- create_table --
CREATE TABLE IF NOT EXISTS schema_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- list_done --
SELECT number, name, checksum FROM schema_migrations ORDER BY number;

-- set_lock_timeout --
-- Rather fail and be tried again than block the service behind a long query.
SET LOCAL lock_timeout = '4s';

-- reset_search_path --
SET LOCAL search_path TO DEFAULT;

-- record --
INSERT INTO schema_migrations (number, name, checksum) VALUES (:number, :name, :checksum);
