"""`limits`: what sources may still be asked."""

import click

from appliance.cli.opening import open_client
from appliance.cli.options import configured
from appliance.cli.printing import print_json
from appliance.config import Config


@click.command("limits")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, every source with all it has.")
@configured
def command(config: Config, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Show what is left of each source's limits, and which sources are left alone for a while."""
    limits = open_client(config).call("GET", "/api/v1/limits")
    if as_json:
        print_json(limits)
        return
    from appliance.client.limits_table import show

    show(limits)
