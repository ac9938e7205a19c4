"""Hints of changes from PostgreSQL: one asynchronous connection that listens.

A notification is only a hint. After every (re)connect everything is read again, so that a gap
loses nothing. The same connection holds the advisory lock that says that this backend lives.
"""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import structlog
from psycopg import sql

from backend.models.errors import ApplicationError

log = structlog.get_logger()

CHANNEL = "indicator_aggregator_changed"
RETRY_SECONDS = 0.5
# Several statements of one change arrive together; they are read once.
GATHER_SECONDS = 0.02


class ChangeListener:
    """Calls `changed` after every connect and whenever something changed."""

    def __init__(self, url: str, *, owner: int, changed: Callable[[], Awaitable[None]]) -> None:
        self._url = url
        self._owner = owner
        self._changed = changed
        self.connected = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled; a server that is away is waited for."""
        warned = False
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, ApplicationError) as error:
                if self.connected.is_set() or not warned:
                    log.warning("changes_unavailable", detail=str(error).strip())
                warned = True
            except Exception:
                # What was read again does not fit; that may change as well.
                if self.connected.is_set() or not warned:
                    log.exception("changes_unreadable")
                warned = True
            self.connected.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, application_name="backend-changes"
        )
        async with connection:
            # Shared, because the server may still hold it for a connection that we have lost.
            await connection.execute("SELECT pg_advisory_lock_shared(%s)", (self._owner,))
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            await self._changed()
            self.connected.set()
            while True:
                async for _ in connection.notifies(timeout=30.0, stop_after=1):
                    await asyncio.sleep(GATHER_SECONDS)
                    await self._changed()
                # A statement notices a server that went away without a word.
                await connection.execute("SELECT 1")
