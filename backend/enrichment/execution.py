"""The execution of one request: its questions asked, its results recorded, its chunks judged.

Each source has a lane: its questions wait there in order, and at most so many of them are asked at
once, so that a slow source keeps no other waiting. A result is recorded while the lane asks its
next question. A chunk whose results are all recorded is judged. A few chunks are open at a time,
so that no lane runs dry, and a large request takes no more memory than a small one.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from backend.db.connection import utc_now
from backend.enrichment.asking import Asker, Outcome, make_result, skipped
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.chunks import Chunk, ChunkEnd
from backend.enrichment.running import Hold, Running
from backend.models.answers import Failure, FailureKind, Skip, SkipReason, Status
from backend.models.indicators import Indicator
from backend.models.json_values import clean_text
from backend.models.requests import Counts, Question, Result, Timing, Verdict

log = structlog.get_logger()

CHUNKS_AT_ONCE = 4
VERDICTS_AT_ONCE = 100

Judge = Callable[[Indicator, Sequence[Result]], Verdict]


class Emit(Protocol):
    """Numbers an event of the request, commits it, and only then shows it."""

    def __call__(
        self, running: Running, event: str, data: msgspec.Struct, *, chunk: ChunkEnd | None = None
    ) -> Awaitable[None]:
        """Return once it is committed."""
        ...


class Waiting(msgspec.Struct, frozen=True):
    """A question in its lane."""

    question: Question
    chunk: Chunk


class Lane:
    """The questions that wait for one source, and who asks them."""

    def __init__(self) -> None:
        self.waiting: deque[Waiting] = deque()
        self.workers = 0


class Execution:
    """Executes one request, until it is done or held."""

    def __init__(
        self,
        running: Running,
        *,
        catalog: CatalogHolder,
        asker: Asker,
        judge: Judge,
        emit: Emit,
        at_once: int,
        per_source: int,
    ) -> None:
        self._running = running
        self._catalog = catalog
        self._asker = asker
        self._judge = judge
        self._emit = emit
        self._per_source = per_source
        self._slots = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(CHUNKS_AT_ONCE)
        self._lanes: dict[str, Lane] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._held = asyncio.Event()
        self._group = asyncio.TaskGroup()

    async def run(self, chunks: AsyncIterator[Chunk]) -> None:
        """Return when all chunks are done, or when what is asked has ended after `hold`."""
        async with self._group:
            async for chunk in chunks:
                if not await self._get_room() and not self._cancels(chunk):
                    break
                self._begin(chunk)

    def hold(self, hold: Hold) -> None:
        """Ask nothing more. CANCEL also gives up what is being asked, the others wait for it."""
        self._running.hold = hold
        self._held.set()
        if hold is Hold.CANCEL:
            for task in self._asking:
                task.cancel()

    def _cancels(self, chunk: Chunk) -> bool:
        """Whether a chunk that begins after a hold is to be concluded: what was asked is judged."""
        begun = bool(chunk.results) or not self._running.plan.background
        return self._running.held(Hold.CANCEL) and begun

    async def _get_room(self) -> bool:
        """Wait for an open chunk to end; whether another may begin."""
        room = asyncio.ensure_future(self._room.acquire())
        held = asyncio.ensure_future(self._held.wait())
        try:
            await asyncio.wait((room, held), return_when=asyncio.FIRST_COMPLETED)
        finally:
            room.cancel()
            held.cancel()
        return self._running.hold is None

    def _begin(self, chunk: Chunk) -> None:
        chunk.first_sequence = chunk.first_sequence or self._running.sequence
        # Those of an earlier start are counted already.
        if chunk.answered:
            self._group.create_task(self._finish(chunk))
        for question in chunk.questions:
            if question.skips:
                self._start(chunk, question, skipped(question, question.skips))
            else:
                self._queue(chunk, question)

    def _queue(self, chunk: Chunk, question: Question) -> None:
        lane = self._lanes.setdefault(question.source_id, Lane())
        lane.waiting.append(Waiting(question, chunk))
        if lane.workers < self._per_source:
            lane.workers += 1
            self._group.create_task(self._work(lane))

    async def _work(self, lane: Lane) -> None:
        """Ask what waits in the lane. The last result may still be recorded while one asks on."""
        recorded: asyncio.Task[None] | None = None
        try:
            while lane.waiting and not self._running.held(Hold.PAUSE, Hold.STOP):
                # Whoever waits for a slot of the request has its question still in the lane.
                async with self._slots:
                    if not lane.waiting:
                        break
                    waiting = lane.waiting.popleft()
                    result = await self._ask(waiting.question)
                if recorded is not None:
                    await recorded
                recorded = self._start(waiting.chunk, waiting.question, result)
        finally:
            lane.workers -= 1

    async def _ask(self, question: Question) -> Result:
        if self._running.held(Hold.CANCEL):
            return skipped(question, (_cancelled(),))
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("asked outside of a task")
        self._asking.add(task)
        try:
            return await self._result_or_failure(question)
        except asyncio.CancelledError:
            if not self._running.held(Hold.CANCEL):
                raise
            task.uncancel()
            return skipped(question, (_cancelled(),))
        finally:
            self._asking.discard(task)

    async def _result_or_failure(self, question: Question) -> Result:
        began, running = utc_now(), self._running
        source = self._catalog.current.sources.get(question.source_id)
        if source is None:
            detail = f"{question.name} was deleted in the meantime"
            return skipped(question, (Skip(SkipReason.SOURCE_DISABLED, detail),))
        try:
            return await self._asker.ask(
                question, source, trace_id=running.trace_id, refresh=running.options.refresh
            )
        except Exception:
            log.exception("asking_failed", request_id=running.id, source=question.slug)
            return _failed(
                question,
                Timing(began, utc_now(), 0.0),
                FailureKind.INTERNAL_SERVER_ERROR,
                f"a defect of the service; the log names it by trace id {running.trace_id}",
            )

    def _start(self, chunk: Chunk, question: Question, result: Result) -> "asyncio.Task[None]":
        return self._group.create_task(self._record(chunk, question, result))

    async def _record(self, chunk: Chunk, question: Question, result: Result) -> None:
        try:
            await self._emit(self._running, "result", result)
        except Exception as error:
            # What the source said can't be written down; that much can be, and the others go on.
            log.exception("result_refused", request_id=self._running.id, source=question.slug)
            result = _failed(
                question,
                result.timing,
                FailureKind.INVALID_ANSWER,
                f"it cannot be stored: {error}",
            )
            await self._emit(self._running, "result", result)
        chunk.results.append(result)
        self._running.statuses[result.status] += 1
        if chunk.answered:
            await self._finish(chunk)

    async def _finish(self, chunk: Chunk) -> None:
        """Judge each indicator that has no verdict yet; some are committed together."""
        missing = chunk.unjudged()
        for first in range(0, len(missing), VERDICTS_AT_ONCE):
            verdicts = [
                self._judge(indicator, results)
                for indicator, results in missing[first : first + VERDICTS_AT_ONCE]
            ]
            for verdict in verdicts:
                chunk.verdicts[verdict.indicator] = verdict
                self._running.levels.add(verdict.level)
            await asyncio.gather(*(self._emit(self._running, "verdict", v) for v in verdicts))
        if self._running.plan.background:
            await self._emit(
                self._running, "progress", self._running.progress, chunk=self._end_of(chunk)
            )
        self._room.release()

    def _end_of(self, chunk: Chunk) -> ChunkEnd:
        return ChunkEnd(
            self._running.id,
            chunk.number,
            chunk.total,
            chunk.first_sequence,
            self._running.sequence,
            _count(chunk.results),
            tuple(chunk.verdicts[i].level for i in chunk.indicators),
        )


def _count(results: Sequence[Result]) -> Counts:
    def of(status: Status) -> int:
        return sum(r.status is status for r in results)

    return Counts(of(Status.FOUND), of(Status.NOT_FOUND), of(Status.SKIPPED), of(Status.ERROR))


def _failed(question: Question, timing: Timing, kind: FailureKind, detail: str) -> Result:
    return make_result(question, Outcome(failure=Failure(kind, clean_text(detail))), timing)


def _cancelled() -> Skip:
    return Skip(SkipReason.CANCELLED, "the request was cancelled before this source answered")
