"""What one worker process may use, and the one call that binds it to that.

`enter` is the whole of the sandbox: limits here, files, system calls and network by the layers.
"""

import os
import resource
import signal
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from runners.sandbox import kernel
from runners.sandbox.layers import Layers
from runners.sandbox.network import Network

ADDRESS_SPACE, DATA = resource.RLIMIT_AS, resource.RLIMIT_DATA
"""What of a process is limited as its memory. An engine that reserves far more address space than
it uses, as V8 does, can only be held by its data: private memory that it may write."""

NICENESS = 5
"""User code waits for a processor while the server itself wants it."""

FILE_BYTES = 8 * 1024 * 1024
OPEN_FILES = 64


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one worker process.

    `memory_bytes` comes on top of what the process has when it enters. `cpu_seconds` is
    only a backstop behind the deadline, which the runner keeps. `processes` counts those of the
    whole account, threads and other workers included, and is None where the account is shared with
    a person, whose own programs would count. `own_processes` is what the worker itself may start
    when it is narrowed, None for what the account leaves it. `network` is how far the worker's
    network goes.
    """

    memory_bytes: int
    cpu_seconds: int
    processes: int | None
    own_processes: int | None = None
    network: Network = Network.OPEN


def enter(
    limits: Limits,
    *,
    layers: Layers,
    parent: int,
    keep: AbstractSet[int],
    memory: int = ADDRESS_SPACE,
) -> None:
    """Bind this process for good, before it sees any code.

    It leads a session of its own, dies with `parent`, has no standard streams, an environment
    without anything of ours, and of its descriptors only those in `keep`. The layers come last, as
    they refuse most of what is done here.

    Raises:
        OSError: the kernel did not do it.
    """
    os.setsid()
    kernel.die_with_parent(signal.SIGKILL, parent)
    os.nice(NICENESS)
    os.chdir("/")
    os.umask(0o077)
    _close_all_but(keep | layers.descriptors())
    _clean_environment()
    _set_resource_limits(limits, memory)
    kernel.gain_nothing_by_exec()
    kernel.hide_memory()
    layers.take_on(limits.network)


def narrow(pid: int, limits: Limits, *, memory: int) -> None:
    """Bind a process that has entered, with the same `memory`, to less for what it does now.

    Raises:
        ProcessLookupError: it has ended.
    """
    most = _used_bytes(memory, pid) + limits.memory_bytes
    resource.prlimit(pid, memory, (most, most))
    resource.prlimit(pid, resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    if limits.processes is not None and limits.own_processes is not None:
        # Of a namespace of its own only the worker counts there.
        alone = limits.network is Network.NAMESPACE
        processes = (1 if alone else _running_tasks()) + limits.own_processes
        _, hard = resource.prlimit(pid, resource.RLIMIT_NPROC)
        if hard == resource.RLIM_INFINITY or processes < hard:
            resource.prlimit(pid, resource.RLIMIT_NPROC, (processes, processes))


def _running_tasks() -> int:
    """Processes and threads of this account, as the kernel counts them against a limit of it."""
    mine, count = b"%d" % os.getuid(), 0
    for name in os.listdir("/proc"):  # noqa: PTH208 — hundreds, while a call waits
        if name.isdecimal():
            try:
                status = Path("/proc", name, "status").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            if _field(status, b"Uid") == mine:
                count += int(_field(status, b"Threads"))
    return count


def _field(status: bytes, name: bytes) -> bytes:
    """The first word of a line; a process that is ending has not all of them."""
    words = status.partition(b"\n" + name + b":")[2].split(maxsplit=1)
    return words[0] if words else b"0"


def _close_all_but(keep: AbstractSet[int]) -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 — once a call: pathlib is slow
        descriptor = int(name)
        if descriptor > 2 and descriptor not in keep:  # noqa: PLR2004 — the standard streams
            _close(descriptor)


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:
        # The descriptor through which the folder was listed is gone already.
        return


def _clean_environment() -> None:
    zone = os.environ.get("TZ")
    os.environ.clear()
    os.environ.update(PATH="/usr/bin:/bin", LANG="C.UTF-8", HOME="/nonexistent")
    if zone is not None:
        os.environ["TZ"] = zone


def _set_resource_limits(limits: Limits, memory: int) -> None:
    # One second between soft and hard, so that a loop ends by SIGXCPU and says what it died of.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, FILE_BYTES)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    if limits.processes is not None:
        _lower(resource.RLIMIT_NPROC, limits.processes)
    _lower(memory, _used_bytes(memory, "self") + limits.memory_bytes)


def _lower(which: int, value: int) -> None:
    """Set soft and hard limit; one that is lower already stays."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _used_bytes(memory: int, process: int | str) -> int:
    """What counts against the limit already."""
    # Bytes, as text would import a codec in every worker.
    try:
        sizes = Path(f"/proc/{process}/statm").read_bytes().split()
    except FileNotFoundError as error:
        raise ProcessLookupError(process) from error
    if sizes[0] == b"0":
        raise ProcessLookupError(process)  # it ended, and waits to be collected
    return int(sizes[0 if memory == ADDRESS_SPACE else 5]) * resource.getpagesize()
