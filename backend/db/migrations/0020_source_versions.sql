-- Writing sources: versions of their code, what they keep between runs, their rows, their limits.

-- Every version is kept for as long as its source is: code is small, and so is the number of saves.
CREATE TABLE source_versions (
    source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
    number integer NOT NULL CHECK (number > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    user_id text REFERENCES users ON DELETE SET NULL,
    note text NOT NULL DEFAULT '',
    code text NOT NULL,
    -- What its runner said of it: NULL before it was asked, then whether it is of its language.
    fit boolean,
    PRIMARY KEY (source_id, number)
);
CREATE INDEX source_versions_user_id ON source_versions (user_id);
CREATE INDEX source_versions_unasked ON source_versions (source_id) WHERE fit IS NULL;

-- What was saved before there were versions ran, as far as anybody knows.
INSERT INTO source_versions (source_id, number, created_at, user_id, note, code, fit)
SELECT id, 1, created_at, created_user_id, 'the code before there were versions', source_code, true
FROM sources WHERE source_code IS NOT NULL;

ALTER TABLE sources
    ADD COLUMN memory_mb integer CHECK (memory_mb BETWEEN 16 AND 65536),
    ADD COLUMN output_kb integer CHECK (output_kb BETWEEN 1 AND 65536),
    ADD COLUMN processes integer CHECK (processes BETWEEN 1 AND 4096),
    ADD COLUMN parallel integer CHECK (parallel BETWEEN 1 AND 256),
    ADD COLUMN keeps_days integer CHECK (keeps_days BETWEEN 0 AND 36500),
    ADD COLUMN running_code text,
    ADD COLUMN code_refused text,
    ADD CHECK ((running_code IS NULL) OR (code_refused IS NOT NULL));
COMMENT ON COLUMN sources.processes IS 'threads included; NULL, as in all of these, is the usual';
COMMENT ON COLUMN sources.parallel IS 'questions that a backend asks at a time';
COMMENT ON COLUMN sources.keeps_days IS 'how long rows stay that its task no longer brings';
COMMENT ON COLUMN sources.code_refused IS 'why the runner refused the saved code; NULL: it did not';
COMMENT ON COLUMN sources.running_code IS 'the last good version, while the saved one is refused';

CREATE TABLE source_states (
    source_id text PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
    changed_at timestamptz NOT NULL DEFAULT now(),
    -- JSON as its code left it: text, since nothing here looks into it.
    state text NOT NULL CHECK (octet_length(state) <= 65536)
);

-- Questions are asked with it, from memory.
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON source_states
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();

ALTER TABLE runs
    ADD COLUMN state_bytes integer CHECK (state_bytes >= 0),
    ADD COLUMN peak_memory_bytes bigint CHECK (peak_memory_bytes >= 0);
COMMENT ON COLUMN runs.state_bytes IS 'of the state that it left; NULL where it left none';
