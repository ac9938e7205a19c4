"""Looking at processes through /proc: families, ends, memory. For tests that kill."""

import re
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def stat(pid: int) -> list[str] | None:
    """State, parent id and so on (fields 3 and up of `/proc/PID/stat`); None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def alive(pid: int) -> bool:
    """Whether it runs; one that ended and was not waited for does not."""
    found = stat(pid)
    return found is not None and found[0] not in "ZX"


def descendants(pid: int) -> set[int]:
    """Children, their children and so on."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := stat(int(entry.name))) is not None:
            parents[int(entry.name)] = int(found[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}


def command(pid: int) -> list[str]:
    """Its command line; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def uid(pid: int) -> int:
    """Whom it runs as."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^Uid:\s+\d+\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]


def pss_mb(pid: int) -> float:
    """Memory, with what is shared divided by those who share it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        # It hides its memory from others of its account: all of it counts as its own.
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1024 / 1024
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def remaining(pids: Iterable[int], seconds: float) -> set[int]:
    """Those that still run when all have ended or the time is over."""
    pids = set(pids)
    until(lambda: not any(map(alive, pids)), seconds)
    return set(filter(alive, pids))


def until(condition: Callable[[], object], seconds: float) -> float | None:
    """After how many seconds the condition held; None when it did not in time."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.02)
    return time.monotonic() - began
