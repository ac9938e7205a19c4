"""Processes that a worker left behind: found because they become children of whoever adopts.

A worker's own session is killed as a group, at once and without a race. What left the session is
re-parented to this process (`kernel.adopt_orphans`) when its parent ends, and is then a child that
we did not start.
"""

import contextlib
import os
import signal
import time
from collections.abc import Set as AbstractSet
from pathlib import Path


def kill_session(leader: int) -> None:
    """Kill every process of the session that `leader` led.

    Must be called before the leader is reaped: until then its number can't be another's.
    """
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # Nobody else is in it, or the leader died before it made the session its own.
        return


def kill_strangers(known: AbstractSet[int]) -> int:
    """Kill the children of this process that are not `known`; how many there were."""
    strangers = children() - known
    for pid in strangers:
        # Not reaped by anybody but this process, so the number is still the child's.
        os.kill(pid, signal.SIGKILL)
    return len(strangers)


def end_strangers(known: AbstractSet[int]) -> int:
    """As `kill_strangers`, and collect those that ended."""
    strangers = children() - known
    for pid in strangers:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, os.WNOHANG)
    return len(strangers)


def end_all(seconds: float) -> None:
    """Kill all children, and what they leave behind, until none is left or the time is over."""
    until = time.monotonic() + seconds
    while kill_strangers(frozenset()) and time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.005)


def children() -> set[int]:
    """Process ids of the children of this process, those that ended and wait included."""
    me = os.getpid()
    try:
        tasks = list(Path("/proc/self/task").iterdir())
        return {int(pid) for task in tasks for pid in (task / "children").read_bytes().split()}
    except FileNotFoundError:
        # A kernel without CONFIG_PROC_CHILDREN, or a thread that ended meanwhile.
        return {pid for pid in _all_processes() if _parent_of(pid) == me}


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _parent_of(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # After the name, which is in brackets and may hold anything: state, parent.
    return int(stat.rpartition(b")")[2].split()[1])
