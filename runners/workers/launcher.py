"""The runner's side of its launcher: starting it, getting workers from it, noticing its end."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runners.calls import EngineError
from runners.sandbox import reachable
from runners.sandbox.accounts import Account
from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.workers import control

READY_SECONDS = 30.0
GONE_SECONDS = 5.0


class LauncherEndedError(EngineError):
    """The launcher is gone; another one may start the worker."""


@dataclass(frozen=True)
class Worker:
    """One process: `handle` is its pidfd, `ended` its end once nothing of it is left."""

    pid: int
    handle: int
    ended: asyncio.Future[control.Ended]
    launcher: "Launcher"

    @property
    def lost(self) -> bool:
        """Whether it was killed with its launcher, whatever it was doing."""
        return not self.launcher.alive

    def kill(self) -> None:
        """End it at once; harmless when it has ended."""
        try:
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        except ProcessLookupError:
            return

    async def gone(self) -> control.Ended | None:
        """How it ended, None when it can't be killed."""
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
        """Start `command FD ACCOUNT`, ACCOUNT being NAME:UID:GID or `-` for this one.

        Raises:
            EngineError: it can't be started.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            argument = account.as_argument() if account else "-"
            try:
                self._process = _start([*command, str(theirs.fileno()), argument], theirs.fileno())
            except EngineError:
                self._control.close()
                raise
        self._numbers = itertools.count(1)
        self._spawning = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[Worker]] = {}
        self._ended: dict[int, asyncio.Future[control.Ended]] = {}
        self._on_death: Callable[[], None] = lambda: None
        self._none = asyncio.Event()
        self._none.set()
        self.alive = True

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_ready(self) -> Probed:
        """Wait until it is in its final account; which layers hold there.

        Raises:
            EngineError: it ended before that, or took too long.
        """
        self._control.settimeout(READY_SECONDS)
        try:
            packet = self._control.recv(control.PACKET_BYTES)
        except TimeoutError:
            raise _not_ready() from None
        return self._need(packet)

    async def ready(self) -> Probed:
        """As `wait_ready`, on the running loop."""
        self._control.setblocking(False)
        try:
            async with asyncio.timeout(READY_SECONDS):
                loop = asyncio.get_running_loop()
                packet = await loop.sock_recv(self._control, control.PACKET_BYTES)
        except TimeoutError:
            raise _not_ready() from None
        except ConnectionResetError:
            packet = b""
        return self._need(packet)

    def _need(self, packet: bytes) -> Probed:
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
            self._none.clear()
            try:
                packet = control.Spawn(call, limits).pack()
                socket.send_fds(self._control, [packet], [channel.fileno()])
            except OSError as error:
                del self._waiting[call]
                self._forget(call)
                message = f"The launcher does not answer: {error.strerror}."
                raise LauncherEndedError(message) from error
            return await _taken(self._waiting[call])

    async def unused(self) -> None:
        """Wait until it has no worker, given that nobody asks it for more."""
        while self._ended:
            await self._none.wait()
            async with self._spawning:  # behind those that had asked
                pass

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
            case control.Ended() as ended:
                self._forget(ended.call).set_result(ended)

    def _spawned(self, report: control.Spawned, descriptors: list[int]) -> None:
        waiting = self._waiting.pop(report.call)
        if report.error:
            self._forget(report.call)
            error = EngineError(f"No worker could be started: {os.strerror(report.error)}.")
            if not waiting.cancelled():
                waiting.set_exception(error)
            return
        worker = Worker(report.pid, descriptors[0], self._ended[report.call], self)
        if waiting.cancelled():
            worker.kill()
            os.close(worker.handle)
        else:
            waiting.set_result(worker)

    def _forget(self, call: int) -> asyncio.Future[control.Ended]:
        ended = self._ended.pop(call)
        if not self._ended:
            self._none.set()
        return ended

    def _died(self) -> None:
        self.alive = False
        self.detach()
        error = LauncherEndedError("The launcher ended.")
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
        for call, ended in self._ended.items():
            # The kernel killed its workers with it.
            ended.set_result(control.Ended(call, -signal.SIGKILL))
        self._waiting.clear()
        self._ended.clear()
        self._none.set()
        self._on_death()


def _not_ready() -> EngineError:
    return EngineError(f"The launcher was not ready after {READY_SECONDS:.0f} s.")


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


def _start(command: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
    program, kept, environment = None, {descriptor}, _environment()
    if not os.access(command[0], os.X_OK):
        # Out of reach since this process changed account. But this process still is that program;
        # its import path stands on descriptors, and its own library lies beside the standard one.
        program, kept = "/proc/self/exe", kept | reachable.descriptors()
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        library = os.path.dirname(os.__file__)  # noqa: PTH120 — str
        environment |= {"PYTHONHOME": f"{library}/../..", "LD_LIBRARY_PATH": f"{library}/.."}
    try:
        return subprocess.Popen(
            command,
            executable=program,
            pass_fds=kept,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    except OSError as error:
        raise EngineError(f"The launcher can't be started: {error.strerror}.") from error


def _environment() -> dict[str, str]:
    """What the launcher needs to find itself, and nothing else.

    One malloc arena: each more would take 64 MB of a Python worker's address space, which is
    limited.
    """
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "TZ") if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"} | kept
