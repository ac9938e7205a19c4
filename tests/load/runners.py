"""`./build.sh bench runners`: a call of user code beside the bare function, a fresh interpreter.

Each runner is alone, as `python -m runners.LANGUAGE` starts it, and is asked over its socket.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from runners.javascript.program import Program
from tests.load.figures import figure
from tests.runners.harness import Asker, Runner, children_of
from tests.runners.languages import JAVASCRIPT, PYTHON, Language
from tests.support.processes import pss_mb

CALLS = 200
FRESH = 20
AT_ONCE = 16
MANY = 400
# Between calls that one after the other ask, so that a spare is there again.
PAUSE_SECONDS = 0.04

BARE = 1000
PYTHON_BODY = "return {'seen': data, 'score': len(kind)}"
JAVASCRIPT_BODY = "return { seen: data, score: kind.length }"
PYTHON_CODE = f"def fetch_data(data, kind):\n    {PYTHON_BODY}\n"
JAVASCRIPT_CODE = f"function fetchData(data, kind) {{\n  {JAVASCRIPT_BODY}\n}}\n"


def main() -> None:
    """Latency, calls a second and memory of both languages."""
    deno = str(Program.shipped().deno)
    asyncio.run(_measure(PYTHON, PYTHON_CODE, [sys.executable, "-c", PYTHON_CODE], _bare_python))
    fresh = [deno, "eval", "--no-config", "--no-lock", JAVASCRIPT_CODE]
    asyncio.run(_measure(JAVASCRIPT, JAVASCRIPT_CODE, fresh, lambda: _bare_javascript(deno)))


async def _measure(
    language: Language, code: str, fresh: list[str], bare: Callable[[], float]
) -> None:
    runner = Runner(language)
    try:
        async with runner.channel() as channel:
            ask = Asker(channel)
            await ask.update("source", code)
            calls, started = await _one_by_one(ask, fresh)
            _tell(language, calls, started, bare())
            await _many(ask, language, median(started))
        await asyncio.sleep(1)
        _memory(runner, language)
    finally:
        runner.stop()


async def _one_by_one(ask: Asker, fresh: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of calls, and of a fresh interpreter that only loads the code, in turns."""
    calls, started = [], []
    for number in range(CALLS + 5):
        began = time.perf_counter()
        await ask.fetch("source")
        calls.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PAUSE_SECONDS)
        if number % (CALLS // FRESH) == 0:
            began = time.perf_counter()
            process = await asyncio.create_subprocess_exec(*fresh)
            assert await process.wait() == 0
            started.append((time.perf_counter() - began) * 1000)
    return sorted(calls[5:]), started


def _tell(language: Language, calls: list[float], started: list[float], bare: float) -> None:
    beside = f"a fresh interpreter of {median(started):.3g} ms; the bare function of {bare:.2g} us"
    for name, value in (("p50", calls[CALLS // 2]), ("p95", calls[int(CALLS * 0.95)])):
        figure(
            f"{language.name}: a call that a spare serves, {name}",
            value,
            "ms",
            beside=beside,
            ratio=value / median(started),
        )


async def _many(ask: Asker, language: Language, started: float) -> None:
    """Two sources, as one may only have half of the places."""
    code = PYTHON_CODE if language is PYTHON else JAVASCRIPT_CODE
    await ask.update("other", code)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with places:
            await ask.fetch("source" if number % 2 else "other")

    began = time.perf_counter()
    await asyncio.gather(*map(one, range(MANY)))
    rate = MANY / (time.perf_counter() - began)
    figure(
        f"{language.name}: calls with {AT_ONCE} at a time",
        rate,
        "a second",
        beside="fresh interpreters one after the other",
        ratio=rate * started / 1000,
    )


def _memory(runner: Runner, language: Language) -> None:
    spares = [pss_mb(pid) for pid in children_of(runner.launcher)]
    figure(f"{language.name}: memory of a spare (PSS)", spares, "MiB")
    figure(f"{language.name}: memory of the launcher (PSS)", pss_mb(runner.launcher), "MiB")


def _bare_python() -> float:
    """Microseconds of the function."""
    names: dict[str, Callable[[str, str], object]] = {}
    exec(PYTHON_CODE, names)
    function = names["fetch_data"]
    began = time.perf_counter()
    for _ in range(BARE):
        function("192.0.2.1", "IPV4")
    return (time.perf_counter() - began) / BARE * 1e6


def _bare_javascript(deno: str) -> float:
    """The same, as its own clock says."""
    loop = f"for (let n = 0; n < {BARE}; n += 1) fetchData('192.0.2.1', 'IPV4');"
    code = (
        f"{JAVASCRIPT_CODE}const began = performance.now();{loop}"
        f"console.log((performance.now() - began) / {BARE} * 1000);"
    )
    command = [deno, "eval", "--no-config", "--no-lock", code]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(told)


if __name__ == "__main__":
    main()
