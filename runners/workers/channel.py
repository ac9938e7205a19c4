"""The runner's end of the channel to one worker, as `runners.workers.frames` describes it."""

import asyncio
import socket

from runners.calls import EngineError
from runners.workers import frames

_LONGEST_PROBLEM = 64 * 1024


class EndOfChannel(Exception):  # noqa: N818 — an end is no error
    """The worker closed its end, usually by ending."""


class Channel:
    """Frames to and from one worker."""

    def __init__(self, ours: socket.socket) -> None:
        ours.setblocking(False)
        self._socket = ours
        self._loop = asyncio.get_running_loop()

    async def wait_ready(self) -> socket.socket | None:
        """Wait until the worker is bound to its limits and reads; the door to its network.

        Descriptors are taken here alone, before the worker has any code.

        Raises:
            EngineError: it did not get that far.
        """
        door: socket.socket | None = None
        try:
            kind, length, door = await self._first_header()
            if kind == frames.DOOR:
                kind, length, _ = await self.header()
            if kind != frames.READY or length > _LONGEST_PROBLEM:
                raise EngineError("A worker did not say that it is ready.")
            problem = await self.read(length)
        except (EndOfChannel, ConnectionResetError):
            raise EngineError("A worker ended before it was ready.") from None
        if problem:
            raise EngineError(f"A worker could not be set up: {problem.decode('utf-8', 'replace')}")
        return door

    async def _first_header(self) -> tuple[bytes, int, socket.socket | None]:
        """Kind and length of the first frame, and the socket beside it."""
        while True:
            try:
                head, descriptors, _, _ = socket.recv_fds(self._socket, frames.HEADER.size, 1)
                break
            except BlockingIOError:
                await self._readable()
        door = socket.socket(fileno=descriptors[0]) if descriptors else None
        if len(head) < frames.HEADER.size:
            raise EndOfChannel
        kind, length, _ = frames.HEADER.unpack(head)
        return kind, length, door

    async def _readable(self) -> None:
        readable = self._loop.create_future()

        def wake() -> None:
            if not readable.done():
                readable.set_result(None)

        self._loop.add_reader(self._socket, wake)
        try:
            await readable
        finally:
            self._loop.remove_reader(self._socket)

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        await self._loop.sock_sendall(self._socket, data)

    async def header(self) -> tuple[bytes, int, float]:
        """The next frame's kind, length and milliseconds.

        Raises:
            EndOfChannel: there is none.
        """
        kind, length, milliseconds = frames.HEADER.unpack(await self.read(frames.HEADER.size))
        return kind, length, milliseconds

    async def read(self, length: int) -> bytes:
        """So many bytes.

        Raises:
            EndOfChannel: there are fewer.
        """
        data = bytearray(length)
        with memoryview(data) as whole:
            done = 0
            while done < length:
                count = await self._loop.sock_recv_into(self._socket, whole[done:])
                if count == 0:
                    raise EndOfChannel
                done += count
        return bytes(data)

    def has_more(self) -> bool:
        """Whether a worker that is gone had sent more than was read."""
        try:
            return bool(self._socket.recv(1))
        except (BlockingIOError, ConnectionResetError):
            return False

    def close(self) -> None:
        """Close this end; a worker that waits for a request ends by that."""
        self._socket.close()
