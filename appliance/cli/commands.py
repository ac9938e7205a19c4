"""The table of commands, each imported when it is called, and what a failure looks like."""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from appliance.cli.options import common_options
from appliance.errors import ApplianceError
from appliance.paths import PROGRAM

COMMANDS = {
    "run": "run",
    "status": "status",
    "restart": "restart",
    "stop": "stop",
    "logs": "logs",
    "check-config": "check_config",
    "selftest": "selftest",
    "version": "version",
    "user": "user",
    "token": "token",
    "secret": "secret",
    "feed": "feed",
    "list": "list_command",
    "pack": "pack",
    "source": "source",
    "recording": "recording",
    "query": "query",
    "request": "request",
    "limits": "limits",
    "detect": "detect",
    "extract": "extract",
    "watch": "watch",
}
"""Module by command, each with a `command`; in the order of `--help`."""

INTERRUPTED = 130
TRACEBACK_VARIABLE = "INDICATOR_AGGREGATOR_TRACEBACK"


class _Lazy(click.Group):
    """Imports the called command's module alone, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        _ = ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"appliance.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@common_options
def root() -> None:
    """Ask every source what it knows about an indicator, in your own network."""


def run_command(arguments: Sequence[str]) -> NoReturn:
    """Do what the arguments say, and exit: 0 done, 1 failed, 2 usage or configuration.

    Failures are one line on standard error.

    Raises:
        SystemExit: always.
    """
    try:
        status = root.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
        # What is still to be written fails here, where it can be said.
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        hint = f" See: {error.ctx.command_path} --help" if error.ctx is not None else ""
        _fail(error.format_message() + hint, error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Who reads has seen enough, as `head` does.
        _let_go_of_output()
        sys.exit(1)
    except ApplianceError as error:
        _fail(str(error), error.exit_status)
    except Exception as error:  # noqa: BLE001 — the last place that can make a sentence of it
        _fail(_sentence(error), 1)
    sys.exit(status if isinstance(status, int) else 0)


def _sentence(error: Exception) -> str:
    """What went wrong, for somebody who does not know the program's insides."""
    # The backend is imported by the commands that need it; one that was not raises nothing.
    backend_errors = sys.modules.get("backend.models.errors")
    if backend_errors is not None and isinstance(error, backend_errors.ApplicationError):
        return str(error.detail)
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return (
        f"unexpected {type(error).__name__}: {error}. This is a defect of the program; "
        f"{TRACEBACK_VARIABLE}=1 shows where it is."
    )


def _fail(text: str, status: int) -> NoReturn:
    line = " ".join(text.split())
    print(f"{PROGRAM}: {line}", file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        _let_go_of_output()
    sys.exit(status)


def _let_go_of_output() -> None:
    """What can't be written is given up: the interpreter's own flush would change the status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
