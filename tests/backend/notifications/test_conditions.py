"""What lasts is told once, and resolved when it ends."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from backend.db.connection import Connection, utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.db.rows import to_json
from backend.models.sources import FeedPartState, FeedState, SourceView
from backend.notifications import conditions
from backend.notifications.conditions import Conditions, stale_feeds
from backend.notifications.notifier import Notifier
from tests.support.enrichment import row

TOLD = Query(
    "told", "SELECT kind, severity, key, title, resolved_at FROM notifications ORDER BY created_at"
)
SECRET = Query(
    "secret",
    "INSERT INTO secrets (id, name, value, key_version, expires_at) "
    "VALUES ('secret', 'VirusTotal', '', 1, now() + make_interval(days => :days))",
)
ANSWERED = Query(
    "answered", "INSERT INTO source_health (source_id, success_at) VALUES (:id, now())"
)


@pytest.fixture
def looking(database: Database) -> Conditions:
    async def no_views() -> Sequence[SourceView]:
        return ()

    return Conditions(database, Notifier(mails=False, public_url=None), no_views)


@pytest.fixture
def source(connection: Connection) -> str:
    source = msgspec.structs.asdict(row("shodan", name="Shodan"))
    connection.run(load("sources").insert_source, row=to_json(source))
    return str(source["id"])


def lasting(connection: Connection) -> dict[str, str]:
    return {n["kind"]: n["title"] for n in connection.run(TOLD) if n["resolved_at"] is None}


async def test_a_missing_secret(looking: Conditions, source: str, connection: Connection) -> None:
    connection.run(
        Query(
            "slot",
            "INSERT INTO source_secrets (id, source_id, name) VALUES ('slot', :id, 'api_key')",
        ),
        id=source,
    )
    assert await looking.look() == 0, "it came with the program, and nobody ever used it"
    connection.run(ANSWERED, id=source)
    assert [await looking.look() for _ in range(2)] == [1, 0]
    assert lasting(connection) == {"SECRET_MISSING": "Shodan needs a secret"}
    connection.run(SECRET, days=100)
    connection.run(Query("link", "UPDATE source_secrets SET secret_id = 'secret'"))
    await looking.look()
    assert lasting(connection) == {}
    connection.run(Query("unlink", "UPDATE source_secrets SET secret_id = NULL"))
    assert await looking.look() == 1
    assert len(connection.run(TOLD)) == 2


async def test_a_secret_that_expires_and_has_expired(
    looking: Conditions, connection: Connection
) -> None:
    connection.run(SECRET, days=8)
    assert await looking.look() == 0
    for days, title in ((6, "expires"), (-1, "expired")):
        connection.run(
            Query("move", "UPDATE secrets SET expires_at = now() + make_interval(days => :days)"),
            days=days,
        )
        assert await looking.look() == 1
        assert lasting(connection) == {"SECRET_EXPIRES": f"The secret VirusTotal {title}"}


def record(connection: Connection, source: str, *statuses: str, kind: str = "TIMEOUT") -> None:
    for number, status in enumerate(statuses):
        data: dict[str, Any] = {"error": {"kind": kind}} if status == "ERROR" else {}
        if status == "SKIPPED":
            data = {"skips": [{"reason": kind}]}
        connection.run(
            Query(
                "event",
                "INSERT INTO request_events "
                "(created_at, request_id, sequence, event, source_id, status, data) "
                "VALUES (clock_timestamp(), 'r', (SELECT count(*) + 1 FROM request_events), "
                "'result', :source, :status, :data::jsonb)",
            ),
            source=source,
            status=status,
            data=to_json(data | {"number": number}),
        )


async def test_a_source_that_only_fails(
    looking: Conditions, source: str, connection: Connection
) -> None:
    record(connection, source, "FOUND", "ERROR", "ERROR", "ERROR", "ERROR")
    assert await looking.look() == 0
    connection.run(Query("forget", "DELETE FROM request_events"))
    record(connection, source, *["ERROR"] * 4, "SKIPPED")
    assert await looking.look() == 0
    record(connection, source, "SKIPPED", kind="CIRCUIT_OPEN")
    assert await looking.look() == 1
    assert lasting(connection) == {"SOURCE_BROKEN": "Shodan only fails"}
    record(connection, source, "NOT_FOUND")
    assert await looking.look() == 0
    assert lasting(connection) == {}


async def test_a_stale_feed_is_not_told_of_as_broken(
    looking: Conditions, source: str, connection: Connection
) -> None:
    record(connection, source, *["ERROR"] * conditions.BROKEN_ASKED, kind="STALE")
    assert await looking.look() == 0


def test_stale_feeds() -> None:
    now = utc_now()
    seconds = {"fresh": 3000, "old": 4000, "never": None}

    def view(slug: str, **more: Any) -> SourceView:
        age = seconds[slug]
        as_of = None if age is None else now - timedelta(seconds=age)
        feed = FeedState(parts=(FeedPartState(name="v4", as_of=as_of),), max_age_seconds=3600)
        fields = msgspec.structs.asdict(row(slug, **more))
        view = {"key": "NONE", "key_url": "", "provider_name": None, "missing_secrets": ()}
        return SourceView(**fields, **view, feed=feed)

    views = [view("fresh"), view("old"), view("never")]
    (notice,) = stale_feeds(views, now)
    assert notice.title == "The feed of Old is too old to answer"
    assert "feed import old FILE" in notice.detail
    assert stale_feeds([view("old", enabled=False)], now) == []
