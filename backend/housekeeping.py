"""What a backend does now and then beside its work: on time, in order, and without a person."""

import asyncio

import structlog

from backend.access.sessions import Sessions
from backend.access.tokens import Tokens
from backend.changes import ChangeListener
from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.engine import Engine
from backend.limits.store import DatabaseStore
from backend.models.errors import ApplicationError
from backend.tasks import Tasks
from backend.uploads import Uploads

Q = load("requests")
log = structlog.get_logger()

MONTHS_AHEAD = 2
HOUSE_SECONDS = 30.0
USES_SECONDS = 60.0


class Housekeeping:
    """Requests of backends that died, months to come, and what expired."""

    def __init__(
        self,
        *,
        database: Database,
        engine: Engine,
        tokens: Tokens,
        sessions: Sessions,
        uploads: Uploads,
        limits: DatabaseStore,
    ) -> None:
        self._database = database
        self._engine = engine
        self._tokens = tokens
        self._sessions = sessions
        self._uploads = uploads
        self._limits = limits

    def start(self, tasks: Tasks, listener: ChangeListener) -> None:
        """Begin; nothing is done of it while `listener` has no connection."""
        tasks.start(self._keep_house(listener), name="housekeeping")
        tasks.start(self._note_uses(), name="uses")

    async def take_over(self) -> None:
        """Go on with requests of backends that died."""
        taken = await self._engine.take_over()
        if taken:
            log.info("requests_taken_over", requests=taken)

    async def record_uses(self) -> None:
        """Write down when tokens and sessions were used last."""
        try:
            await self._tokens.record_uses()
            await self._sessions.record_uses()
        except ApplicationError as error:
            log.warning("uses_not_recorded", detail=error.detail)

    async def _keep_house(self, listener: ChangeListener) -> None:
        while True:
            await asyncio.sleep(HOUSE_SECONDS)
            try:
                await asyncio.to_thread(self._uploads.delete_expired)
                if listener.connected.is_set():
                    await self.take_over()
                    await ensure_months(self._database)
                    await self._sessions.delete_expired()
                    await self._limits.delete_old()
            except (ApplicationError, OSError) as error:
                log.warning("housekeeping_waits", detail=str(error))

    async def _note_uses(self) -> None:
        """Once a minute, and not with every request."""
        while True:
            await asyncio.sleep(USES_SECONDS)
            await self.record_uses()


async def ensure_months(database: Database) -> None:
    """The partitions of this month and the next ones are there."""
    now = utc_now()
    for ahead in range(MONTHS_AHEAD + 1):
        month = now.month - 1 + ahead
        first = now.date().replace(year=now.year + month // 12, month=month % 12 + 1, day=1)
        await database.run(Q.ensure_month, month=first)
