"""`./build.sh bench start`: how long starts take, and what an idle appliance holds in memory.

With TESTED_BINARY=PROGRAM a packaged one is measured, else what runs from source.
"""

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.load.figures import figure
from tests.support.appliances import PROGRAM, Appliance, reachable_folder
from tests.support.processes import command, pss_mb, until

STARTS = 5
CALLS = 20
IDLE_SECONDS = 5.0
COMMAND_SHOWN = 60


def main() -> None:
    """The command line, starts and stops, memory."""
    figure("indicator-aggregator version", _version(PROGRAM), "s")
    folder = reachable_folder()
    appliance = Appliance(folder / "one")
    try:
        figure("first start, which makes the database, to ready", _start(appliance), "s")
        stops = [_stop(appliance)]
        starts = []
        for _ in range(STARTS):
            starts.append(_start(appliance))
            stops.append(_stop(appliance))
        figure("start of an initialised appliance to ready", starts, "s")
        figure("stop of an idle appliance", stops, "s")
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
    """What each process holds, then all of them."""
    sizes = {pid: pss_mb(pid) for pid in (appliance.pid, *sorted(appliance.family()))}
    for pid, size in sizes.items():
        words = " ".join(map(_short, command(pid)))
        figure(f"memory of {words[:COMMAND_SHOWN]}", size, "MB PSS")
    figure(f"memory of {len(sizes)} idle processes", sum(sizes.values()), "MB PSS")


def _short(word: str) -> str:
    return Path(word).name if word.startswith("/") else word


if __name__ == "__main__":
    main()
