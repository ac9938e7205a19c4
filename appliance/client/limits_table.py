"""Limits on a terminal: a line for each window, and for each source that is left alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

DAY = 86_400
WORDS = {1: "second", 60: "minute", 3600: "hour", DAY: "day", 7 * DAY: "week"}
MONTH = range(28 * DAY, 31 * DAY + 1)


def show(limits: Sequence[dict[str, Any]]) -> None:
    """Print the sources that have limits."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("source", "each", "limit", "used", "left", "more at (UTC)", "says"):
        right = name in ("limit", "used", "left")
        table.add_column(name, overflow="fold", justify="right" if right else "left")
    for source in limits:
        for first, cells in enumerate(_rows(source)):
            table.add_row("" if first else _plain(source["name"]), *cells)
    if table.row_count:
        Console().print(table)
    else:
        Console().print("No source has a limit, and none is left alone.")


def _rows(source: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for window in source["windows"]:
        numbers = (str(window[name]) for name in ("limit", "used", "left"))
        yield (_each(window["seconds"]), *numbers, _time(window["resetsAt"]), _says(window, source))
    circuit = source["circuit"]
    if circuit["state"] != "CLOSED":
        yield "", "", "", "", _time(circuit["openUntil"]), "fails, left alone"


def _says(window: dict[str, Any], source: dict[str, Any]) -> str:
    says = {"DECLARED": "source", "SET": "administrator", "VENDOR": "vendor"}[window["origin"]]
    shared = source["secretName"]
    return f"{says}, for secret {_plain(shared)}" if shared else says


def _each(seconds: int) -> str:
    return "month" if seconds in MONTH else WORDS.get(seconds, f"{seconds} s")


def _time(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


def _plain(text: str) -> str:
    """Text of others: no markup, and no control characters that a terminal would obey."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
