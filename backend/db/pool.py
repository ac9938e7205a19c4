"""The pool: connections on threads of their own, so that the event loop never waits."""

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from backend.db.connection import (
    Connection,
    DatabaseUnavailableError,
    StaleStatementError,
    connect,
)
from backend.db.queries import Query
from runners.telemetry import tracing

T = TypeVar("T")

RESTART_PATIENCE_SECONDS = 5.0
RETRY_SECONDS = 0.05


class Database:
    """PostgreSQL for asynchronous code: `run`, `one` and `transaction` on a pool thread."""

    def __init__(self, url: str, *, connections: int, application_name: str) -> None:
        self._url = url
        self._application_name = application_name
        self._local = threading.local()
        self._open: set[Connection] = set()
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._closed = False
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="database")

    async def run(self, query: Query, **params: Any) -> list[dict[str, Any]]:
        """Run a query; its rows by column name."""
        return await self._submit(lambda connection: connection.run(query, **params))

    async def one(self, query: Query, **params: Any) -> dict[str, Any] | None:
        """The first row, or None."""
        rows = await self.run(query, **params)
        return rows[0] if rows else None

    async def transaction(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a pool thread, committed as a whole or not at all."""

        def inside(connection: Connection) -> T:
            with connection.transaction():
                return work(connection)

        with tracing.span("database transaction"):
            return await self._submit(inside)

    async def close(self) -> None:
        """Finish what runs, close every connection and refuse what comes later."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._open:
            connection.close()

    async def _submit(self, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise DatabaseUnavailableError("the service is being stopped: try again in a moment")
        loop = asyncio.get_running_loop()
        if not tracing.is_on():
            return await loop.run_in_executor(self._threads, self._on_thread, work)
        # Statements are parts of what asked for them, also on another thread.
        context = contextvars.copy_context()
        return await loop.run_in_executor(self._threads, context.run, self._on_thread, work)

    def _on_thread(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._once(work)
        except StaleStatementError:
            # A table changed under the connection's statements; a new one prepares them again.
            return self._once(work)

    def _once(self, work: Callable[[Connection], T]) -> T:
        connection = self._connection()
        try:
            return work(connection)
        finally:
            if connection.broken:
                self._drop(connection)

    def _connection(self) -> Connection:
        """This thread's connection; a new one when the server has closed the old one."""
        current: Connection | None = getattr(self._local, "connection", None)
        if current is not None:
            if not current.closed_by_server():
                return current
            self._drop(current)
        connection = self._connect()
        self._local.connection = connection
        with self._lock:
            self._open.add(connection)
        return connection

    def _connect(self) -> Connection:
        """Connect, with patience for a server that is being restarted.

        The patience is for all that wait together: once it is over, each of them tries once.
        """
        while True:
            try:
                connection = connect(self._url, application_name=self._application_name)
            except DatabaseUnavailableError:
                now = time.monotonic()
                self._away_since = self._away_since or now
                if now - self._away_since > RESTART_PATIENCE_SECONDS or self._closed:
                    raise
                time.sleep(RETRY_SECONDS)
            else:
                self._away_since = None
                return connection

    def _drop(self, connection: Connection) -> None:
        self._local.connection = None
        with self._lock:
            self._open.discard(connection)
        connection.close()
