"""Lists that anybody publishes: what their entries are, and what is said of what is on one."""

import codecs
import io
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from backend.indicators.detection import detect
from backend.indicators.parsing import parse
from backend.indicators.user_kinds import UserKinds
from backend.models.answers import Answer, Element, ElementKind, Level, not_found
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedAnswer,
    FeedFormatError,
    FeedHit,
    FeedPart,
    FeedStore,
    Row,
    SecretSlot,
    Setting,
)
from backend.sources.feed_text import LONGEST_LINE_BYTES, shown
from backend.sources.generic import Template
from backend.sources.json_fields import moment, shown_time, text, time_of, whole

AUTO = "auto"
# A shorter prefix is a slip in the list, and would list a good part of the internet.
WIDEST = {Kind.IPV4: 8, Kind.IPV6: 16}
MILLISECONDS_FROM = 100_000_000_000
NO_KINDS = UserKinds()
LEVELS = ", ".join(Level)

ADDRESS = Setting(
    name="url",
    default="",
    help="Where the list is downloaded from: `{api_key}` stands for the secret of that slot. "
    "Empty: it is only imported.",
)
# After what a list of its form needs.
COMMON = (
    Setting(
        name="kind",
        default=AUTO,
        help="The kind of every value, or `auto`: it is told by the value. "
        f"One of {', '.join(Kind)}.",
        choices=(AUTO, *Kind),
    ),
    Setting(
        name="verdict",
        default=Level.SUSPICIOUS.value,
        help=f"What is said of what is on the list: {LEVELS}.",
        choices=tuple(Level),
    ),
    Setting(
        name="score",
        default=60,
        help="Its score, 0 to 100, where an entry has none of its own; below 0: none.",
    ),
    Setting(name="tags", default=(), help="Tags of whatever is on the list."),
    Setting(
        name="keep_days",
        default=0,
        help="Days for which an entry that left the list is still told of; 0: not at all.",
    ),
    Setting(
        name="max_rows",
        default=1_000_000,
        help="A list with more entries is refused.",
    ),
    Setting(
        name="max_age_hours",
        default=72,
        help="An older copy answers STALE instead of saying what may no longer be so; 0: any age.",
    ),
    Setting(
        name="auth_header",
        default="Authorization",
        help="The header in which the secret goes, if one is linked and the address has none.",
    ),
    Setting(
        name="auth_value",
        default="Bearer {api_key}",
        help="What that header says: `{api_key}` stands for the secret.",
    ),
)
SECRET = SecretSlot(
    name="api_key", help="A key that the publisher asks for, if it asks.", required=False
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry as it stands: `where` names its place in messages, `kind` is empty or a kind."""

    where: str
    value: str
    kind: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class ListFeed(Template):
    """A list of values, each with what is said of it."""

    kinds = frozenset(Kind)
    activity = Activity.LOCAL
    tags = ("feed",)
    secrets = (SECRET,)
    refresh_seconds = 24 * 3600
    max_age_seconds = 72 * 3600
    reliability = 60
    expected = "a list"

    @abstractmethod
    def entries(self, stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Entry]:
        """The entries of a file; raises `FeedFormatError`."""

    @abstractmethod
    def recognises(self, head: bytes, settings: Mapping[str, Any]) -> bool:
        """Whether a file that begins so may be the list."""

    def parts(self, settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """The list is one part."""
        return (
            FeedPart(
                name="list",
                url_setting="url",
                expected=self.expected,
                sniff=partial(self.recognises, settings=settings),
                parse=partial(self._rows, settings),
                headers=partial(auth_headers, settings),
                keeps="keep_days" if settings["keep_days"] > 0 else None,
            ),
        )

    def prepare(self) -> None:
        """The character set too."""
        super().prepare()
        with suppress(LookupError, ValueError):
            codecs.lookup(self.given.get("encoding", "utf-8"))

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What all lists have in common."""
        if settings["kind"] != AUTO and settings["kind"] not in set(Kind):
            yield "kind", f"it is `auto` or one of {', '.join(Kind)}"
        if settings["verdict"] not in set(Level):
            yield "verdict", f"it is one of {LEVELS}"
        if settings["score"] > 100:  # noqa: PLR2004 — percent
            yield "score", "it is at most 100"
        if settings["max_rows"] < 1:
            yield "max_rows", "it is at least 1"
        if settings["url"] and not settings["url"].startswith(("http://", "https://")):
            yield "url", "it begins with http:// or https://, or is empty"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """What the settings say of what is on the list, and what the list itself says of it."""
        looked = await look_up(indicator, ctx)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        return _answer(looked, ctx.settings)

    def _rows(self, settings: Mapping[str, Any], stream: BinaryIO) -> Iterator[Row]:
        """Rows of what can be read. A list with more that can't is none of these."""
        read, unread, first = 0, 0, ""
        for entry in self.entries(stream, settings):
            row = row_of(entry, entry.kind or settings["kind"])
            if row is None:
                unread += 1
                first = first or f"{entry.where}: {shown(entry.value)}"
                continue
            read += 1
            if read > settings["max_rows"]:
                raise FeedFormatError(
                    f"{entry.where}: the list has more than {settings['max_rows']} entries "
                    "(setting max_rows)"
                )
            yield row
        if unread > read:
            raise FeedFormatError(
                f"{unread} of {read + unread} entries are no indicators; the first is {first}. "
                "Do the settings say where the values are?"
            )


def auth_headers(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Mapping[str, str]:
    """The header that a publisher wants, made of the secret."""
    if "api_key" not in secrets or "{api_key}" in settings["url"] or not settings["auth_header"]:
        return {}
    return {
        settings["auth_header"]: settings["auth_value"].replace("{api_key}", secrets["api_key"])
    }


def row_of(entry: Entry, kind: str) -> Row | None:
    """The row of an entry; None when its value is no indicator of its kind."""
    found = read_value(entry.value, kind)
    if found is None:
        return None
    if found.kind == Kind.CIDR:
        network, _, bits = found.data.partition("/")
        version = Kind.IPV6 if ":" in network else Kind.IPV4
        if int(bits) < WIDEST[version]:
            return None
    return Row(kind=Kind(found.kind), value=found.data, data=entry.data)


def read_value(value: str, kind: str) -> Indicator | None:
    """The indicator that a value is, also disarmed, and of an address with a port the address."""
    candidates = [value]
    host, colon, port = value.rpartition(":")
    if colon and port.isdecimal() and host.count(":") in (0, *range(2, 8)) and "/" not in host:
        candidates.append(host)
    for candidate in candidates:
        try:
            if kind.lower() == AUTO:
                return detect(candidate, NO_KINDS).indicator
            return parse(candidate, kind.upper(), NO_KINDS)
        except InvalidInputError:
            continue
    return None


def read_as(value: str, kinds: Sequence[Kind]) -> Indicator | None:
    """The indicator that a value is of the first of the kinds that it fits."""
    return next((found for kind in kinds if (found := read_value(value, kind))), None)


async def look_up(indicator: Indicator, ctx: Context) -> FeedAnswer:
    """Rows of the value itself first, then those of the networks that it is in."""
    return await find_rows(indicator, ctx.feed)


async def find_rows(indicator: Indicator, feed: FeedStore) -> FeedAnswer:
    """The same in a feed."""
    if indicator.kind not in (Kind.IPV4, Kind.IPV6, Kind.CIDR):
        return await feed.find(indicator.kind, indicator.data)
    holding = await feed.find_containing(indicator.data)
    if indicator.kind == Kind.CIDR:
        return holding
    exact = await feed.find(indicator.kind, indicator.data)
    return FeedAnswer(
        hits=(*exact.hits, *holding.hits),
        as_of=min(exact.as_of, holding.as_of),
        too_old=exact.too_old,
    )


def lines_of(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, with their ends.

    Raises:
        FeedFormatError: a line is too long, or is no text of this encoding.
    """
    reader = io.TextIOWrapper(stream, encoding=encoding, newline="")
    number = 0
    try:
        while line := reader.readline(LONGEST_LINE_BYTES + 1):
            number += 1
            if len(line) > LONGEST_LINE_BYTES:
                raise FeedFormatError(
                    f"line {number} is longer than {LONGEST_LINE_BYTES} characters"
                )
            yield number, line
    except UnicodeDecodeError:
        raise FeedFormatError(f"after line {number} there is no {encoding} text") from None


def is_page(head: bytes) -> bool:
    """Whether it is a page of the web, as servers show where a file was expected."""
    return head.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml"))


def time_in(value: Any) -> datetime | None:
    """A time as lists have it: RFC 3339 or nearly so, seconds or milliseconds since 1970."""
    number = whole(value)
    if number is not None:
        return moment(number // 1000 if number >= MILLISECONDS_FROM else number)
    return time_of(value)


def facts_of(
    *, first: Any = None, last: Any = None, score: Any = None, tags: Any = (), note: Any = None
) -> dict[str, Any]:
    """What a row keeps of an entry; what is missing or unreadable is left out."""
    number = whole(score)
    found = {
        "first": (at := time_in(first)) and shown_time(at),
        "last": (until := time_in(last)) and shown_time(until),
        "score": min(max(number, 0), 100) if number is not None else None,
        "tags": [tag for tag in map(text, tags) if tag],
        "note": text(note),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _answer(looked: FeedAnswer, settings: Mapping[str, Any]) -> Answer:
    listed = [hit for hit in looked.hits if hit.listed]
    # What left the list is told of, and no longer held against anything.
    level = Level(settings["verdict"]) if listed else Level.INFORMATIONAL
    scores = [s for hit in listed if (s := whole(hit.data.get("score"))) is not None]
    if listed and not scores and settings["score"] >= 0:
        scores = [settings["score"]]
    tags = [*settings["tags"], *(tag for hit in looked.hits for tag in hit.data.get("tags", ()))]
    firsts = [t for hit in looked.hits if (t := time_of(hit.data.get("first")))]
    lasts = [t for hit in looked.hits if (t := time_of(hit.data.get("last")) or _left(hit))]
    return Answer(
        found=True,
        verdict=level,
        score=max(scores, default=None),
        tags=tuple(dict.fromkeys(tags)),
        first_seen=min(firsts, default=None),
        last_seen=max(lasts, default=None),
        as_of=looked.as_of,
        elements=(Element(ElementKind.TABLE, "Entries", _table(looked), level),),
        raw=[{"value": hit.value, "listed": hit.listed, **hit.data} for hit in looked.hits],
    )


def _left(hit: FeedHit) -> datetime | None:
    return None if hit.listed else hit.seen_at


def _table(looked: FeedAnswer) -> dict[str, Any]:
    rows = [
        [
            hit.value,
            "yes" if hit.listed else "no longer",
            hit.data.get("first"),
            hit.data.get("last"),
            hit.data.get("note"),
        ]
        for hit in looked.hits[:100]
    ]
    return {"columns": ["Entry", "Listed", "First seen", "Last seen", "Note"], "rows": rows}
