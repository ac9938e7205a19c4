"""The command line of a runner that is started alone, for development."""

import argparse
from pathlib import Path
from typing import TypeVar

from runners.config import RunnerConfig

C = TypeVar("C", bound=RunnerConfig)


def read_options(
    module: str, description: str | None, config: type[C]
) -> tuple[argparse.Namespace, C]:
    """Its `socket` and `account`, and a configuration with what else was told."""
    defaults = config()
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--socket", type=Path, required=True, help="unix socket to listen on")
    parser.add_argument("--account", help="account of user code, when started as root")
    parser.add_argument("--concurrency", type=int, default=defaults.concurrency)
    parser.add_argument("--memory-mb", type=int, default=defaults.memory_mb)
    options = parser.parse_args()
    return options, config(concurrency=options.concurrency, memory_mb=options.memory_mb)
