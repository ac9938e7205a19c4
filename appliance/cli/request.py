"""`request list`, `show`, `cancel`, `compare`: what was asked before."""

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.cli.printing import print_json
from appliance.config import Config

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of tables."
)


@click.group("request")
@common_options
def command() -> None:
    """Look at requests that were made, stop one, compare two."""


@command.command("list")
@click.option("--search", metavar="TEXT", help="Those whose first value has TEXT in it.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@as_json_option
@configured
def list_requests(config: Config, search: str | None, limit: int, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Requests, newest first."""
    from appliance.client import requests

    found = requests.list_requests(open_client(config), limit=limit, search=search)
    if as_json:
        print_json(found)
        return
    from appliance.client.request_tables import show_list

    show_list(found)


@command.command("show")
@click.argument("request_id", metavar="ID")
@as_json_option
@configured
def show(config: Config, request_id: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Verdicts and answers of request ID, as far as it is."""
    from appliance.client import requests

    client = open_client(config)
    request = requests.get_request(client, request_id)
    progress = requests.read_answers(client, request_id)
    if as_json:
        print_json({**progress.document(), "request": request})
        return
    from appliance.client.request_tables import show_request

    show_request(request, progress)


@command.command("cancel")
@click.argument("request_id", metavar="ID")
@configured
def cancel(config: Config, request_id: str) -> None:
    """Ask nothing more for request ID; what was answered stays."""
    from appliance.client import requests

    requests.cancel(open_client(config), request_id)
    click.echo(f"Nothing more is asked for request {request_id}.")


@command.command("compare")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@as_json_option
@configured
def compare(config: Config, a: str, b: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """How request B differs from request A: changed, new and gone answers."""
    from appliance.client import requests

    found = requests.compare(open_client(config), a, b)
    if as_json:
        print_json(found)
        return
    from appliance.client.request_tables import show_comparison

    show_comparison(found)
