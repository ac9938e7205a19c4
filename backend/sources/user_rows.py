"""The feed of a source that a user wrote: the rows that its background task brings.

They are loaded and looked up as those of any feed. Code without a function that answers is
answered for by them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from backend.models.answers import Answer, Level, not_found
from backend.models.indicators import Indicator, Kind
from backend.models.sources import Source, SourceKind
from backend.sources import contract
from backend.sources.contract import Context, FeedAnswer, FeedFormatError, FeedPart, Row, Setting
from backend.sources.feed_text import shown
from backend.sources.generic import Template
from backend.sources.implementations import implementation_of
from backend.sources.list_feed import AUTO, Entry, look_up, row_of
from backend.sources.returned import interpret

HEADER = b'{"format":"indicator-aggregator-source-rows","version":1}\n'
"""The first line of a file of rows, as a run brings them; after it a [value, kind, data] a line."""

PART = "rows"
LINE_AT_MOST_BYTES = 128 * 1024

_ROW: msgspec.json.Decoder[tuple[str, str | None, dict[str, Any]]] = msgspec.json.Decoder(
    tuple[str, str | None, dict[str, Any]]
)


class UserRows(Template):
    """What executes the feed of one source; no source is made of it by hand."""

    slug = "source-rows"
    name = "Rows of a source"
    description = "What the background task of a source brings."
    url = ""
    kinds = frozenset(Kind)
    activity = contract.Activity.LOCAL
    settings = (
        Setting(name="url", default="", help="Its task brings them."),
        Setting(name="keeps_days", default=-1, help="Below 0: rows that are gone are dropped."),
    )

    def parts(self, settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """One; a task may bring no rows at all."""
        return (
            FeedPart(
                name=PART,
                url_setting="url",
                expected="rows that a background task brought",
                sniff=lambda head: head.startswith(HEADER),
                parse=_rows,
                may_be_empty=True,
                keeps="keeps_days" if settings["keeps_days"] >= 0 else None,
            ),
        )

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """What the rows say of it.

        Raises:
            SourceError: INVALID_ANSWER, the data of a row is meant as an answer and is none.
        """
        return answer_of(await look_up(indicator, ctx))


def rows_of(source: Source) -> UserRows:
    """The feed of a source that a user wrote."""
    days = source.keeps_days
    return UserRows().bound(source.slug, source.name, {} if days is None else {"keeps_days": days})


def feed_of(source: Source, built_in: Mapping[str, contract.Source]) -> contract.Source | None:
    """What has the feed of a source: what executes it, or the rows of one that a user wrote."""
    if source.kind is not SourceKind.SYSTEM:
        return rows_of(source)
    return implementation_of(source, built_in)


def answer_of(looked: FeedAnswer) -> Answer:
    """The first row's data as what the source answers; it is the row of the value itself.

    What its task no longer brings is told of, and no longer held against anything.
    """
    if not looked.hits:
        return not_found(as_of=looked.as_of)
    first, raw = looked.hits[0], [hit.data for hit in looked.hits]
    answer = interpret(dict(first.data))
    answer = msgspec.structs.replace(
        answer, as_of=looked.as_of, raw=raw[0] if len(raw) == 1 else raw
    )
    if first.listed:
        return answer
    return msgspec.structs.replace(
        answer, verdict=Level.INFORMATIONAL, score=None, last_seen=first.seen_at
    )


def _rows(stream: BinaryIO) -> Iterator[Row]:
    """Rows of what is an indicator. A run that brought more that is none is refused."""
    read, unread, first, number = 0, 0, "", 0
    stream.readline()  # the header
    while line := stream.readline(LINE_AT_MOST_BYTES + 1):
        number += 1
        try:
            value, kind, data = _ROW.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise FeedFormatError(f"row {number} is none: {error}") from None
        row = row_of(Entry(where="", value=value, data=data), kind or AUTO)
        if row is None:
            unread += 1
            first = first or f"row {number}: {shown(value)}"
            continue
        read += 1
        yield row
    if unread > read:
        raise FeedFormatError(
            f"{unread} of {number} rows are no indicators of their kind; the first is {first}"
        )
