"""Doing work once, and keeping how it went: one row, one line at the start and one at the end."""

import asyncio
import time
import traceback

import structlog

from backend.db.pool import Database
from backend.jobs.runs import Begun, Runs, lock_of
from backend.jobs.scheduled import LONGEST_ERROR, Report, RunFailedError, Scheduled
from backend.models.errors import ApplicationError, SourceError, SourceSkippedError
from backend.models.runs import RunOutcome
from backend.telemetry.trace import trace_id_of
from runners.telemetry import tracing

log = structlog.get_logger()

STOPPED = "the service was stopped in the middle; it is run again"


class Performer:
    """Runs work on behalf of this process, whose lock's key is `owner`."""

    def __init__(self, database: Database, *, owner: int) -> None:
        self.runs = Runs(database)
        self._owner = owner
        self._running: set[str] = set()

    async def perform(self, work: Scheduled, key: str) -> bool | None:
        """Do it once; whether it succeeded, None when it is under way elsewhere."""
        lock = lock_of(work.name, key)
        # Before it is in the table, so that nobody takes it for lost there.
        self._running.add(lock)
        try:
            trace_id = trace_id_of(None)
            begun = await self.runs.begin(work.name, key, owner=self._owner, trace_id=trace_id)
            if begun is None:
                log.warning("run_under_way", work=work.name, key=key)
                return None
            with structlog.contextvars.bound_contextvars(trace_id=begun.trace_id, run=begun.id):
                return await self._traced(work, key, begun)
        finally:
            self._running.discard(lock)

    async def interrupt_lost(self) -> set[str]:
        """End what died with its process, or slipped from this one; the locks of it."""
        lost = await self.runs.interrupt_lost(owner=self._owner, running=self._running)
        for row in lost:
            log.warning("run_interrupted", run=row["id"], work=row["work"], key=row["key"])
        return {lock_of(row["work"], row["key"]) for row in lost}

    async def _traced(self, work: Scheduled, key: str, begun: Begun) -> bool:
        began, report = time.monotonic(), Report()
        log.info("run_started", work=work.name, key=key, trigger=begun.trigger.value)
        with tracing.root(f"{work.name} task", trace_id=begun.trace_id) as span:
            span.set("run.trigger", begun.trigger.value)
            try:
                outcome, error = await _outcome_of(work, key, report, begun.trace_id)
            except asyncio.CancelledError:
                await self._end(begun, RunOutcome.INTERRUPTED, report, STOPPED, began)
                raise
            if error is not None:
                span.fail("task failed")
            await self._end(begun, outcome, report, error, began)
        return error is None

    async def _end(
        self,
        begun: Begun,
        outcome: RunOutcome,
        report: Report,
        error: str | None,
        began: float,
    ) -> None:
        level = log.info if outcome is RunOutcome.DONE else log.warning
        level(
            "run_ended",
            outcome=outcome.value,
            seconds=round(time.monotonic() - began, 3),
            rows=report.rows,
            detail=error,
        )
        await self.runs.finish(begun.id, outcome, report, error)


async def _outcome_of(
    work: Scheduled, key: str, report: Report, trace_id: str
) -> tuple[RunOutcome, str | None]:
    try:
        await work.run(key, report, trace_id)
    except (SourceError, SourceSkippedError, ApplicationError) as error:
        return RunOutcome.FAILED, report.clean(error.detail)[:LONGEST_ERROR]
    except RunFailedError as error:
        return RunOutcome.FAILED, report.clean(str(error))[:LONGEST_ERROR]
    except Exception:
        if report.hides:
            # The trace is in the log, without what a library quotes in its message.
            log.error("run_defect", exception=report.clean(traceback.format_exc()))  # noqa: TRY400
        else:
            log.exception("run_defect")
        detail = f"a defect of the program; the log names it by trace id {trace_id}"
        return RunOutcome.FAILED, detail
    return RunOutcome.DONE, None
