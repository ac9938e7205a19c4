"""History: pages, filters, and events of requests that another process executes."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from backend.db.pool import Database
from backend.db.queries import Query
from backend.enrichment.history import errors_of
from backend.enrichment.results import skipped
from backend.enrichment.running import Numbered, Running
from backend.models.answers import Answer, FailureKind, Skip, SkipReason, Status
from backend.models.errors import InvalidInputError, NotFoundError, SourceError
from backend.models.indicators import Indicator, Kind
from backend.models.requests import CacheAction, Plan
from tests.support.enrichment import (
    INDICATOR,
    TRACE_ID,
    FakeSource,
    House,
    engine_with,
    question,
    row,
)

SAME_MOMENT = Query("same_moment", "UPDATE requests SET created_at = now()")


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    fake = FakeSource(lambda indicator: Answer(found=indicator.data.endswith("1"), raw=[1]))
    async with engine_with(database, [row(), row("off", enabled=False)], {"fake": fake}) as house:
        yield house


async def ask(house: House, *values: str) -> Running:
    running = await house.engine.start(
        user_id="system000000",
        trace_id=TRACE_ID,
        indicators=[Indicator(value, Kind.IPV4) for value in values or ("192.0.2.1",)],
        sources=list(house.catalog.current.sources.values()),
    )
    await house.engine.wait(running)
    return running


async def pages(house: House, limit: int, q: str | None = None) -> list[list[str]]:
    cursor, found = None, []
    while True:
        page = await house.history.page(limit=limit, cursor=cursor, q=q)
        found.append([request.id for request in page.requests])
        cursor = page.next_cursor
        if cursor is None:
            return found


async def test_pages_hold_every_request_once_newest_first(house: House) -> None:
    asked = [(await ask(house)).id for _ in range(5)]
    assert await pages(house, 2) == [asked[4:2:-1], asked[2:0:-1], asked[:1]]
    assert await pages(house, 5) == [asked[::-1]]
    assert (await house.history.page(limit=1, cursor=None, q=None)).total == 5


async def test_pages_hold_also_those_of_one_moment(house: House, database: Database) -> None:
    asked = {(await ask(house)).id for _ in range(5)}
    await database.transaction(lambda connection: connection.run(SAME_MOMENT))
    found = await pages(house, 2)
    assert [len(page) for page in found] == [2, 2, 1]
    assert {request_id for page in found for request_id in page} == asked


async def test_a_request_made_between_two_pages_moves_none(house: House) -> None:
    asked = [(await ask(house)).id for _ in range(3)]
    first = await house.history.page(limit=2, cursor=None, q=None)
    await ask(house)
    second = await house.history.page(limit=2, cursor=first.next_cursor, q=None)
    assert [r.id for r in (*first.requests, *second.requests)] == asked[::-1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("192.0.2", 2),
        ("2.1", 1),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("'; DROP TABLE requests; --", 0),
        ("", 2),
    ],
)
async def test_a_part_of_the_value_is_taken_literally(house: House, q: str, found: int) -> None:
    await ask(house, "192.0.2.1")
    await ask(house, "192.0.2.2")
    page = await house.history.page(limit=10, cursor=None, q=q)
    assert (len(page.requests), page.total) == (found, found)


@pytest.mark.parametrize(
    "text", ["", "2026-01-01T00:00:00|a", "2026-01-01T00:00:00+00:00|", "x|a", "\udc80"]
)
async def test_a_cursor_of_somebodys_own_is_refused(house: House, text: str) -> None:
    encoded = base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode()
    for cursor in (encoded or "=", f"{encoded}%", "2026-01-01T00:00:00+00:00|\0"):
        with pytest.raises(InvalidInputError, match="cursor"):
            await house.history.page(limit=1, cursor=cursor, q=None)


async def test_a_nul_within_a_cursor_is_refused(house: House) -> None:
    cursor = base64.urlsafe_b64encode(b"2026-01-01T00:00:00+00:00|a\0b").decode()
    with pytest.raises(InvalidInputError, match="cursor"):
        await house.history.page(limit=1, cursor=cursor, q=None)


async def test_what_is_not_there_is_said(house: House) -> None:
    for look in (house.history.get, house.history.results, house.history.finished):
        with pytest.raises(NotFoundError, match="'unknown'"):
            await look("unknown")
    with pytest.raises(NotFoundError):
        await house.history.events("unknown", after=0, wait_seconds=1)


async def test_results_come_latest_first_with_the_names_of_before(house: House) -> None:
    running = await ask(house, "192.0.2.1", "192.0.2.2")
    entries = await house.history.results(running.id)
    assert [e.sequence for e in entries] == [5, 4, 3, 2]
    errors = {(e.source_slug, e.result.indicator.data): e.errors for e in entries}
    assert errors == {
        ("fake", "192.0.2.1"): [],
        ("fake", "192.0.2.2"): [{"kind": "NOT_FOUND"}],
        ("off", "192.0.2.1"): [{"kind": "SOURCE_DISABLED"}],
        ("off", "192.0.2.2"): [{"kind": "SOURCE_DISABLED"}],
    }


async def test_a_cached_answer_says_so_in_history(database: Database) -> None:
    cached = row(cache_enabled=True, cache_interval=60)
    async with engine_with(database, [cached], {"fake": FakeSource()}) as house:
        actions = []
        for _ in range(2):
            (entry,) = await house.history.results((await ask(house)).id)
            actions.append(entry.cache_action)
            assert entry.cache_key is not None
            assert INDICATOR.data in entry.cache_key
    assert actions == [CacheAction.SAVED_TO_CACHE, CacheAction.FROM_CACHE]


async def test_events_of_another_process_come_as_they_are_committed(database: Database) -> None:
    fake = FakeSource()
    fake.release.clear()
    async with (
        engine_with(database, [row()], {"fake": fake}, owner=1) as house,
        engine_with(database, [], {}, owner=2) as other,
    ):
        running = await house.engine.start(
            user_id="system000000",
            trace_id=TRACE_ID,
            indicators=[INDICATOR],
            sources=[row()],
        )
        first = await other.history.events(running.id, after=0, wait_seconds=5)
        assert ([e.event for e in first.events], first.done, first.after) == (["start"], False, 1)
        none = await other.history.events(running.id, after=1, wait_seconds=0.1)
        assert (none.events, none.done, none.after) == ([], False, 1)
        reading = asyncio.ensure_future(other.history.events(running.id, after=1, wait_seconds=9))
        await asyncio.sleep(0.05)
        fake.release.set()
        assert (await reading).events[0].sequence == 2
        await house.engine.wait(running)
        rest = await other.history.events(running.id, after=2, wait_seconds=5)
        assert (rest.events[-1].event, rest.done) == ("done", True)
        over = await other.history.events(running.id, after=rest.after, wait_seconds=5)
        assert (over.events, over.done) == ([], True)


async def test_memory_and_database_give_the_same_events(house: House, database: Database) -> None:
    running = await ask(house, "192.0.2.1", "192.0.2.2")
    from_memory = await house.history.events(running.id, after=0, wait_seconds=1)
    house.engine._running.clear()
    from_database = await house.history.events(running.id, after=0, wait_seconds=1)
    assert [(e.sequence, e.event) for e in from_memory.events] == [
        (e.sequence, e.event) for e in from_database.events
    ]
    assert from_memory.done
    assert from_database.done


async def test_many_events_come_in_batches_without_a_gap() -> None:
    plan = Plan(request_id="r", indicators=(), planned=(), total=0)
    running = Running(
        request_id="r",
        created_at=None,
        trace_id="t",
        user_id=None,
        plan=plan,
        sequence=7,  # type: ignore[arg-type]
    )
    for number in range(8, 1208):
        if number != 100:
            running.publish([Numbered(number, "result", b"{}")])  # type: ignore[arg-type]
    after, seen = 7, []
    while later := await running.events_after(after, wait_seconds=0, limit=500):
        seen += [e.sequence for e in later]
        after = seen[-1]
    assert seen == [n for n in range(8, 1208) if n != 100]
    assert (running.holds(7), running.holds(6)) == (True, False)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SourceError(FailureKind.TIMEOUT, "late"), [{"kind": "TIMEOUT"}]),
        (SourceError(FailureKind.STALE, "old"), [{"kind": "STALE"}]),
    ],
)
async def test_failures_are_shown_by_kind(
    database: Database, error: SourceError, shown: list[dict[str, Any]]
) -> None:
    def fail(_: Indicator) -> Answer:
        raise error

    async with engine_with(database, [row()], {"fake": FakeSource(fail)}) as house:
        (entry,) = await house.history.results((await ask(house)).id)
    assert (entry.errors, entry.result.status) == (shown, Status.ERROR)


def test_skips_are_shown_with_their_content() -> None:
    skips = (Skip(SkipReason.PROVIDER_DISABLED, "x", "id"), Skip(SkipReason.OFFLINE))
    assert errors_of(skipped(question(row()), skips)) == [
        {"kind": "PROVIDER_DISABLED", "content": "id"},
        {"kind": "OFFLINE"},
    ]
