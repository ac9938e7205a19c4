"""The process that forks the workers: one thread, modules loaded, no secrets.

It never sees code, secrets or indicators. Each worker gets the other end of its channel from the
runner and is used once. What a worker started is gone before the runner hears that the worker is.

Kept out of here: grpc, structlog and whatever else starts threads or costs every worker memory.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from typing import NoReturn

from runners.python import control, frames, worker
from runners.sandbox import kernel, leftovers, limits, packed, reachable
from runners.sandbox.accounts import Account, drop_to

# What sources import most: loaded once here, shared by every worker.
# fmt: off
PRELOADED = (
    "asyncio", "base64", "collections", "csv", "dataclasses", "datetime", "decimal",
    "email.message", "encodings.ascii", "encodings.idna", "encodings.latin_1", "enum",
    "hashlib", "hmac", "html", "http.client", "ipaddress", "itertools", "json", "logging",
    "math", "random", "re", "socket", "ssl", "statistics", "string", "typing", "unicodedata",
    "urllib.error", "urllib.parse", "urllib.request", "uuid", "xml.etree.ElementTree", "zlib",
    "zoneinfo",
)
# fmt: on

_PRODUCT = frozenset({"runners", "appliance", "backend"})

# What a worker left behind and can't be killed (it hangs in the kernel) is not waited for longer.
_SWEEP_SECONDS = 2.0


def main(fd: int, account: Account | None) -> None:
    """Serve the runner at the other end of `fd` until it is gone, forking workers.

    `fd` is one end of a SEQPACKET pair. `account` is what to become first; None stays as it is.

    Raises:
        AccountError: the account could not be had.
    """
    runner = os.getppid()
    for name in PRELOADED:
        importlib.import_module(name)
    with reachable.import_path_kept() as lost:
        if account is not None:
            drop_to(account)
    for folder in lost:
        _say(f"The account of user code may not read {folder}: only modules loaded so far work.")
    _forget_product()
    sys.dont_write_bytecode = True
    kernel.gain_nothing_by_exec()
    kernel.hide_memory()
    kernel.adopt_orphans()
    _Zygote(socket.socket(fileno=fd), runner).serve()


def _forget_product() -> None:
    """Keep ours from user code, which has no use for it; what is loaded goes on working."""
    folder = os.path.dirname(sys.modules["runners"].__path__[0])  # noqa: PTH120 — text, as in sys.path
    # In a clone the folder holds nothing else. The packaged program has the whole library in it.
    packed.forget(_PRODUCT)
    if os.path.exists(os.path.join(folder, "pyproject.toml")):  # noqa: PTH110, PTH118 — see above
        reachable.forget(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] in _PRODUCT]:
        del sys.modules[name]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 — structlog is kept out of here


class _Zygote:
    """Workers by process id, and those that ended but whose leftovers live."""

    def __init__(self, runner: socket.socket, runner_pid: int) -> None:
        self._runner = runner
        self._runner_pid = runner_pid
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
        gc.collect()
        gc.freeze()  # a worker's collector would write to, and so copy, everything here
        try:
            self._runner.send(control.Ready().pack())
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
            _be_worker(order.limits, channel, parent)
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
            _say(f"{strangers} processes that user code left behind can't be killed.")
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
            _, status = os.waitpid(pid, 0)
            if pid in self._workers:
                code = os.waitstatus_to_exitcode(status)
                self._ended.append(control.Ended(self._workers.pop(pid), code))
                found = True

    def _end_all(self) -> None:
        """Kill every worker and what they started."""
        for pid in self._workers:
            leftovers.kill_session(pid)
        leftovers.end_all(_SWEEP_SECONDS)


def _be_worker(bounds: limits.Limits, channel: socket.socket, parent: int) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        kept = reachable.descriptors() | {channel.fileno()}
        limits.enter(bounds, parent=parent, keep=kept)
    except BaseException as error:  # noqa: BLE001 — told to the runner, and the process ends
        channel.sendall(frames.pack(frames.READY, repr(error).encode("utf-8", "replace")))
        os._exit(1)
    worker.run(channel)
