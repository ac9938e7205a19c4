-- Sessions of the browser, when tokens were last used, and what people choose for themselves.

ALTER TABLE users ADD COLUMN time_zone text;
COMMENT ON COLUMN users.locale IS 'en or fr; NULL is what the browser asks for';
COMMENT ON COLUMN users.time_zone IS 'IANA name; NULL is that of the browser';

CREATE TABLE sessions (
    id text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Written once a minute at most; it may lag behind by that.
    last_used_at timestamptz NOT NULL DEFAULT now(),
    secret bytea NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE
);
COMMENT ON COLUMN sessions.secret IS 'SHA-256 of the secret part, which has 190 bits';
CREATE INDEX sessions_user_id ON sessions (user_id);

-- An ended session must be forgotten by every backend. A row trigger, because housekeeping mostly
-- deletes none, and PostgreSQL announces equal notifications of one transaction once.
CREATE TRIGGER announce AFTER DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION announce_change();

ALTER TABLE api_tokens ADD COLUMN last_used_at timestamptz;

-- That a token was used is neither a change of it nor news.
DROP TRIGGER touch ON api_tokens;
CREATE TRIGGER touch BEFORE UPDATE OF note, token, expires_at ON api_tokens
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
DROP TRIGGER announce ON api_tokens;
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF note, token, expires_at ON api_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
