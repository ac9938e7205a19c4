"""Watchlists run: each run once, whatever is killed between the steps, and what changed is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.enrichment import chunks, planning
from backend.enrichment.presets import Presets
from backend.models.answers import Answer, FailureKind, Level
from backend.models.errors import SourceError, UnavailableError
from backend.models.indicators import Indicator, Kind
from backend.models.requests import AskedIndicator
from backend.models.watchlists import WatchlistCreate, WatchlistPatch
from backend.notifications.notifier import Notifier
from backend.watchlists.store import Watchlists
from backend.watchlists.watcher import Watcher
from tests.support.enrichment import FakeSource, House, engine_with, row

OTHER = Indicator("198.51.100.7", Kind.IPV4)
FIRST = Indicator("192.0.2.1", Kind.IPV4)
USER = Query(
    "user",
    "INSERT INTO users (id, provider, email, name, roles) "
    "VALUES ('user', 'internal', 'ana@example.com', 'Ana', '{analyst}')",
)
DUE = Query("due", "UPDATE watchlists SET next_run_at = now()")
RUNS = Query("runs", "SELECT * FROM watchlist_runs ORDER BY created_at")
REQUESTS = Query("requests", "SELECT id, user_id FROM requests ORDER BY created_at")
TOLD = Query("told", "SELECT * FROM notifications ORDER BY created_at")
MAILED = Query("mailed", "SELECT * FROM deliveries ORDER BY created_at, recipient")
CHANGES = Query("changes", "SELECT * FROM watchlist_changes")


@dataclass
class Watching:
    """A watcher with all that it needs; `levels` are what its one source says."""

    house: House
    watcher: Watcher
    lists: Watchlists
    levels: dict[Indicator, Level | None]

    async def make(self, indicators: Sequence[Indicator] = (FIRST,), **more: Any) -> str:
        new = WatchlistCreate(
            name=more.pop("name", "Partners"),
            indicators=[AskedIndicator(data=i.data, kind=i.kind) for i in indicators],
            **more,
        )
        return (await self.lists.create(new, indicators, "user")).id

    async def run(self, steps: int = 1) -> None:
        """Go on until every request has ended and was compared."""
        for _ in range(steps):
            await self.watcher.step()
            await self.ended()
            await self.watcher.step()

    async def ended(self) -> None:
        for running in list(self.house.engine._running.values()):
            await self.house.engine.wait(running)


@asynccontextmanager
async def watching(database: Database, owner: int = 1) -> AsyncIterator[Watching]:
    levels: dict[Indicator, Level | None] = {FIRST: None, OTHER: None}

    def answer(indicator: Indicator) -> Answer:
        level = levels[indicator]
        if level is Level.UNKNOWN:
            raise SourceError(FailureKind.TIMEOUT, "no answer")
        return Answer(found=level is not None, verdict=level)

    source = row()
    async with engine_with(database, [source], {"fake": FakeSource(answer)}, owner) as house:
        watcher = Watcher(
            database=database,
            engine=house.engine,
            catalog=house.catalog,
            presets=Presets(database, house.catalog),
            notifier=Notifier(mails=True, public_url="https://ia.example.com/"),
            owner=owner,
            told=lambda: None,
        )
        yield Watching(house, watcher, Watchlists(database, watcher.wake), levels)


@pytest.fixture
async def watched(database: Database) -> AsyncIterator[Watching]:
    await database.run(USER)
    async with watching(database) as found:
        yield found


async def test_a_changed_verdict_is_recorded_and_told_once(
    watched: Watching, connection: Connection
) -> None:
    list_id = await watched.make([FIRST, OTHER], recipients=["soc@example.com"])
    await watched.run()
    assert connection.run(TOLD) == []
    watched.levels[FIRST] = Level.MALICIOUS
    connection.run(DUE)
    await watched.run(2)
    (change,) = (await watched.lists.changes(list_id, limit=10, cursor=None))[0]
    (_, request) = connection.run(REQUESTS)
    assert (change.indicator, change.before, change.after, change.request_id) == (
        FIRST,
        Level.UNKNOWN,
        Level.MALICIOUS,
        request["id"],
    )
    assert request["user_id"] == "user"
    (told,) = connection.run(TOLD)
    assert (told["kind"], told["user_id"], told["link"]) == (
        "VERDICT_CHANGED",
        "user",
        f"/run/{request['id']}",
    )
    assert told["title"] == "Partners: 192.0.2.1 is MALICIOUS now"
    (mail,) = connection.run(MAILED)
    assert mail["recipient"] == "soc@example.com"
    assert f"https://ia.example.com/run/{request['id']}" in mail["body"]
    known = {item.indicator: item.level for item in await watched.lists.verdicts(list_id)}
    assert known == {FIRST: Level.MALICIOUS, OTHER: Level.UNKNOWN}


async def test_a_list_that_is_asked_in_chunks(
    watched: Watching, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "INDICATORS_TOGETHER", 1)
    monkeypatch.setattr(chunks, "CHUNK", 1)
    await watched.make([FIRST, OTHER])
    await watched.run()
    watched.levels[OTHER] = Level.SUSPICIOUS
    connection.run(DUE)
    await watched.run()
    (change,) = connection.run(CHANGES)
    assert (change["data"], change["after"]) == (OTHER.data, "SUSPICIOUS")
    assert connection.run(Query("chunks", "SELECT count(*) AS n FROM request_chunks"))[0]["n"] == 4


async def test_each_of_two_backends_runs_what_the_other_does_not(
    watched: Watching, database: Database, connection: Connection
) -> None:
    for number in range(8):
        await watched.make(name=f"list {number}")
    async with watching(database, owner=2) as other:
        await asyncio.gather(*(one.watcher.step() for one in (watched, other) * 3))
        await asyncio.gather(watched.ended(), other.ended())
        await asyncio.gather(watched.watcher.step(), other.watcher.step())
    runs = connection.run(RUNS)
    assert len({run["watchlist_id"] for run in runs}) == len(runs) == 8
    assert {r["id"] for r in connection.run(REQUESTS)} == {r["request_id"] for r in runs}
    assert all(run["compared_at"] for run in runs)


async def test_a_run_whose_backend_died_before_it_asked_is_asked_once(
    watched: Watching, database: Database, connection: Connection
) -> None:
    await watched.make()
    ids = ["aaaaaaaaaaaa"]
    await database.run(load("watchlists").claim_due, ids=ids, owner=77)
    lock = await psycopg.AsyncConnection.connect(database._url, autocommit=True)
    async with lock:
        # While its backend lives the run is left to it.
        await lock.execute("SELECT pg_advisory_lock_shared(77)")
        await watched.watcher.step()
        assert connection.run(REQUESTS) == []
        await lock.execute("SELECT pg_advisory_unlock_shared(77)")
    await watched.run()
    assert [r["id"] for r in connection.run(REQUESTS)] == ids
    assert connection.run(RUNS)[0]["compared_at"] is not None


async def test_a_request_that_was_made_is_not_made_again(
    watched: Watching, connection: Connection
) -> None:
    await watched.make()
    await watched.run()
    connection.run(
        Query("killed", "UPDATE watchlist_runs SET started_at = NULL, compared_at = NULL")
    )
    await watched.run()
    assert len(connection.run(REQUESTS)) == 1
    assert connection.run(RUNS)[0]["compared_at"] is not None


async def test_a_kill_while_comparing_leaves_nothing_or_all(
    watched: Watching, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watched.make()
    await watched.run()
    watched.levels[FIRST] = Level.MALICIOUS
    # The server ends the connection after the changes and before the run is closed.
    connection.run(
        Query(
            "trap",
            "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$",
        )
    )
    connection.run(
        Query(
            "set",
            "CREATE TRIGGER trap BEFORE UPDATE OF compared_at ON watchlist_runs "
            "FOR EACH ROW EXECUTE FUNCTION trap()",
        )
    )
    connection.run(DUE)
    with pytest.raises(UnavailableError):
        await watched.run()
    assert (connection.run(CHANGES), connection.run(TOLD)) == ([], [])
    connection.run(Query("lift", "DROP TRIGGER trap ON watchlist_runs"))
    await watched.run(2)
    assert (len(connection.run(CHANGES)), len(connection.run(TOLD))) == (1, 1)


async def test_a_source_that_fails_is_no_change_and_is_told_as_what_it_is(
    watched: Watching, connection: Connection
) -> None:
    list_id = await watched.make()
    watched.levels[FIRST] = Level.MALICIOUS
    await watched.run()
    watched.levels[FIRST] = Level.UNKNOWN
    for _ in range(2):
        connection.run(DUE)
        await watched.run()
    (told,) = connection.run(TOLD)
    assert (told["kind"], told["resolved_at"]) == ("WATCHLIST_FAILED", None)
    assert (await watched.lists.runs(list_id, limit=1))[0].unchecked == 1
    watched.levels[FIRST] = Level.MALICIOUS
    connection.run(DUE)
    await watched.run()
    assert connection.run(TOLD)[0]["resolved_at"] is not None
    assert connection.run(CHANGES) == []


async def test_a_list_without_sources_asks_nobody_else(
    watched: Watching, connection: Connection
) -> None:
    for more in ({"source_ids": ["gone"]}, {"preset_id": "gone"}):
        await watched.make(name=str(more), **more)
    await watched.run()
    assert connection.run(REQUESTS) == []
    assert [n["kind"] for n in connection.run(TOLD)] == ["WATCHLIST_FAILED"] * 2
    assert all(run["error"] and run["compared_at"] for run in connection.run(RUNS))


async def test_another_schedule_holds_at_once(watched: Watching, connection: Connection) -> None:
    list_id = await watched.make(interval_seconds=86_400)
    await watched.run(2)
    assert len(connection.run(RUNS)) == 1
    connection.run(
        Query("past", "UPDATE watchlists SET last_run_at = now() - interval '5 minutes'")
    )
    await watched.lists.change(list_id, WatchlistPatch(interval_seconds=60), None, "user")
    await watched.run(2)
    assert len(connection.run(RUNS)) == 2


async def test_what_is_paused_runs_when_it_is_asked_to(
    watched: Watching, connection: Connection
) -> None:
    list_id = await watched.make(enabled=False)
    await watched.run()
    assert connection.run(RUNS) == []
    request_id = await watched.watcher.run_now(list_id)
    assert [r["id"] for r in connection.run(REQUESTS)] == [request_id]
    # One that is under way is that run.
    assert await watched.watcher.run_now(list_id) == request_id
    await watched.run()
    assert await watched.watcher.run_now(list_id) != request_id


async def test_a_list_outlives_its_owner(watched: Watching, connection: Connection) -> None:
    await watched.make()
    await watched.run()
    connection.run(Query("gone", "DELETE FROM users WHERE id = 'user'"))
    watched.levels[FIRST] = Level.MALICIOUS
    connection.run(DUE)
    await watched.run()
    assert connection.run(REQUESTS)[1]["user_id"] == "system000000"
    (told,) = connection.run(TOLD)
    assert (told["user_id"], told["permission"]) == (None, "watch_edit")
