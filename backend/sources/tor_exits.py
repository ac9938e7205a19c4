"""Addresses from which traffic leaves the Tor network.

Two kinds of lists: what the Tor project measured as exits (`exits`; one address a line, or blocks
of `ExitNode`, `Published`, `LastStatus`, `ExitAddress`), and what relays with the Exit flag say of
themselves (`relays`; Onionoo's details as JSON), which is where IPv6 addresses come from.
"""

import ipaddress
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedHit,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import address_of, data_lines, read_lines, read_whole, shown

ONIONOO_AT_MOST_BYTES = 128 * 1024 * 1024
BLOCK_WORDS = ("ExitNode", "Published", "LastStatus", "ExitAddress")
COMMENT = ("#", ";", "//")
SEPARATOR = re.compile(r"[\s,;#|]")
TIME = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")
FINGERPRINT = re.compile(r"^[0-9A-Fa-f]{40}$")
METRICS = "https://metrics.torproject.org/rs.html#"
LIST_EXPECTED = "one address a line, or the exit-addresses list of check.torproject.org"
RELAYS_EXPECTED = "Onionoo's details of relays as JSON"


def sniff_list(head: bytes) -> bool:
    """The first line that says something is an address or a word of the blocks."""
    lines = data_lines(head, COMMENT)
    return bool(lines) and (lines[0].startswith("ExitNode ") or _first_word(lines[0]) is not None)


def parse_list(stream: BinaryIO) -> Iterator[Row]:
    """Rows of either layout; a block's fingerprint and times go with its addresses."""
    block: dict[str, Any] = {}
    for number, line in read_lines(stream):
        text = line.strip()
        if not text or text.startswith(COMMENT):
            continue
        word, _, rest = text.partition(" ")
        if word not in BLOCK_WORDS:
            address = _first_word(text)
            if address is None:
                raise FeedFormatError(f"line {number}: expected an address, found {shown(text)}")
            yield _row(address, {})
        elif word == "ExitAddress":
            yield _exit_address(number, rest, block)
        elif word == "ExitNode":
            block = {"fingerprint": rest.strip()} if FINGERPRINT.match(rest.strip()) else {}
        elif word == "LastStatus" and TIME.match(rest.strip()):
            block["lastStatus"] = rest.strip()


def _first_word(line: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    return address_of(SEPARATOR.split(line, maxsplit=1)[0])


def _exit_address(number: int, rest: str, block: dict[str, Any]) -> Row:
    word, _, time = rest.strip().partition(" ")
    address = address_of(word)
    if address is None:
        raise FeedFormatError(
            f"line {number}: expected an address after ExitAddress, found {shown(rest)}"
        )
    seen = {"lastSeen": time.strip()} if TIME.match(time.strip()) else {}
    return _row(address, {**block, **seen})


def _row(address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: dict[str, Any]) -> Row:
    kind = Kind.IPV4 if address.version == 4 else Kind.IPV6  # noqa: PLR2004 — of IP
    return Row(kind=kind, value=str(address), data=data)


class Relay(msgspec.Struct):
    """A relay of Onionoo's details; only what was asked for is there."""

    fingerprint: str = ""
    nickname: str = ""
    last_seen: str = ""
    flags: list[str] | None = None
    exit_addresses: list[str] = msgspec.field(default_factory=list)
    or_addresses: list[str] = msgspec.field(default_factory=list)


class Details(msgspec.Struct):
    """Onionoo's answer."""

    relays: list[Relay]


def sniff_relays(head: bytes) -> bool:
    """JSON with relays and their addresses."""
    start = head.lstrip()
    return start.startswith(b"{") and b'"relays"' in head and b"_addresses" in head


def parse_relays(stream: BinaryIO) -> Iterator[Row]:
    """A row for each address of each relay that is an exit as far as the file tells."""
    content = read_whole(stream, at_most_bytes=ONIONOO_AT_MOST_BYTES)
    try:
        details = msgspec.json.decode(content, type=Details)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected {RELAYS_EXPECTED}: {error}") from None
    for index, relay in enumerate(details.relays):
        if relay.flags is not None and "Exit" not in relay.flags:
            continue
        data = {
            "fingerprint": relay.fingerprint if FINGERPRINT.match(relay.fingerprint) else None,
            "nickname": relay.nickname or None,
            "lastSeen": relay.last_seen if TIME.match(relay.last_seen) else None,
        }
        known = {key: value for key, value in data.items() if value is not None}
        for text in relay.exit_addresses + [a.rpartition(":")[0] for a in relay.or_addresses]:
            address = address_of(text)
            if address is None:
                raise FeedFormatError(f"relays[{index}]: expected an address, found {shown(text)}")
            yield _row(address, known)


class TorExits(Source):
    """Says whether an address is an exit of the Tor network."""

    slug = "tor-exits"
    name = "Tor exits"
    provider = "Tor Project"
    description = "Addresses from which traffic leaves the Tor network."
    url = "https://check.torproject.org/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    tags = ("anonymity", "feed")
    reliability = 95
    settings = (
        Setting(
            name="exits_url",
            default="https://check.torproject.org/torbulkexitlist",
            help="Where the list of measured exits is downloaded from; empty: it is only imported.",
        ),
        Setting(
            name="relays_url",
            default="https://onionoo.torproject.org/details?flag=Exit"
            "&fields=fingerprint,nickname,last_seen,exit_addresses,or_addresses",
            help="Where the relays' own addresses are downloaded from; empty: only imported.",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="exits",
            url_setting="exits_url",
            expected=LIST_EXPECTED,
            sniff=sniff_list,
            parse=parse_list,
        ),
        FeedPart(
            name="relays",
            url_setting="relays_url",
            expected=RELAYS_EXPECTED,
            sniff=sniff_relays,
            parse=parse_relays,
        ),
    )
    refresh_seconds = 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with `tor-exit`: an exit passes on what others do."""
        address = address_of(indicator.data)
        if address is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is not an address")
        looked = await ctx.feed.find(indicator.kind, str(address))
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        facts: dict[str, str] = {}
        for hit in looked.hits:
            facts = {**dict(hit.data), **facts}
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            score=30,
            confidence=95,
            tags=("tor-exit",),
            last_seen=_time(facts.get("lastSeen") or facts.get("lastStatus")),
            as_of=min(hit.as_of for hit in looked.hits),
            links=_links(facts),
            elements=tuple(_elements(looked.hits, facts)),
            raw=[{"part": hit.part, **hit.data} for hit in looked.hits],
        )


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None


def _links(facts: dict[str, str]) -> tuple[Link, ...]:
    if fingerprint := facts.get("fingerprint"):
        return (Link("Tor metrics", f"{METRICS}details/{fingerprint}"),)
    return ()


def _elements(hits: tuple[FeedHit, ...], facts: dict[str, str]) -> Iterator[Element]:
    yield Element(ElementKind.BOOLEAN, "Tor exit", value=True)
    yield Element(ElementKind.LIST, "Listed in", sorted({hit.part for hit in hits}))
    named = (("Fingerprint", facts.get("fingerprint")), ("Nickname", facts.get("nickname")))
    known = [{"key": key, "value": value} for key, value in named if value]
    if known:
        yield Element(ElementKind.KEY_VALUES, "Relay", known)
    if moment := _time(facts.get("lastSeen") or facts.get("lastStatus")):
        yield Element(ElementKind.DATE, "Last seen", moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
