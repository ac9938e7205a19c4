"""The engine: takes a question, plans it, executes it, and lets nothing get lost.

What a client was told is in the database first. A request whose backend died is taken over by
the next one: its start event says what was planned, its result events what is done.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import structlog

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.asking import Asker, Outcome, make_result, skipped
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.plan import Circumstances, make_plan
from backend.enrichment.recorder import End, Entry, Event, NewRequest, Recorder
from backend.enrichment.running import Numbered, Running
from backend.enrichment.verdicts import decide
from backend.models.answers import Failure, FailureKind, Level, Skip, SkipReason, Status
from backend.models.errors import ApplicationError, UnavailableError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.json_values import clean_text
from backend.models.requests import (
    Counts,
    Done,
    Plan,
    Question,
    RequestState,
    Result,
    Timing,
    Verdict,
)
from backend.models.sources import Source
from backend.tasks import Tasks
from runners.telemetry import tracing

T = TypeVar("T")
Q = load("requests")
log = structlog.get_logger()

PROGRESS_SECONDS = 0.5
COMMIT_SECONDS = 10.0
VERDICTS_AT_ONCE = 100
# A reader who is late by more finds the request in the database.
KEEP_SECONDS = 10.0
_ENCODER = msgspec.json.Encoder()


class Progress(msgspec.Struct, frozen=True):
    """Data of a `progress` event."""

    done: int
    total: int


class Engine:
    """Executes requests in this process."""

    def __init__(
        self,
        *,
        database: Database,
        recorder: Recorder,
        catalog: CatalogHolder,
        asker: Asker,
        circumstances: Circumstances,
        owner: int,
        request_concurrency: int,
        tasks: Tasks,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._catalog = catalog
        self._asker = asker
        self._circumstances = circumstances
        self._owner = owner
        self._request_concurrency = request_concurrency
        self._tasks = tasks
        self._running: dict[str, Running] = {}
        self._stopping = False
        self._stopped = asyncio.Event()

    def find(self, request_id: str) -> Running | None:
        """The request, if this process executes it or did a moment ago."""
        return self._running.get(request_id)

    async def start(
        self,
        *,
        user_id: str,
        trace_id: str,
        indicators: Sequence[Indicator],
        sources: Sequence[Source],
        refresh: bool,
    ) -> Running:
        """Commit a request and begin to execute it.

        Raises:
            UnavailableError: this process is about to stop, or the database stays away.
        """
        if self._stopping:
            raise UnavailableError("the service is being restarted: send the request again")
        request_id, now = new_id(), utc_now()
        with tracing.span("plan") as span:
            planned = make_plan(indicators, sources, self._catalog.current, self._circumstances)
            span.set("plan.questions", len(planned))
        plan = Plan(
            request_id=request_id,
            indicators=tuple(indicators),
            planned=planned,
            total=len(planned),
            refresh=refresh,
        )
        running = Running(
            request_id=request_id,
            created_at=now,
            trace_id=trace_id,
            plan=plan,
            sequence=0,
            # It ends with the request, which may be long after the call that asked for it.
            span=tracing.span("request", _attributes(plan)),
        )
        self._running[request_id] = running
        first = indicators[0]
        row = NewRequest(
            request_id,
            now,
            first.data,
            first.kind,
            len(indicators),
            trace_id,
            user_id,
            self._owner,
        )
        committed = asyncio.ensure_future(self._emit(running, "start", plan, request=row))
        self._tasks.start(self._execute_committed(running, committed), name=f"request {request_id}")
        try:
            await asyncio.wait_for(asyncio.shield(committed), COMMIT_SECONDS)
        except TimeoutError:
            raise UnavailableError(
                f"the database does not answer; request {request_id} waits for it and is then "
                "asked: look for it in the history"
            ) from None
        return running

    async def take_over(self) -> int:
        """Go on with requests that nobody executes; how many there were.

        Their backends are gone, or this one could not go on with them before.
        """
        taken = 0
        for row in await self._database.run(Q.take_over, owner=self._owner):
            try:
                taken += await self._resume(row["id"], row["created_at"], row["trace_id"])
            except (msgspec.DecodeError, LookupError):
                # Written by a version that is not ours; it must not keep the others waiting.
                log.exception("request_unreadable", request_id=row["id"])
        return taken

    def cancel(self, request_id: str) -> bool:
        """Ask nothing more for this request; whether this process executes it."""
        running = self._running.get(request_id)
        if running is None or running.finished.is_set():
            return False
        running.cancelled.set()
        return True

    async def wait(self, running: Running) -> None:
        """Return when the request is done.

        Raises:
            UnavailableError: this process stops first; the next one goes on with the request.
        """
        stopping = asyncio.ensure_future(self._stopped.wait())
        finished = asyncio.ensure_future(running.finished.wait())
        try:
            await asyncio.wait((stopping, finished), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            finished.cancel()
        if not running.finished.is_set():
            raise UnavailableError(
                f"the service was stopped in the middle; request {running.id} is kept and goes on "
                f"when it is back: GET /requests/{running.id}"
            )

    async def stop(self, seconds: float) -> int:
        """Take no more, wait for what runs; how many requests are left to the next start."""
        self._stopping = True
        waiting = [r.finished.wait() for r in self._running.values() if not r.finished.is_set()]
        if waiting:
            await asyncio.wait([asyncio.ensure_future(w) for w in waiting], timeout=seconds)
        self._stopped.set()
        return sum(not r.finished.is_set() for r in self._running.values())

    async def _resume(self, request_id: str, created_at: datetime, trace_id: str) -> bool:
        """Go on with a request; whether that was necessary."""
        if request_id in self._running:
            return False
        rows = await self._database.run(
            Q.list_events, id=request_id, created_at=created_at, after=0, limit=None
        )
        if rows[-1]["event"] == "done":
            return False
        plan = msgspec.json.decode(rows[0]["data"], type=Plan)
        running = Running(
            request_id=request_id,
            created_at=created_at,
            trace_id=trace_id,
            plan=plan,
            sequence=rows[-1]["sequence"],
            span=tracing.root("request taken over", _attributes(plan), trace_id=trace_id),
        )
        running.results = _decode(rows, "result", Result)
        running.verdicts = _decode(rows, "verdict", Verdict)
        answered = {(r.source_id, r.indicator) for r in running.results}
        missing = [q for q in plan.planned if (q.source_id, q.indicator) not in answered]
        log.info("request_taken_over", request_id=request_id, missing=len(missing))
        self._running[request_id] = running
        self._tasks.start(self._execute(running, missing), name=f"request {request_id}")
        return True

    async def _execute_committed(self, running: Running, committed: "asyncio.Future[None]") -> None:
        """Execute a request as soon as it is committed, whoever still waits for that."""
        try:
            await committed
        except ApplicationError as error:
            log.warning("request_refused", request_id=running.id, detail=error.detail)
            running.span.fail(error.code)
            running.span.end()
            self._running.pop(running.id, None)
            return
        await self._execute(running, running.plan.planned)

    async def _execute(self, running: Running, questions: Sequence[Question]) -> None:
        structlog.contextvars.bind_contextvars(trace_id=running.trace_id, request_id=running.id)
        try:
            with running.span:
                await self._answer_all(running, questions)
                await self._conclude(running)
            await asyncio.sleep(KEEP_SECONDS)
        finally:
            # Did it fail in the middle, `take_over` finds it.
            self._running.pop(running.id, None)

    async def _answer_all(self, running: Running, questions: Sequence[Question]) -> None:
        slots = asyncio.Semaphore(self._request_concurrency)
        progress = self._tasks.start(self._report_progress(running), name=f"progress {running.id}")
        try:
            async with asyncio.TaskGroup() as group:
                for question in questions:
                    group.create_task(self._answer(running, question, slots))
        finally:
            progress.cancel()

    async def _answer(self, running: Running, question: Question, slots: asyncio.Semaphore) -> None:
        async with slots:
            result = await self._result_or_failure(running, question)
        try:
            await self._emit(running, "result", result)
        except Exception as error:
            # What the source said can't be written down; that much can be, and the others go on.
            log.exception("result_refused", request_id=running.id, source=question.slug)
            result = _failed(
                question,
                result.timing,
                FailureKind.INVALID_ANSWER,
                f"it cannot be stored: {error}",
            )
            await self._emit(running, "result", result)
        running.results.append(result)

    async def _result_or_failure(self, running: Running, question: Question) -> Result:
        began = utc_now()
        try:
            return await self._result_of(running, question)
        except Exception:
            log.exception("asking_failed", request_id=running.id, source=question.slug)
            return _failed(
                question,
                Timing(began, utc_now(), 0.0),
                FailureKind.INTERNAL_SERVER_ERROR,
                f"a defect of the service; the log names it by trace id {running.trace_id}",
            )

    async def _result_of(self, running: Running, question: Question) -> Result:
        if question.skips:
            return skipped(question, question.skips)
        source = self._catalog.current.sources.get(question.source_id)
        if source is None:
            detail = f"{question.name} was deleted in the meantime"
            return skipped(question, (Skip(SkipReason.SOURCE_DISABLED, detail),))
        if running.cancelled.is_set():
            return skipped(question, (_cancelled(),))
        asking = asyncio.ensure_future(
            self._asker.ask(
                question, source, trace_id=running.trace_id, refresh=running.plan.refresh
            )
        )
        stopping = asyncio.ensure_future(running.cancelled.wait())
        try:
            await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else skipped(question, (_cancelled(),))
        finally:
            asking.cancel()
            stopping.cancel()

    async def _conclude(self, running: Running) -> None:
        await self._judge_all(running)
        state = RequestState.CANCELLED if running.cancelled.is_set() else RequestState.DONE
        done = Done(
            counts=_count(running.results),
            started_at=running.created_at,
            ended_at=utc_now(),
            state=state,
        )
        end = End(running.id, state, _worst(running), done.counts, done.ended_at)
        await self._emit(running, "done", done, end=end)

    async def _judge_all(self, running: Running) -> None:
        """A verdict on each indicator that has none yet; some are committed together."""
        reliability = {s.slug: s.reliability for s in self._catalog.current.sources.values()}
        results: dict[Indicator, list[Result]] = {i: [] for i in running.plan.indicators}
        for result in running.results:
            results[result.indicator].append(result)
        judged = {verdict.indicator for verdict in running.verdicts}
        missing = [indicator for indicator in results if indicator not in judged]
        for first in range(0, len(missing), VERDICTS_AT_ONCE):
            verdicts = [
                decide(indicator, results[indicator], reliability)
                for indicator in missing[first : first + VERDICTS_AT_ONCE]
            ]
            running.verdicts += verdicts
            await asyncio.gather(*(self._emit(running, "verdict", v) for v in verdicts))

    async def _report_progress(self, running: Running) -> None:
        """Now and then, when there is something to report."""
        reported = 0
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            done = len(running.results)
            if done != reported:
                reported = done
                await self._emit(running, "progress", Progress(done, running.plan.total))

    async def _emit(
        self,
        running: Running,
        event: str,
        data: Plan | Result | Progress | Any,
        *,
        request: NewRequest | None = None,
        end: End | None = None,
    ) -> None:
        """Number an event, commit it, and only then show it."""
        numbered = Numbered(running.next_sequence(), event, msgspec.Raw(_ENCODER.encode(data)))
        result = data if isinstance(data, Result) else None
        row = Event(
            running.created_at,
            running.id,
            numbered.sequence,
            event,
            numbered.data,
            result.source_id if result else None,
            result.status if result else None,
        )
        await self._recorder.record(
            Entry(row, lambda: running.publish(numbered), running.span, request=request, end=end)
        )


def _attributes(plan: Plan) -> tracing.Attributes:
    return {
        "request.id": plan.request_id,
        "request.indicators": len(plan.indicators),
        "request.questions": plan.total,
    }


def _decode(rows: Sequence[Mapping[str, Any]], event: str, shape: type[T]) -> list[T]:
    return [msgspec.json.decode(row["data"], type=shape) for row in rows if row["event"] == event]


def _failed(question: Question, timing: Timing, kind: FailureKind, detail: str) -> Result:
    return make_result(question, Outcome(failure=Failure(kind, clean_text(detail))), timing)


def _cancelled() -> Skip:
    return Skip(SkipReason.CANCELLED, "the request was cancelled before this source answered")


def _count(results: Sequence[Result]) -> Counts:
    def of(status: Status) -> int:
        return sum(r.status is status for r in results)

    return Counts(of(Status.FOUND), of(Status.NOT_FOUND), of(Status.SKIPPED), of(Status.ERROR))


def _worst(running: Running) -> Level | None:
    order = list(Level)
    return min((v.level for v in running.verdicts), key=order.index, default=None)
