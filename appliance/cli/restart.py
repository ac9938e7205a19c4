"""`restart NAME`."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("restart")
@click.argument("name")
@configured
def command(config: Config, name: str) -> None:
    """Restart one program, and wait until it is ready."""
    from appliance import control

    control.connect(config).restart(name)
    print(f"{name} was restarted and is ready")
