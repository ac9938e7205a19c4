"""The command line of a runner that is started alone, for development."""

import argparse
from pathlib import Path
from typing import TypeVar

from runners.config import RunnerConfig
from runners.egress.config import OutboundConfig

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
    parser.add_argument("--accept-level", default=defaults.accept_level)
    parser.add_argument("--outbound-proxy", help="as [outbound] proxy of the configuration")
    parser.add_argument("--ca-bundle", type=Path, help="as [outbound] ca_bundle")
    options = parser.parse_args()
    return options, config(
        concurrency=options.concurrency,
        memory_mb=options.memory_mb,
        accept_level=options.accept_level,
    )


def outbound_of(options: argparse.Namespace) -> OutboundConfig:
    """How sources get outside."""
    bundle = options.ca_bundle and str(options.ca_bundle.absolute())
    return OutboundConfig(proxy=options.outbound_proxy, ca_bundle=bundle)
