"""`extract`: the indicators in a file or on standard input."""

from pathlib import Path

import click

from appliance.cli.opening import open_client
from appliance.cli.options import configured
from appliance.cli.printing import print_json
from appliance.config import Config


@click.command("extract")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of a table.")
@configured
def command(config: Config, file: Path, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Find the indicators in FILE, or in standard input when it is `-`, disarmed ones too.

    FILE is text, a log, CSV, JSON, HTML, a mail, a PDF, a Word or Excel document, or a ZIP of
    these, as its content tells.
    """
    from appliance.client.finding import LONGEST_SECONDS, extract, rows_of, show_extracted

    client = open_client(config, quiet_seconds=LONGEST_SECONDS)
    found = extract(client, file)
    for warning in found["warnings"]:
        click.echo(f"not read: {warning}", err=True)
    if found["truncated"]:
        click.echo("there are more indicators than are listed: divide the file", err=True)
    if as_json:
        print_json(rows_of(found))
        return
    show_extracted(found)
