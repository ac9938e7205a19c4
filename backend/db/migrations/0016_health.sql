-- How sources do, what they answered about what they are known to know, and recorded answers.

-- What happened last to a source, whichever process asked it.
CREATE TABLE source_health (
    source_id text PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
    success_at timestamptz,
    failure_at timestamptz,
    failure_kind text,
    failure_detail text,
    CHECK ((failure_at IS NULL) = (failure_kind IS NULL))
);

-- Questions in slots of ten minutes; old slots are deleted as new ones are written.
CREATE TABLE source_health_slots (
    source_id text NOT NULL REFERENCES sources ON DELETE CASCADE,
    slot timestamptz NOT NULL,
    questions integer NOT NULL CHECK (questions >= 0),
    failures integer NOT NULL CHECK (failures >= 0),
    buckets integer[] NOT NULL,
    PRIMARY KEY (source_id, slot)
);
COMMENT ON COLUMN source_health_slots.buckets IS
    'a histogram of how long answers took: questions by bucket, see backend/health/histogram.py';
CREATE INDEX source_health_slots_slot ON source_health_slots (slot);

-- The known-answer probe of each source that has one.
CREATE TABLE source_probes (
    source_id text PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
    next_at timestamptz NOT NULL,
    probed_at timestamptz,
    status text,
    detail text,
    good_at timestamptz,
    errors integer NOT NULL DEFAULT 0,
    version text,
    shape jsonb
);
COMMENT ON COLUMN source_probes.errors IS 'errors in a row';
COMMENT ON COLUMN source_probes.shape IS
    'of the answer that others are compared with, which the program of version gave: '
    '{path: [type]}';

-- A probe that somebody asks for begins at once.
CREATE TRIGGER announce AFTER INSERT OR UPDATE OF next_at ON source_probes
    FOR EACH ROW WHEN (NEW.next_at <= now())
    EXECUTE FUNCTION announce_change();

CREATE TABLE recordings (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    source_ids text[] NOT NULL,
    ended_at timestamptz,
    answers integer NOT NULL DEFAULT 0,
    size_bytes bigint NOT NULL DEFAULT 0,
    created_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN recordings.source_ids IS 'whose answers are recorded; none stands for all';
CREATE UNIQUE INDEX recordings_one_goes_on ON recordings ((true)) WHERE ended_at IS NULL;
CREATE INDEX recordings_created_user_id ON recordings (created_user_id);
CREATE TRIGGER announce AFTER INSERT OR DELETE ON recordings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce_end AFTER UPDATE ON recordings
    FOR EACH ROW WHEN (NEW.ended_at IS DISTINCT FROM OLD.ended_at)
    EXECUTE FUNCTION announce_change();

-- The latest answer of a source about an indicator within a recording.
CREATE TABLE recorded_answers (
    recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
    slug text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    recorded_at timestamptz NOT NULL,
    size_bytes integer NOT NULL,
    outcome jsonb NOT NULL
);
-- Values may be longer than what an index takes.
CREATE UNIQUE INDEX recorded_answers_key
    ON recorded_answers (recording_id, slug, kind, md5(value));
