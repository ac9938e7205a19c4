"""Where workers come from."""

import asyncio
import socket
from typing import Protocol

import structlog

from runners.calls import EngineError
from runners.sandbox.limits import Limits
from runners.workers.channel import Channel
from runners.workers.control import Ended
from runners.workers.launcher import LauncherEndedError, Worker
from runners.workers.renewal import Launchers

_log = structlog.stdlib.get_logger()


class ReadyWorker:
    """A worker that is bound to its limits and waits for the one request of its life."""

    def __init__(self, worker: Worker, channel: Channel) -> None:
        self.channel = channel
        self.peak_memory_bytes = 0  # known once it was ended
        self.door: socket.socket | None = None
        self._worker = worker

    @property
    def pid(self) -> int:
        return self._worker.pid

    @property
    def lost(self) -> bool:
        """Whether it was killed with its launcher, whatever it was doing."""
        return self._worker.lost

    @property
    def ended(self) -> asyncio.Future[Ended]:
        """How it ended, once nothing of it is left."""
        return self._worker.ended

    def let_go(self) -> None:
        """Close our ends of what leads to it, which nothing waits for any more."""
        self.channel.close()
        if self.door is not None:
            self.door.close()

    async def end(self) -> int | None:
        """Kill it; its exit status, minus the signal's number, or None when it can't be killed."""
        self._worker.kill()
        ended = await self._worker.gone()
        if ended is None:
            _log.error("runner_worker_not_gone", pid=self.pid)
            return None
        self.peak_memory_bytes = ended.peak_memory_bytes
        return ended.code


class Supply(Protocol):
    """Hands out workers, each of them once."""

    async def open(self) -> None:
        """Be ready to hand out.

        Raises:
            EngineError: no worker can be started.
        """
        ...

    async def take(self, limits: Limits) -> ReadyWorker:
        """A worker within `limits`; whoever takes it ends it. Same error as `open`."""
        ...

    async def close(self) -> None:
        """Hand out no more, and end those that wait."""
        ...


async def start(launchers: Launchers, limits: Limits) -> ReadyWorker:
    """Start a worker and wait until it is ready. When this is cancelled, the worker is killed.

    Raises:
        LauncherEndedError: its launcher was killed meanwhile.
        EngineError: it could not be started.
    """
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    try:
        with theirs:
            worker = ReadyWorker(await launchers.spawn(limits, theirs), channel)
        try:
            worker.door = await channel.wait_ready()
        except BaseException as error:
            await worker.end()
            if worker.lost and isinstance(error, EngineError):
                raise LauncherEndedError(str(error)) from error
            raise
    except BaseException:
        channel.close()
        raise
    return worker
