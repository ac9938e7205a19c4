-- insert_notification --
-- Nothing is returned when the same is told already and still lasts.
INSERT INTO notifications (id, kind, severity, title, detail, link, key, user_id, permission)
VALUES (:id, :kind, :severity, :title, :detail, :link, :key, :user_id, :permission)
ON CONFLICT (key) WHERE resolved_at IS NULL DO NOTHING
RETURNING id, created_at;

-- resolve --
UPDATE notifications SET resolved_at = now() WHERE key = :key AND resolved_at IS NULL;

-- resolve_others --
-- What is told by these kinds and lasts no longer.
UPDATE notifications SET resolved_at = now()
WHERE resolved_at IS NULL AND kind = ANY(:kinds::text[]) AND NOT key = ANY(:keys::text[]);

-- list_mailed_users --
-- Who wants notifications of this kind by mail.
SELECT id, email, roles FROM users WHERE enabled AND :kind = ANY (mail_kinds);

-- list_notifications --
-- Those of a user, newest first; `before` is the last row of the page before.
SELECT
    n.id, n.created_at, n.kind, n.severity, n.title, n.detail, n.link, n.resolved_at, r.read_at
FROM notifications AS n
LEFT JOIN notification_reads AS r ON r.notification_id = n.id AND r.user_id = :user_id
WHERE (n.user_id = :user_id OR n.permission = ANY(:permissions::text[]))
  AND (NOT :unread::boolean OR (r.read_at IS NULL AND n.resolved_at IS NULL))
  AND (:before_at::timestamptz IS NULL OR (n.created_at, n.id) < (:before_at, :before_id))
ORDER BY n.created_at DESC, n.id DESC
LIMIT :limit;

-- count_unread --
SELECT count(*) AS total
FROM notifications AS n
LEFT JOIN notification_reads AS r ON r.notification_id = n.id AND r.user_id = :user_id
WHERE (n.user_id = :user_id OR n.permission = ANY(:permissions::text[]))
  AND r.read_at IS NULL AND n.resolved_at IS NULL;

-- mark_read --
-- One, or all that the user sees.
INSERT INTO notification_reads (notification_id, user_id)
SELECT n.id, :user_id::text FROM notifications AS n
WHERE (n.user_id = :user_id OR n.permission = ANY(:permissions::text[]))
  AND (:id::text IS NULL OR n.id = :id)
ON CONFLICT DO NOTHING;

-- find_notification --
SELECT id FROM notifications
WHERE id = :id AND (user_id = :user_id OR permission = ANY(:permissions::text[]));

-- get_mail_kinds --
SELECT mail_kinds FROM users WHERE id = :user_id;

-- set_mail_kinds --
UPDATE users SET mail_kinds = :kinds::text[] WHERE id = :user_id;

-- drop_old_notifications --
-- What still lasts stays.
DELETE FROM notifications
WHERE created_at < now() - make_interval(days => :days)
  AND (resolved_at IS NOT NULL OR kind IN ('VERDICT_CHANGED', 'TEST'));

-- hold_conditions --
-- One backend at a time looks, until the end of the transaction. The key is arbitrary.
SELECT pg_try_advisory_xact_lock(4802771634) AS held;

-- list_missing_secrets --
-- Sources that answered before, or that somebody made. Of the others, which came with the program,
-- most sites want only some; the list of sources says what each needs.
SELECT s.id, s.slug, s.name, string_agg(l.name, ', ' ORDER BY l.name) AS slots
FROM sources AS s JOIN source_secrets AS l ON l.source_id = s.id
WHERE s.enabled AND l.required AND l.secret_id IS NULL
AND (
    s.kind <> 'SYSTEM' OR s.template IS NOT NULL
    OR EXISTS (SELECT FROM source_health AS h WHERE h.source_id = s.id AND h.success_at IS NOT NULL)
)
GROUP BY s.id;

-- list_expiring_secrets --
SELECT id, name, expires_at, expires_at <= now() AS expired
FROM secrets WHERE expires_at <= now() + make_interval(days => :days);

-- list_broken_sources --
-- Sources that were asked lately and only failed. Of each the latest events are looked at, so that
-- it costs the same however much is asked. A stale feed is told of by itself. What an open
-- circuit kept from being asked failed too.
SELECT s.id, s.slug, s.name, a.asked, a.since, a.latest
FROM sources AS s CROSS JOIN LATERAL (
    SELECT
        count(*) AS asked, count(*) FILTER (WHERE e.status IN ('ERROR', 'SKIPPED')) AS failed,
        min(e.created_at) AS since,
        (array_agg(
            coalesce(e.data -> 'error' ->> 'kind', e.data -> 'skips' -> 0 ->> 'reason')
            ORDER BY e.created_at DESC
        ))[1] AS latest
    FROM (
        SELECT created_at, status, data FROM request_events
        WHERE source_id = s.id AND created_at > now() - make_interval(hours => :hours)
        ORDER BY created_at DESC
        LIMIT :events
    ) AS e
    WHERE e.status IN ('FOUND', 'NOT_FOUND')
       OR (e.status = 'ERROR' AND e.data -> 'error' ->> 'kind' <> 'STALE')
       OR (e.status = 'SKIPPED' AND e.data -> 'skips' -> 0 ->> 'reason' = 'CIRCUIT_OPEN')
) AS a
WHERE s.enabled AND a.asked >= :least AND a.failed = a.asked;

-- list_refused_code --
SELECT id, slug, name, code_refused, running_code IS NOT NULL AS runs
FROM sources WHERE code_refused IS NOT NULL;
