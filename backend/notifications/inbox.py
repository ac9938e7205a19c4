"""What users see of notifications: their own, and those of what they may do."""

from collections.abc import Collection, Sequence

import msgspec

from backend.access.permissions import Permission
from backend.db import cursors
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import NotFoundError
from backend.models.notifications import Notification, NotificationKind

Q = load("notifications")


class InboxPage(msgspec.Struct, frozen=True):
    """Notifications, newest first, and how many of all are unread."""

    notifications: list[Notification]
    unread: int
    next_cursor: str | None


class Inbox:
    """Notifications as one user sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        user_id: str,
        permissions: Collection[Permission],
        *,
        unread: bool,
        limit: int,
        cursor: str | None,
    ) -> InboxPage:
        """A page; of `unread` ones only those that still hold and were not read."""
        before_at, before_id = cursors.decode(cursor)
        who = {"user_id": user_id, "permissions": _names(permissions)}
        rows = await self._database.run(
            Q.list_notifications,
            **who,
            unread=unread,
            before_at=before_at,
            before_id=before_id,
            limit=limit + 1,
        )
        count = await self._database.run(Q.count_unread, **who)
        found = [to_struct(row, Notification) for row in rows[:limit]]
        return InboxPage(found, count[0]["total"], cursors.following(found, more=len(rows) > limit))

    async def read(self, user_id: str, permissions: Collection[Permission], one: str) -> None:
        """The user has seen it.

        Raises:
            NotFoundError: there is none, or it is not the user's to see.
        """
        who = {"user_id": user_id, "permissions": _names(permissions)}
        if not await self._database.run(Q.find_notification, id=one, **who):
            raise NotFoundError(
                f"there is no notification {one[:80]!r}: GET /notifications lists them"
            )
        await self._database.run(Q.mark_read, id=one, **who)

    async def read_all(self, user_id: str, permissions: Collection[Permission]) -> None:
        """The user has seen all."""
        await self._database.run(
            Q.mark_read, id=None, user_id=user_id, permissions=_names(permissions)
        )

    async def mail_kinds(self, user_id: str) -> list[NotificationKind]:
        """Which notifications are mailed to the user too."""
        rows = await self._database.run(Q.get_mail_kinds, user_id=user_id)
        return [NotificationKind(kind) for kind in rows[0]["mail_kinds"]]

    async def set_mail_kinds(self, user_id: str, kinds: Sequence[NotificationKind]) -> None:
        """Mail these from now on."""
        await self._database.run(
            Q.set_mail_kinds, user_id=user_id, kinds=[kind.value for kind in dict.fromkeys(kinds)]
        )

    async def drop_old(self, days: int) -> None:
        """Forget what was told and has ended longer ago."""
        await self._database.run(Q.drop_old_notifications, days=days)


def _names(permissions: Collection[Permission]) -> list[str]:
    return [permission.value for permission in permissions]
