-- Packs of content that were imported, and what was there before the last of them.

CREATE TABLE pack_imports (
    id text PRIMARY KEY,
    pack_id text NOT NULL,
    made_at timestamptz NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now(),
    signed_by text NOT NULL,
    base_id text,
    entries integer NOT NULL,
    rolled_back_at timestamptz
);
COMMENT ON COLUMN pack_imports.signed_by IS 'the fingerprint of the key';
COMMENT ON COLUMN pack_imports.base_id IS 'the pack that this one has only the changes against';
CREATE INDEX pack_imports_imported_at ON pack_imports (imported_at);

-- What the last import of each entry brought: by it a pack of changes knows what it builds on.
CREATE TABLE pack_contents (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    pack_id text NOT NULL
);

-- Of the last import alone: a roll-back goes back by one.
CREATE TABLE pack_before (
    import_id text NOT NULL REFERENCES pack_imports ON DELETE CASCADE,
    name text NOT NULL,
    kind text NOT NULL,
    slug text NOT NULL,
    part text NOT NULL,
    head jsonb,
    content jsonb,
    after text,
    PRIMARY KEY (import_id, name)
);
COMMENT ON COLUMN pack_before.head IS 'the row of feed_parts or ignore_lists; NULL: there was none';
COMMENT ON COLUMN pack_before.content IS 'the row of pack_contents; NULL: there was none';
COMMENT ON COLUMN pack_before.after IS
    'what tells whether somebody else changed it since: time of the load, version of the entries';

-- Whole rows, so that they come back with columns that this migration did not know.
CREATE TABLE pack_before_rows (
    import_id text NOT NULL,
    name text NOT NULL,
    row jsonb NOT NULL,
    FOREIGN KEY (import_id, name) REFERENCES pack_before ON DELETE CASCADE
);
CREATE INDEX pack_before_rows_name ON pack_before_rows (import_id, name);
