"""`version`."""

import click

from appliance import __version__
from appliance.cli.options import common_options
from appliance.paths import PROGRAM


@click.command("version")
@common_options
def command() -> None:
    """Print the version."""
    click.echo(f"{PROGRAM} {__version__}")
