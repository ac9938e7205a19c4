# ruff: noqa: T201 — it prints what it measured
"""`./build.sh bench [PROGRAM]`: how long starts take, and what an idle appliance holds in memory.

PROGRAM is a packaged one; without it, what runs from source is measured.
"""

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.appliances import FROM_SOURCE, Appliance, reachable_folder
from tests.support.processes import command, pss_mb, until

STARTS = 5
CALLS = 20
IDLE_SECONDS = 5.0


def main() -> None:
    """Print one line for each figure."""
    program = sys.argv[1:] or FROM_SOURCE
    _report("indicator-aggregator version", _version(program), "s")
    folder = reachable_folder()
    appliance = Appliance(folder / "one", program=program)
    try:
        _report("first start, which makes the database, to ready", [_start(appliance)], "s")
        stops = [_stop(appliance)]
        starts = []
        for _ in range(STARTS):
            starts.append(_start(appliance))
            stops.append(_stop(appliance))
        _report("start of an initialised appliance to ready", starts, "s")
        _report("stop of an idle appliance", stops, "s")
        _start(appliance)
        time.sleep(IDLE_SECONDS)
        _memory(appliance)
    finally:
        appliance.end()
        shutil.rmtree(folder)


def _version(program: Sequence[str]) -> list[float]:
    took = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        subprocess.run([*program, "version"], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begun)
    return took


def _start(appliance: Appliance) -> float:
    """Seconds until it said that it is ready, and until a health check with everything is fine."""
    begun = time.perf_counter()
    appliance.start()
    if until(appliance.works, 30) is None:
        raise SystemExit(f"not ready: {appliance.errors.read_text()}")
    return time.perf_counter() - begun


def _stop(appliance: Appliance) -> float:
    begun = time.perf_counter()
    appliance.stop()
    return time.perf_counter() - begun


def _memory(appliance: Appliance) -> None:
    sizes = {pid: pss_mb(pid) for pid in (appliance.pid, *sorted(appliance.family()))}
    for pid, size in sizes.items():
        print(f"  {size:6.1f} MB  {' '.join(map(_short, command(pid)))[:80]}")
    print(f"memory of {len(sizes)} idle processes (PSS): {sum(sizes.values()):.0f} MB")


def _short(word: str) -> str:
    return Path(word).name if word.startswith("/") else word


def _report(what: str, figures: list[float], unit: str) -> None:
    middle = statistics.median(figures)
    spread = f" (median of {len(figures)}; {min(figures):.3f} to {max(figures):.3f})"
    print(f"{what}: {middle:.3f} {unit}{spread if len(figures) > 1 else ''}", flush=True)


if __name__ == "__main__":
    main()
