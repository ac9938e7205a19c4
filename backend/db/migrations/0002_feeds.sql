-- Local copies of feeds. A part is one file of a feed; its rows are replaced as a whole.

CREATE TABLE feed_parts (
    slug text NOT NULL,
    part text NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    -- When the rows were put in; NULL while nothing was ever loaded.
    loaded_at timestamptz,
    -- When the rows were last known to be the publisher's: import, refresh, or "not modified".
    as_of timestamptz,
    -- The last attempt, and why it failed; NULL after one that did not.
    checked_at timestamptz,
    error text,
    etag text,
    last_modified text,
    sha256 text,
    -- The address or the file's name that the rows came from.
    origin text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (slug, part)
);

-- Without a foreign key: only a load writes here, while it holds its part's row, and the check
-- would cost more than the load of a large feed.
CREATE TABLE feed_rows (
    slug text NOT NULL,
    part text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    -- Set for networks alone: they answer for every address in them.
    network cidr,
    data jsonb NOT NULL
);

CREATE INDEX feed_rows_part ON feed_rows (slug, part);
-- A hash, because a URL may be longer than what a B-tree holds.
CREATE INDEX feed_rows_value ON feed_rows USING hash (value);
CREATE INDEX feed_rows_network ON feed_rows USING gist (network inet_ops) WHERE network IS NOT NULL;
