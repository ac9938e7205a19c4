"""Any CSV file: which column is the value, and which ones say more about it."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from backend.sources.contract import FeedFormatError, Setting
from backend.sources.list_feed import ADDRESS, COMMON, Entry, ListFeed, facts_of, is_page, lines_of

NAMES = {"tab": "\t", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}
COLUMNS = {
    "value_column": "the values",
    "kind_column": "the kinds of values, by their names here",
    "first_seen_column": "when a value was first seen",
    "last_seen_column": "when a value was last seen",
    "tag_column": "tags, divided by commas, semicolons or spaces",
    "score_column": "scores from 0 to 100",
    "note_column": "what else is to be shown",
}


def _column(name: str, what: str) -> Setting:
    return Setting(
        name=name,
        default="1" if name == "value_column" else "",
        help=f"Column with {what}: its name in the header, or its number from 1"
        + ("." if name == "value_column" else "; empty: there is none."),
    )


class CsvFeed(ListFeed):
    """Values of a column, and what other columns say of them."""

    slug = "csv-feed"
    name = "CSV feed"
    description = "A list as CSV, from any address or file: say which column is the value."
    url = "https://datatracker.ietf.org/doc/html/rfc4180"
    expected = "CSV with the columns that are set"
    settings = (
        ADDRESS,
        Setting(name="header", default=False, help="The first line names the columns."),
        *(_column(name, what) for name, what in COLUMNS.items()),
        Setting(
            name="delimiter",
            default=",",
            help=f"The character between columns, or {', '.join(NAMES)}.",
        ),
        Setting(name="quote", default='"', help="The character around values; empty: none."),
        Setting(name="skip_lines", default=0, help="Lines at the beginning that are left out."),
        Setting(name="comment", default="#", help="Lines that begin so are left out; empty: none."),
        Setting(name="encoding", default="utf-8", help="The character set of the file."),
        *COMMON,
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Characters that are none, columns that can't be."""
        yield from super().wrong(settings)
        if len(_character(settings["delimiter"])) != 1:
            yield "delimiter", f"it is one character, or one of {', '.join(NAMES)}"
        if len(settings["quote"]) > 1:
            yield "quote", "it is one character, or empty"
        if not settings["value_column"].strip():
            yield "value_column", "the column with the values must be named"
        for name in COLUMNS:
            column = settings[name].strip()
            if column.isdecimal() and int(column) < 1:
                yield name, "columns are counted from 1"
            elif column and not column.isdecimal() and not settings["header"]:
                yield name, "without a header (setting header) columns have numbers alone"
        yield from wrong_encoding(settings["encoding"])

    def recognises(self, head: bytes, settings: Mapping[str, Any]) -> bool:
        """Anything that is no page of the web."""
        del settings
        return not is_page(head)

    def entries(self, stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Entry]:
        """A line is an entry. One without the value's column is left out where it is empty."""
        lines = _Lines(stream, settings)
        reader = csv.reader(
            lines,
            delimiter=_character(settings["delimiter"]),
            quotechar=settings["quote"] or None,
            quoting=csv.QUOTE_MINIMAL if settings["quote"] else csv.QUOTE_NONE,
            skipinitialspace=True,
        )
        places: Mapping[str, int] | None = None
        try:
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if places is None:
                    header = cells if settings["header"] else None
                    places = _places(header, settings, lines.number)
                    if header is not None:
                        continue
                yield _entry(cells, places, lines.number)
        except csv.Error as error:
            raise FeedFormatError(f"line {lines.number}: no CSV: {error}") from None


class _Lines:
    """The lines that are no comments, and the number of the last one."""

    def __init__(self, stream: BinaryIO, settings: Mapping[str, Any]) -> None:
        self._lines = lines_of(stream, settings["encoding"])
        self._skip = settings["skip_lines"]
        self._comment = settings["comment"]
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self.number = number
            if number > self._skip and not (self._comment and line.startswith(self._comment)):
                yield line


def wrong_encoding(encoding: str) -> Iterator[tuple[str, str]]:
    """Why it is no character set, as `Template.wrong` has it."""
    try:
        known = codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = None
    if known is None or not known._is_text_encoding:  # noqa: SLF001 — as `open` asks
        yield "encoding", "there is no such character set"


def _character(delimiter: str) -> str:
    return NAMES.get(delimiter, delimiter)


def _places(
    header: Sequence[str] | None, settings: Mapping[str, Any], number: int
) -> Mapping[str, int]:
    """Indexes of the columns that are set."""
    names = {name.strip().casefold(): index for index, name in enumerate(header or ())}
    found = {}
    for setting in COLUMNS:
        column = settings[setting].strip()
        if not column:
            continue
        if column.casefold() in names:
            found[setting] = names[column.casefold()]
        elif column.isdecimal():
            found[setting] = int(column) - 1
        else:
            raise FeedFormatError(
                f"line {number}: there is no column {column!r} (setting {setting}); "
                f"there are: {', '.join(header or ())[:500]}"
            )
    return found


def _entry(cells: Sequence[str], places: Mapping[str, int], number: int) -> Entry:
    said = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
    return Entry(
        where=f"line {number}",
        value=said.get("value_column", ""),
        kind=said.get("kind_column", ""),
        data=facts_of(
            first=said.get("first_seen_column"),
            last=said.get("last_seen_column"),
            score=said.get("score_column"),
            tags=said.get("tag_column", "").replace(",", " ").replace(";", " ").split(),
            note=said.get("note_column"),
        ),
    )
