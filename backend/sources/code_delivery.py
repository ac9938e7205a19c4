"""Code that was saved while its runner was away: sent when the runner is back.

Nobody could say then whether it is of its language. Where it is not, the last good version runs
on, the source says why, and people are told (see `backend.notifications.conditions`).
"""

import asyncio
from collections.abc import Mapping

import structlog

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import ApplicationError, InvalidInputError
from backend.models.sources import Source, SourceKind
from backend.sources.user_code import Runner

Q = load("source_versions")
log = structlog.get_logger()

LOOK_SECONDS = 5.0


class Refusals:
    """Keeps what a runner says of code that was saved without it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refused(self, source: Source, why: str) -> str | None:
        """The runner refuses the saved code; the last good version, None where there is none."""
        code = source.source_code or ""

        def within(connection: Connection) -> str | None:
            connection.run(Q.set_fit, source_id=source.id, code=code, fit=False)
            good = connection.run(Q.find_good, source_id=source.id)
            running = str(good[0]["code"]) if good else None
            changed = connection.run(
                Q.set_refused, source_id=source.id, code=code, refused=why, running_code=running
            )
            if changed:
                log.warning("saved_code_refused", source=source.slug, detail=why)
            return running

        return await self._database.transaction(within)

    async def taken(self, source: Source) -> None:
        """The runner took it."""
        code = source.source_code or ""
        await self._database.run(Q.set_fit, source_id=source.id, code=code, fit=True)


class CodeDelivery:
    """Sends what no runner has seen."""

    def __init__(self, database: Database, runners: Mapping[SourceKind, Runner]) -> None:
        self._database = database
        self._runners = runners
        self._refusals = Refusals(database)

    async def run(self) -> None:
        """Look now and then, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.deliver()
            except ApplicationError as error:
                log.warning("code_delivery_waits", detail=error.detail)

    async def deliver(self) -> None:
        """Send it to the runners that are there."""
        for row in await self._database.run(Q.list_unasked):
            source = to_struct(row, Source)
            runner = self._runners.get(source.kind)
            if runner is None:
                continue
            try:
                if await runner.check(source.id, source.source_code or ""):
                    await self._refusals.taken(source)
                    log.info("saved_code_delivered", source=source.slug)
            except InvalidInputError as error:
                await self._refusals.refused(source, error.detail)
