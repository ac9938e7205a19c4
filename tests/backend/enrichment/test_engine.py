"""The engine: requests come to their end, whatever happens in between."""

import asyncio
from contextlib import closing
from typing import Any

import msgspec
import pytest

from backend.db.connection import DatabaseError, DatabaseUnavailableError, connect
from backend.db.pool import Database
from backend.db.queries import Query
from backend.enrichment import engine
from backend.enrichment.asking import Asker
from backend.enrichment.running import Running
from backend.models.answers import Answer, Level, SkipReason, Status
from backend.models.errors import UnavailableError
from backend.models.indicators import Indicator, Kind
from backend.models.requests import RequestState
from tests.support.enrichment import INDICATOR, TRACE_ID, FakeSource, House, engine_with, row

OTHER = Indicator("192.0.2.2", Kind.IPV4)


async def start(house: House, *indicators: Indicator) -> Running:
    return await house.engine.start(
        user_id="system000000",
        trace_id=TRACE_ID,
        indicators=indicators or (INDICATOR,),
        sources=list(house.catalog.current.sources.values()),
    )


async def names(house: House, request_id: str) -> list[str]:
    batch = await house.history.events(request_id, after=0, wait_seconds=1)
    return [e.event for e in batch.events]


async def test_events_are_numbered_and_end_with_done(database: Database) -> None:
    fake = FakeSource(lambda _: Answer(found=True, verdict=Level.MALICIOUS, score=90))
    async with engine_with(database, [row(), row("off", enabled=False)], {"fake": fake}) as house:
        running = await start(house, INDICATOR, OTHER)
        await house.engine.wait(running)
        events = (await house.history.events(running.id, after=0, wait_seconds=1)).events
        assert [e.sequence for e in events] == list(range(1, len(events) + 1))
        assert [e.event for e in events] == ["start", *["result"] * 4, *["verdict"] * 2, "done"]
        finished = await house.history.finished(running.id)
    assert [v.indicator for v in finished.verdicts] == [INDICATOR, OTHER]
    assert finished.request.verdict is Level.MALICIOUS
    assert finished.request.counts is not None
    assert (finished.request.counts.found, finished.request.counts.skipped) == (2, 2)


async def test_a_request_is_cancelled_in_the_middle(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}) as house:
        running = await start(house)
        await asyncio.sleep(0.05)
        await house.engine.cancel(running.id)
        await house.engine.wait(running)
        finished = await house.history.finished(running.id)
        await house.engine.cancel(running.id)
    assert finished.request.state is RequestState.CANCELLED
    assert finished.results[0].skips[0].reason is SkipReason.CANCELLED


async def test_a_stop_waits_refuses_and_names_what_it_leaves(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}) as house:
        running = await start(house)
        waiting = asyncio.ensure_future(house.engine.wait(running))
        assert await house.engine.stop(0.1) == 1
        with pytest.raises(UnavailableError, match=running.id):
            await waiting
        with pytest.raises(UnavailableError, match="restarted"):
            await start(house)


class AbsentDatabase:
    """The real database, which is away for statements of the recorder until told otherwise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.away = True

    async def run(self, query: Query, **params: Any) -> Any:
        if self.away and query.name == "requests.record":
            raise DatabaseUnavailableError("away")
        return await self._database.run(query, **params)

    async def one(self, query: Query, **params: Any) -> Any:
        return await self._database.one(query, **params)


async def test_a_database_that_stays_away_is_said_and_the_request_is_asked_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "COMMIT_SECONDS", 0.2)
    absent, fake = AbsentDatabase(database), FakeSource()
    async with engine_with(absent, [row()], {"fake": fake}) as house:  # type: ignore[arg-type]
        with pytest.raises(UnavailableError, match="look for it") as caught:
            await start(house)
        assert fake.asked == 0
        absent.away = False
        request_id = str(caught.value).split("request ")[1].split()[0]
        await until_event(house, request_id, "done")
    assert fake.asked == 1


async def test_the_next_backend_asks_only_what_is_missing(database: Database) -> None:
    quick, slow = FakeSource(), FakeSource()
    slow.release.clear()
    rows = [row("quick"), row("slow")]
    async with engine_with(database, rows, {"quick": quick, "slow": slow}, owner=11) as house:
        running = await start(house)
        await until_event(house, running.id, "result")
    # The first backend is gone, without its advisory lock; nothing was said to anybody.
    slow.release.set()
    async with engine_with(database, rows, {"quick": quick, "slow": slow}, owner=12) as house:
        assert await house.engine.take_over() == 1
        resumed = house.engine.find(running.id)
        assert resumed is not None
        await house.engine.wait(resumed)
        finished = await house.history.finished(running.id)
        events = [e.event for e in await all_events(house, running.id)]
        assert await house.engine.take_over() == 0
    assert {r.slug: r.status for r in finished.results} == dict.fromkeys(
        ("quick", "slow"), Status.FOUND
    )
    assert (quick.asked, slow.asked) == (1, 2)
    assert events.count("done") == events.count("start") == 1


async def test_a_source_that_was_deleted_meanwhile_is_skipped(database: Database) -> None:
    fake = FakeSource()
    async with engine_with(database, [row()], {"fake": fake}, owner=21) as house:
        fake.release.clear()
        running = await start(house)
    async with engine_with(database, [], {}, owner=22) as house:
        await house.engine.take_over()
        resumed = house.engine.find(running.id)
        assert resumed is not None
        await house.engine.wait(resumed)
        (result,) = (await house.history.finished(running.id)).results
    assert result.status is Status.SKIPPED
    assert "deleted" in result.skips[0].detail


async def test_readers_wait_for_the_next_event_and_not_longer(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}) as house:
        running = await start(house)
        nothing = await house.history.events(running.id, after=1, wait_seconds=0.05)
        assert (nothing.events, nothing.done, nothing.after) == ([], False, 1)
        reader = asyncio.ensure_future(house.history.events(running.id, after=1, wait_seconds=5))
        await asyncio.sleep(0.02)
        fake.release.set()
        batch = await reader
    assert batch.events[0].event == "result"
    assert msgspec.json.decode(batch.events[0].data)["slug"] == "fake"


async def until_event(house: House, request_id: str, name: str) -> None:
    for _ in range(100):
        if name in await names(house, request_id):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {name}")


async def all_events(house: House, request_id: str) -> list[Any]:
    after, events = 0, []
    while True:
        batch = await house.history.events(request_id, after=after, wait_seconds=1)
        events += batch.events
        after = batch.after
        if batch.done:
            return events


DROP = Query("drop", "DELETE FROM request_events WHERE event = 'done'")
REOPEN = Query("reopen", "UPDATE requests SET state = 'RUNNING', owner = 31 WHERE id = :id")
SPOIL = Query("spoil", "UPDATE request_events SET data = '{}' WHERE event = 'start'")


async def test_verdicts_that_were_given_are_not_given_again(database: Database) -> None:
    fake = FakeSource()
    async with engine_with(database, [row()], {"fake": fake}, owner=31) as house:
        running = await start(house, INDICATOR, OTHER)
        await house.engine.wait(running)
    # As if it had died between its last verdict and the end.
    await database.run(DROP)
    await database.run(REOPEN, id=running.id)
    async with engine_with(database, [row()], {"fake": fake}, owner=32) as house:
        assert await house.engine.take_over() == 1
        await until_event(house, running.id, "done")
        finished = await house.history.finished(running.id)
        sequences = [e.sequence for e in await all_events(house, running.id)]
    assert [v.indicator for v in finished.verdicts] == [INDICATOR, OTHER]
    assert sequences == list(range(1, 7))
    assert fake.asked == 2


async def test_a_request_that_cannot_be_read_keeps_no_other_waiting(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}, owner=41) as house:
        await start(house)
        await asyncio.sleep(0.1)
        await database.run(SPOIL)
        good = await start(house)
    fake.release.set()
    async with engine_with(database, [row()], {"fake": fake}, owner=42) as house:
        assert await house.engine.take_over() == 1
        await until_event(house, good.id, "done")


class RefusingDatabase(AbsentDatabase):
    """It refuses what the recorder writes, once the request has begun."""

    async def run(self, query: Query, **params: Any) -> Any:
        if self.away and query.name == "requests.record" and params["requests"] == "[]":
            raise DatabaseError("refused")
        return await self._database.run(query, **params)


async def test_a_request_that_failed_in_the_middle_is_gone_on_with(database: Database) -> None:
    refusing, fake = RefusingDatabase(database), FakeSource()
    async with engine_with(refusing, [row()], {"fake": fake}) as house:  # type: ignore[arg-type]
        running = await start(house)
        async with asyncio.timeout(5):
            while house.engine.find(running.id) is not None:  # noqa: ASYNC110 — nothing tells
                await asyncio.sleep(0.01)
        refusing.away = False
        assert await house.engine.take_over() == 1
        assert await house.engine.take_over() == 0
        await until_event(house, running.id, "done")
        assert (await house.history.get(running.id)).state is RequestState.DONE


async def test_a_request_is_not_taken_from_one_that_lives(
    database: Database, database_url: str
) -> None:
    fake = FakeSource()
    fake.release.clear()
    with closing(connect(database_url, application_name="tests")) as other:
        other.run(Query("lock", "SELECT pg_advisory_lock_shared(:owner)"), owner=2**61 + 7)
        async with engine_with(database, [row()], {"fake": fake}, owner=2**61 + 7) as house:
            running = await start(house)
            async with engine_with(database, [row()], {"fake": fake}, owner=52) as second:
                assert await second.engine.take_over() == 0
            fake.release.set()
            await house.engine.wait(running)


async def test_a_defect_while_asking_is_one_failed_result(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any, **__: Any) -> Any:
        raise LookupError("a defect")

    monkeypatch.setattr(Asker, "ask", fail)
    async with engine_with(database, [row()], {"fake": FakeSource()}) as house:
        running = await start(house)
        await house.engine.wait(running)
        (result,) = (await house.history.finished(running.id)).results
    assert result.error is not None
    assert TRACE_ID in result.error.detail


class ParticularDatabase(AbsentDatabase):
    """It refuses what holds a certain word."""

    async def run(self, query: Query, **params: Any) -> Any:
        if query.name == "requests.record" and "unspeakable" in params["events"]:
            raise DatabaseError("refused")
        return await self._database.run(query, **params)


@pytest.mark.parametrize(
    "odd",
    [
        Answer(found=True, score=101),
        Answer(found=True, score=10**400),
        Answer(found=True, verdict="AWFUL"),  # type: ignore[arg-type]
        Answer(found=True, raw="unspeakable"),
    ],
)
async def test_an_answer_that_cannot_be_stored_fails_alone(database: Database, odd: Answer) -> None:
    built_in = {"odd": FakeSource(lambda _: odd), "fake": FakeSource()}
    rows = [row("odd"), row()]
    particular = ParticularDatabase(database)
    async with engine_with(particular, rows, built_in) as house:  # type: ignore[arg-type]
        running = await start(house)
        await house.engine.wait(running)
        finished = await house.history.finished(running.id)
    assert {r.slug: r.status for r in finished.results} == {
        "odd": Status.ERROR,
        "fake": Status.FOUND,
    }


async def test_a_request_asks_so_many_at_once_and_no_more(database: Database) -> None:
    fakes = {f"s{n}": FakeSource() for n in range(30)}
    at_once, most = 0, 0

    async def answer() -> Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return Answer(found=True)

    for fake in fakes.values():
        fake.answer = lambda _: answer()
    async with engine_with(database, [row(slug) for slug in fakes], fakes) as house:
        await house.engine.wait(await start(house))
    assert most == 16


async def test_progress_is_told_while_slow_ones_are_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PROGRESS_SECONDS", 0.05)
    quick, slow = FakeSource(), FakeSource()
    slow.release.clear()
    rows = [row("quick"), row("slow")]
    async with engine_with(database, rows, {"quick": quick, "slow": slow}) as house:
        running = await start(house)
        await until_event(house, running.id, "progress")
        slow.release.set()
        await house.engine.wait(running)
        events = await all_events(house, running.id)
    (progress,) = [e for e in events if e.event == "progress"]
    assert msgspec.json.decode(progress.data) == {"done": 1, "total": 2}
    assert [e.sequence for e in events] == list(range(1, len(events) + 1))


class LateDatabase(AbsentDatabase):
    """It takes its time with the end of a request."""

    async def run(self, query: Query, **params: Any) -> Any:
        if query.name == "requests.record" and params["ends"] != "[]":
            await asyncio.sleep(0.3)
        return await self._database.run(query, **params)


async def test_no_event_follows_the_last_while_it_is_committed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PROGRESS_SECONDS", 0.1)
    quick, slow = FakeSource(), FakeSource()
    slow.release.clear()
    rows, late = [row("quick"), row("slow")], LateDatabase(database)
    async with engine_with(late, rows, {"quick": quick, "slow": slow}) as house:  # type: ignore[arg-type]
        running = await start(house)
        await asyncio.sleep(0.05)
        slow.release.set()
        await house.engine.wait(running)
        await asyncio.sleep(0.2)
        events = [e.event for e in await all_events(house, running.id)]
    assert events == ["start", "result", "result", "verdict", "done"]


async def test_without_a_source_there_is_an_end_too(database: Database) -> None:
    async with engine_with(database, [], {}) as house:
        await house.engine.wait(running := await start(house))
        finished = await house.history.finished(running.id)
    assert finished.results == ()
    assert finished.verdicts[0].level is Level.UNKNOWN
