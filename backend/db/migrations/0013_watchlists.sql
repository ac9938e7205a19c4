-- Watchlists, what changed on them, notifications, webhooks, and what is on its way to somebody.

CREATE TABLE watchlists (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    enabled boolean NOT NULL DEFAULT true,
    -- [{"data": value, "kind": kind}, …], canonical.
    indicators jsonb NOT NULL,
    -- Without foreign keys: deleted sources are left out, and a list of which nothing is left fails
    -- where people see it, instead of asking others than were chosen.
    source_ids text[] NOT NULL DEFAULT '{}',
    preset_id text,
    tlp text,
    pap text,
    offline boolean NOT NULL DEFAULT false,
    interval_seconds integer NOT NULL CHECK (interval_seconds > 0),
    recipients text[] NOT NULL DEFAULT '{}',
    next_run_at timestamptz NOT NULL DEFAULT now(),
    last_run_at timestamptz,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN watchlists.recipients IS 'e-mail addresses that are told of changes';
CREATE INDEX watchlists_next_run_at ON watchlists (next_run_at) WHERE enabled;
CREATE INDEX watchlists_created_user_id ON watchlists (created_user_id);
CREATE INDEX watchlists_updated_user_id ON watchlists (updated_user_id);
-- That it ran is no change of it.
CREATE TRIGGER touch BEFORE UPDATE OF
    name, description, enabled, indicators, source_ids, preset_id, tlp, pap, offline,
    interval_seconds, recipients ON watchlists
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- A run is written down before its request is made, with the request's id: whoever goes on after a
-- crash sees whether the request is there.
CREATE TABLE watchlist_runs (
    request_id text PRIMARY KEY,
    watchlist_id text NOT NULL REFERENCES watchlists ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    owner bigint NOT NULL,
    started_at timestamptz,
    compared_at timestamptz,
    changes integer,
    unchecked integer,
    error text
);
COMMENT ON COLUMN watchlist_runs.owner IS 'the backend that starts it: the key of its advisory lock';
COMMENT ON COLUMN watchlist_runs.unchecked IS 'indicators that no source said anything about';
COMMENT ON COLUMN watchlist_runs.error IS 'why nothing was asked or compared; compared_at is when';
CREATE INDEX watchlist_runs_watchlist_id ON watchlist_runs (watchlist_id, created_at DESC);
-- One run of a list at a time.
CREATE UNIQUE INDEX watchlist_runs_open ON watchlist_runs (watchlist_id) WHERE compared_at IS NULL;

-- What is known of a list's indicators, to be compared with. Read and written whole.
CREATE TABLE watchlist_memories (
    watchlist_id text PRIMARY KEY REFERENCES watchlists ON DELETE CASCADE,
    updated_at timestamptz NOT NULL DEFAULT now(),
    memory jsonb NOT NULL
);

CREATE TABLE watchlist_changes (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    watchlist_id text NOT NULL REFERENCES watchlists ON DELETE CASCADE,
    request_id text NOT NULL,
    data text NOT NULL,
    kind text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    reason text NOT NULL
);
CREATE INDEX watchlist_changes_watchlist_id
    ON watchlist_changes (watchlist_id, created_at DESC, id DESC);

-- Something that people should know: one user, or all who have a permission.
CREATE TABLE notifications (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    severity text NOT NULL,
    title text NOT NULL,
    detail text NOT NULL,
    link text,
    key text NOT NULL,
    resolved_at timestamptz,
    user_id text REFERENCES users ON DELETE CASCADE,
    permission text,
    CHECK (num_nonnulls(user_id, permission) = 1)
);
COMMENT ON COLUMN notifications.key IS 'what it is about: told once while it lasts';
COMMENT ON COLUMN notifications.link IS 'a path of the web UI';
CREATE UNIQUE INDEX notifications_open ON notifications (key) WHERE resolved_at IS NULL;
CREATE INDEX notifications_created_at ON notifications (created_at DESC, id DESC);
CREATE INDEX notifications_user_id ON notifications (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE notification_reads (
    notification_id text NOT NULL REFERENCES notifications ON DELETE CASCADE,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, notification_id)
);
CREATE INDEX notification_reads_notification_id ON notification_reads (notification_id);

ALTER TABLE users ADD COLUMN mail_kinds text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN users.mail_kinds IS 'kinds of notifications that are mailed to them too';

CREATE TABLE webhooks (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL UNIQUE,
    url text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    kinds text[] NOT NULL DEFAULT '{}',
    secret bytea NOT NULL,
    key_version integer NOT NULL,
    created_user_id text REFERENCES users ON DELETE SET NULL,
    updated_user_id text REFERENCES users ON DELETE SET NULL
);
COMMENT ON COLUMN webhooks.kinds IS 'kinds of notifications that are sent; none stands for all';
COMMENT ON COLUMN webhooks.secret IS 'encrypted as values of secrets are; signs what is sent';
CREATE INDEX webhooks_created_user_id ON webhooks (created_user_id);
CREATE INDEX webhooks_updated_user_id ON webhooks (updated_user_id);
CREATE TRIGGER touch BEFORE UPDATE OF name, url, enabled, kinds ON webhooks
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- What is to be sent: written together with its notification, tried until it is taken or dead.
CREATE TABLE deliveries (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    notification_id text REFERENCES notifications ON DELETE SET NULL,
    webhook_id text REFERENCES webhooks ON DELETE CASCADE,
    recipient text,
    body text NOT NULL,
    state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'SENT', 'DEAD')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    status integer,
    error text,
    ended_at timestamptz,
    CHECK (num_nonnulls(webhook_id, recipient) = 1)
);
COMMENT ON COLUMN deliveries.next_attempt_at IS
    'while an attempt is under way: when another backend may take it, as this one is gone';
COMMENT ON COLUMN deliveries.status IS 'of HTTP, or the code of SMTP';
CREATE INDEX deliveries_pending ON deliveries (next_attempt_at) WHERE state = 'PENDING';
CREATE INDEX deliveries_webhook_id ON deliveries (webhook_id, created_at DESC);
CREATE INDEX deliveries_notification_id ON deliveries (notification_id);
CREATE INDEX deliveries_created_at ON deliveries (created_at DESC, id DESC);
