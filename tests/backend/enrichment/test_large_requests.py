"""Large requests: in chunks, with pause, cancel, a new backend in the middle, pages of results."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from backend.db.connection import DatabaseUnavailableError
from backend.db.pool import Database
from backend.db.queries import Query
from backend.enrichment import chunks, planning
from backend.enrichment.running import Running
from backend.models.answers import Answer, Level, Status
from backend.models.errors import ConflictError
from backend.models.indicators import Indicator, Kind
from backend.models.requests import Options, Request, RequestState, Tlp
from backend.models.sources import Activity
from tests.support.enrichment import TRACE_ID, FakeSource, House, engine_with, row


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large is small here, so that a few indicators are many chunks."""
    monkeypatch.setattr(planning, "INDICATORS_TOGETHER", 5)
    monkeypatch.setattr(chunks, "CHUNK", 4)


def many(count: int) -> list[Indicator]:
    return [Indicator(f"198.51.100.{n}", Kind.IPV4) for n in range(count)]


async def start(house: House, count: int, **options: Any) -> Running:
    return await house.engine.start(
        user_id="system000000",
        trace_id=TRACE_ID,
        indicators=many(count),
        sources=list(house.catalog.current.sources.values()),
        options=Options(**options),
    )


async def until(
    house: House, request_id: str, fits: Callable[[Request], bool], seconds: float = 10
) -> Request:
    async with asyncio.timeout(seconds):
        while True:
            request = await house.history.get(request_id)
            if fits(request):
                return request
            await asyncio.sleep(0.01)


async def all_results(house: House, request_id: str) -> list[tuple[str, str, str]]:
    after: int | None = 0
    found = []
    while after is not None:
        page, after = await house.history.results_page(
            request_id, position=None, after=after, limit=7
        )
        found += [(e.result.slug, e.result.indicator.data, e.result.status) for e in page]
    return found


def judge(indicator: Indicator) -> Answer:
    bad = indicator.data.endswith("7")
    return Answer(found=True, verdict=Level.MALICIOUS if bad else Level.BENIGN)


async def test_every_question_has_one_result_and_every_indicator_a_verdict(
    database: Database,
) -> None:
    one, two = FakeSource(judge), FakeSource()
    rows = [row("one"), row("two"), row("off", enabled=False)]
    async with engine_with(database, rows, {"one": one, "two": two}) as house:
        running = await start(house, 30)
        await house.engine.wait(running)
        request = await house.history.get(running.id)
        results = await all_results(house, running.id)
        judged, following = await house.history.indicators_page(
            running.id, level=None, first=0, limit=100
        )
    assert (request.background, request.state, request.verdict) == (True, "DONE", Level.MALICIOUS)
    assert (request.progress.done, request.progress.total) == (90, 90)
    assert request.counts is not None
    assert (request.counts.found, request.counts.skipped) == (60, 30)
    assert len(results) == len(set(results)) == 90
    assert (one.asked, two.asked) == (30, 30)
    assert ([j.indicator for j in judged], following) == (many(30), None)
    assert all(j.verdict is not None for j in judged)


async def test_pages_of_indicators_and_those_of_one_verdict(database: Database) -> None:
    async with engine_with(database, [row()], {"fake": FakeSource(judge)}) as house:
        running = await start(house, 30)
        await house.engine.wait(running)
        page = house.history.indicators_page
        some, following = await page(running.id, level=None, first=3, limit=6)
        rest, last = await page(running.id, level=None, first=27, limit=6)
        bad, _ = await page(running.id, level=Level.MALICIOUS, first=0, limit=9)
        second, end = await page(running.id, level=Level.MALICIOUS, first=8, limit=1)
        results, _ = await house.history.results_page(running.id, position=17, after=0, limit=9)
    assert ([j.position for j in some], following) == ([3, 4, 5, 6, 7, 8], 9)
    assert ([j.position for j in rest], last) == ([27, 28, 29], None)
    assert [j.position for j in bad] == [7, 17, 27]
    assert ([j.position for j in second], end) == ([17], 27)
    assert [r.result.indicator.data for r in results] == ["198.51.100.17"]


async def test_a_pause_waits_for_what_is_asked_and_resumes_anywhere(database: Database) -> None:
    fake = FakeSource(judge)
    asked = 0

    async def slowly(indicator: Indicator) -> Answer:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return judge(indicator)

    fake.answer = slowly
    async with engine_with(database, [row()], {"fake": fake}, owner=61) as house:
        running = await start(house, 60)
        await until(house, running.id, lambda r: r.progress.done > 10)
        await house.engine.pause(running.id)
        paused = await until(house, running.id, lambda r: r.state is RequestState.PAUSED)
        before = asked
        await asyncio.sleep(0.1)
        assert asked == before == paused.progress.done < 60
        with pytest.raises(ConflictError, match="not running"):
            await house.engine.pause(running.id)
        assert await house.engine.take_over() == 0
    async with engine_with(database, [row()], {"fake": fake}, owner=62) as house:
        await house.engine.resume(running.id)
        with pytest.raises(ConflictError, match="not paused"):
            await house.engine.resume(running.id)
        done = await until(house, running.id, lambda r: r.state is RequestState.DONE)
        results = await all_results(house, running.id)
    assert (asked, done.progress.done, len(set(results))) == (60, 60, 60)
    assert done.verdict is Level.MALICIOUS


async def test_the_next_backend_goes_on_where_the_last_one_died(database: Database) -> None:
    fake = FakeSource(judge)
    fake.release.clear()
    slow = FakeSource(judge)
    rows, built_in = [row("fake"), row("slow")], {"fake": fake, "slow": slow}
    async with engine_with(database, rows, built_in, owner=71) as house:
        running = await start(house, 40)
        # One source has answered about every open chunk, the other about none.
        await until(house, running.id, lambda _: running.progress.done == 16)
    assert slow.asked == 16
    fake.release.set()
    async with engine_with(database, rows, built_in, owner=72) as house:
        assert await house.engine.take_over() == 1
        done = await until(house, running.id, lambda r: r.state is RequestState.DONE)
        results = await all_results(house, running.id)
        events = (await house.history.events(running.id, after=0, wait_seconds=0)).events
    assert slow.asked == 40
    assert len(results) == len(set(results)) == 80
    assert done.counts is not None
    assert done.counts.found == 80
    assert [e.sequence for e in events] == sorted({e.sequence for e in events})
    verdicts = [
        msgspec.json.decode(e.data)["indicator"]["data"] for e in events if e.event == "verdict"
    ]
    assert sorted(verdicts) == sorted(i.data for i in many(40))


async def test_backend_after_backend_asks_nothing_twice(database: Database) -> None:
    """The first chunk stays open over several starts, while later ones are done."""
    stuck = Indicator("198.51.100.1", Kind.IPV4)
    answered, allowed = 0, 0
    release = asyncio.Event()

    async def answer(indicator: Indicator) -> Answer:
        nonlocal answered
        while indicator == stuck or answered >= allowed:
            if release.is_set():
                break
            await asyncio.sleep(0.002)
        answered += 1
        return Answer(found=True)

    fake = FakeSource(answer)
    for owner, allowed in ((101, 10), (102, 25), (103, 40)):
        async with engine_with(database, [row()], {"fake": fake}, owner=owner) as house:
            if owner == 101:
                running = await start(house, 60)
            else:
                assert await house.engine.take_over() == 1
            await until(house, running.id, lambda _: answered >= allowed)  # noqa: B023 — at once
    release.set()
    async with engine_with(database, [row()], {"fake": fake}, owner=104) as house:
        await house.engine.take_over()
        await until(house, running.id, lambda r: r.state is RequestState.DONE)
        results = await all_results(house, running.id)
    assert len(results) == len(set(results)) == 60


async def test_who_was_taken_over_writes_nothing_more(database: Database) -> None:
    """A backend that was thought dead comes back to itself in the middle of a request."""
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}, owner=111) as old:
        running = await start(old, 20)
        await until(old, running.id, lambda _: fake.asked > 0)
        async with engine_with(database, [row()], {"fake": fake}, owner=112) as new:
            assert await new.engine.take_over() == 1
            fake.release.set()
            await until(new, running.id, lambda r: r.state is RequestState.DONE)
            results = await all_results(new, running.id)
        assert old.engine.find(running.id) is None or not running.ended
    assert len(results) == len(set(results)) == 20


class UnreadableDatabase:
    """The real database, which is away for the reading of chunks, as often as told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.away = 0

    async def run(self, query: Query, **params: Any) -> Any:
        if self.away and query.name == "chunks.list_open":
            self.away -= 1
            raise DatabaseUnavailableError("away")
        return await self._database.run(query, **params)

    async def one(self, query: Query, **params: Any) -> Any:
        return await self._database.one(query, **params)


async def test_a_database_that_is_away_for_a_while_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "READ_AT_ONCE", 2)
    monkeypatch.setattr(chunks, "RETRY_SECONDS", 0.01)
    absent, fake = UnreadableDatabase(database), FakeSource()
    async with engine_with(absent, [row()], {"fake": fake}) as house:  # type: ignore[arg-type]
        absent.away = 3
        running = await start(house, 40)
        await house.engine.wait(running)
    assert (fake.asked, absent.away) == (40, 0)


async def test_what_a_stop_leaves_is_gone_on_with(database: Database) -> None:
    async def slowly(_: Indicator) -> Answer:
        await asyncio.sleep(0.01)
        return Answer(found=True)

    fake = FakeSource(slowly)
    async with engine_with(database, [row()], {"fake": fake}, owner=81) as house:
        running = await start(house, 60)
        await until(house, running.id, lambda r: r.progress.done > 4)
        assert await house.engine.stop(5) == 1
        assert await house.engine.take_over() == 0
        stopped_at = fake.asked
    assert stopped_at < 60
    async with engine_with(database, [row()], {"fake": fake}, owner=82) as house:
        await house.engine.take_over()
        await until(house, running.id, lambda r: r.state is RequestState.DONE)
    assert fake.asked == 60


@pytest.mark.parametrize("paused", [False, True])
async def test_a_cancel_keeps_what_was_answered(database: Database, paused: bool) -> None:
    async def slowly(indicator: Indicator) -> Answer:
        await asyncio.sleep(0.01)
        return judge(indicator)

    fake = FakeSource(slowly)
    async with engine_with(database, [row()], {"fake": fake}) as house:
        running = await start(house, 60)
        await until(house, running.id, lambda r: r.progress.done > 8)
        if paused:
            await house.engine.pause(running.id)
            await until(house, running.id, lambda r: r.state is RequestState.PAUSED)
        await house.engine.cancel(running.id)
        ended = await until(house, running.id, lambda r: r.state is RequestState.CANCELLED)
        results = await all_results(house, running.id)
        events = await house.history.events(running.id, after=0, wait_seconds=1)
    assert ended.counts is not None
    assert ended.counts.found == sum(status == Status.FOUND for *_, status in results) > 8
    assert len(results) == len(set(results)) < 60
    assert events.events[-1].event == "done"


async def test_a_wish_is_heard_by_the_backend_that_executes(
    database: Database, database_url: str
) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with (
        engine_with(database, [row()], {"fake": fake}, owner=91) as house,
        engine_with(database, [row()], {"fake": fake}, owner=92) as other,
    ):
        running = await start(house, 20)
        await other.engine.pause(running.id)
        # What the change listener does when it is told.
        await house.engine.obey()
        fake.release.set()
        paused = await until(other, running.id, lambda r: r.state is RequestState.PAUSED)
        assert paused.progress.done < 20
        await other.engine.resume(running.id)
        await until(other, running.id, lambda r: r.state is RequestState.DONE)
    assert fake.asked == 20


async def test_a_pause_that_is_taken_back_at_once_loses_nothing(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with engine_with(database, [row()], {"fake": fake}) as house:
        running = await start(house, 20)
        await until(house, running.id, lambda _: fake.asked > 0)
        await house.engine.pause(running.id)
        await house.engine.resume(running.id)
        fake.release.set()
        await until(house, running.id, lambda r: r.state is RequestState.DONE)
    assert fake.asked == 20


async def test_memory_holds_no_more_than_the_latest_events(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.enrichment.running.EVENTS_KEPT", 20)
    async with engine_with(database, [row()], {"fake": FakeSource()}) as house:
        running = await start(house, 40)
        await house.engine.wait(running)
        assert not running.holds(0)
        after, sequences = 0, []
        while True:
            batch = await house.history.events(running.id, after=after, wait_seconds=1)
            sequences += [e.sequence for e in batch.events]
            after = batch.after
            if batch.done:
                break
    assert sequences == list(range(1, sequences[-1] + 1))


async def test_a_chunk_is_planned_by_what_it_was_asked_with(database: Database) -> None:
    rows = [row("inside"), row("outside", activity=Activity.PASSIVE)]
    inside, outside = FakeSource(), FakeSource()
    async with engine_with(database, rows, {"inside": inside, "outside": outside}) as house:
        running = await start(house, 10, tlp=Tlp.RED)
        await house.engine.wait(running)
        request = await house.history.get(running.id)
    assert (inside.asked, outside.asked) == (10, 0)
    assert request.tlp is Tlp.RED
    assert request.counts is not None
    assert request.counts.skipped == 10
