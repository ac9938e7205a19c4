"""Asking one source: cache, together, limits, failures."""

import asyncio
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
import structlog.testing

from backend.cache import MemoryCache
from backend.db.pool import Database
from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Link,
    SkipReason,
    Status,
)
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.limits import Limit, LimitLeft, LimitWait
from backend.models.requests import Result
from backend.models.sources import SourceKind
from backend.sources.contract import HttpStatusError
from tests.support.enrichment import TRACE_ID, FakeSource, asker, question, row

CACHED = {"cache_enabled": True, "cache_interval": 60}


async def ask(fake: FakeSource, *, refresh: bool = False, given: Any = None, **more: Any) -> Result:
    source = row(**more)
    found = given or asker({"fake": fake})
    return await found.ask(question(source), source, trace_id=TRACE_ID, refresh=refresh)


async def test_an_answer_becomes_a_result() -> None:
    fake = FakeSource(lambda _: Answer(found=True, score=80, tags=("x",), raw={"a": 1}))
    result = await ask(fake)
    assert (result.status, result.score, result.tags, result.raw) == (
        Status.FOUND,
        80,
        ("x",),
        {"a": 1},
    )
    assert result.timing.ended_at >= result.timing.started_at
    assert result.cache is None


def raising(error: Exception) -> FakeSource:
    def answer(_: Any) -> Answer:
        raise error

    return FakeSource(answer)


@pytest.mark.parametrize("kind", list(FailureKind))
async def test_each_failure_of_a_source_is_data(kind: FailureKind) -> None:
    result = await ask(raising(SourceError(kind, "why")))
    assert result.status is Status.ERROR
    assert result.error is not None
    assert (result.error.kind, result.error.detail) == (kind, "why")


async def test_a_defect_of_a_source_is_that_sources_failure() -> None:
    result = await ask(raising(ZeroDivisionError("secret detail")))
    assert result.error is not None
    assert result.error.kind is FailureKind.INTERNAL_SERVER_ERROR
    assert "secret detail" not in result.error.detail
    assert TRACE_ID in result.error.detail


SECRET = "value-of-the-key-31c8"


def echo(_: Any) -> Answer:
    return Answer(
        found=True,
        tags=(SECRET,),
        links=(Link("there", f"https://example.com/?key={SECRET}"),),
        elements=(Element(ElementKind.TEXT, SECRET, SECRET),),
        raw={SECRET: [SECRET], "seen": 3},
        first_seen=datetime(2026, 1, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "fake",
    [
        FakeSource(echo),
        raising(SourceError(FailureKind.REQUEST_ERROR, f"GET /{SECRET}")),
        raising(SourceSkippedError(f"not with {SECRET}")),
        raising(ValueError(f"https://example.com/?key={SECRET}")),
    ],
)
async def test_secrets_are_in_no_result_nor_log(fake: FakeSource) -> None:
    given = asker({"fake": fake}, secrets={"key": SECRET})
    with structlog.testing.capture_logs() as lines:
        result = await ask(fake, given=given)
    assert fake.asked == 1
    assert SECRET not in msgspec.json.encode(result).decode()
    logged = repr(lines)
    assert SECRET not in logged
    if result.status is Status.FOUND:
        assert result.raw == {"***": ["***"], "seen": 3}
        assert result.first_seen == datetime(2026, 1, 31, tzinfo=UTC)
    elif result.error is not None and result.error.kind is FailureKind.INTERNAL_SERVER_ERROR:
        assert "ValueError: https://example.com/?key=***" in logged


async def test_what_is_cached_has_no_secret_either() -> None:
    cache = MemoryCache(1_000_000)
    fake = FakeSource(echo)
    await ask(fake, given=asker({"fake": fake}, cache=cache, secrets={"key": SECRET}), **CACHED)
    (entry,) = cache._entries.values()
    assert SECRET.encode() not in entry.value
    assert b"***" in entry.value


async def test_a_runner_that_is_away_is_a_skip() -> None:
    result = await ask(raising(SourceSkippedError("away")))
    assert result.skips[0].reason is SkipReason.RUNNER_UNAVAILABLE


async def test_too_long_is_a_timeout() -> None:
    fake = FakeSource()
    fake.release.clear()
    result = await ask(fake, time_limit_seconds=0.05)
    assert result.error is not None
    assert result.error.kind is FailureKind.TIMEOUT
    assert fake.at_once == 0


async def test_a_built_in_source_of_another_version_says_so() -> None:
    result = await ask(FakeSource(), slug="unknown")
    assert result.error is not None
    assert result.error.kind is FailureKind.MISSING_SOURCE_CODE


async def test_a_kind_without_a_runner_is_skipped() -> None:
    result = await ask(FakeSource(), kind=SourceKind.JAVA_SCRIPT)
    assert result.status is Status.SKIPPED


async def test_identical_questions_in_flight_are_asked_once() -> None:
    fake = FakeSource()
    fake.release.clear()
    given = asker({"fake": fake})
    waiting = [asyncio.ensure_future(ask(fake, given=given)) for _ in range(10)]
    await asyncio.sleep(0.02)
    waiting[0].cancel()
    await asyncio.sleep(0)
    fake.release.set()
    results = await asyncio.gather(*waiting[1:])
    assert fake.asked == 1
    assert {r.status for r in results} == {Status.FOUND}
    assert len({r.id for r in results}) == 9


async def test_a_source_is_asked_by_so_many_at_once_and_no_more() -> None:
    fake = FakeSource()
    given = asker({"fake": fake}, concurrency=3)
    sources = [row(version=n) for n in range(12)]
    fake.release.clear()
    waiting = [
        asyncio.ensure_future(given.ask(question(s), s, trace_id=TRACE_ID, refresh=False))
        for s in sources
    ]
    await asyncio.sleep(0.02)
    fake.release.set()
    await asyncio.gather(*waiting)
    assert (fake.asked, fake.most_at_once) == (12, 3)


async def test_a_source_may_say_how_many_questions_it_takes_at_once() -> None:
    fake = FakeSource()
    given = asker({"fake": fake}, concurrency=8)
    sources = [row(version=n, parallel=2) for n in range(6)]
    fake.release.clear()
    waiting = [
        asyncio.ensure_future(given.ask(question(s), s, trace_id=TRACE_ID, refresh=False))
        for s in sources
    ]
    await asyncio.sleep(0.02)
    fake.release.set()
    await asyncio.gather(*waiting)
    assert (fake.asked, fake.most_at_once) == (6, 2)


async def test_the_cache_answers_until_the_source_changes_or_it_is_told_not_to() -> None:
    fake = FakeSource(lambda _: Answer(found=True, raw={"n": fake.asked}))
    given = asker({"fake": fake})
    first = await ask(fake, given=given, **CACHED)
    second = await ask(fake, given=given, **CACHED)
    refreshed = await ask(fake, given=given, refresh=True, **CACHED)
    changed = await ask(fake, given=given, version=2, **CACHED)
    assert [r.raw["n"] for r in (first, second, refreshed, changed)] == [1, 1, 2, 3]
    assert [r.cache.action for r in (first, second, refreshed, changed) if r.cache] == [
        "SAVED_TO_CACHE",
        "FROM_CACHE",
        "SAVED_TO_CACHE",
        "SAVED_TO_CACHE",
    ]


async def test_a_failure_is_never_cached() -> None:
    fake = raising(SourceError(FailureKind.TIMEOUT, ""))
    given = asker({"fake": fake})
    await ask(fake, given=given, **CACHED)
    fake.answer = lambda _: Answer(found=True)
    assert (await ask(fake, given=given, **CACHED)).status is Status.FOUND


async def test_what_the_cache_cannot_read_is_a_miss() -> None:
    cache, fake = MemoryCache(10_000), FakeSource()
    given = asker({"fake": fake}, cache=cache)
    source = row(**CACHED)
    await cache.put(f"{source.id}:1:IPV4:192.0.2.1", b"{", 60)
    result = await given.ask(question(source), source, trace_id=TRACE_ID, refresh=False)
    assert (result.status, fake.asked) == (Status.FOUND, 1)


async def test_odd_values_are_normalised() -> None:
    deep: Any = "core"
    for _ in range(1000):
        deep = [deep]
    odd = {"nan": math.nan, "nul": "a\0b", "half": "\ud800", "big": 10**400, "deep": deep}
    result = await ask(FakeSource(lambda _: Answer(found=True, tags=("\ud800",), raw=odd)))
    assert result.status is Status.FOUND
    assert result.raw["nan"] is None
    assert "\0" not in result.raw["nul"]
    assert int(result.raw["big"], 16) == 10**400
    assert result.tags == ("?",)


async def test_a_cached_answer_expires() -> None:
    fake = FakeSource()
    given = asker({"fake": fake})
    for pause in (0.0, 0.2, 1.0):
        await asyncio.sleep(pause)
        await ask(fake, given=given, cache_enabled=True, cache_interval=1)
    assert fake.asked == 2


async def test_a_miss_is_cached_and_stays_a_miss() -> None:
    fake = FakeSource(lambda _: Answer(found=False))
    given = asker({"fake": fake})
    results = [await ask(fake, given=given, **CACHED) for _ in range(2)]
    assert [r.status for r in results] == [Status.NOT_FOUND] * 2
    assert fake.asked == 1


async def test_a_source_without_a_cache_is_asked_each_time() -> None:
    fake = FakeSource()
    given = asker({"fake": fake})
    for more in ({}, {"cache_enabled": True}, {"cache_interval": 60}):
        for _ in range(2):
            assert (await ask(fake, given=given, **more)).cache is None
    assert fake.asked == 6


async def test_all_who_wait_may_go_and_the_answer_is_kept() -> None:
    fake = FakeSource()
    fake.release.clear()
    given = asker({"fake": fake})
    waiting = asyncio.ensure_future(ask(fake, given=given, **CACHED))
    await asyncio.sleep(0.02)
    waiting.cancel()
    fake.release.set()
    await asyncio.sleep(0.02)
    result = await ask(fake, given=given, **CACHED)
    assert (fake.asked, result.cache.action if result.cache else None) == (1, "FROM_CACHE")


async def test_the_time_in_the_queue_is_not_the_sources() -> None:
    async def doze() -> Answer:
        await asyncio.sleep(0.1)
        return Answer(found=True)

    fake = FakeSource(lambda _: doze())
    given = asker({"fake": fake}, concurrency=1)
    sources = [row(version=n, time_limit_seconds=0.15) for n in range(3)]
    asking = (given.ask(question(s), s, trace_id=TRACE_ID, refresh=False) for s in sources)
    assert {r.status for r in await asyncio.gather(*asking)} == {Status.FOUND}


async def test_times_are_utc_and_those_without_a_zone_are_taken_so() -> None:
    tokyo = timezone(timedelta(hours=9))
    answer = Answer(
        found=True,
        first_seen=datetime(2026, 1, 1),  # noqa: DTZ001 — it is what user code returns
        last_seen=datetime(2026, 1, 1, 9, tzinfo=tokyo),
    )
    result = await ask(FakeSource(lambda _: answer))
    assert result.first_seen == result.last_seen == datetime(2026, 1, 1, tzinfo=UTC)
    assert b'"lastSeen":"2026-01-01T00:00:00Z"' in msgspec.json.encode(result)


@pytest.mark.parametrize("given", [None, "text", {"found": True}, NotImplemented])
async def test_what_is_no_answer_is_a_defect_of_the_source(given: Any) -> None:
    result = await ask(FakeSource(lambda _: given))
    assert result.error is not None
    assert result.error.kind is FailureKind.INTERNAL_SERVER_ERROR


async def test_what_is_stale_is_a_failure_and_not_kept() -> None:
    fake = raising(SourceError(FailureKind.STALE, "older than a day"))
    given = asker({"fake": fake})
    for _ in range(2):
        result = await ask(fake, given=given, **CACHED)
        assert result.status is Status.ERROR
        assert result.error is not None
        assert result.error.kind is FailureKind.STALE
    assert fake.asked == 2


@pytest.mark.parametrize(
    ("found", "interval", "not_found", "seconds"),
    [
        (True, 86_400, None, 86_400),
        (True, 86_400, 60, 86_400),
        (False, 86_400, None, 3600),
        (False, 600, None, 600),
        (False, 600, 7200, 7200),
    ],
)
async def test_how_long_an_answer_is_kept(
    found: bool, interval: int, not_found: int | None, seconds: int
) -> None:
    fake = FakeSource(lambda _: Answer(found=found))
    more = {"cache_enabled": True, "cache_interval": interval}
    result = await ask(fake, **more, cache_not_found_interval=not_found)
    assert result.cache is not None
    assert result.cache.expires_at - result.cache.cached_at == timedelta(seconds=seconds)


async def test_a_question_that_nobody_waits_for_any_longer_is_not_begun() -> None:
    fake = FakeSource()
    fake.release.clear()
    given = asker({"fake": fake}, concurrency=1)
    first = asyncio.ensure_future(ask(fake, given=given, version=1))
    await asyncio.sleep(0.02)
    gone = [asyncio.ensure_future(ask(fake, given=given, version=2)) for _ in range(2)]
    last = asyncio.ensure_future(ask(fake, given=given, version=3))
    await asyncio.sleep(0.02)
    for each in gone:
        each.cancel()
    await asyncio.sleep(0.02)
    fake.release.set()
    await asyncio.gather(first, last)
    assert fake.asked == 2


async def test_who_comes_while_a_question_is_given_up_asks_it_anew() -> None:
    fake = FakeSource()
    fake.release.clear()
    given = asker({"fake": fake}, concurrency=1)
    first = asyncio.ensure_future(ask(fake, given=given, version=1))
    gone = asyncio.ensure_future(ask(fake, given=given, version=2))
    await asyncio.sleep(0.02)
    later: list[asyncio.Future[Result]] = []
    gone.add_done_callback(
        lambda _: later.append(asyncio.ensure_future(ask(fake, given=given, version=2)))
    )
    gone.cancel()
    await asyncio.sleep(0.02)
    fake.release.set()
    assert (await first).status is Status.FOUND
    assert (await later[0]).status is Status.FOUND


async def test_people_do_not_wait_in_the_line_of_background_work() -> None:
    fake = FakeSource()
    fake.release.clear()
    given = asker({"fake": fake}, concurrency=1)

    def come(version: int, user_id: str, *, background: bool) -> "asyncio.Future[Result]":
        source = row(version=version)
        return asyncio.ensure_future(
            given.ask(
                question(source),
                source,
                trace_id=TRACE_ID,
                refresh=False,
                user_id=user_id,
                background=background,
            )
        )

    large = [come(version, "ann", background=True) for version in range(5)]
    await asyncio.sleep(0.02)
    # The same as the last of them, which has not begun.
    mine = come(4, "bob", background=False)
    await asyncio.sleep(0.02)
    ended: list[str] = []
    mine.add_done_callback(lambda _: ended.append("mine"))
    large[2].add_done_callback(lambda _: ended.append("large"))
    fake.release.set()
    await asyncio.gather(mine, *large)
    assert ended[0] == "mine"


async def test_a_limit_that_is_used_up_is_a_skip_and_the_others_say_what_is_left(
    database: Database,
) -> None:
    fake = FakeSource()
    given = asker({"fake": fake}, database=database)
    more = {"limits": [Limit(count=2, seconds=3600)], "limit_wait": LimitWait.REFUSE}
    results = [await ask(fake, given=given, **more) for _ in range(3)]
    assert [r.limits_left for r in results] == [
        (LimitLeft(3600, 2, 1),),
        (LimitLeft(3600, 2, 0),),
        (),
    ]
    assert [r.status for r in results] == [Status.FOUND, Status.FOUND, Status.SKIPPED]
    assert results[2].skips[0].reason is SkipReason.LIMIT_REACHED
    assert fake.asked == 2


async def test_what_the_cache_has_takes_nothing_from_a_limit(database: Database) -> None:
    fake = FakeSource()
    given = asker({"fake": fake}, database=database)
    more = {"limits": [Limit(count=1, seconds=3600)], "limit_wait": LimitWait.REFUSE, **CACHED}
    results = [await ask(fake, given=given, **more) for _ in range(3)]
    assert {r.status for r in results} == {Status.FOUND}


async def test_without_the_database_a_limited_source_fails_and_the_others_do_not(
    database: Database,
) -> None:
    fake = FakeSource()
    given = asker({"fake": fake}, database=database)
    await database.close()
    limited = await ask(fake, given=given, limits=[Limit(count=1, seconds=3600)])
    assert limited.error is not None
    assert limited.error.kind is FailureKind.DATABASE_ERROR
    assert (await ask(fake, given=given)).status is Status.FOUND


async def test_a_source_that_fails_again_and_again_is_left_alone() -> None:
    fake = raising(SourceError(FailureKind.REQUEST_ERROR, "cannot connect"))
    given = asker({"fake": fake})
    results = [await ask(fake, given=given) for _ in range(8)]
    assert [r.status for r in results] == [Status.ERROR] * 5 + [Status.SKIPPED] * 3
    assert results[-1].skips[0].reason is SkipReason.CIRCUIT_OPEN
    assert fake.asked == 5
    # A change may have mended it.
    assert (await ask(fake, given=given, version=2)).status is Status.ERROR


@pytest.mark.parametrize(
    "error",
    [
        SourceError(FailureKind.RATE_LIMITED, "HTTP 429"),
        SourceError(FailureKind.STALE, ""),
        SourceError(FailureKind.CODE_ERROR, ""),
        SourceError(FailureKind.INVALID_ANSWER, ""),
        HttpStatusError(FailureKind.RESPONSE_ERROR, "HTTP 404", status=404),
        HttpStatusError(FailureKind.REQUEST_ERROR, "HTTP 400", status=400),
    ],
)
async def test_what_is_about_one_question_opens_no_circuit(error: SourceError) -> None:
    fake = raising(error)
    given = asker({"fake": fake})
    assert {(await ask(fake, given=given)).status for _ in range(8)} == {Status.ERROR}
