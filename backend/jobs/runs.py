"""Runs as they are kept: asked for, begun, ended, taken for lost, and read."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from backend.db import cursors
from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.jobs.scheduled import Report
from backend.models.errors import ConflictError, NotFoundError
from backend.models.ids import new_id
from backend.models.runs import Run, RunOutcome, RunTrigger, RunWithLog

Q = load("runs")

LOST = "the process that ran it ended in the middle; it is run again"


class RunPage(msgspec.Struct, frozen=True):
    """A page of runs, newest first, and how many there are in all."""

    runs: list[Run]
    total: int
    next_cursor: str | None


class Begun(msgspec.Struct, frozen=True, rename="camel"):
    """A run that is this process's to do."""

    id: str
    trigger: RunTrigger
    trace_id: str


def lock_of(work: str, key: str) -> str:
    """The name under which the queue lets a work of a key run once at a time."""
    return f"{work} {key}"


class Runs:
    """The table of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, *, work: str | None, key: str | None, limit: int, cursor: str | None
    ) -> RunPage:
        """A page; `cursor` is the one before's `next_cursor`."""
        before_at, before_id = cursors.decode(cursor)
        of = {"work": work, "key": key}
        rows = await self._database.run(
            Q.list_runs, **of, before_at=before_at, before_id=before_id, limit=limit + 1
        )
        count = await self._database.run(Q.count_runs, **of)
        runs = [to_struct(row, Run) for row in rows[:limit]]
        more = len(rows) > limit
        return RunPage(
            runs,
            count[0]["total"],
            cursors.encode(runs[-1].created_at, runs[-1].id) if more else None,
        )

    async def get(
        self, run_id: str, *, work: str | None = None, key: str | None = None
    ) -> RunWithLog:
        """One run with its log.

        Raises:
            NotFoundError: there is none, or it is not of this work and key.
        """
        row = await self._database.one(Q.get_run, id=run_id, work=work, key=key)
        if row is None:
            raise NotFoundError(f"there is no such run: {run_id[:80]!r}")
        return to_struct(row, RunWithLog)

    async def ask(
        self, work: str, key: str, *, trace_id: str, user_id: str, force: bool = False
    ) -> str:
        """Ask for a run as soon as a worker is free; its id. `force` is what the work makes of it.

        Raises:
            ConflictError: one is under way, or waits for its turn.
        """
        asked = await self._database.run(
            Q.ask,
            id=new_id(),
            work=work,
            key=key,
            trace_id=trace_id,
            user_id=user_id,
            force=force,
        )
        if asked:
            return str(asked[0]["id"])
        running = await self._database.one(Q.find_under_way, work=work, key=key)
        which = f" ({running['id']})" if running else ""
        raise ConflictError(f"a run is under way{which}: wait for its end, or read how it goes")

    async def asked(self) -> set[tuple[str, str]]:
        """Work and key of what somebody asked for and nobody has begun."""
        return {(row["work"], row["key"]) for row in await self._database.run(Q.list_asked)}

    async def begin(self, work: str, key: str, *, owner: int, trace_id: str) -> Begun | None:
        """The run that somebody asked for, else a new one; None when another one is under way."""
        row = await self._database.one(
            Q.begin, id=new_id(), work=work, key=key, owner=owner, trace_id=trace_id
        )
        return to_struct(row, Begun) if row else None

    async def finish(
        self, run_id: str, outcome: RunOutcome, report: Report, error: str | None
    ) -> None:
        """Keep how it ended. What somebody asked for and was interrupted is asked for again."""

        def end(connection: Connection) -> None:
            rows = connection.run(
                Q.finish,
                id=run_id,
                outcome=outcome.value,
                rows=report.rows,
                state_bytes=report.state_bytes,
                peak_memory_bytes=report.peak_memory_bytes,
                error=error,
                log=to_json(report.lines()),
            )
            if outcome is RunOutcome.INTERRUPTED:
                _ask_again(connection, rows)

        await self._database.transaction(end)

    async def interrupt_lost(self, *, owner: int, running: Iterable[str]) -> list[dict[str, Any]]:
        """End the runs whose process is gone, and those of `owner` that are not `running` (locks).

        Returns:
            Id, work and key of each.
        """
        locks = list(running)

        def end(connection: Connection) -> list[dict[str, Any]]:
            lost = connection.run(Q.interrupt_lost, owner=owner, running=locks, error=LOST)
            _ask_again(connection, lost)
            return lost

        return await self._database.transaction(end)


def _ask_again(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        if row["trigger"] == RunTrigger.PERSON:
            names = ("work", "key", "trace_id", "user_id", "force")
            connection.run(Q.ask, id=new_id(), **{name: row[name] for name in names})
