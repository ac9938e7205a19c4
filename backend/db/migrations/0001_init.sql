-- Users, tokens, providers, sources, requests and their events.
-- Names follow the earlier implementation; timestamps are timestamptz, ids are made by the application.

CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

-- What backends keep in memory is read again when one of these tables changes.
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('indicator_aggregator_changed', TG_TABLE_NAME);
    RETURN NULL;
END
$$;

CREATE TABLE users (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    auth_id text,
    provider text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    email text NOT NULL CHECK (length(email) <= 1000),
    verified boolean NOT NULL DEFAULT false,
    name text NOT NULL,
    given_name text,
    family_name text,
    locale text,
    picture bytea,
    roles text[] NOT NULL DEFAULT '{}',
    password text,
    last_modified_user_id text REFERENCES users ON DELETE SET NULL,
    UNIQUE (email, provider),
    UNIQUE (auth_id, provider)
);
CREATE INDEX users_last_modified_user_id ON users (last_modified_user_id);

-- The owner of what the program itself makes, and who acts for commands on this machine. Nobody
-- signs in as this user: it has no password.
INSERT INTO users (id, provider, email, name, verified, roles)
VALUES ('system000000', 'internal', 'system@appliance.invalid', 'System', true, '{admin}');

CREATE TABLE api_tokens (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    note text NOT NULL,
    token bytea NOT NULL,
    expires_at timestamptz,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    UNIQUE (user_id, note)
);
COMMENT ON COLUMN api_tokens.token IS 'SHA-256 of the secret part, which has 190 bits';

CREATE TABLE providers (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    slug text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    favicon text,
    tags text[] NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
CREATE INDEX providers_created_user_id ON providers (created_user_id);
CREATE INDEX providers_updated_user_id ON providers (updated_user_id);

CREATE TYPE source_kind AS ENUM ('SYSTEM', 'PYTHON', 'JAVA_SCRIPT');
CREATE TYPE source_activity AS ENUM ('LOCAL', 'PASSIVE', 'ACTIVE', 'PUBLIC');

CREATE TABLE sources (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    slug text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '',
    favicon text,
    tags text[] NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    supported_indicators text[] NOT NULL DEFAULT '{}',
    disabled_indicators text[] NOT NULL DEFAULT '{}',
    task_enabled boolean NOT NULL DEFAULT false,
    task_interval integer CHECK (task_interval > 0),
    config jsonb NOT NULL DEFAULT '[]',
    config_values jsonb NOT NULL DEFAULT '[]',
    limit_enabled boolean NOT NULL DEFAULT false,
    limit_count integer CHECK (limit_count > 0),
    limit_interval integer CHECK (limit_interval > 0),
    kind source_kind NOT NULL,
    source_code text,
    cache_enabled boolean NOT NULL DEFAULT false,
    cache_interval integer CHECK (cache_interval > 0),
    activity source_activity NOT NULL DEFAULT 'PASSIVE',
    allowed_hosts text[],
    time_limit_seconds double precision NOT NULL DEFAULT 10
        CHECK (time_limit_seconds > 0 AND time_limit_seconds <= 3600),
    reliability integer NOT NULL DEFAULT 70 CHECK (reliability BETWEEN 0 AND 100),
    version integer NOT NULL DEFAULT 1,
    provider_id text REFERENCES providers ON DELETE SET NULL,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL,
    CHECK (kind = 'SYSTEM' OR source_code IS NOT NULL)
);
COMMENT ON COLUMN sources.allowed_hosts IS 'hosts that user code may reach; NULL is any public one';
COMMENT ON COLUMN sources.version IS 'grows with every change; part of cache keys';
CREATE INDEX sources_provider_id ON sources (provider_id);
CREATE INDEX sources_created_user_id ON sources (created_user_id);
CREATE INDEX sources_updated_user_id ON sources (updated_user_id);

CREATE TYPE request_state AS ENUM ('RUNNING', 'DONE', 'CANCELLED');

-- A plain table; what hangs below it is partitioned by month.
CREATE TABLE requests (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    data text NOT NULL,
    kind text NOT NULL,
    trace_id text NOT NULL,
    user_id text REFERENCES users ON DELETE SET NULL,
    state request_state NOT NULL DEFAULT 'RUNNING',
    owner bigint NOT NULL,
    verdict text,
    counts jsonb,
    ended_at timestamptz
);
COMMENT ON COLUMN requests.data IS 'the first indicator, kind its kind; the start event names all';
COMMENT ON COLUMN requests.owner IS 'the backend that executes it: the key of its advisory lock';
CREATE INDEX requests_created_at ON requests (created_at DESC, id DESC);
CREATE INDEX requests_user_id ON requests (user_id, created_at DESC);
CREATE INDEX requests_running ON requests (owner) WHERE state = 'RUNNING';

-- Every event of a request, numbered from 1 within it. created_at is the request's, so that all
-- events of a request lie in one partition and retention drops whole months.
CREATE TABLE request_events (
    created_at timestamptz NOT NULL,
    request_id text NOT NULL,
    sequence integer NOT NULL,
    event text NOT NULL,
    source_id text,
    status text,
    data jsonb NOT NULL,
    PRIMARY KEY (request_id, sequence, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX request_events_source ON request_events (source_id, created_at)
    WHERE source_id IS NOT NULL;
-- A clock that jumps must not lose a result.
CREATE TABLE request_events_other PARTITION OF request_events DEFAULT;

CREATE FUNCTION ensure_request_events_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month')
        AT TIME ZONE 'UTC';
BEGIN
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF request_events FOR VALUES FROM (%L) TO (%L)',
        'request_events_' || to_char(month, 'YYYY_MM'), first, next
    );
EXCEPTION
    -- Another backend was faster.
    WHEN duplicate_table OR unique_violation THEN NULL;
    -- A clock that jumped put events of this month into the other partition: there they stay.
    WHEN check_violation THEN NULL;
END
$$;

CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON providers FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON sources FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER touch BEFORE UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON api_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON providers
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON sources
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
