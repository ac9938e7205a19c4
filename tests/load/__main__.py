"""`./build.sh bench [NAME…]`: measurements, each in its own process; all when none is named."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
# What measurements share.
NO_MEASUREMENT = {"__main__", "figures", "serve", "servers"}


def names() -> list[str]:
    """What can be measured, one module each."""
    return sorted({m.name for m in pkgutil.iter_modules([str(FOLDER)])} - NO_MEASUREMENT)


def main(chosen: list[str]) -> int:
    """Measure; the exit status is 1 when one failed, 2 for a name that there is not."""
    unknown = [name for name in chosen if name not in names()]
    if unknown:
        there = "".join(f"\n  {name:14} {_about(name)}" for name in names())
        sys.stderr.write(f"There is no measurement {unknown[0]!r}; there are:{there}\n")
        return 2
    failed = [name for name in chosen or names() if not _measure(name)]
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _measure(name: str) -> bool:
    return subprocess.run([sys.executable, "-m", f"tests.load.{name}"], check=False).returncode == 0


def _about(name: str) -> str:
    told = importlib.import_module(f"tests.load.{name}").__doc__ or ""
    return told.splitlines()[0].partition(": ")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
