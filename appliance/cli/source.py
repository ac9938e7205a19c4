"""`source run`, `source runs`: the tasks of sources, which refresh feeds."""

from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config

if TYPE_CHECKING:
    from appliance.client.api import Client

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)


@click.group("source")
@common_options
def command() -> None:
    """Work with sources."""


@command.command("run")
@click.argument("slug")
@as_json_option
@configured
@click.pass_context
def run(context: click.Context, config: Config, slug: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Run the task of source SLUG now, and wait for its end: refresh its feed, for example.

    Its schedule may be off. Exits with 1 when the run failed.
    """
    from appliance.client import runs

    client = _client(config)
    done = runs.run_now(client, runs.source_id_of(client, slug))
    if as_json:
        _print_json(done)
    else:
        for line in done["log"]:
            click.echo(line["message"])
        rows = "" if done["rows"] is None else f" with {done['rows']} rows"
        error = f": {done['error']}" if done["error"] else ""
        click.echo(f"{done['outcome']}{rows} after {runs.seconds_of(done):.1f} s{error}")
    if done["outcome"] != "DONE":
        context.exit(1)


@command.command("runs")
@click.argument("slug")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@as_json_option
@configured
def show(config: Config, slug: str, limit: int, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """The last runs of the task of source SLUG, newest first."""
    from appliance.client import runs

    client = _client(config)
    found = runs.list_runs(client, runs.source_id_of(client, slug), limit=limit)
    if as_json:
        _print_json(found)
        return
    for each in found:
        seconds = runs.seconds_of(each)
        took = "" if seconds is None else f"{seconds:.1f} s"
        rows = "" if each["rows"] is None else f"{each['rows']} rows"
        cells = (each["startedAt"][:19] + "Z", each["outcome"], each["trigger"], took, rows)
        widths = (20, 11, 8, 9, 14)
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo(f"{line}  {each['error'] or ''}".rstrip())


def _client(config: Config) -> "Client":
    from appliance.client.api import Client
    from appliance.local import find_appliance

    appliance = find_appliance(config)
    return Client(appliance.url, appliance.token)


def _print_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
