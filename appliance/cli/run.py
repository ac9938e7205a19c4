"""`run`: become the supervisor."""

import click

from appliance.cli.options import configured, setting_option
from appliance.config import Config


@click.command("run")
@setting_option("--host", "server", "host", str, "Address to listen on, as [server] host.")
@setting_option("--port", "server", "port", int, "Port to listen on, as [server] port.")
@configured
def command(config: Config) -> None:
    """Start the appliance, and stay until it is stopped."""
    from appliance import supervision

    supervision.run(config)
