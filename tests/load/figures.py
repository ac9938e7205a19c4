# ruff: noqa: T201 — it prints what it measured
"""Figures as JSON, one object a line, so that they can be kept and compared."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median


def figure(
    name: str,
    values: float | Sequence[float],
    unit: str,
    *,
    beside: str = "",
    ratio: float | None = None,
) -> None:
    """Print a figure: the median of `values`, with how many they were and their spread.

    `beside` names what it was measured beside in the same run, `ratio` is the figure over that.
    """
    numbers = [values] if isinstance(values, int | float) else list(values)
    told: dict[str, object] = {"name": name, "value": _short(median(numbers)), "unit": unit}
    if len(numbers) > 1:
        told |= {"runs": len(numbers), "least": _short(min(numbers)), "most": _short(max(numbers))}
    if beside:
        told["beside"] = beside
    if ratio is not None:
        told["ratio"] = _short(ratio)
    print(json.dumps({**told, "machine": machine()}), flush=True)


def machine() -> str:
    """The machine: processor, cores, memory, Python."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _short(value: float) -> float:
    """Four digits; what was counted stays as it is."""
    return value if isinstance(value, int) else float(f"{value:.4g}")
