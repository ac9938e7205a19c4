"""What runs in the background: refreshing feeds, and the tasks of sources that users wrote."""

import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.catalog import read_slots
from backend.enrichment.contexts import open_slots, settings_of
from backend.feeds.refreshing import Outcome, Refresher
from backend.models.errors import ApplicationError, SourceError, SourceSkippedError
from backend.models.sources import Source, SourceKind
from backend.secrets.keys import KeyFile
from backend.sources.registry import all_sources
from backend.sources.user_code import Runner
from backend.telemetry.trace import trace_id_of
from runners.telemetry import tracing

Q = load("sources")
log = structlog.get_logger()

RETRY_SECONDS = 900


class SourceTasks:
    """Runs the task of one source; on the loop of the background thread."""

    def __init__(
        self,
        *,
        database: Database,
        refresher: Refresher,
        runners: dict[SourceKind, Runner],
        keys: KeyFile,
    ) -> None:
        self._database = database
        self._refresher = refresher
        self._runners = runners
        self._keys = keys
        self._built_in = all_sources()

    async def scheduled(self) -> list[Source]:
        """Every source whose task is to run."""
        rows = await self._database.run(Q.list_sources)
        return [s for s in (to_struct(row, Source) for row in rows) if is_scheduled(s)]

    async def run(self, source_id: str) -> int | None:
        """Run a source's task; seconds until it is due again, None when it is no longer wanted."""
        trace_id = trace_id_of(None)
        with tracing.root("source task", trace_id=trace_id) as span:
            return await self._run_traced(source_id, trace_id, span)

    async def _run_traced(self, source_id: str, trace_id: str, span: tracing.Span) -> int | None:
        row = await self._database.one(Q.get_source, id=source_id)
        if row is None:
            return None
        source = to_struct(row, Source)
        if not is_scheduled(source) or source.task_interval is None:
            return None
        span.set("source.slug", source.slug)
        structlog.contextvars.bind_contextvars(trace_id=trace_id, source=source.slug)
        try:
            ok = await self._run(source, trace_id)
        except (SourceError, SourceSkippedError, ApplicationError) as error:
            log.warning("source_task_failed", detail=error.detail)
            ok = False
        except Exception:
            log.exception("source_task_defect")
            ok = False
        if not ok:
            span.fail("task failed")
        return source.task_interval if ok else min(source.task_interval, RETRY_SECONDS)

    async def _run(self, source: Source, trace_id: str) -> bool:
        if source.kind is SourceKind.SYSTEM:
            return await self._refresh(source)
        runner = self._runners.get(source.kind)
        if runner is None:
            raise SourceSkippedError(f"there is no runner for {source.kind} sources")
        slots = (await read_slots(self._database, source.id)).get(source.id, ())
        secrets = open_slots(source.name, slots, self._keys)
        lines = await runner.background_task(source, trace_id, secrets)
        log.info("source_task_done", printed=lines)
        return True

    async def _refresh(self, source: Source) -> bool:
        implementation = self._built_in.get(source.slug)
        if implementation is None or not implementation.feed:
            return True
        settings = settings_of(source, implementation)
        parts = await self._refresher.refresh(implementation, settings)
        return all(part.outcome is not Outcome.FAILED for part in parts)


def is_scheduled(source: Source) -> bool:
    """Whether the source's task is to run."""
    return source.enabled and source.task_enabled and source.task_interval is not None
