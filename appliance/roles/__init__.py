"""The processes of the appliance: `indicator-aggregator ROLE`, started by the supervisor.

Each role is one module with `run(arguments)`, imported when it is called. They are kept away from
the command line's library: a role starts faster without it, and workers share less memory.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from appliance import __version__
from appliance.config import Config, load_config
from appliance.errors import ApplianceError

if TYPE_CHECKING:
    from runners.telemetry.reporting import Reporting

ROLES = {
    "postgres": "postgres",
    "backend": "backend",
    "gateway": "gateway",
    "runner-python": "runner_python",
    "runner-python-zygote": "runner_python_zygote",
    "runner-javascript": "runner_javascript",
    "runner-javascript-launcher": "runner_javascript_launcher",
    "feed-parse": "feed_parse",
    "ignore-lists": "ignore_lists",
    "document-read": "document_read",
}
"""Module by role."""


def run_role(name: str, arguments: Sequence[str]) -> None:
    """Be the role until it ends.

    Raises:
        SystemExit: with the role's status; 2 when it can't start as it is configured.
    """
    try:
        importlib.import_module(f"appliance.roles.{ROLES[name]}").run(arguments)
    except ApplianceError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.exit_status) from error


def parser(name: str) -> argparse.ArgumentParser:
    """A parser for a role's arguments, `--config` among them."""
    made = argparse.ArgumentParser(prog=f"indicator-aggregator {name}", allow_abbrev=False)
    made.add_argument("--config", type=Path, default=None, help="configuration file")
    return made


def configuration(options: argparse.Namespace) -> Config:
    """The configuration that the supervisor read too: same file, same environment."""
    return load_config(options.config)


def reporting(config: Config, service: str) -> "Reporting":
    """Traces and reports of defects of one process, as the configuration has them."""
    from runners.telemetry.reporting import Reporting

    return Reporting(
        service=service,
        version=__version__,
        telemetry=config.telemetry,
        sentry=config.sentry,
    )
