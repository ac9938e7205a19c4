"""Requests on a terminal: a list, one of them, two side by side."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from appliance.client.answer_table import answers, level_text, moment, plain
from appliance.client.asking import Progress

CHANGES = {"CHANGED": ("~", "yellow"), "NEW": ("+", "green"), "GONE": ("-", "red")}


def show_list(requests: list[dict[str, Any]]) -> None:
    """A line for each."""
    table = _table("id", "asked", "state", "verdict", "about")
    for request in requests:
        table.add_row(
            request["id"],
            moment(request["createdAt"]),
            _state(request),
            _verdict(request["verdict"]),
            _about(request),
        )
    Console().print(table)


def show_request(request: dict[str, Any], progress: Progress) -> None:
    """Its line, then answers and verdicts."""
    console = Console()
    console.print(
        Text.assemble(
            request["id"], "  ", moment(request["createdAt"]), "  ", _state(request), "  "
        ).append_text(_about(request))
    )
    console.print(answers(progress))


def show_comparison(found: dict[str, Any]) -> None:
    """What differs, then how much of each there is."""
    table = _table("", "value", "source", "before", "after")
    for change in found["changes"]:
        sign, style = CHANGES[change["change"]]
        table.add_row(
            Text(sign, style),
            plain(change["indicator"]["data"]),
            plain(change["sourceName"]) if change["sourceId"] else Text("verdict", "bold"),
            _cell(change["before"]),
            _cell(change["after"]),
        )
    console = Console()
    if found["changes"]:
        console.print(table)
    counts = found["counts"]
    console.print(
        f"{counts['changed']} changed, {counts['new']} new, {counts['gone']} gone, "
        f"{counts['same']} the same"
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("id", "asked"))
    return table


def _cell(cell: dict[str, Any] | None) -> Text:
    if cell is None:
        return Text("-", "dim")
    if cell["level"] is not None or cell["status"] == "FOUND":
        text = level_text(cell["level"] or "INFORMATIONAL")
    else:
        text = Text(cell["status"].lower().replace("_", " "))
    if cell["score"] is not None:
        text.append(f" {cell['score']}")
    tags = [*cell["tags"], *cell["families"]]
    return text.append(f" ({plain(', '.join(tags))})") if tags else text


def _about(request: dict[str, Any]) -> Text:
    others = request["indicatorCount"] - 1
    return plain(request["data"]).append(f" and {others} more" if others else "", "dim")


def _state(request: dict[str, Any]) -> str:
    return str(request["state"]).lower()


def _verdict(level: str | None) -> Text:
    return level_text(level) if level else Text("-", "dim")
