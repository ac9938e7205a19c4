"""The runner's side of a worker's door: whatever comes by it is of the one call that it serves."""

import asyncio
import contextlib
import socket

import structlog

from runners.egress import proxy
from runners.egress.visit import CONNECTIONS, MOST_ATTEMPTS, Visit

_log = structlog.stdlib.get_logger()

GIVEN, NOT_GIVEN = b"+", b"-"
"""What a worker hears that asked for a connection: with one beside it, or that there is none."""

_FLUSH_SECONDS = 5.0


class Door:
    """Serves a visit by a door, a listening socket or one over which connections are asked for.

    A worker may have none: then nothing comes by it.
    """

    def __init__(self, door: socket.socket | None, visit: Visit) -> None:
        self._door = door
        self._visit = visit
        self._tasks: set[asyncio.Task[None]] = set()
        self._came = 0
        self._loop = asyncio.get_running_loop()

    def open(self) -> None:
        """Let connections in from now on."""
        if self._door is not None:
            self._door.setblocking(False)
            listens = self._door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            self._loop.add_reader(self._door, self._accept if listens else self._give, self._door)

    async def close(self) -> None:
        """Let nothing in, and end what is under way."""
        if self._door is not None:
            self._loop.remove_reader(self._door)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, door: socket.socket) -> None:
        if not self._lets_in(door):
            return
        try:
            connection, _ = door.accept()
        except OSError:
            return  # it was broken off meanwhile
        self._serve(connection)

    def _give(self, door: socket.socket) -> None:
        """Each byte asks for a connection, whatever it is. Nothing else is read of it."""
        if not self._lets_in(door):
            return
        try:
            asked = door.recv(1)
        except BlockingIOError:
            return
        except OSError:
            asked = b""
        if not asked:
            self._loop.remove_reader(door)
            return
        ours, theirs = socket.socketpair()
        # A worker that asks and does not take has no room left, and waits for nothing.
        with theirs, contextlib.suppress(OSError):
            if len(self._tasks) < CONNECTIONS:
                socket.send_fds(door, [GIVEN], [theirs.fileno()])
                self._serve(ours)
                return
            door.send(NOT_GIVEN)
        ours.close()

    def _lets_in(self, door: socket.socket) -> bool:
        """Whether there is room for one more; one that asks for ever is heard no more."""
        self._came += 1
        if self._came > MOST_ATTEMPTS:
            self._loop.remove_reader(door)
        return self._came <= MOST_ATTEMPTS

    def _serve(self, connection: socket.socket) -> None:
        if len(self._tasks) >= CONNECTIONS:
            connection.close()
            return
        connection.setblocking(False)
        task = asyncio.ensure_future(self._served(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _served(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection, limit=proxy.HEAD_BYTES)
        try:
            await proxy.serve(self._visit, reader, writer)
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_FLUSH_SECONDS):
                    await writer.wait_closed()
        except Exception:  # noqa: BLE001 — logged here once, the code finds it broken off
            _log.exception("runner_connection_failed")
        finally:
            writer.transport.abort()
