"""Telling people: a notification and its deliveries, written in the transaction of their reason.

Whoever calls `notify` commits it together with what it tells of, so that neither is without the
other. `key` says what it is about: while it lasts it is told once, by whichever backend is first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from backend.access.permissions import Permission, permissions_of
from backend.db.connection import Connection
from backend.db.queries import load
from backend.db.rows import to_json
from backend.models.ids import new_id
from backend.models.json_values import clean_text
from backend.models.notifications import NotificationKind, Severity

Q = load("notifications")
Q_WEBHOOKS = load("webhooks")

AUDIENCE: Mapping[NotificationKind, Permission] = {
    NotificationKind.VERDICT_CHANGED: Permission.WATCH_EDIT,
    NotificationKind.WATCHLIST_FAILED: Permission.WATCH_EDIT,
    NotificationKind.SECRET_MISSING: Permission.SECRET_EDIT,
    NotificationKind.SECRET_EXPIRES: Permission.SECRET_EDIT,
    NotificationKind.FEED_STALE: Permission.FEED_EDIT,
    NotificationKind.SOURCE_BROKEN: Permission.SOURCE_EDIT,
    NotificationKind.SOURCE_CHANGED: Permission.SOURCE_EDIT,
    NotificationKind.CODE_REFUSED: Permission.SOURCE_EDIT,
    NotificationKind.DELIVERY_DEAD: Permission.CONFIG_EDIT,
}
"""Who sees notifications that are not one user's own."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be told.

    `user_id` is the one whom it concerns; without, it is all who have the permission of
    `AUDIENCE`. `recipients` are mailed whatever they chose. `data` goes to webhooks. The webhook
    `not_to` is not sent it.
    """

    kind: NotificationKind
    key: str
    title: str
    detail: str
    severity: Severity = Severity.WARNING
    link: str | None = None
    user_id: str | None = None
    recipients: Sequence[str] = ()
    data: Mapping[str, Any] = {}
    not_to: str | None = None


class Notifier:
    """Writes notifications and what is to be sent of them.

    `mails` says whether mail is configured: what nothing will send is not put there. `public_url`
    is where people find the web UI.
    """

    def __init__(self, *, mails: bool, public_url: str | None) -> None:
        self.mails = mails
        self._public_url = (public_url or "").rstrip("/")

    def notify(self, connection: Connection, notice: Notice) -> bool:
        """Tell it, within a transaction; whether it was not told already."""
        permission = None if notice.user_id else AUDIENCE[notice.kind].value
        title, detail = " ".join(clean_text(notice.title).split()), clean_text(notice.detail)
        rows = connection.run(
            Q.insert_notification,
            id=new_id(),
            kind=notice.kind.value,
            severity=notice.severity.value,
            title=title,
            detail=detail,
            link=notice.link,
            key=notice.key,
            user_id=notice.user_id,
            permission=permission,
        )
        if not rows:
            return False
        body = payload(
            notice.kind,
            rows[0]["created_at"],
            {
                "notificationId": rows[0]["id"],
                "severity": notice.severity,
                "title": title,
                "detail": detail,
                "url": self._url(notice.link),
                **notice.data,
            },
        )
        for webhook in connection.run(Q_WEBHOOKS.list_listening, kind=notice.kind.value):
            if webhook["id"] != notice.not_to:
                self._deliver(connection, notice.kind, rows[0]["id"], body, webhook=webhook["id"])
        for address in self._mailboxes(connection, notice, permission):
            self._deliver(connection, notice.kind, rows[0]["id"], body, recipient=address)
        return True

    def resolve(self, connection: Connection, key: str) -> None:
        """What is told by this key has ended."""
        connection.run(Q.resolve, key=key)

    def tell_all(
        self, connection: Connection, kinds: Iterable[NotificationKind], notices: Sequence[Notice]
    ) -> int:
        """These are all that hold of these kinds, others are resolved; how many are new."""
        connection.run(
            Q.resolve_others,
            kinds=[kind.value for kind in kinds],
            keys=[notice.key for notice in notices],
        )
        return sum(self.notify(connection, notice) for notice in notices)

    def _url(self, link: str | None) -> str | None:
        return self._public_url + link if self._public_url and link else None

    def _mailboxes(
        self, connection: Connection, notice: Notice, permission: str | None
    ) -> Iterable[str]:
        """Each once: those of the notice, and of users who see it and chose to be mailed."""
        if not self.mails:
            return ()
        found = dict.fromkeys(notice.recipients)
        for user in connection.run(Q.list_mailed_users, kind=notice.kind.value):
            if user["id"] == notice.user_id or permission in permissions_of(user["roles"]):
                found[user["email"]] = None
        return found

    def _deliver(
        self,
        connection: Connection,
        kind: NotificationKind,
        notification_id: str,
        body: str,
        *,
        webhook: str | None = None,
        recipient: str | None = None,
    ) -> None:
        connection.run(
            Q_WEBHOOKS.insert_delivery,
            id=new_id(),
            kind=kind.value,
            notification_id=notification_id,
            webhook_id=webhook,
            recipient=recipient,
            body=body,
        )


def payload(kind: NotificationKind, moment: datetime, data: Mapping[str, Any]) -> str:
    """What a webhook is sent, as the Standard Webhooks specification wants it."""
    return to_json({"type": kind, "timestamp": moment, "data": data})
