-- Loads of feeds: rows wait beside the table and only what differs is changed in it.

-- One load at a time puts its rows here, and empties it in the same transaction. Nothing of it is
-- worth keeping through a crash, so that it costs no log.
CREATE UNLOGGED TABLE feed_staging (
    kind text NOT NULL,
    value text NOT NULL,
    network cidr,
    host text NOT NULL,
    data jsonb NOT NULL
);

-- NULL while the publisher's file has the row; else the time of the last file that had it.
ALTER TABLE feed_rows ADD COLUMN seen_at timestamptz;
-- What a part's gathering goes on from; it is as old as the rows.
ALTER TABLE feed_parts ADD COLUMN state jsonb NOT NULL DEFAULT '{}';

-- Many rows are at the same host, and a hash index searches through all of them for a free place
-- whenever one more comes. No name is longer than this, and a B-tree takes it.
UPDATE feed_rows SET host = '' WHERE length(host) > 255;
DROP INDEX feed_rows_host;
CREATE INDEX feed_rows_host ON feed_rows (host) WHERE host <> '';

-- Of a run that somebody asked for: take a file that is refused otherwise.
ALTER TABLE runs ADD COLUMN force boolean NOT NULL DEFAULT false;
