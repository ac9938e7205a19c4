"""`detect`: what values are, without asking anybody about them."""

import click

from appliance.cli.opening import open_client
from appliance.cli.options import configured
from appliance.cli.printing import print_json
from appliance.config import Config


@click.command("detect")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of a table.")
@configured
def command(config: Config, values: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Say what each VALUE is: kind, canonical form, what is special about it.

    The exit status is 1 when one of them is nothing that can be asked about.
    """
    from appliance.client.finding import detect, show_detected

    found = detect(open_client(config), values)
    if as_json:
        print_json(found)
    else:
        show_detected(found)
    if any(item["error"] for item in found):
        click.get_current_context().exit(1)
