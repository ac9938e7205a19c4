"""`detect`: what values are, without asking anybody about them."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("detect")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of a table.")
@configured
def command(config: Config, values: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Say what each VALUE is: kind, canonical form, what is special about it.

    The exit status is 1 when one of them is nothing that can be asked about.
    """
    from appliance.client.api import Client
    from appliance.client.finding import detect, show_detected
    from appliance.local import find_appliance

    appliance = find_appliance(config)
    found = detect(Client(appliance.url, appliance.token), values)
    if as_json:
        import json

        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show_detected(found)
    if any(item["error"] for item in found):
        click.get_current_context().exit(1)
