"""Reading the programs' logs, which the supervisor rotates while they are read."""

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from appliance.config import Config
from appliance.errors import ApplianceError, SetupError
from appliance.programs import programs_of

_SUPERVISOR = "supervisor"
_PAUSE_SECONDS = 0.2
_NO_PORT = 0


def find(config: Config, name: str) -> Path:
    """The log file of a program, or of the supervisor.

    Raises:
        SetupError: there is no such program.
        ApplianceError: there is no log yet, or this account may not read it.
    """
    names = [*(p.name for p in programs_of(config, backend_port=_NO_PORT)), _SUPERVISOR]
    if name not in names:
        raise SetupError(f"There is no program {name!r}; there are: {', '.join(names)}.")
    path = config.data.log(name)
    try:
        path.open("rb").close()
    except FileNotFoundError as error:
        raise ApplianceError(
            f"There is no {path}: no appliance was started on {config.data.root} yet."
        ) from error
    except OSError as error:
        raise ApplianceError(f"Can't read {path}: {error.strerror}.") from error
    return path


def tail(path: Path, count: int) -> Iterator[str]:
    """The last lines, of the file before the last rotation too when this one has fewer."""
    lines: deque[str] = deque(maxlen=count)
    for file in (path.with_name(path.name + ".1"), path):
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as text:
                lines.extend(line.rstrip("\n") for line in text)
    yield from lines


def follow(path: Path) -> Iterator[str]:
    """What is added from now on, line by line, without end."""
    file = path.open(encoding="utf-8", errors="replace")
    try:
        file.seek(0, 2)
        inode, rest = path.stat().st_ino, ""
        while True:
            block = file.read()
            *lines, rest = (rest + block).split("\n")
            yield from lines
            if block:
                continue
            if path.exists() and path.stat().st_ino != inode:
                file.close()
                file = path.open(encoding="utf-8", errors="replace")
                inode = path.stat().st_ino
                continue
            time.sleep(_PAUSE_SECONDS)
    finally:
        file.close()
