"""`query`: ask, and watch the answers arrive."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("query")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@click.option("--kind", help="Kind of the values, such as IPV4; without it, it is detected.")
@click.option("--source", "sources", multiple=True, metavar="SLUG", help="Ask this source alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@configured
def command(
    config: Config,
    values: tuple[str, ...],
    kind: str | None,
    sources: tuple[str, ...],
    as_json: bool,  # noqa: FBT001 — click's way
) -> None:
    """Ask every source, or the named ones, about each VALUE."""
    from appliance.client.api import Client
    from appliance.client.asking import Question, ask
    from appliance.local import find_appliance

    appliance = find_appliance(config)
    client = Client(appliance.url, appliance.token)
    question = Question(values=values, kind=kind.upper() if kind else None, sources=sources)
    if as_json:
        import json

        click.echo(json.dumps(ask(client, question).document(), ensure_ascii=False, indent=2))
        return
    from appliance.client.answer_table import show

    show(client, question)
