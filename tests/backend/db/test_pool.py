"""The pool: servers come and go, statements fail, and the next one works."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.db import pool
from backend.db.connection import (
    Connection,
    DatabaseError,
    DatabaseUnavailableError,
    ForeignKeyError,
    UniqueViolationError,
)
from backend.db.pool import Database
from backend.db.queries import Query
from tests.support.servers import OwnServer, own_server

ONE = Query("one", "SELECT 1 AS n")
SLEEP = Query("sleep", "SELECT pg_sleep(20)")
DOZE = Query("doze", "SELECT pg_sleep(0.3)")
PID = Query("pid", "SELECT pg_backend_pid() AS pid")
TERMINATE = Query("terminate", "SELECT pg_terminate_backend(:pid)")
PROVIDER = Query("provider", "INSERT INTO providers (id, name, slug) VALUES (:id, :id, :id)")
PROVIDERS = Query("providers", "SELECT id FROM providers ORDER BY id")
EVERY_FIELD = Query("every_field", "SELECT * FROM providers")
WIDEN = Query("widen", "ALTER TABLE providers ADD COLUMN later text")
TOKEN = Query(
    "token", "INSERT INTO api_tokens (id, note, token, user_id) VALUES ('a', 'b', 'c', 'nobody')"
)
UNREADABLE = Query("unreadable", "SELECT nonsense")


@pytest.fixture(scope="module")
def server(reachable_folder: Path) -> Iterator[OwnServer]:
    with own_server(reachable_folder / "pool") as server:
        yield server


def open_pool(url: str) -> Database:
    return Database(url, connections=2, application_name="tests")


async def test_connections_that_idled_over_a_restart_are_replaced(server: OwnServer) -> None:
    database = open_pool(server.url)
    await asyncio.gather(*(database.run(DOZE) for _ in range(2)))
    for end in (server.stop, server.kill):
        end()
        server.start()
        for _ in range(4):
            assert await database.run(ONE) == [{"n": 1}]
    await database.close()


async def test_a_statement_under_way_fails_and_the_next_one_waits(server: OwnServer) -> None:
    database = open_pool(server.url)
    await database.run(ONE)
    sleeping = asyncio.ensure_future(database.run(SLEEP))
    await asyncio.sleep(0.1)
    server.kill()
    with pytest.raises(DatabaseUnavailableError, match="sleep"):
        await sleeping
    waiting = asyncio.ensure_future(database.run(ONE))
    await asyncio.sleep(0.2)
    server.start()
    assert await waiting == [{"n": 1}]
    await database.close()


async def test_patience_is_once_for_all_who_wait(
    server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "RESTART_PATIENCE_SECONDS", 0.4)
    database = open_pool(server.url)
    await database.run(ONE)
    server.stop()
    began = time.monotonic()
    waiting = [asyncio.ensure_future(database.run(ONE)) for _ in range(20)]
    failed = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(error) for error in failed} == {DatabaseUnavailableError}
    assert 0.4 < time.monotonic() - began < 1.5
    server.start()
    assert await database.run(ONE) == [{"n": 1}]
    server.stop()
    with pytest.raises(DatabaseUnavailableError, match="cannot connect"):
        await database.run(ONE)
    server.start()
    await database.close()


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.run(PROVIDER, id="first")
        raise LookupError("on the way")

    with pytest.raises(LookupError):
        await database.transaction(fail)
    assert await database.run(PROVIDERS) == []
    await database.transaction(lambda connection: connection.run(PROVIDER, id="second"))
    assert await database.run(PROVIDERS) == [{"id": "second"}]


async def test_a_connection_lost_within_a_transaction_is_said(database: Database) -> None:
    def lose(connection: Connection) -> None:
        connection.run(PROVIDER, id="lost")
        connection._native._usock.shutdown(socket.SHUT_RDWR)
        connection.run(ONE)

    with pytest.raises(DatabaseUnavailableError):
        await database.transaction(lose)
    assert await database.run(PROVIDERS) == []


async def test_refusals_are_translated_and_the_connection_stays(database: Database) -> None:
    before = {(await database.run(PID))[0]["pid"] for _ in range(4)}
    await database.run(PROVIDER, id="twice")
    with pytest.raises(UniqueViolationError):
        await database.run(PROVIDER, id="twice")
    with pytest.raises(ForeignKeyError, match="nobody"):
        await database.run(TOKEN)
    with pytest.raises(DatabaseError, match=r"42703, in unreadable"):
        await database.run(UNREADABLE)
    after = {(await database.run(PID))[0]["pid"] for _ in range(4)}
    assert len(before | after) <= 2


async def test_a_table_that_changes_under_its_statements_costs_nothing(
    database: Database, connection: Connection
) -> None:
    await asyncio.gather(*(database.run(DOZE) for _ in range(2)))
    for _ in range(4):
        await database.run(EVERY_FIELD)
    connection.run(WIDEN)
    for _ in range(4):
        assert await database.run(EVERY_FIELD) == []


async def test_the_event_loop_never_waits(database: Database) -> None:
    dozing = [asyncio.ensure_future(database.run(DOZE)) for _ in range(4)]
    began, longest = time.monotonic(), 0.0
    while not all(doze.done() for doze in dozing):
        last = time.monotonic()
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - last)
    assert 0.55 < time.monotonic() - began < 3, "two connections, so two after two"
    assert longest < 0.3


async def test_after_its_end_it_says_so(database_url: str) -> None:
    database = open_pool(database_url)
    dozing = asyncio.ensure_future(database.run(DOZE))
    await asyncio.sleep(0.05)
    await database.close()
    await dozing
    with pytest.raises(DatabaseUnavailableError, match="being stopped"):
        await database.run(ONE)


async def test_one_that_an_administrator_ended_is_replaced(
    database: Database, connection: Connection
) -> None:
    pids = {(await database.run(PID))[0]["pid"] for _ in range(4)}
    for pid in pids:
        connection.run(TERMINATE, pid=pid)
    await asyncio.sleep(0.1)
    assert await database.run(ONE) == [{"n": 1}]
