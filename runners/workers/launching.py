"""The process that starts the workers: one thread, no secrets.

It never sees code, secrets or indicators. Each worker gets the other end of its channel from the
runner and is used once. What a worker started is gone before the runner hears that the worker is.

Kept out of here: grpc, structlog and whatever else starts threads or costs a forked worker memory.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from runners.sandbox import kernel, leftovers, reachable
from runners.sandbox.accounts import Account, drop_to
from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.workers import control, frames

# What a worker left behind and can't be killed (it hangs in the kernel) is not waited for longer.
_SWEEP_SECONDS = 2.0

BeWorker = Callable[[Limits, socket.socket, int], NoReturn]
"""What a forked process does: bind itself to the limits, then serve the channel, its parent being
the process of that number. An exception is told to the runner."""


def become(account: Account | None) -> None:
    """Give up what a launcher does not need; `account` None stays as it is.

    Raises:
        AccountError: the account could not be had.
    """
    with reachable.import_path_kept() as lost:
        if account is not None:
            drop_to(account)
    for folder in lost:
        say(f"The account of user code may not read {folder}: only modules loaded so far work.")
    kernel.gain_nothing_by_exec()
    kernel.hide_memory()
    kernel.adopt_orphans()


def say(text: str) -> None:
    """One line for the log."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 — structlog is kept out of here


class Launching:
    """Workers by process id, and those that ended but whose leftovers live."""

    def __init__(
        self, runner: socket.socket, runner_pid: int, be_worker: BeWorker, probed: Probed
    ) -> None:
        self._runner = runner
        self._probed = probed
        self._runner_pid = runner_pid
        self._be_worker = be_worker
        self._workers: dict[int, int] = {}
        self._ended: list[control.Ended] = []
        self._sweep_until = 0.0
        self._stopping = False
        self._wake, wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._stop_without_runner)
        # Not SIGKILL: what workers left behind must be killed first.
        kernel.die_with_parent(signal.SIGTERM, runner_pid)

    def _stop_without_runner(self, *_: object) -> None:
        # A SIGTERM for the whole group is for the runner, which still finishes its calls.
        self._stopping = os.getppid() != self._runner_pid

    def serve(self) -> None:
        """Until the runner closes its end or ends."""
        try:
            self._runner.send(control.Ready(self._probed).pack())
            while not self._stopping:
                self._turn()
        except (BrokenPipeError, ConnectionResetError):
            return  # the runner is gone
        finally:
            self._end_all()

    def _turn(self) -> None:
        poll = select.poll()
        poll.register(self._runner, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(20 if self._ended else None)}
        if self._wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake, 4096)
        if self._wake in ready or self._ended:
            self._reap()
        if self._runner.fileno() in ready:
            self._serve_one()

    def _serve_one(self) -> None:
        packet, descriptors, _, _ = socket.recv_fds(self._runner, control.PACKET_BYTES, 1)
        if not packet:
            self._stopping = True
            return
        with socket.socket(fileno=descriptors[0]) as channel:
            self._spawn(control.Spawn.unpack(packet), channel)

    def _spawn(self, order: control.Spawn, channel: socket.socket) -> None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self._runner.send(control.Spawned(order.call, error=error.errno or 0).pack())
            return
        if pid == 0:
            self._be_child(order.limits, channel, parent)
        self._workers[pid] = order.call
        # The worker can't be reaped by anybody else, so its number is still its own.
        handle = os.pidfd_open(pid)
        try:
            report = control.Spawned(order.call, pid=pid).pack()
            socket.send_fds(self._runner, [report], [handle])
        finally:
            os.close(handle)

    def _reap(self) -> None:
        """Collect what ended; report a worker once nothing that it started is left."""
        if self._collect():
            self._sweep_until = time.monotonic() + _SWEEP_SECONDS
        strangers = leftovers.kill_strangers(self._workers.keys())
        if not self._ended or (strangers and time.monotonic() < self._sweep_until):
            return  # strangers that end wake us
        if strangers:
            say(f"{strangers} processes that user code left behind can't be killed.")
        for ended in self._ended:
            self._runner.send(ended.pack())
        self._ended.clear()

    def _collect(self) -> bool:
        """Reap all children that ended; whether one of them was a worker."""
        found = False
        while True:
            try:
                state = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return found
            if state is None:
                return found
            pid = state.si_pid
            if pid in self._workers:
                leftovers.kill_session(pid)
            _, status, used = os.wait4(pid, 0)
            if pid in self._workers:
                code = os.waitstatus_to_exitcode(status)
                peak = used.ru_maxrss * 1024
                self._ended.append(control.Ended(self._workers.pop(pid), code, peak))
                found = True

    def _end_all(self) -> None:
        """Kill every worker and what they started."""
        for pid in self._workers:
            leftovers.kill_session(pid)
        leftovers.end_all(_SWEEP_SECONDS)

    def _be_child(self, bounds: Limits, channel: socket.socket, parent: int) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            self._be_worker(bounds, channel, parent)
        except BaseException as error:  # noqa: BLE001 — told to the runner, and the process ends
            channel.sendall(frames.pack(frames.READY, repr(error).encode("utf-8", "replace")))
        finally:
            os._exit(1)
