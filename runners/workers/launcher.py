"""The runner's side of its launcher: starting it, getting workers from it, noticing its end."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runners.calls import EngineError
from runners.sandbox.accounts import Account
from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.workers import control

READY_SECONDS = 30.0
GONE_SECONDS = 5.0


@dataclass(frozen=True)
class Worker:
    """One process: `handle` is its pidfd, `ended` its exit status once nothing of it is left."""

    pid: int
    handle: int
    ended: asyncio.Future[int]

    def kill(self) -> None:
        """End it at once; harmless when it has ended."""
        try:
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        except ProcessLookupError:
            return

    async def gone(self) -> int | None:
        """Its exit status (minus the signal's number), None when it can't be killed."""
        try:
            async with asyncio.timeout(GONE_SECONDS):
                return await asyncio.shield(self.ended)
        except TimeoutError:
            return None
        finally:
            os.close(self.handle)


class Launcher:
    """The process that starts the workers, as the runner sees it.

    Made in the runner's main thread before gRPC starts others: the kernel's death signal is bound
    to the thread that starts a process, and the launcher is to be as old as that.
    """

    def __init__(self, command: Sequence[str], account: Account | None) -> None:
        """Start `command FD ACCOUNT`, ACCOUNT being NAME:UID:GID or `-` for this one."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            argument = account.as_argument() if account else "-"
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), argument],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
        self._numbers = itertools.count(1)
        self._spawning = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[Worker]] = {}
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._on_death: Callable[[], None] = lambda: None
        self.alive = True

    def wait_ready(self) -> Probed:
        """Wait until it is in its final account; which layers hold there.

        Raises:
            EngineError: it ended before that, or took too long.
        """
        self._control.settimeout(READY_SECONDS)
        try:
            packet = self._control.recv(control.PACKET_BYTES)
        except TimeoutError:
            raise EngineError(f"The launcher was not ready after {READY_SECONDS:.0f} s.") from None
        if not packet:
            status = self._process.wait()
            raise EngineError(
                f"The launcher ended with status {status} before it was ready; the lines above "
                "this one say why."
            )
        report = control.unpack_report(packet)
        if not isinstance(report, control.Ready):
            raise EngineError("The launcher began with something else than that it is ready.")
        return report.probed

    def attach(self, on_death: Callable[[], None]) -> None:
        """Listen to it on the running loop; `on_death` is called once when it is gone."""
        self._on_death = on_death
        self._control.setblocking(False)
        asyncio.get_running_loop().add_reader(self._control, self._receive)

    async def spawn(self, limits: Limits, channel: socket.socket) -> Worker:
        """A worker that holds `channel`. When this is cancelled, the worker is killed.

        Raises:
            EngineError: there is no launcher any more, or it could not fork.
        """
        loop = asyncio.get_running_loop()
        # One at a time: the kernel queues but a few packets, and each fork takes a millisecond.
        async with self._spawning:
            call = next(self._numbers)
            self._waiting[call] = loop.create_future()
            self._ended[call] = loop.create_future()
            try:
                packet = control.Spawn(call, limits).pack()
                socket.send_fds(self._control, [packet], [channel.fileno()])
            except OSError as error:
                del self._waiting[call], self._ended[call]
                raise EngineError(f"The launcher does not answer: {error.strerror}.") from error
            return await _taken(self._waiting[call])

    def status(self) -> int:
        """The exit status of a launcher that ended."""
        return self._process.wait(GONE_SECONDS)

    def stop(self) -> int:
        """Have it kill its workers and end; its exit status."""
        self._control.close()
        try:
            return self._process.wait(GONE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def detach(self) -> None:
        """Listen no more."""
        asyncio.get_running_loop().remove_reader(self._control)

    def _receive(self) -> None:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self._control, control.PACKET_BYTES, 1)
        except BlockingIOError:
            return
        except ConnectionResetError:
            packet, descriptors = b"", []
        if not packet:
            self._died()
            return
        match control.unpack_report(packet):
            case control.Spawned() as spawned:
                self._spawned(spawned, descriptors)
            case control.Ended(call, code):
                self._ended.pop(call).set_result(code)

    def _spawned(self, report: control.Spawned, descriptors: list[int]) -> None:
        waiting = self._waiting.pop(report.call)
        if report.error:
            del self._ended[report.call]
            error = EngineError(f"No worker could be started: {os.strerror(report.error)}.")
            if not waiting.cancelled():
                waiting.set_exception(error)
            return
        worker = Worker(report.pid, descriptors[0], self._ended[report.call])
        if waiting.cancelled():
            worker.kill()
            os.close(worker.handle)
        else:
            waiting.set_result(worker)

    def _died(self) -> None:
        self.alive = False
        self.detach()
        error = EngineError("The launcher ended.")
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
        for ended in self._ended.values():
            # The kernel killed its workers with it.
            ended.set_result(-signal.SIGKILL)
        self._waiting.clear()
        self._ended.clear()
        self._on_death()


async def _taken(waiting: asyncio.Future[Worker]) -> Worker:
    try:
        return await waiting
    except asyncio.CancelledError:
        if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
            # It came in the same turn of the loop in which nobody wanted it any more.
            worker = waiting.result()
            worker.kill()
            os.close(worker.handle)
        raise


def _environment() -> dict[str, str]:
    """What the launcher needs to find itself, and nothing else.

    One malloc arena: each more would take 64 MB of a Python worker's address space, which is
    limited.
    """
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "TZ") if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"} | kept
