"""Changes of others are heard, also after PostgreSQL was away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from backend.changes import ChangeListener
from backend.db.connection import Connection
from backend.db.queries import Query

INSERT = Query("insert", "INSERT INTO providers (id, name, slug) VALUES (:name, :name, :name)")
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
