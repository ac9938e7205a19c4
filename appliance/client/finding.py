"""Questions of the command line about texts and files: what values are, what is in a file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from appliance.client.api import Client
from appliance.errors import ApplianceError

# What the API takes at a time.
_VALUES_AT_ONCE = 1000
_COLUMNS_OF_A_PIPE = 10_000
# Reading a large document, and waiting for others before.
LONGEST_SECONDS = 900.0


def detect(client: Client, values: Sequence[str]) -> list[dict[str, Any]]:
    """What each value is, or in `error` why it is nothing."""
    found: list[dict[str, Any]] = []
    for begin in range(0, len(values), _VALUES_AT_ONCE):
        body = {"values": list(values[begin : begin + _VALUES_AT_ONCE])}
        found += client.call("POST", "/api/v1/indicators/detect", body)
    return found


def extract(client: Client, file: Path) -> dict[str, Any]:
    """What is in a file; `-` is standard input.

    Raises:
        ApplianceError: it can't be read, here or there.
    """
    if str(file) == "-":
        upload = _bring(client, sys.stdin.buffer, "")
    else:
        try:
            with file.open("rb") as content:
                upload = _bring(client, content, file.name)
        except OSError as error:
            raise ApplianceError(f"can't read {file}: {error.strerror}") from error
    found: dict[str, Any] = client.call(
        "POST", "/api/v1/indicators/extract", {"uploadId": upload["id"]}
    )
    return found


def _bring(client: Client, content: BinaryIO, name: str) -> dict[str, Any]:
    uploaded: dict[str, Any] = client.send_file(f"/api/v1/uploads?name={quote(name)}", content)
    return uploaded


def rows_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """One flat object for each distinct indicator."""
    return [
        {
            "value": item["indicator"]["data"],
            "kind": item["indicator"]["kind"],
            "count": item["count"],
            **item["first"],
            "special": item["special"],
        }
        for item in found["indicators"]
    ]


def show_extracted(found: dict[str, Any]) -> None:
    """A table, or one line that says that there is nothing."""
    table = _table("value", "kind", "count", "line", "where")
    for row in rows_of(found):
        where = f"{row['part']}: {row['context']}" if row["part"] else row["context"]
        cells = (row["value"], row["kind"], str(row["count"]), str(row["line"]), where)
        table.add_row(*(Text(cell) for cell in cells))
    console = _console()
    console.print(table if table.row_count else Text("There are no indicators in it.", "dim"))


def show_detected(found: list[dict[str, Any]]) -> None:
    """A table with a line for each value."""
    table = _table("value", "kind", "canonical form", "what is known")
    for item in found:
        indicator = item["indicator"]
        if indicator is None:
            table.add_row(Text(item["value"]), Text("-"), Text("-"), Text(item["error"], "magenta"))
            continue
        said = [item["reason"]]
        if item["special"]:
            said.append(f"{item['special'].lower().replace('_', ' ')}.")
        if item["staysInside"]:
            said.append("No source outside is told of it.")
        cells = (item["value"], indicator["kind"], indicator["data"], " ".join(said))
        table.add_row(*(Text(cell) for cell in cells))
    _console().print(table)


def _console() -> Console:
    """As wide as the terminal; in a pipe, lines are not broken."""
    console = Console()
    return console if console.is_terminal else Console(width=_COLUMNS_OF_A_PIPE)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold", justify="right" if name in _NUMBERS else "left")
    return table


_NUMBERS = frozenset({"count", "line"})
