"""The tasks of sources: refreshing a feed, and what users wrote as a background task."""

from collections.abc import Mapping, Sequence

import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.catalog import read_slots
from backend.enrichment.contexts import open_slots
from backend.feeds.refreshing import Outcome, RefreshedPart, Refresher
from backend.jobs.rows import load_rows
from backend.jobs.scheduled import Report, RunFailedError
from backend.models.errors import SourceSkippedError
from backend.models.runs import SOURCE
from backend.models.sources import Activity, Source, SourceKind
from backend.models.trials import HttpCall, LogLevel
from backend.secrets.keys import KeyFile
from backend.sources.contract import Source as BuiltIn
from backend.sources.implementations import implementation_of, settings_of
from backend.sources.states import SourceStates
from backend.sources.user_code import Runner
from runners.egress.config import APPLIANCE_OFFLINE
from runners.telemetry import tracing

Q = load("sources")
Q_RUNS = load("runs")


class SourceTasks:
    """Implements `Scheduled`; a key is the id of a source."""

    name = SOURCE

    def __init__(
        self,
        *,
        database: Database,
        refresher: Refresher,
        runners: Mapping[SourceKind, Runner],
        keys: KeyFile,
        built_in: Mapping[str, BuiltIn],
        offline: bool = False,
    ) -> None:
        self._database = database
        self._refresher = refresher
        self._runners = runners
        self._keys = keys
        self._built_in = built_in
        self._offline = offline
        self._states = SourceStates(database)

    async def wanted(self) -> Mapping[str, int]:
        """Every source whose task is to run, with its interval."""
        rows = await self._database.run(Q.list_tasks)
        return {row["id"]: row["task_interval"] for row in rows}

    async def run(self, key: str, report: Report, trace_id: str) -> None:
        """Run a source's task with the source's secrets. Errors as `Scheduled.run`."""
        row = await self._database.one(Q.get_source, id=key)
        if row is None:
            raise RunFailedError("the source was deleted")
        source = to_struct(row, Source)
        tracing.CURRENT.get().set("source.slug", source.slug)
        structlog.contextvars.bind_contextvars(source=source.slug)
        if self._stays_silent(source):
            report.say(f"not run, because the {APPLIANCE_OFFLINE}", LogLevel.INFO)
            return
        slots = (await read_slots(self._database, source.id)).get(source.id, ())
        secrets = open_slots(source.name, slots, self._keys)
        report.hide(secrets.values())
        if source.kind is SourceKind.SYSTEM:
            await self._refresh(source, secrets, report)
        else:
            await self._run_code(source, secrets, report, trace_id)

    def _stays_silent(self, source: Source) -> bool:
        """Whether its task would ask outside although nobody is to be asked; feeds say so alone."""
        outside = source.activity is not Activity.LOCAL
        return self._offline and outside and source.kind is not SourceKind.SYSTEM

    async def _run_code(
        self, source: Source, secrets: Mapping[str, str], report: Report, trace_id: str
    ) -> None:
        runner = self._runners.get(source.kind)
        if runner is None:
            raise SourceSkippedError(f"there is no runner for {source.kind} sources")
        state = await self._states.get(source.id)
        came = await runner.background_task(source, trace_id, secrets, state=state)
        for line in came.logs:
            report.say(line.message, line.level, at=line.time)
        for call in came.calls:
            report.say(_told(call), LogLevel.WARNING if call.refusal else LogLevel.INFO)
        report.peak_memory_bytes = came.peak_memory_bytes or None
        if came.failure is not None:
            raise came.failure
        if came.rows is not None:
            await self._load_rows(source, came.rows, report)
        # After the rows: those of a run that is interrupted here are brought once more.
        if came.state is not None:
            await self._states.set(source.id, came.state)
        left = came.state or state
        report.state_bytes = len(left.encode()) if left else None

    async def _load_rows(self, source: Source, rows: bytes, report: Report) -> None:
        """Load what a run brought, as any feed's file is loaded."""
        loaded = await load_rows(
            self._refresher.loader(), source, rows, force=await self._is_forced(source)
        )
        report.rows = loaded.rows
        report.say(f"{loaded.rows} rows are there, {loaded.rows_before} were")
        brought = rows.count(b"\n")
        if source.keeps_days is None and loaded.rows < brought:
            report.say(
                f"{brought - loaded.rows} of the {brought} rows that it brought were left out: "
                "they are no indicators of their kind, or were there twice",
                LogLevel.WARNING,
            )

    async def _is_forced(self, source: Source) -> bool:
        """Whether who asked for this run wants it to take what is refused otherwise."""
        under_way = await self._database.one(Q_RUNS.is_forced, work=SOURCE, key=source.id)
        return under_way is not None and bool(under_way["force"])

    async def _refresh(self, source: Source, secrets: Mapping[str, str], report: Report) -> None:
        implementation = implementation_of(source, self._built_in)
        if implementation is None or not has_task(source, implementation):
            raise RunFailedError(f"{source.name} has no feed and no task: there is nothing to run")
        parts = await self._refresher.refresh(
            implementation,
            settings_of(source, implementation),
            secrets=secrets,
            force=await self._is_forced(source),
        )
        for part in parts:
            failed = part.outcome is Outcome.FAILED
            report.say(_line(part), LogLevel.ERROR if failed else LogLevel.INFO)
        report.rows = sum(part.rows for part in parts)
        _raise_failures(parts)


def has_task(source: Source, implementation: BuiltIn | None) -> bool:
    """Whether there is something to run: code that a user wrote, or a feed."""
    if source.kind is not SourceKind.SYSTEM:
        return True
    return implementation is not None and bool(implementation.feed)


def _line(part: RefreshedPart) -> str:
    match part.outcome:
        case Outcome.LOADED:
            return f"{part.part}: {part.rows} rows were loaded"
        case Outcome.UNCHANGED:
            return f"{part.part}: the publisher's file is still the one of before, {part.rows} rows"
        case Outcome.NOT_CONFIGURED:
            return (
                f"{part.part}: no address is set, or no secret for it, so that it is only imported"
            )
        case Outcome.OFFLINE:
            return (
                f"{part.part}: not downloaded, because the {APPLIANCE_OFFLINE}; "
                f"{part.rows} rows are there, and a file can be imported"
            )
        case Outcome.FAILED:
            return f"{part.part}: {part.error}"


def _told(call: HttpCall) -> str:
    if call.refusal:
        return f"{call.method} {call.url}: {call.refusal}"
    return (
        f"{call.method} {call.url}: {call.status}, {call.bytes_received} bytes in {call.ms:.0f} ms"
    )


def _raise_failures(parts: Sequence[RefreshedPart]) -> None:
    failed = [part for part in parts if part.outcome is Outcome.FAILED]
    if failed:
        raise RunFailedError("; ".join(f"{part.part}: {part.error}" for part in failed))
