"""Values of a pipe, one a line."""

from collections.abc import Iterator
from typing import BinaryIO

import click

from appliance.client.api import Client
from appliance.errors import ApplianceError

VALUES_AT_ONCE = 1000
SHOWN = 80
LINES_NAMED = 20


def read_values(client: Client, lines: BinaryIO, kind: str | None) -> tuple[tuple[str, ...], bool]:
    """The lines that are indicators, and whether others were left out and named.

    With a `kind` nothing is detected: the appliance says what does not fit.

    Raises:
        ApplianceError: no line is an indicator.
    """
    given = list(_lines(lines))
    if not given:
        raise ApplianceError("Nothing came in: a value a line is expected on standard input.")
    if kind is not None:
        return tuple(value for _, value in given), False
    fit: list[str] = []
    refused = 0
    for first in range(0, len(given), VALUES_AT_ONCE):
        some = given[first : first + VALUES_AT_ONCE]
        body = {"values": [value for _, value in some]}
        found = client.call("POST", "/api/v1/indicators/detect", body)
        for (number, value), detected in zip(some, found, strict=True):
            if detected["error"] is None:
                fit.append(value)
                continue
            refused += 1
            if refused <= LINES_NAMED:
                click.echo(f"line {number}: {_short(value)}: {detected['error']}", err=True)
    if refused > LINES_NAMED:
        click.echo(f"and {refused - LINES_NAMED} more lines are no indicators", err=True)
    if not fit:
        raise ApplianceError("No line is an indicator, so that nothing was asked.")
    return tuple(fit), refused > 0


def _lines(lines: BinaryIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        value = line.decode("utf-8", "replace").strip()
        if value and not value.startswith("#"):
            yield number, value


def _short(value: str) -> str:
    printable = "".join(c if c.isprintable() else "\ufffd" for c in value)
    return printable if len(printable) <= SHOWN else f"{printable[: SHOWN - 1]}…"
