"""What a PostgreSQL that was killed leaves behind, and clearing it so that the next one can start.

PostgreSQL's own rules are kept: a cluster is free when nobody is attached to the shared memory
that its lock file `postmaster.pid` names. Two things are added. The lock file's process number may
have been given to another process of the same account since, which PostgreSQL would take for its
predecessor; and a server process in the middle of a long query notices only late that its
postmaster is gone.
"""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.errors import ApplianceError

_PATIENCE_SECONDS = 8.0
_UNTIL_KILLED_SECONDS = 1.0
_PAUSE_SECONDS = 0.02

# In postmaster.pid, counted from 0: the process number, and "key id" of the shared memory.
_PID_LINE, _MEMORY_LINE = 0, 6


def clear_leftovers(cluster: Path) -> None:
    """Wait until nothing of an earlier start works on `cluster`.

    Raises:
        ApplianceError: something still does, such as a PostgreSQL that was started by hand.
    """
    lock_file = cluster / "postmaster.pid"
    try:
        lines = lock_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    postmaster = _number(lines, _PID_LINE, word=0)
    memory = _number(lines, _MEMORY_LINE, word=1)
    started = time.monotonic()
    while busy := _busy(cluster, postmaster, memory):
        waited = time.monotonic() - started
        if waited > _PATIENCE_SECONDS:
            raise ApplianceError(f"{busy}, so that no other PostgreSQL may use it.")
        if waited > _UNTIL_KILLED_SECONDS and not _works_in(cluster, postmaster):
            _kill_orphans(cluster)
        time.sleep(_PAUSE_SECONDS)
    # Nobody is there: what PostgreSQL would make of a number that was given to another process, or
    # of a file that a power cut left in pieces, does not count.
    lock_file.unlink()


def remove_interrupted(folder: Path) -> None:
    """Remove a cluster that was not finished, of which an orphan may be writing the last files.

    Raises:
        OSError: it can't be removed.
    """
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while folder.exists():
        for cluster in folder.iterdir():
            _kill_orphans(cluster)
        try:
            shutil.rmtree(folder)
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE_SECONDS)


def _busy(cluster: Path, postmaster: int | None, memory: int | None) -> str:
    """Who uses the cluster, as the start of a sentence; empty when nobody does."""
    if _works_in(cluster, postmaster):
        return f"PostgreSQL already runs on {cluster} as process {postmaster}"
    if _attached(memory) if memory is not None else any(_all_in(cluster)):
        return f"Processes of an earlier PostgreSQL still use {cluster}"
    return ""


def _number(lines: list[str], line: int, *, word: int) -> int | None:
    """A number in the lock file; None where it is cut off, as a power cut may leave it."""
    with contextlib.suppress(IndexError, ValueError):
        return int(lines[line].split()[word])
    return None


def _works_in(folder: Path, pid: int | None) -> bool:
    """Whether a process works in `folder`, as each process of PostgreSQL does in its cluster."""
    if pid is None:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _attached(memory: int) -> bool:
    """Whether a process is attached to the shared memory segment of that id."""
    with Path("/proc/sysvipc/shm").open(encoding="ascii") as table:
        columns = next(table).split()
        identity, attached = columns.index("shmid"), columns.index("nattch")
        rows = [line.split() for line in table]
    return any(int(row[identity]) == memory and int(row[attached]) > 0 for row in rows)


def _kill_orphans(cluster: Path) -> None:
    for pid in _all_in(cluster):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _all_in(folder: Path) -> Iterator[int]:
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return (pid for pid in numbers if _works_in(folder, pid))
