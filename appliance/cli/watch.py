"""`watch …`: indicators that are asked about again on a schedule, and what changed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.cli.printing import print_json
from appliance.config import Config
from appliance.errors import ApplianceError

if TYPE_CHECKING:
    from appliance.client.api import Client

UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
PATH = "/api/v1/watchlists"


@click.group("watch")
@common_options
def command() -> None:
    """Ask about indicators again on a schedule, and see what changed."""


def as_json(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`, which gives `as_json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
    return option(function)


class _Interval(click.ParamType[int]):
    """Seconds, or a number with m, h, d or w."""

    name = "interval"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip().lower()
        number, unit = (text[:-1], UNITS[text[-1]]) if text[-1:] in UNITS else (text, 1)
        if not number.isascii() or not number.isdigit():
            self.fail(f"{value!r} is no interval, as 3600, 30m, 12h, 1d or 1w", param, ctx)
        return int(number) * unit


@command.command("list")
@as_json
@configured
def show_all(config: Config, *, as_json: bool) -> None:
    """The watchlists that there are."""
    lists = open_client(config).call("GET", PATH)
    if as_json:
        print_json(lists)
        return
    rows = [
        (
            item["name"],
            str(len(item["indicators"])),
            _every(item["intervalSeconds"]),
            _time(item["lastRunAt"]),
            _time(item["nextRunAt"]) if item["enabled"] else "switched off",
            item["id"],
        )
        for item in lists
    ]
    _table(("name", "indicators", "every", "last run", "next run", "id"), rows)


@command.command("add")
@click.argument("name")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@click.option("--every", type=_Interval(), default="1d", help="As 30m, 12h, 1d. Without it: 1d.")
@click.option("--source", "sources", multiple=True, metavar="SLUG", help="Ask this source alone.")
@click.option("--mail", "mails", multiple=True, metavar="ADDRESS", help="Whom changes are mailed.")
@as_json
@configured
def add(
    config: Config,
    name: str,
    values: tuple[str, ...],
    *,
    every: int,
    sources: tuple[str, ...],
    mails: tuple[str, ...],
    as_json: bool,
) -> None:
    """Watch each VALUE, as a list called NAME."""
    from appliance.client.asking import ids_of

    client = open_client(config)
    body = {
        "name": name,
        "indicators": [{"data": value} for value in values],
        "intervalSeconds": every,
        "sourceIds": ids_of(client, sources) if sources else [],
        "recipients": list(mails),
    }
    made = client.call("POST", PATH, body)
    if as_json:
        print_json(made)
        return
    count = len(made["indicators"])
    things = "indicator" if count == 1 else "indicators"
    click.echo(f"Watching {count} {things} as {name}, every {_every(every)}.")


@command.command("show")
@click.argument("name")
@as_json
@configured
def show(config: Config, name: str, *, as_json: bool) -> None:
    """What is known of each indicator of the list NAME (or its id)."""
    client = open_client(config)
    found = _find(client, name)
    known = client.call("GET", f"{PATH}/{found['id']}/verdicts")
    if as_json:
        print_json({**found, "verdicts": known})
        return
    by_value = {(v["indicator"]["kind"], v["indicator"]["data"]): v for v in known}
    rows = []
    for indicator in found["indicators"]:
        verdict = by_value.get((indicator["kind"], indicator["data"]))
        since = verdict["uncheckedSince"] if verdict else None
        note = f"not checked since {_time(since)}" if since else ""
        rows.append(
            (
                indicator["data"],
                indicator["kind"],
                verdict["level"] if verdict else "-",
                note or (verdict["reason"] if verdict else "not checked yet"),
            )
        )
    _table(("indicator", "kind", "verdict", "reason"), rows)


@command.command("run")
@click.argument("name")
@as_json
@configured
def run(config: Config, name: str, *, as_json: bool) -> None:
    """Ask about the list NAME (or its id) now."""
    client = open_client(config)
    started = client.call("POST", f"{PATH}/{_find(client, name)['id']}/run")
    if as_json:
        print_json(started)
    else:
        click.echo(f"Asking as request {started['id']}.")


@command.command("remove")
@click.argument("name")
@configured
def remove(config: Config, name: str) -> None:
    """Watch the list NAME (or its id) no longer."""
    client = open_client(config)
    found = _find(client, name)
    client.call("DELETE", f"{PATH}/{found['id']}")
    click.echo(f"Removed {found['name']}.")


@command.command("changes")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, help="How many at most.")
@as_json
@configured
def changes(config: Config, name: str, limit: int, *, as_json: bool) -> None:
    """What changed on the list NAME (or its id), newest first."""
    client = open_client(config)
    found = client.call("GET", f"{PATH}/{_find(client, name)['id']}/changes?limit={limit}")
    if as_json:
        print_json(found)
        return
    rows = [
        (
            _time(change["createdAt"]),
            change["indicator"]["data"],
            change["before"],
            change["after"],
            change["reason"],
        )
        for change in found
    ]
    _table(("time", "indicator", "before", "after", "reason"), rows)


def _find(client: "Client", name: str) -> dict[str, Any]:
    lists: list[dict[str, Any]] = client.call("GET", PATH)
    for item in lists:
        if name in (item["id"], item["name"]):
            return item
    there = ", ".join(item["name"] for item in lists) or "none yet"
    raise ApplianceError(f"There is no watchlist {name!r}; there are: {there}.")


def _every(seconds: int) -> str:
    for unit, length in reversed(UNITS.items()):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _time(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "never"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
