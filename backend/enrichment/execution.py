"""The execution of one request: its questions asked, its results recorded, its chunks judged.

Each source has a lane: its questions wait there in order, and at most so many of them are asked at
once, so that a slow source keeps no other waiting. A result is recorded while the lane asks its
next question, the last one of a chunk together with the verdicts, as each commit takes its time. A
few chunks are open at a time, so that no lane runs dry, and a large request takes no more memory
than a small one.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Protocol

import msgspec
import structlog

from backend.db.connection import utc_now
from backend.enrichment.asking import Asker
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.chunks import Chunk, ChunkEnd
from backend.enrichment.judging import Judge, Remembered
from backend.enrichment.results import Outcome, make_result, skipped
from backend.enrichment.running import Hold, Running, count_of
from backend.models.answers import Failure, FailureKind, Level, Skip, SkipReason, Status
from backend.models.json_values import clean_text
from backend.models.requests import Progress, Question, Result, Timing, Verdict

log = structlog.get_logger()

CHUNKS_AT_ONCE = 4
VERDICTS_AT_ONCE = 100

Events = list[tuple[str, msgspec.Struct]]
"""Names of events, and their data."""


class Emit(Protocol):
    """Numbers events of the request, commits them together, and only then shows them."""

    def __call__(
        self, running: Running, events: Events, *, chunk: ChunkEnd | None = None
    ) -> Awaitable[None]:
        """Return once they are committed."""
        ...


class End(Protocol):
    """Commits the last events of a request together with its end."""

    def __call__(
        self, running: Running, events: Events, statuses: Counter[Status], levels: set[Level]
    ) -> Awaitable[None]:
        """Return once they are committed; `statuses` and `levels` are the whole request's."""
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
        end: End,
        at_once: int,
        per_source: int,
    ) -> None:
        self._running = running
        self._catalog = catalog
        self._asker = asker
        self._judge = judge
        self._emit = emit
        self._end = end
        self._per_source = per_source
        self._slots = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(CHUNKS_AT_ONCE)
        self._lanes: dict[str, Lane] = {}
        self._remembered: dict[int, asyncio.Task[Remembered]] = {}
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
        if chunk.first_sequence is None:
            chunk.first_sequence = self._running.sequence
        # Looked up while the sources are asked.
        self._remembered[chunk.number] = self._group.create_task(
            self._judge.recall(self._running.id, chunk.indicators)
        )
        # What an earlier start recorded is counted already.
        if not chunk.questions:
            self._group.create_task(self._conclude(chunk))
        for question in chunk.questions:
            if question.skips:
                self._start(chunk, question, skipped(question, question.skips))
            else:
                self._queue(chunk, question)

    def _queue(self, chunk: Chunk, question: Question) -> None:
        lane = self._lanes.setdefault(question.source_id, Lane())
        lane.waiting.append(Waiting(question, chunk))
        if lane.workers < self._at_once(question.source_id):
            lane.workers += 1
            self._group.create_task(self._work(lane))

    def _at_once(self, source_id: str) -> int:
        source = self._catalog.current.sources.get(source_id)
        return (source and source.parallel) or self._per_source

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
                question,
                source,
                trace_id=running.trace_id,
                refresh=running.options.refresh,
                user_id=running.user_id or "",
                background=running.plan.background or running.options.unattended,
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
        chunk.received += 1
        if chunk.received < chunk.total:
            self._take(chunk, await self._record_alone(question, result))
            return
        await chunk.last_awaited.wait()
        try:
            await self._conclude(chunk, result)
        except Exception as error:  # noqa: BLE001 — told in the result; what it is not, fails again
            await self._conclude(chunk, self._unfit(question, result, error))

    async def _record_alone(self, question: Question, result: Result) -> Result:
        """Record a result, or that it can't be; what was recorded."""
        try:
            await self._emit(self._running, [("result", result)])
        except Exception as error:  # noqa: BLE001 — told in the result; what it is not, fails again
            result = self._unfit(question, result, error)
            await self._emit(self._running, [("result", result)])
        return result

    def _unfit(self, question: Question, result: Result, error: Exception) -> Result:
        """What the source said can't be written down; that much can be, and the others go on."""
        log.error(
            "result_refused",
            request_id=self._running.id,
            source=question.slug,
            detail=str(error),
        )
        detail = f"it cannot be stored: {error}"
        return _failed(question, result.timing, FailureKind.INVALID_ANSWER, detail)

    def _take(self, chunk: Chunk, result: Result) -> None:
        chunk.take(result)
        self._running.statuses[result.status] += 1

    async def _conclude(self, chunk: Chunk, last: Result | None = None) -> None:
        """Record the last result of a chunk, its verdicts and its end: all of it, or nothing."""
        results = [*chunk.results, last] if last is not None else chunk.results
        verdicts = await self._judge_all(chunk, results)
        events: Events = [("result", last)] if last is not None else []
        events += [("verdict", verdict) for verdict in verdicts]
        statuses, levels = Counter(self._running.statuses), {v.level for v in verdicts}
        if last is not None:
            statuses[last.status] += 1
        if self._running.plan.background:
            progress = Progress(statuses.total(), self._running.plan.total)
            ended = self._end_of(chunk, results, verdicts)
            await self._emit(self._running, [*events, ("progress", progress)], chunk=ended)
        else:
            await self._end(self._running, events, statuses, levels | self._running.levels)
        if last is not None:
            self._take(chunk, last)
        self._running.levels |= levels
        del self._remembered[chunk.number]
        self._room.release()

    async def _judge_all(self, chunk: Chunk, results: Sequence[Result]) -> list[Verdict]:
        """A verdict on each indicator that has none yet. Others get their turn in between."""
        remembered = await self._remembered[chunk.number]
        verdicts = []
        for number, (indicator, about) in enumerate(chunk.unjudged(results), 1):
            verdicts.append(self._judge.judge(indicator, about, remembered))
            if number % VERDICTS_AT_ONCE == 0:
                await asyncio.sleep(0)
        return verdicts

    def _end_of(
        self, chunk: Chunk, results: Sequence[Result], verdicts: Sequence[Verdict]
    ) -> ChunkEnd:
        levels = {v.indicator: v.level for v in (*chunk.verdicts, *verdicts)}
        return ChunkEnd(
            self._running.id,
            chunk.number,
            chunk.total,
            chunk.first_sequence or 0,
            # Its last result, its verdicts and the progress are numbered when this is recorded.
            self._running.sequence + len(verdicts) + 2,
            count_of(Counter(result.status for result in results)),
            tuple(levels[indicator] for indicator in chunk.indicators),
        )


def _failed(question: Question, timing: Timing, kind: FailureKind, detail: str) -> Result:
    return make_result(question, Outcome(failure=Failure(kind, clean_text(detail))), timing)


def _cancelled() -> Skip:
    return Skip(SkipReason.CANCELLED, "the request was cancelled before this source answered")
