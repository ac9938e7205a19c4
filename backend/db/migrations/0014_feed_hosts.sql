-- Where a row's value is at: the host of a URL, the address of `address:port`. Empty: nowhere.
ALTER TABLE feed_rows ADD COLUMN host text NOT NULL DEFAULT '';

CREATE INDEX feed_rows_host ON feed_rows USING hash (host) WHERE host <> '';
