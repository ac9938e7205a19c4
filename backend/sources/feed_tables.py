"""Feeds that are tables: CSV with a header among its comments or below them, or JSON of objects.

Columns are named in lower case, without `(UTC)`; `None`, `n/a` and their like are no values.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from backend.sources.contract import FeedFormatError
from backend.sources.feed_text import LONGEST_LINE_BYTES, read_lines, read_whole, shown
from backend.sources.json_fields import texts

JSON_AT_MOST_BYTES = 128 * 1024 * 1024
NOTHING = frozenset({"", "none", "n/a", "null", "-"})


def words(value: Any) -> list[str]:
    """Tags, from a list or from text with commas."""
    items = value.split(",") if isinstance(value, str) else value
    return [word for word in texts(items) if word.casefold() not in NOTHING]


def sniffer(columns: frozenset[str]) -> Callable[[bytes], bool]:
    """Whether a file's beginning has the header, or the first entry's names."""

    def sniff(head: bytes) -> bool:
        start = head.lstrip()
        if start.startswith((b"{", b"[")):
            return all(f'"{name}"'.encode() in head for name in columns)
        lines = head.decode("utf-8", "replace").splitlines()
        return any(columns <= set(_names(line)) for line in lines)

    return sniff


def entries(stream: BinaryIO, columns: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where an entry is, and what it has of what is known.

    Raises:
        FeedFormatError: no header with `columns`, a line with fewer fields, no JSON.
    """
    first = stream.readline(LONGEST_LINE_BYTES + 1)
    if first.lstrip()[:1] in (b"{", b"["):
        found = _json_entries(first + read_whole(stream, at_most_bytes=JSON_AT_MOST_BYTES))
    else:
        rest = ((number + 1, line) for number, line in read_lines(stream))
        found = _csv_entries(chain(read_lines(io.BytesIO(first)), rest), columns)
    for place, entry in found:
        if missing := columns - entry.keys():
            names = ", ".join(sorted(missing))
            raise FeedFormatError(f"{place}: expected the columns {names}, which it does not have")
        yield place, {name: value for name, value in entry.items() if not _is_nothing(value)}


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in NOTHING)


def _csv_entries(
    lines: Iterator[tuple[int, str]], columns: frozenset[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    header: list[str] = []
    for number, line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        if not header or stripped.startswith("#"):
            names = _names(stripped)
            if columns <= set(names):
                header = names
            elif not stripped.startswith("#"):
                wanted = ", ".join(sorted(columns))
                raise FeedFormatError(
                    f"line {number}: expected a header with {wanted}, found {shown(line)}"
                )
            continue
        fields = _fields(stripped)
        if len(fields) < len(header):
            raise FeedFormatError(
                f"line {number}: expected {len(header)} fields, found {len(fields)}: {shown(line)}"
            )
        # More of them are of a text with quotes of its own, which is among the last.
        yield f"line {number}", dict(zip(header, fields, strict=False))


def _names(line: str) -> list[str]:
    """The names of a header, which may be commented out."""
    names = _fields(line.strip().lstrip("#").strip())
    return [name.casefold().removesuffix("(utc)").strip() for name in names]


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error as error:
        raise FeedFormatError(f"expected CSV, found {shown(line)} ({error})") from None


def _json_entries(content: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A list of objects, or an object with such lists by their ids."""
    try:
        decoded = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected JSON: {error}") from None
    lists = decoded if isinstance(decoded, dict) else {"": decoded}
    if "query_status" in lists:  # an answer of the API, saved
        lists = {"data": lists.get("data") or lists.get("urls") or []}
    for name, listed in lists.items():
        for index, entry in enumerate(listed if isinstance(listed, list) else [listed]):
            place = f"{name}[{index}]"
            if not isinstance(entry, dict):
                raise FeedFormatError(f"{place}: expected an object, found {shown(str(entry))}")
            yield place, entry
