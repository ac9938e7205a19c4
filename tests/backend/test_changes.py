"""Changes of others are heard, also after PostgreSQL was away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from backend import admin
from backend.access.tokens import Tokens
from backend.changes import ChangeListener
from backend.db.connection import Connection, DatabaseError, DatabaseUnavailableError
from backend.db.pool import Database
from backend.db.queries import Query
from backend.enrichment.catalog import CatalogHolder
from backend.models.access import Client
from backend.models.errors import UnauthorizedError
from tests.support.servers import own_server

PASSWORD = "correct horse battery"
INSERT = Query("insert", "INSERT INTO providers (id, name, slug) VALUES (:name, :name, :name)")
COUNT = Query("count", "SELECT count(*) AS n FROM providers")
TERMINATE = Query(
    "terminate",
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE application_name = 'backend-changes' AND datname = current_database()",
)
LOCKS = Query(
    "locks",
    "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
)


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[list[int]]:
    heard: list[int] = []

    async def changed() -> None:
        heard.append(len(heard))

    listener = ChangeListener(url, owner=77, changed=changed)
    running = asyncio.ensure_future(listener.run())
    await asyncio.wait_for(listener.connected.wait(), 10)
    try:
        yield heard
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 — nothing tells when it is so
            await asyncio.sleep(0.01)


async def test_a_change_of_another_connection_is_heard(
    database_url: str, connection: Connection
) -> None:
    async with listening(database_url) as heard:
        assert heard == [0]
        connection.run(INSERT, name="first")
        await until(lambda: len(heard) > 1)


async def test_it_holds_the_lock_that_says_that_it_lives(
    database_url: str, connection: Connection
) -> None:
    async with listening(database_url):
        assert connection.run(LOCKS)
    await until(lambda: not connection.run(LOCKS))


async def test_after_a_lost_connection_everything_is_read_again(
    database_url: str, connection: Connection
) -> None:
    async with listening(database_url) as heard:
        connection.run(TERMINATE)
        await until(lambda: len(heard) > 1)
        await until(lambda: bool(connection.run(LOCKS)))
        connection.run(INSERT, name="second")
        await until(lambda: len(heard) > 2)


async def test_a_reading_that_fails_is_tried_again(
    database_url: str, connection: Connection
) -> None:
    heard: list[str] = []
    failures = [
        DatabaseUnavailableError("away"),
        LookupError("a defect"),
        DatabaseError("refused"),
    ]

    async def changed() -> None:
        heard.append("changed")
        if len(heard) in (1, 3, 5):
            raise failures.pop()

    listener = ChangeListener(database_url, owner=77, changed=changed)
    running = asyncio.ensure_future(listener.run())
    await asyncio.wait_for(listener.connected.wait(), 10)
    for number in range(2):
        before = len(heard)
        connection.run(INSERT, name=f"change-{number}")
        await until(lambda before=before: len(heard) >= before + 2)
    assert failures == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_one_warning_for_each_time_that_it_is_away(reachable_folder: Path) -> None:
    with own_server(reachable_folder / "changes") as server:
        async with listening(server.url) as heard:
            for end in (server.stop, server.kill):
                before = len(heard)
                with capture_logs() as lines:
                    end()
                    await asyncio.sleep(1.2)
                    server.start()
                    await until(lambda before=before: len(heard) > before)
                assert [line["event"] for line in lines] == ["changes_unavailable"]


async def test_the_last_of_many_changes_is_never_missed(
    database_url: str, connection: Connection, database: Database
) -> None:
    seen = 0

    async def changed() -> None:
        nonlocal seen
        seen = (await database.run(COUNT))[0]["n"]

    listener = ChangeListener(database_url, owner=77, changed=changed)
    running = asyncio.ensure_future(listener.run())
    await asyncio.wait_for(listener.connected.wait(), 10)
    pauses = (0.0, 0.004, 0.011, 0.019, 0.021, 0.023, 0.027, 0.035) * 4
    for number, pause in enumerate(pauses, start=1):
        await asyncio.to_thread(connection.run, INSERT, name=f"many-{number}")
        await asyncio.sleep(pause)
        await asyncio.to_thread(connection.run, INSERT, name=f"more-{number}")
        await until(lambda expected=2 * number: seen == expected)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_lock_of_a_connection_that_was_lost_does_not_stop_the_next(
    database_url: str, connection: Connection
) -> None:
    connection.run(Query("lost", "SELECT pg_advisory_lock_shared(77)"))
    async with listening(database_url) as heard:
        assert heard == [0]


async def test_a_change_reaches_catalogue_and_tokens(
    database_url: str, connection: Connection, database: Database
) -> None:
    admin.create_user(database_url, email="a@example.com", role="viewer", password=PASSWORD)
    token = admin.create_token(database_url, email="a@example.com", note="tests")
    tokens, catalog = Tokens(database, None), CatalogHolder(database)

    async def changed() -> None:
        tokens.forget()
        await catalog.reload()

    listener = ChangeListener(database_url, owner=77, changed=changed)
    running = asyncio.ensure_future(listener.run())
    await asyncio.wait_for(listener.connected.wait(), 10)
    await tokens.authenticate(token, Client())
    connection.run(INSERT, name="third")
    await until(lambda: "third" in catalog.current.providers)
    connection.run(Query("revoke", "DELETE FROM api_tokens"))
    await asyncio.sleep(1)
    with pytest.raises(UnauthorizedError):
        await tokens.authenticate(token, Client())
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
