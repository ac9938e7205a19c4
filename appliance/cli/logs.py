"""`logs NAME`."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("logs")
@click.argument("name")
@click.option("--lines", "-n", type=click.IntRange(min=0), default=50, show_default=True)
@click.option("--follow", "-f", is_flag=True, help="Go on with what is added, until Ctrl-C.")
@configured
def command(config: Config, name: str, lines: int, follow: bool) -> None:  # noqa: FBT001 — click's way
    """Show the end of the log of a program, or of the supervisor."""
    from appliance import log_reading

    path = log_reading.find(config, name)
    for line in log_reading.tail(path, lines):
        click.echo(line)
    if follow:
        for line in log_reading.follow(path):
            click.echo(line)
