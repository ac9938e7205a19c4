"""`selftest`."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("selftest")
@configured
def command(config: Config) -> None:
    """Try the whole program on this machine, apart from what runs on it; takes some seconds."""
    from appliance import selftest

    selftest.run(config)
