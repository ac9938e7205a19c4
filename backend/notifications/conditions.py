"""What lasts until somebody does something: looked for once a minute, told once, then resolved.

Missing and expiring secrets, feeds whose copy is too old to answer, sources that only fail, saved
code that its runner refused later.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from backend.db.connection import Connection, utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.notifications import NotificationKind, Severity
from backend.models.sources import SourceView
from backend.notifications.notifier import Notice, Notifier

Q = load("notifications")
log = structlog.get_logger()

EXPIRES_DAYS = 7
# A source is broken when of its latest events within a day at least this many were asked, and all
# of them failed.
BROKEN_ASKED = 5
BROKEN_EVENTS = 100
BROKEN_HOURS = 24
KINDS = (
    NotificationKind.SECRET_MISSING,
    NotificationKind.SECRET_EXPIRES,
    NotificationKind.FEED_STALE,
    NotificationKind.SOURCE_BROKEN,
    NotificationKind.CODE_REFUSED,
)


class Conditions:
    """Looks for what lasts. Of several backends one looks at a time."""

    def __init__(
        self,
        database: Database,
        notifier: Notifier,
        views: Callable[[], Awaitable[Sequence[SourceView]]],
    ) -> None:
        self._database = database
        self._notifier = notifier
        self._views = views

    async def look(self) -> int:
        """Tell what holds and is not told yet, resolve what has ended; how many are new."""
        stale = stale_feeds(await self._views(), utc_now())

        def within(connection: Connection) -> int:
            if not connection.run(Q.hold_conditions)[0]["held"]:
                return 0
            notices = [
                *_missing_secrets(connection),
                *_expiring_secrets(connection),
                *stale,
                *_broken_sources(connection),
                *refused_code(connection),
            ]
            return self._notifier.tell_all(connection, KINDS, notices)

        told = await self._database.transaction(within)
        if told:
            log.info("conditions_told", notifications=told)
        return told


def stale_feeds(views: Sequence[SourceView], now: datetime) -> list[Notice]:
    """Sources that are switched on, and of whose feed a part is too old to answer.

    A feed that was never loaded is not told of: until somebody loads it, it has nothing to lose.
    """
    notices = []
    for view in views:
        if not view.enabled or view.feed is None or view.feed.max_age_seconds is None:
            continue
        old = [
            part
            for part in view.feed.parts
            if part.as_of and (now - part.as_of).total_seconds() > view.feed.max_age_seconds
        ]
        if old:
            hours = view.feed.max_age_seconds / 3600
            parts = ", ".join(f"{p.name} of {p.as_of:%Y-%m-%d %H:%M} UTC" for p in old)
            why = next((f" The last attempt failed: {p.error}." for p in old if p.error), "")
            notices.append(
                Notice(
                    kind=NotificationKind.FEED_STALE,
                    key=f"feed-stale {view.id}",
                    title=f"The feed of {view.name} is too old to answer",
                    detail=(
                        f"Its copy ({parts}) is older than {hours:g} hours.{why} Refresh the "
                        f"source, or load a file: feed import {view.slug} FILE."
                    ),
                    link=f"/sources/{view.slug}",
                    data={"sourceId": view.id, "slug": view.slug},
                )
            )
    return notices


def _missing_secrets(connection: Connection) -> list[Notice]:
    return [
        Notice(
            kind=NotificationKind.SECRET_MISSING,
            severity=Severity.INFO,
            key=f"secret-missing {row['id']}",
            title=f"{row['name']} needs a secret",
            detail=f"Nothing is linked to {row['slots']}; until then it is not asked.",
            link=f"/sources/{row['slug']}",
            data={"sourceId": row["id"], "slug": row["slug"]},
        )
        for row in connection.run(Q.list_missing_secrets)
    ]


def _expiring_secrets(connection: Connection) -> list[Notice]:
    notices = []
    for row in connection.run(Q.list_expiring_secrets, days=EXPIRES_DAYS):
        when = f"{row['expires_at']:%Y-%m-%d %H:%M} UTC"
        verb = "expired" if row["expired"] else "expires"
        # That it has expired is news to those who were told that it will.
        notices.append(
            Notice(
                kind=NotificationKind.SECRET_EXPIRES,
                severity=Severity.ERROR if row["expired"] else Severity.WARNING,
                key=f"secret-{verb} {row['id']}",
                title=f"The secret {row['name']} {verb}",
                detail=(
                    f"It {verb} on {when}. Sources are not asked with an expired secret: give it "
                    "another value and another date."
                ),
                data={"secretId": row["id"], "expiresAt": row["expires_at"]},
            )
        )
    return notices


def _broken_sources(connection: Connection) -> list[Notice]:
    rows = connection.run(
        Q.list_broken_sources, hours=BROKEN_HOURS, events=BROKEN_EVENTS, least=BROKEN_ASKED
    )
    return [
        Notice(
            kind=NotificationKind.SOURCE_BROKEN,
            severity=Severity.ERROR,
            key=f"source-broken {row['id']}",
            title=f"{row['name']} only fails",
            detail=(
                f"All of its latest {row['asked']} answers since {row['since']:%Y-%m-%d %H:%M} UTC "
                f"are errors, the last of them {row['latest']}."
            ),
            link=f"/sources/{row['slug']}",
            data={"sourceId": row["id"], "slug": row["slug"], "error": row["latest"]},
        )
        for row in rows
    ]


def refused_code(connection: Connection) -> list[Notice]:
    """Sources whose saved code was refused by the runner when it was back."""
    return [
        Notice(
            kind=NotificationKind.CODE_REFUSED,
            severity=Severity.ERROR,
            key=f"code-refused {row['id']}",
            title=f"The saved code of {row['name']} was refused by the runner",
            detail=(
                f"{row['code_refused']} "
                + (
                    "The last good version runs on until the code is corrected and saved."
                    if row["runs"]
                    else "There is no good version before it: correct the code and save it."
                )
            ),
            link=f"/sources/{row['slug']}",
            data={"sourceId": row["id"], "slug": row["slug"]},
        )
        for row in connection.run(Q.list_refused_code)
    ]
