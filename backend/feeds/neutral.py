"""Rows of a feed as this program itself writes them, so that they can be carried elsewhere.

A first line says what they are, and each line after it is one row:

    {"format": "indicator-aggregator-feed-rows", "version": 1, "slug": "epss", "part": "scores"}
    ["CVE", "CVE-2026-10001", {"epss": 0.9}, ""]

Such a file is taken wherever the publisher's own is, by the same checks.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from backend.models.indicators import KindName
from backend.sources.contract import FeedFormatError, FeedPart, Row, Source
from backend.sources.feed_text import shown

FORMAT = "indicator-aggregator-feed-rows"
VERSION = 1
LINE_AT_MOST_BYTES = 1024 * 1024


class Header(msgspec.Struct, frozen=True):
    """The first line."""

    format: str
    version: int
    slug: str
    part: str


_HEADER = msgspec.json.Decoder(Header)
_ROW: msgspec.json.Decoder[tuple[KindName, str, dict[str, Any], str]] = msgspec.json.Decoder(
    tuple[KindName, str, dict[str, Any], str]
)


def header_line(slug: str, part: str) -> bytes:
    """The first line of a file, with its end."""
    return msgspec.json.encode(Header(FORMAT, VERSION, slug, part)) + b"\n"


def header_of(head: bytes) -> Header | None:
    """What a file says that it is, by its beginning; None when it is not in this form."""
    try:
        found = _HEADER.decode(head.partition(b"\n")[0])
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if found.format == FORMAT else None


def part_of(source: Source, wanted: str | None, header: Header) -> FeedPart:
    """The part that the rows are of.

    Raises:
        FeedFormatError: they are of another feed or part, or of a later version's form.
    """
    if header.version != VERSION:
        raise FeedFormatError(
            f"the rows are in form {header.version}, this program reads {VERSION}: update it"
        )
    if header.slug != source.slug or wanted not in (None, header.part):
        expected = f"{source.slug}{f' ({wanted})' if wanted else ''}"
        found = shown(f"{header.slug} ({header.part})")
        raise FeedFormatError(f"expected rows of {expected}, found those of {found}")
    for part in source.feed:
        if part.name == header.part and isinstance(part, FeedPart):
            return part
    raise FeedFormatError(f"{source.slug} has no part of rows {shown(header.part)}")


def read_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows after the first line.

    Raises:
        FeedFormatError: a line is none.
    """
    number = 0
    while line := stream.readline(LINE_AT_MOST_BYTES + 1):
        number += 1
        if len(line) > LINE_AT_MOST_BYTES or not line.endswith(b"\n"):
            raise FeedFormatError(f"line {number} is cut off, or too long")
        if number == 1:
            continue
        try:
            kind, value, data, host = _ROW.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise FeedFormatError(f"line {number} is no row: {error}") from None
        yield Row(kind=kind, value=value, data=data, host=host)
