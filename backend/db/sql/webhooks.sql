-- list_webhooks --
-- All of them, or one.
SELECT id, created_at, updated_at, name, url, enabled, kinds, created_user_id, updated_user_id
FROM webhooks WHERE :id::text IS NULL OR id = :id
ORDER BY lower(name), id;

-- list_listening --
-- Those that are sent notifications of a kind.
SELECT id FROM webhooks WHERE enabled AND (kinds = '{}' OR :kind = ANY (kinds));

-- insert_webhook --
INSERT INTO webhooks (id, name, url, enabled, kinds, secret, key_version, created_user_id)
VALUES (:id, :name, :url, :enabled, :kinds::text[], :value, :key_version, :user_id);

-- lock_webhook --
SELECT id, name, url, enabled, kinds FROM webhooks WHERE id = :id FOR UPDATE;

-- update_webhook --
UPDATE webhooks
SET name = :name, url = :url, enabled = :enabled, kinds = :kinds::text[], updated_user_id = :user_id
WHERE id = :id;

-- set_webhook_secret --
UPDATE webhooks SET secret = :value, key_version = :key_version WHERE id = :id;

-- delete_webhook --
DELETE FROM webhooks WHERE id = :id RETURNING id;

-- list_sealed_webhooks --
SELECT id, name, NULL::timestamptz AS expires_at, key_version, secret AS value
FROM webhooks ORDER BY id;

-- get_target --
SELECT id, name, url, secret AS value, key_version FROM webhooks WHERE id = :id;

-- insert_delivery --
INSERT INTO deliveries (id, kind, notification_id, webhook_id, recipient, body)
VALUES (:id, :kind, :notification_id, :webhook_id, :recipient, :body);

-- insert_test --
-- It was tried once and is not tried again.
INSERT INTO deliveries (id, kind, webhook_id, body, state, attempts, status, error, ended_at)
VALUES (:id, 'TEST', :webhook_id, :body, :state, 1, :status, :error, now());

-- claim_deliveries --
-- Some whose time has come, each for one backend. One that goes away in the middle is followed by
-- another when the lease is over.
WITH due AS (
    SELECT d.id FROM deliveries AS d LEFT JOIN webhooks AS w ON w.id = d.webhook_id
    WHERE d.state = 'PENDING' AND d.next_attempt_at <= now() AND (w.id IS NULL OR w.enabled)
      AND (:mail::boolean OR d.recipient IS NULL)
    ORDER BY d.next_attempt_at
    LIMIT :limit
    FOR UPDATE OF d SKIP LOCKED
)
UPDATE deliveries AS d
SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => :lease)
FROM due WHERE d.id = due.id
RETURNING d.id, d.kind, d.webhook_id, d.recipient, d.body, d.attempts;

-- end_delivery --
-- Not by one who came too late: another took it after the lease was over.
UPDATE deliveries
SET state = :state, status = :status, error = :error, ended_at = now()
WHERE id = :id AND attempts = :attempts AND state = 'PENDING'
RETURNING id;

-- postpone_delivery --
UPDATE deliveries
SET status = :status, error = :error, next_attempt_at = now() + make_interval(secs => :seconds)
WHERE id = :id AND attempts = :attempts AND state = 'PENDING';

-- send_again --
UPDATE deliveries
SET state = 'PENDING', attempts = 0, next_attempt_at = now(), error = NULL, status = NULL,
    ended_at = NULL
WHERE id = :id AND state = 'DEAD' AND kind <> 'TEST'
RETURNING id;

-- list_deliveries --
-- Newest first, of one webhook or all and of mail, in one state or any.
SELECT
    id, created_at, kind, notification_id, webhook_id, recipient, state, attempts,
    CASE WHEN state = 'PENDING' THEN next_attempt_at END AS next_attempt_at,
    status, error, ended_at
FROM deliveries
WHERE (:webhook_id::text IS NULL OR webhook_id = :webhook_id)
  AND (:state::text IS NULL OR state = :state) AND (:id::text IS NULL OR id = :id)
  AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id))
ORDER BY created_at DESC, id DESC
LIMIT :limit;

-- drop_old_deliveries --
DELETE FROM deliveries
WHERE state <> 'PENDING' AND created_at < now() - make_interval(days => :days);
