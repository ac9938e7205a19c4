"""Workers that were started before anybody asked for them; each is used once."""

import asyncio
import dataclasses
import os
from collections import deque
from dataclasses import dataclass

import structlog

from runners.calls import EngineError
from runners.sandbox import limits
from runners.sandbox.limits import Limits
from runners.sandbox.network import Network
from runners.workers.launcher import LauncherEndedError
from runners.workers.renewal import Launchers
from runners.workers.supply import ReadyWorker, start

_log = structlog.stdlib.get_logger()

# A place that a call made free is filled this much later. Most calls are over by then: starting a
# worker beside one keeps a processor, and the launcher which is to notice its end, from it.
_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a language counts as memory, `limits.ADDRESS_SPACE` or `limits.DATA`.

    `start_bytes` is what an engine takes for itself before it runs anything, and `room_bytes` what
    it needs beside what a call may have.
    """

    kind: int
    start_bytes: int = 0
    room_bytes: int = 0


class Spares:
    """Keeps `count` workers ready. `most` is what any call may use; a call may be given less."""

    def __init__(self, launchers: Launchers, *, count: int, most: Limits, memory: Memory) -> None:
        self._launchers = launchers
        self._count = count
        self._memory = memory
        self._limits = _with_bytes(most, memory.start_bytes + memory.room_bytes)
        self._ready: deque[ReadyWorker] = deque()
        self._asking: deque[asyncio.Future[ReadyWorker]] = deque()
        self._starting: set[asyncio.Task[bool]] = set()
        # More at a time would only make the first of them late.
        self._at_a_time = os.cpu_count() or 1
        self._paused: asyncio.TimerHandle | None = None

    def reach(self, network: Network) -> None:
        """How far the network of workers goes that are started from now on."""
        self._limits = dataclasses.replace(self._limits, network=network)

    async def open(self) -> None:
        """See `runners.workers.supply.Supply`: one is ready, the others follow."""
        self._hand_back(await self._next())

    async def take(self, bounds: Limits) -> ReadyWorker:
        """See `runners.workers.supply.Supply`."""
        while True:
            worker = await self._next()
            try:
                narrowed = _with_bytes(bounds, self._memory.room_bytes)
                narrowed = dataclasses.replace(narrowed, network=self._limits.network)
                limits.narrow(worker.pid, narrowed, memory=self._memory.kind)
            except ProcessLookupError:
                await self._discard(worker)
                continue
            except OSError as error:
                await self._discard(worker)
                raise EngineError(f"A worker can't be limited: {error.strerror}.") from error
            return worker

    async def close(self) -> None:
        """See `runners.workers.supply.Supply`."""
        self._count = 0
        if self._paused is not None:
            self._paused.cancel()
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        while self._ready:
            await self._discard(self._ready.popleft())

    async def _next(self) -> ReadyWorker:
        """The next that is ready, in the order of asking."""
        while self._ready:
            worker = self._ready.popleft()
            self._fill_soon()
            if not worker.ended.done():
                return worker
            await self._discard(worker)
        asking: asyncio.Future[ReadyWorker] = asyncio.get_running_loop().create_future()
        self._asking.append(asking)
        self._fill()
        try:
            return await asking
        except asyncio.CancelledError:
            if asking.done() and not asking.cancelled() and asking.exception() is None:
                # It came in the same turn of the loop in which nobody wanted it any more.
                self._hand_back(asking.result())
            raise

    def _fill_soon(self) -> None:
        if self._paused is None:
            loop = asyncio.get_running_loop()
            self._paused = loop.call_later(_PAUSE_SECONDS, self._fill_after_pause)

    def _fill_after_pause(self) -> None:
        self._paused = None
        self._fill()

    def _fill(self) -> None:
        """Start what is missing."""
        wanted = self._count + sum(not asking.done() for asking in self._asking)
        while (
            len(self._starting) < self._at_a_time
            and len(self._ready) + len(self._starting) < wanted
        ):
            task = asyncio.ensure_future(self._start_one())
            self._starting.add(task)
            task.add_done_callback(self._started)

    def _started(self, task: "asyncio.Task[bool]") -> None:
        self._starting.discard(task)
        # After a failure nobody asks again by himself: the next call does.
        if not task.cancelled() and (task.result() or self._asking) and not self._launchers.lost:
            self._fill()

    async def _start_one(self) -> bool:
        """Start one; whether it could be."""
        try:
            self._hand_back(await self._start_worker())
        except EngineError as error:
            self._fail(error)
            return False
        return True

    async def _start_worker(self) -> ReadyWorker:
        try:
            return await start(self._launchers, self._limits)
        except LauncherEndedError:
            return await start(self._launchers, self._limits)

    def _hand_back(self, worker: ReadyWorker) -> None:
        """Give it to who has asked longest, else keep it."""
        while self._asking:
            asking = self._asking.popleft()
            if not asking.done():
                asking.set_result(worker)
                return
        self._ready.append(worker)

    def _fail(self, error: EngineError) -> None:
        """Whoever has asked longest hears of it; the next call tries again."""
        while self._asking:
            asking = self._asking.popleft()
            if not asking.done():
                asking.set_exception(error)
                return
        _log.error("runner_spare_failed", reason=str(error))

    async def _discard(self, worker: ReadyWorker) -> None:
        worker.let_go()
        await worker.end()


def _with_bytes(bounds: Limits, more: int) -> Limits:
    return dataclasses.replace(bounds, memory_bytes=bounds.memory_bytes + more)
