"""`list import`, `list test`: ignore lists from files, and what they say of a value."""

from pathlib import Path
from typing import Any

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.config import Config
from appliance.errors import ApplianceError

FORMATS = ("misp-warninglist", "csv", "text")
REFUSED = 1
NOT_LISTED = 3
TEST = "/api/v1/ignoreLists/test"


@click.group("list")
@common_options
def command() -> None:
    """Work with ignore lists: what sources are not asked about."""


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(FORMATS),
    help="Without it, it is told by the file.",
)
@click.option("--name", help="What the list is called; without it, as the file says or is called.")
@click.option("--disabled", is_flag=True, help="Leave new lists switched off.")
@click.option(
    "--not-global", is_flag=True, help="Let new lists count only for what they are linked to."
)
@click.option(
    "--annotate", is_flag=True, help="Only mark what new lists name, and ask all the same."
)
@configured
def import_lists(
    config: Config,
    path: Path,
    *,
    file_format: str | None,
    name: str | None,
    disabled: bool,
    not_global: bool,
    annotate: bool,
) -> int:
    """Import the lists of PATH: a file, a folder at any depth, or a zip archive.

    A list that is there under its name gets the new entries and stays what it is otherwise.
    """
    from appliance.database import running_database
    from backend import admin
    from backend.telemetry import logs

    logs.configure("error")
    imported = admin.import_ignore_lists(
        running_database(config),
        path,
        file_format=file_format,
        enabled=not disabled,
        is_global=not not_global,
        annotate=annotate,
        name=name,
    )
    refused = 0
    for found in imported.lists:
        if found.outcome == "REFUSED":
            refused += 1
            click.echo(f"Refused {found.name}: {found.detail}.", err=True)
            continue
        click.echo(
            f"{found.outcome.capitalize()} {found.name}: {found.entries} entries "
            f"({found.added} added, {found.removed} removed)."
        )
        if found.unfit:
            first = found.examples[0]
            click.echo(
                f"  {found.unfit} of its lines are no entries; the first is line {first.line}, "
                f"{first.text!r}: {first.message}.",
                err=True,
            )
    _wait_until_they_count(config)
    return REFUSED if refused else 0


def _wait_until_they_count(config: Config) -> None:
    """An appliance of this machine answers once it has compiled them; none is no fault."""
    try:
        open_client(config).call("POST", TEST, {"values": []})
    except ApplianceError as error:
        click.echo(f"They are kept; the appliance does not say that they count: {error}", err=True)


@command.command("test")
@click.argument("value")
@configured
def check(config: Config, value: str) -> int:
    """Say which lists and entries VALUE matches. Exits with 0 if there is one, with 3 if none."""
    client = open_client(config)
    tested: dict[str, Any] = client.call("POST", TEST, {"values": [value]})[0]
    if tested["error"]:
        raise ApplianceError(tested["error"])
    for hit in tested["hits"]:
        click.echo(
            f"{hit['listName']}: {hit['entry']} ({hit['matching']}; {hit['action']}, "
            f"{hit['scope']})"
        )
    return 0 if tested["hits"] else NOT_LISTED
