"""`./build.sh bench extraction`: how fast indicators are found, and in how much memory.

One JSON object a line: `name`, `value`, `unit`, `beside` (what it is compared with), `ratio`
(value over that), `machine`. Times are the processor's, as others may use the machine meanwhile.
Real text is played by logs of a web server, of sshd, of a resolver and in JSON, in which few hosts
make most of the lines, as in life.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from typing import IO

from backend.extraction.finding import Finder
from tests.backend.extraction.test_finding import HOSTILE
from tests.load.figures import figure

MB = 1_000_000
WANTED_MB_PER_SECOND = 10.0
SIZES_MB = (1, 10, 100)
HOSTILE_CHARACTERS = (250_000, 500_000)


class LogText:
    """Lines of logs, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._lines = 0
        self._addresses = [f"198.51.{n % 100 + 1}.{n % 250 + 1}" for n in range(5000)]
        self._hosts = [f"host{n}.example.{('com', 'net', 'org')[n % 3]}" for n in range(800)]
        self._paths = [f"/{('shop', 'news', 'static/app')[n % 3]}/{n}.html" for n in range(600)]
        self._agents = [
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{n}.0.0.0 Safari/537.36"
            for n in range(100, 125)
        ]

    def lines(self, size: int) -> str:
        """About `size` characters."""
        lines, length = [], 0
        while length < size:
            lines.append(self._line())
            length += len(lines[-1])
        return "".join(lines)

    def _some(self, values: list[str]) -> str:
        """The first ones far more often than the last."""
        return values[int(len(values) * self._random.random() ** 4)]

    def _line(self) -> str:
        self._lines += 1
        n, chance = self._lines // 20, self._random.random()
        clock = f"{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}"
        address, host = self._some(self._addresses), self._some(self._hosts)
        if chance < 0.6:
            return (
                f'{address} - - [24/Nov/2024:{clock} +0000] "GET {self._some(self._paths)} '
                f'HTTP/1.1" 200 {self._random.randrange(20000)} '
                f'"https://{host}{self._some(self._paths)}" "{self._some(self._agents)}"\n'
            )
        if chance < 0.8:
            return (
                f"Nov 24 {clock} web1 sshd[{self._random.randrange(30000)}]: Failed password for "
                f"invalid user admin from {address} port {self._random.randrange(60000)} ssh2\n"
            )
        if chance < 0.9:
            return (
                f"Nov 24 {clock} dns1 named[812]: client {address}#{self._random.randrange(60000)}:"
                f" query: {host} IN A + (192.0.2.53)\n"
            )
        return (
            f'{{"time":"2024-11-24T{clock}Z","level":"info","src":"{address}","host":"{host}",'
            f'"bytes":{self._random.randrange(20000)},"msg":"connection closed by peer"}}\n'
        )


def main() -> None:
    """Print one line for each figure."""
    # First, while this process is small: the peak of a new one begins with that of its parent.
    for size in SIZES_MB:
        with tempfile.TemporaryFile() as file:
            _write(file, size)
            seconds, peak = _in_the_child(file)
        name = f"logs, {size} MB, child process from its start"
        _print(name, size / seconds, "MB/s", "aim", WANTED_MB_PER_SECOND)
        _print(f"memory at the peak of the child, {size} MB", peak / 1024, "MiB", "limit", 1024.0)
    speeds: dict[int, float] = {}
    for size in SIZES_MB:
        seconds, found = _in_this_process(LogText().lines(size * MB))
        speeds[size] = size / seconds
        _print(f"logs, {size} MB ({found} distinct)", speeds[size], "MB/s", "1 MB", speeds[1])
    for name, unit in HOSTILE.items():
        once, twice = (_hostile(unit, characters) for characters in HOSTILE_CHARACTERS)
        _print(f"hostile: {name}, twice the text", twice, "s", "once", once)


def _in_this_process(text: str) -> tuple[float, int]:
    finder = Finder()
    begun = time.process_time()
    for begin in range(0, len(text), MB):
        finder.feed(text[begin : begin + MB])
    finder.end()
    return time.process_time() - begun, len(finder.found)


def _hostile(unit: str, characters: int) -> float:
    text = unit * (characters // len(unit))
    return min(_in_this_process(text)[0] for _ in range(3))


def _write(file: IO[bytes], size: int) -> None:
    logs = LogText()
    for _ in range(size):
        file.write(logs.lines(MB).encode())
    file.seek(0)


def _in_the_child(file: IO[bytes]) -> tuple[float, int]:
    """Seconds of the processor, start and answer included, and KiB at the peak."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "backend.extraction.child", "x.log"],
        stdin=file,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, after.ru_maxrss


def _print(name: str, value: float, unit: str, beside: str, other: float) -> None:
    told = f"{beside}: {other:.3f}"
    figure(f"extraction: {name}", value, unit, beside=told, ratio=value / other)


if __name__ == "__main__":
    main()
