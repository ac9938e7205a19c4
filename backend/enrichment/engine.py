"""The engine: takes a question, plans it, executes it, and lets nothing get lost.

What a client was told is in the database first. A request whose backend died is taken over by
the next one: its start event or its chunks say what was planned, its result events what is done.
A pause is the same on purpose: the request is let go, and taken again by whoever resumes it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec
import structlog

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.asking import Asker
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.chunks import Chunk, ChunkEnd, split
from backend.enrichment.execution import Events, Execution
from backend.enrichment.judging import Judge
from backend.enrichment.plan import Circumstances
from backend.enrichment.planning import Planner, attributes_of
from backend.enrichment.recorder import End, Entry, Event, NewRequest, Recorder
from backend.enrichment.running import Hold, Numbered, Running, count_of, worst_of
from backend.models.answers import Level, Status
from backend.models.errors import ApplicationError, ConflictError, UnavailableError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.requests import Done, Options, RequestState, Result
from backend.models.sources import Source
from backend.tasks import Tasks
from runners.telemetry import tracing

Q = load("requests")
log = structlog.get_logger()

PROGRESS_SECONDS = 0.5
COMMIT_SECONDS = 10.0
# A reader who is late by more finds the request in the database.
KEEP_SECONDS = 10.0
_ENCODER = msgspec.json.Encoder()


class Engine:
    """Executes requests in this process."""

    def __init__(
        self,
        *,
        database: Database,
        recorder: Recorder,
        catalog: CatalogHolder,
        asker: Asker,
        judge: Judge,
        circumstances: Circumstances,
        owner: int,
        request_concurrency: int,
        source_concurrency: int,
        tasks: Tasks,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._catalog = catalog
        self._asker = asker
        self._judge = judge
        self._planner = Planner(database, catalog, circumstances)
        self._owner = owner
        self._request_concurrency = request_concurrency
        self._source_concurrency = source_concurrency
        self._tasks = tasks
        self._running: dict[str, Running] = {}
        self._executions: dict[str, Execution] = {}
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
        options: Options | None = None,
        request_id: str | None = None,
    ) -> Running:
        """Commit a request and begin to execute it.

        `request_id` is given by who wrote down that this request is to be made.

        Raises:
            UnavailableError: this process is about to stop, or the database stays away.
        """
        if self._stopping:
            raise UnavailableError("the service is being restarted: send the request again")
        request_id, now = request_id or new_id(), utc_now()
        plan = self._planner.plan(request_id, indicators, sources, options or Options())
        running = Running(
            request_id=request_id,
            created_at=now,
            trace_id=trace_id,
            user_id=user_id,
            plan=plan,
            sequence=0,
            # It ends with the request, which may be long after the call that asked for it.
            span=tracing.span("request", attributes_of(plan)),
        )
        self._running[request_id] = running
        row = NewRequest(
            id=request_id,
            created_at=now,
            data=indicators[0].data,
            kind=indicators[0].kind,
            indicator_count=len(indicators),
            trace_id=trace_id,
            user_id=user_id,
            owner=self._owner,
            options=plan.options,
            background=plan.background,
            total=plan.total,
            chunks=split(request_id, indicators) if plan.background else (),
        )
        committed = asyncio.ensure_future(self._emit(running, [("start", plan)], request=row))
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
        if self._stopping:
            return taken
        for row in await self._database.run(Q.take_over, owner=self._owner):
            try:
                taken += await self._resume(row)
            except (msgspec.DecodeError, LookupError):
                # Written by a version that is not ours; it must not keep the others waiting.
                log.exception("request_unreadable", request_id=row["id"])
        return taken

    async def cancel(self, request_id: str) -> None:
        """Ask nothing more for this request, wherever it is executed or waits."""
        if await self._wish(request_id, "CANCEL"):
            return
        await self._take(request_id, wish="CANCEL")

    async def pause(self, request_id: str) -> None:
        """Ask nothing more until somebody resumes it; what is being asked is waited for.

        Raises:
            ConflictError: it is not being executed.
        """
        if not await self._wish(request_id, "PAUSE"):
            raise ConflictError("the request is not running, so that it can't be paused")

    async def resume(self, request_id: str) -> None:
        """Go on with a paused request.

        Raises:
            ConflictError: it is not paused.
        """
        if await self._take(request_id, wish=None):
            return
        if not await self._database.run(Q.keep_running, id=request_id):
            raise ConflictError("the request is not paused, so that it can't be resumed")

    async def obey(self) -> None:
        """Do what others wish of requests that this process executes."""
        for row in await self._database.run(Q.list_wishes, owner=self._owner):
            self._hold(row["id"], Hold(row["wish"]))

    async def wait(self, running: Running) -> None:
        """Return when the request is done.

        Raises:
            UnavailableError: this process stops first; the next one goes on with the request.
            ConflictError: somebody paused it.
        """
        stopping = asyncio.ensure_future(self._stopped.wait())
        finished = asyncio.ensure_future(running.finished.wait())
        try:
            await asyncio.wait((stopping, finished), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            finished.cancel()
        if running.held(Hold.PAUSE) and not running.ended:
            raise ConflictError(f"request {running.id} was paused while it was waited for")
        if not running.finished.is_set():
            raise UnavailableError(
                f"the service was stopped in the middle; request {running.id} is kept and goes on "
                f"when it is back: GET /requests/{running.id}"
            )

    async def stop(self, seconds: float) -> int:
        """Take no more, wait for what runs; how many requests are left to the next start."""
        self._stopping = True
        for running in self._running.values():
            # The next start goes on with these; small ones mostly come to their end in time.
            if running.plan.background:
                self._hold(running.id, Hold.STOP)
        waiting = [r.finished.wait() for r in self._running.values() if not r.finished.is_set()]
        if waiting:
            await asyncio.wait([asyncio.ensure_future(w) for w in waiting], timeout=seconds)
        self._stopped.set()
        return sum(not r.finished.is_set() or r.hold is Hold.STOP for r in self._running.values())

    async def _wish(self, request_id: str, wish: str) -> bool:
        """Whether somebody executes the request, who will do so. Here it is done at once."""
        if not await self._database.run(Q.wish, id=request_id, wish=wish):
            return False
        self._hold(request_id, Hold(wish))
        return True

    def _hold(self, request_id: str, hold: Hold) -> None:
        running, execution = self._running.get(request_id), self._executions.get(request_id)
        if running is None or running.finished.is_set():
            return
        if execution is not None:
            execution.hold(hold)
        else:
            running.hold = hold

    async def _take(self, request_id: str, *, wish: str | None) -> bool:
        """Go on with a request if it is paused; whether it was."""
        row = await self._database.one(Q.resume, id=request_id, owner=self._owner, wish=wish)
        return row is not None and await self._resume(row)

    async def _resume(self, row: Mapping[str, Any]) -> bool:
        """Go on with a request; whether that was necessary."""
        known = self._running.get(row["id"])
        if known is not None and not known.finished.is_set():
            return False
        left = await self._planner.resume(row)
        if left is None:
            return False
        running, chunks = left
        log.info("request_taken_over", request_id=running.id, **_told(running))
        self._running[running.id] = running
        self._tasks.start(self._execute(running, chunks), name=f"request {running.id}")
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
        await self._execute(running, self._planner.chunks(running))

    async def _execute(self, running: Running, chunks: AsyncIterator[Chunk]) -> None:
        structlog.contextvars.bind_contextvars(trace_id=running.trace_id, request_id=running.id)
        execution = Execution(
            running,
            catalog=self._catalog,
            asker=self._asker,
            judge=self._judge,
            emit=self._emit,
            end=self._end,
            at_once=self._request_concurrency,
            per_source=self._source_concurrency,
        )
        if running.hold is not None:
            execution.hold(running.hold)
        self._executions[running.id] = execution
        progress = self._tasks.start(self._report_progress(running), name=f"progress {running.id}")
        try:
            with running.span:
                await execution.run(chunks)
                progress.cancel()
                await self._conclude(running)
            await asyncio.sleep(KEEP_SECONDS)
        except Exception:
            # `take_over` goes on with it, and must see all that will be there.
            await self._recorder.settle()
            raise
        finally:
            progress.cancel()
            # Did it fail in the middle, `take_over` finds it. One that was paused may be here anew.
            if self._running.get(running.id) is running:
                del self._running[running.id]
            if self._executions.get(running.id) is execution:
                del self._executions[running.id]

    async def _conclude(self, running: Running) -> None:
        """What follows when nothing more is asked here."""
        if running.ended:
            return
        if running.held(Hold.PAUSE):
            await self._let_go(running)
        elif running.held(Hold.STOP):
            running.leave()
        else:
            await self._end(running, [], running.statuses, running.levels)

    async def _end(
        self, running: Running, events: Events, statuses: Counter[Status], levels: set[Level]
    ) -> None:
        """Record that it is done, together with its last events."""
        running.ending = True
        state = RequestState.CANCELLED if running.held(Hold.CANCEL) else RequestState.DONE
        counts = count_of(statuses)
        done = Done(counts=counts, started_at=running.created_at, ended_at=utc_now(), state=state)
        end = End(running.id, state, worst_of(levels), counts, done.ended_at)
        await self._emit(running, [*events, ("done", done)], end=end)

    async def _let_go(self, running: Running) -> None:
        """A paused request; if somebody wished otherwise meanwhile, it goes on."""
        paused = await self._database.run(Q.pause, id=running.id)
        running.leave()
        log.info("request_paused", request_id=running.id, **_told(running))
        if not paused:
            await self.take_over()

    async def _report_progress(self, running: Running) -> None:
        """Now and then, when there is something to report."""
        reported = running.progress.done
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if running.ending:
                return
            progress = running.progress
            if progress.done != reported:
                reported = progress.done
                await self._emit(running, [("progress", progress)])

    async def _emit(
        self,
        running: Running,
        events: Events,
        *,
        request: NewRequest | None = None,
        chunk: ChunkEnd | None = None,
        end: End | None = None,
    ) -> None:
        """Number events, commit them together, and only then show them."""
        numbered = [
            Numbered(running.next_sequence(), event, msgspec.Raw(_ENCODER.encode(data)))
            for event, data in events
        ]
        rows = tuple(
            _row(running, given, data) for given, (_, data) in zip(numbered, events, strict=True)
        )
        await self._recorder.record(
            Entry(
                events=rows,
                committed=lambda: running.publish(numbered),
                span=running.span,
                request=request,
                chunk=chunk,
                end=end,
            )
        )


def _row(running: Running, numbered: Numbered, data: msgspec.Struct) -> Event:
    result = data if isinstance(data, Result) else None
    return Event(
        running.created_at,
        running.id,
        numbered.sequence,
        numbered.event,
        numbered.data,
        result.source_id if result else None,
        result.status if result else None,
    )


def _told(running: Running) -> dict[str, int]:
    progress = running.progress
    return {"done": progress.done, "total": progress.total}
