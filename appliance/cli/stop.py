"""`stop`."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("stop")
@configured
def command(config: Config) -> None:
    """Stop the appliance, and wait until it has ended."""
    from appliance import control

    control.connect(config).stop()
    print("The appliance has stopped")
