"""`limits`: what sources may still be asked."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("limits")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, every source with all it has.")
@configured
def command(config: Config, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Show what is left of each source's limits, and which sources are left alone for a while."""
    from appliance.client.api import Client
    from appliance.local import find_appliance

    appliance = find_appliance(config)
    limits = Client(appliance.url, appliance.token).call("GET", "/api/v1/limits")
    if as_json:
        import json

        click.echo(json.dumps(limits, ensure_ascii=False, indent=2))
        return
    from appliance.client.limits_table import show

    show(limits)
