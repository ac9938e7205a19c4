"""The launcher that workers come from: another takes its place when it is old, or gone.

Workers that are copies of one process share its layout of memory and what it hashes text with, so
an attack that guessed them once could use them for ever. A launcher is therefore replaced now and
then: the next is ready before the last one starts no more, and that one stays until the last of its
workers is gone, so no call notices. A launcher that was killed is replaced too.

Where none can be started (the runner has changed account since it started the first one, and the
new account may not read the program), an old launcher stays, and the end of one ends the runner,
whose supervisor starts it again.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine

import structlog

from runners.calls import EngineError
from runners.sandbox import leftovers
from runners.sandbox.layers import Layer
from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.workers.launcher import Launcher, Worker

_log = structlog.stdlib.get_logger()

RENEW_WORKERS = 20_000
RENEW_SECONDS = 6 * 3600.0

# After the start of one that was killed, so that one which always is keeps no processor busy.
_PACE_SECONDS = 0.25
_TRIES = 3

_SWEEP_SECONDS = 2.0


class Launchers:
    """Starts workers by the launcher of now; `again` starts another one, for this account."""

    def __init__(
        self,
        first: Launcher,
        again: Callable[[], Launcher],
        *,
        renew_workers: int = RENEW_WORKERS,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._current = first
        self._all = {first}
        self._layers: frozenset[Layer] = frozenset()
        self._again = again
        self._renew_workers = renew_workers
        self._renew_seconds = renew_seconds
        self._tasks: set[asyncio.Task[None]] = set()
        self._usable = asyncio.Event()
        self._succeeding = False
        self._closing = False
        self._workers = 0
        self._since = time.monotonic()
        self._on_loss: Callable[[], None] = lambda: None
        self.lost = False

    def wait_ready(self) -> Probed:
        """See `Launcher.wait_ready`; for the first one, before a loop runs it."""
        probed = self._current.wait_ready()
        self._layers = probed.layers
        return probed

    def attach(self, on_loss: Callable[[], None]) -> None:
        """Listen on the running loop; `on_loss` is called once no launcher can be had any more."""
        self._on_loss = on_loss
        self._adopt(self._current)

    async def spawn(self, limits: Limits, channel: socket.socket) -> Worker:
        """See `Launcher.spawn`; where the launcher ended, this waits for the next."""
        await self._usable.wait()
        if self.lost:
            raise EngineError("The launcher of workers ended, and no other could be started.")
        self._workers += 1
        if self._is_old():
            self._succeed()
        return await self._current.spawn(limits, channel)

    async def close(self) -> None:
        """Replace none any more."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for launcher in self._all:
            launcher.detach()

    def stop(self) -> None:
        """Have all kill their workers and end."""
        for launcher in self._all:
            launcher.stop()

    def _is_old(self) -> bool:
        age = time.monotonic() - self._since
        return self._workers >= self._renew_workers or age >= self._renew_seconds

    def _adopt(self, launcher: Launcher) -> None:
        launcher.attach(lambda: self._ended(launcher))
        self._current = launcher
        self._start_counting()
        self._usable.set()

    def _start_counting(self) -> None:
        self._workers, self._since = 0, time.monotonic()

    def _ended(self, launcher: Launcher) -> None:
        """One was killed, and with it its workers."""
        self._all.discard(launcher)
        status = launcher.stop()
        if self._closing:
            return
        _log.error("runner_launcher_ended", status=status)
        self._have(self._sweep())
        if launcher is self._current:
            self._usable.clear()
            self._succeed()

    def _succeed(self) -> None:
        """Put another in the place of the one of now."""
        if not self._succeeding:
            self._succeeding = True
            self._have(self._replace(self._current))

    async def _replace(self, old: Launcher) -> None:
        try:
            launcher = await self._tried()
        except EngineError as error:
            self._keep(str(error))
            return
        finally:
            self._succeeding = False
        self._adopt(launcher)
        _log.info("runner_launcher_replaced", killed=not old.alive)
        await old.unused()
        if old.alive:
            self._all.discard(old)
            old.detach()
            await asyncio.to_thread(old.stop)

    def _keep(self, reason: str) -> None:
        """Go on without another one, as far as that goes."""
        _log.warning("runner_launcher_not_replaced", reason=reason)
        self._start_counting()
        if not self._current.alive:
            self.lost = True
            self._usable.set()
            self._on_loss()

    async def _tried(self) -> Launcher:
        """The next one; where there is none any more, it is tried for harder."""
        tries = 1 if self._current.alive else _TRIES
        while True:
            pace = 0.0 if self._current.alive else _PACE_SECONDS
            await asyncio.sleep(max(0.0, self._since + pace - time.monotonic()))
            tries -= 1
            try:
                return await self._next()
            except EngineError:
                if not tries:
                    raise

    async def _next(self) -> Launcher:
        """Another one, in its final account. When this is cancelled, it is ended."""
        launcher = self._again()
        self._all.add(launcher)
        try:
            self._check(await launcher.ready())
        except BaseException:
            self._all.discard(launcher)
            launcher.stop()
            raise
        return launcher

    def _check(self, probed: Probed) -> None:
        """Whether user code was accepted was decided by what the first one found."""
        if not probed.layers >= self._layers:
            raise EngineError("Another launcher lacks layers of the sandbox that the first had.")

    async def _sweep(self) -> None:
        """End what workers of a killed one left behind: such processes come to this one."""
        until = time.monotonic() + _SWEEP_SECONDS
        while self._end_strangers() and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    def _end_strangers(self) -> int:
        return leftovers.end_strangers({launcher.pid for launcher in self._all})

    def _have(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
