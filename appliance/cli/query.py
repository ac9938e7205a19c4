"""`query`: ask, and watch the answers arrive."""

import sys
from typing import Any

import click

from appliance.cli.opening import open_client
from appliance.cli.options import configured
from appliance.cli.printing import print_json
from appliance.config import Config

TLP = ("clear", "green", "amber", "amber+strict", "red")
PAP = ("clear", "green", "amber", "red")
LEFT_OUT = 1


@click.command("query")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...|-")
@click.option("--kind", help="Kind of the values, such as IPV4; without it, it is detected.")
@click.option("--source", "sources", multiple=True, metavar="SLUG", help="Ask this source alone.")
@click.option("--preset", metavar="NAME", help="Ask the sources of this preset.")
@click.option("--tlp", type=click.Choice(TLP, case_sensitive=False), help="Who may be told.")
@click.option("--pap", type=click.Choice(PAP, case_sensitive=False), help="What may be done.")
@click.option("--offline", is_flag=True, help="Ask only sources that ask nobody outside.")
@click.option("--refresh", is_flag=True, help="Ask anew what the cache could answer.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@configured
def command(
    *,
    config: Config,
    values: tuple[str, ...],
    kind: str | None,
    tlp: str | None,
    pap: str | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Ask every source, or the named ones, about each VALUE; with - about each line that comes in.

    Of a pipe, lines that are empty or begin with # are left out. One that is no indicator is named
    on standard error; the others are asked, and the exit status is 1.
    """
    from appliance.client.asking import Question, ask
    from appliance.client.lines import read_values

    client = open_client(config)
    left_out = False
    if values == ("-",):
        values, left_out = read_values(client, sys.stdin.buffer, kind)
    question = Question(
        values=values,
        kind=kind.upper() if kind else None,
        tlp=tlp.upper().replace("+", "_") if tlp else None,
        pap=pap.upper() if pap else None,
        **chosen,
    )
    if as_json:
        print_json(ask(client, question).document())
    else:
        from appliance.client.answer_table import show

        show(client, question)
    if left_out:
        sys.exit(LEFT_OUT)
