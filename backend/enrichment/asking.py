"""The way of one question: cache, identical questions together, a slot, limits, then the source."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from backend.db.connection import utc_now
from backend.enrichment.caching import AnswerCache, is_cached, key_of
from backend.enrichment.observing import Fetches
from backend.enrichment.results import Outcome, failed_outcome, make_result, skipped_outcome
from backend.enrichment.slots import FairSlots
from backend.limits.allowance import Allowance
from backend.limits.circuits import Circuits
from backend.limits.taking import Limits
from backend.models.answers import FailureKind
from backend.models.errors import ApplicationError, SourceSkippedError
from backend.models.indicators import Indicator
from backend.models.requests import Question, Result, Timing
from backend.models.sources import Source
from runners.telemetry import tracing

Seen = Callable[[Source, Indicator, Outcome], None]


@dataclass(slots=True)
class _Flight:
    """A question that is being asked, for all who ask the same meanwhile."""

    key: str
    source: Source
    indicator: Indicator
    trace_id: str
    user_id: str
    background: bool
    started: bool = False
    waiting: int = 0
    task: asyncio.Task[Outcome] | None = None


class Asker:
    """Asks sources. A source that fails is an outcome, never an exception."""

    def __init__(
        self,
        *,
        fetcher: Fetches,
        cache: AnswerCache,
        limits: Limits,
        allowance_of: Callable[[Source], Allowance],
        circuits: Circuits,
        source_concurrency: int,
        concurrency: int,
        seen: Seen | None = None,
    ) -> None:
        """`seen` is told of each outcome that somebody is given."""
        self._seen = seen
        self._fetcher = fetcher
        self._cache = cache
        self._limits = limits
        self._allowance_of = allowance_of
        self._circuits = circuits
        self._source_concurrency = source_concurrency
        self._process_slots = FairSlots(concurrency)
        self._slots: dict[tuple[str, int], FairSlots] = {}
        self._in_flight: dict[str, _Flight] = {}

    async def ask(
        self,
        question: Question,
        source: Source,
        *,
        trace_id: str,
        refresh: bool,
        user_id: str = "",
        background: bool = False,
    ) -> Result:
        """The result of one question, within the source's time limit.

        The slots of a source go round the users who wait; `background` work leaves people a part
        of slots and limits.
        """
        attributes = {
            "source.slug": source.slug,
            "source.kind": source.kind.value,
            "indicator.kind": str(question.indicator.kind),
        }
        with tracing.span(f"source {source.slug}", attributes) as span:
            started_at, started = utc_now(), time.monotonic()
            key = key_of(source, question.indicator)
            outcome = None
            if not refresh and is_cached(source):
                outcome = await self._cache.get(key)
            if outcome is None:
                mine = _Flight(key, source, question.indicator, trace_id, user_id, background)
                outcome = await self._together(mine)
            if self._seen is not None:
                self._seen(source, question.indicator, outcome)
            elapsed = round((time.monotonic() - started) * 1000, 1)
            result = make_result(question, outcome, Timing(started_at, utc_now(), elapsed))
            _describe(span, result)
        return result

    async def _together(self, mine: _Flight) -> Outcome:
        """Identical questions in flight are asked once.

        Each waits on its own, so that one that is cancelled does not take the others with it. What
        nobody waits for any longer is not begun; what was begun is kept.
        """
        flight = self._in_flight.get(mine.key)
        # People do not wait in the line of background work.
        if flight is None or (flight.background and not mine.background and not flight.started):
            flight = mine
        else:
            # What is asked is part of the question that came first.
            tracing.CURRENT.get().set("source.joined", True)
        task = flight.task or self._start(flight)
        flight.waiting += 1
        try:
            return await asyncio.shield(task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.started:
                # Nobody may join it any more.
                self._land(flight)
                task.cancel()

    def _start(self, flight: _Flight) -> asyncio.Task[Outcome]:
        self._in_flight[flight.key] = flight
        task = asyncio.get_running_loop().create_task(
            self._ask_once(flight), name=f"ask {flight.source.slug}"
        )
        task.add_done_callback(lambda _: self._land(flight))
        flight.task = task
        return task

    def _land(self, flight: _Flight) -> None:
        if self._in_flight.get(flight.key) is flight:
            del self._in_flight[flight.key]

    async def _ask_once(self, flight: _Flight) -> Outcome:
        source = flight.source
        at_once = source.parallel or self._source_concurrency
        slots = self._slots.get((source.id, at_once))
        if slots is None:
            slots = self._slots[source.id, at_once] = FairSlots(at_once)
        # Who waits for a limit holds a slot meanwhile.
        allowance = self._allowance_of(source)
        slots.keeps_for_people = bool(allowance.windows)
        await slots.acquire(flight.user_id, background=flight.background)
        try:
            outcome = await self._through_circuit(flight, allowance)
        finally:
            slots.release(background=flight.background)
        return await self._cache.put(flight.key, source, outcome)

    async def _through_circuit(self, flight: _Flight, allowance: Allowance) -> Outcome:
        """Ask, unless the source failed too often; what comes of it opens or closes its circuit."""
        source, trying = flight.source, False
        try:
            trying = self._circuits.enter(source)
            outcome = await self._within_limits(flight, allowance)
        except SourceSkippedError as error:
            outcome = skipped_outcome(error, source)
        except ApplicationError as error:
            outcome = failed_outcome(FailureKind.DATABASE_ERROR, error.detail)
        except asyncio.CancelledError:
            if trying:
                self._circuits.left(source)
            raise
        if outcome.skip is not None or not flight.started:
            if trying:
                self._circuits.left(source)
        elif outcome.broken and outcome.failure is not None:
            self._circuits.failed(source, outcome.failure)
        else:
            self._circuits.answered(source)
        return outcome

    async def _within_limits(self, flight: _Flight, allowance: Allowance) -> Outcome:
        """Take from the source's limits, which may take a while, then ask."""
        source = flight.source
        left = await self._limits.take(allowance, background=flight.background)

        async def again() -> None:
            await self._limits.take(allowance, background=flight.background, at_once=True)

        await self._process_slots.acquire(flight.user_id, background=flight.background)
        flight.started = True
        try:
            outcome = await self._fetcher.fetch(source, flight.indicator, flight.trace_id, again)
        finally:
            self._process_slots.release(background=flight.background)
        return msgspec.structs.replace(outcome, limits_left=left) if left else outcome


def _describe(span: tracing.Span, result: Result) -> None:
    """What became of a question, without what was asked and answered."""
    span.set("source.status", result.status.value)
    if result.cache is not None:
        span.set("source.cache", result.cache.action.value)
    if result.error is not None:
        span.fail(result.error.kind.value)
    for skip in result.skips:
        span.set("source.skip", skip.reason.value)
