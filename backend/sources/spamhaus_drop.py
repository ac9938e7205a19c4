"""Spamhaus DROP: networks and autonomous systems to drop all traffic of.

The current files are JSON, one object a line with a last one of `"type": "metadata"`; the legacy
text files are `network ; SBL number` or `AS number ; country | name` below a header of comments.
Spamhaus asks for its name, the list's date and its copyright line to be kept: each row has them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedAnswer,
    FeedFormatError,
    FeedHit,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import address_of, data_lines, network_of, read_lines, shown

COMMENT = (";", "#")
CREDIT = "\N{COPYRIGHT SIGN} The Spamhaus Project"
# A list with a wider network than these is broken or poisoned: it would condemn a good part of
# the internet. DROP's widest are /11 and /29.
WIDEST = {4: 8, 6: 16}
ENTRIES_AT_MOST = 1_000_000
COPYRIGHT = re.compile(r"\(c\)[^;]*", re.IGNORECASE)
LIST_DATE = re.compile(r"\b(\d{4})/(\d{2})/(\d{2})\b")
AS_LINE = re.compile(r"^AS(\d{1,10})\b\s*(?:;\s*([A-Z]{2})?\s*\|\s*(.*))?$", re.IGNORECASE)
LARGEST_ASN = 2**32 - 1
ASN_DIGITS = 10
LAST_TIMESTAMP = 253402300800  # the year 10000, which no date can hold
TAGS = ("spamhaus-drop", "hijacked-or-bulletproof")


class Entry(msgspec.Struct):
    """A line of the JSON layouts: a network, an autonomous system, or the last line."""

    type: str = ""
    cidr: str = ""
    sblid: str | None = None
    rir: str | None = None
    asn: int | None = None
    asname: str | None = None
    domain: str | None = None
    cc: str | None = None
    timestamp: int | None = None
    copyright: str | None = None


def _decode(number: int, line: str) -> Entry:
    try:
        return msgspec.json.decode(line.encode(), type=Entry)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FeedFormatError(
            f"line {number}: expected one JSON object of Spamhaus's, found {shown(line)} ({error})"
        ) from None


def _sniffer(matches: Callable[[Entry | str], bool]) -> Callable[[bytes], bool]:
    """Whether the first line that says something is what the part consists of."""

    def sniff(head: bytes) -> bool:
        for line in data_lines(head, COMMENT):
            if not line.startswith("{"):
                return matches(line)
            try:
                entry = _decode(1, line)
            except FeedFormatError:
                return False
            if entry.type != "metadata":
                return matches(entry)
        return False

    return sniff


def _is_network(version: int) -> Callable[[Entry | str], bool]:
    def matches(line: Entry | str) -> bool:
        text = line.cidr if isinstance(line, Entry) else line.partition(";")[0]
        network = network_of(text)
        return network is not None and network.version == version

    return matches


def _is_asn(line: Entry | str) -> bool:
    return line.asn is not None if isinstance(line, Entry) else AS_LINE.match(line) is not None


def _parser(read: Callable[[int, Entry | str], Row]) -> Callable[[BinaryIO], Iterator[Row]]:
    """Rows of a file, each with the list's date and copyright, which may come at its end."""

    def parse(stream: BinaryIO) -> Iterator[Row]:
        rows: list[Row] = []
        credit: dict[str, Any] = {"copyright": CREDIT}
        for number, line in read_lines(stream):
            text = line.strip()
            if text.startswith(COMMENT):
                credit.update(_credit_of_comment(text))
                continue
            if not text:
                continue
            entry = _decode(number, text) if text.startswith("{") else text
            if isinstance(entry, Entry) and entry.type == "metadata":
                credit.update(_credit_of(entry))
                continue
            if len(rows) == ENTRIES_AT_MOST:
                raise FeedFormatError(f"line {number}: the list has more than {ENTRIES_AT_MOST}")
            rows.append(read(number, entry))
        for row in rows:
            yield Row(kind=row.kind, value=row.value, data={**row.data, **credit})

    return parse


def _credit_of_comment(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (copyright_line := COPYRIGHT.search(text)) and "spamhaus" in text.casefold():
        found["copyright"] = copyright_line[0].strip()
        if date := LIST_DATE.search(text):
            found["listDate"] = "-".join(date.groups())
    return found


def _credit_of(entry: Entry) -> dict[str, Any]:
    """The last line's date and copyright. Its `records` is kept by excerpts and proves nothing."""
    found: dict[str, Any] = {}
    if entry.timestamp is not None and 0 < entry.timestamp < LAST_TIMESTAMP:
        found["listTimestamp"] = entry.timestamp
    if entry.copyright:
        found["copyright"] = entry.copyright
    return found


def _network_reader(version: int) -> Callable[[int, Entry | str], Row]:
    def read(number: int, line: Entry | str) -> Row:
        data: dict[str, str | None]
        if isinstance(line, Entry):
            text, data = line.cidr, {"sblid": line.sblid, "rir": line.rir}
        else:
            text, _, rest = line.partition(";")
            data = {"sblid": rest.strip()}
        network = network_of(text)
        if network is None or network.version != version:
            raise FeedFormatError(
                f"line {number}: expected an IPv{version} network, found {shown(text)}"
            )
        if network.prefixlen < WIDEST[version]:
            raise FeedFormatError(
                f"line {number}: {network} is wider than any network that DROP can list"
            )
        known = {key: value for key, value in data.items() if value}
        return Row(kind=Kind.CIDR, value=str(network), data=known)

    return read


def _read_asn(number: int, line: Entry | str) -> Row:
    data: dict[str, str | None]
    if isinstance(line, Entry):
        asn = line.asn
        data = {"asname": line.asname, "domain": line.domain, "rir": line.rir, "cc": line.cc}
    else:
        match = AS_LINE.match(line)
        asn = int(match[1]) if match else None
        data = {"cc": match[2], "asname": match[3]} if match else {}
    if asn is None or not 0 <= asn <= LARGEST_ASN:
        raise FeedFormatError(
            f"line {number}: expected the number of an autonomous system, found {shown(str(line))}"
        )
    known = {key: value.strip() for key, value in data.items() if value and value.strip()}
    return Row(kind=Kind.ASN, value=f"AS{asn}", data=known)


def _part(name: str, what: str, matches: Any, read: Any) -> FeedPart:
    return FeedPart(
        name=name,
        url_setting=f"{name}_url",
        expected=f"Spamhaus's list of {what}, as JSON lines or text",
        sniff=_sniffer(matches),
        parse=_parser(read),
    )


def _url(name: str, file: str) -> Setting:
    return Setting(
        name=f"{name}_url",
        default=f"https://www.spamhaus.org/drop/{file}",
        help=f"Where the list {name} is downloaded from; empty: it is only imported.",
    )


class SpamhausDrop(Source):
    """Says whether an address, a network or an autonomous system is on Spamhaus DROP."""

    slug = "spamhaus-drop"
    name = "Spamhaus DROP"
    provider = "Spamhaus"
    description = "Networks that are hijacked or run by criminals: drop all their traffic."
    url = "https://www.spamhaus.org/blocklists/do-not-route-or-peer/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.CIDR, Kind.ASN})
    activity = Activity.LOCAL
    tags = ("blocklist", "feed")
    reliability = 95
    settings = (
        _url("v4", "drop_v4.json"),
        _url("v6", "drop_v6.json"),
        _url("asn", "asndrop.json"),
        max_age_hours(24 * 14),
    )
    feed = (
        _part("v4", "IPv4 networks", _is_network(4), _network_reader(4)),
        _part("v6", "IPv6 networks", _is_network(6), _network_reader(6)),
        _part("asn", "autonomous systems", _is_asn, _read_asn),
    )
    # Spamhaus asks for at least an hour between downloads, and says that daily is enough.
    refresh_seconds = 12 * 3600
    max_age_seconds = 14 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for what is listed or lies within a listed network."""
        looked = await _look_up(indicator, ctx)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hit = looked.hits[0]
        return Answer(
            found=True,
            verdict=Level.MALICIOUS,
            score=90,
            confidence=95,
            tags=TAGS,
            as_of=hit.as_of,
            links=_links(hit),
            elements=tuple(_elements(hit)),
            raw=[{"part": h.part, "value": h.value, **h.data} for h in looked.hits],
        )


async def _look_up(indicator: Indicator, ctx: Context) -> FeedAnswer:
    """Asks only the part that lists such things, so that its absence is told from a miss."""
    text = indicator.data.strip()
    if indicator.kind == Kind.ASN:
        digits = text.upper().removeprefix("AS")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= ASN_DIGITS):
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is not an AS number")
        return await ctx.feed.find(Kind.ASN, f"AS{int(digits)}", parts=("asn",))
    network = network_of(text) if indicator.kind == Kind.CIDR else address_of(text)
    if network is None:
        raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address and no network")
    return await ctx.feed.find_containing(str(network), parts=(f"v{network.version}",))


def _links(hit: FeedHit) -> tuple[Link, ...]:
    sbl = str(hit.data.get("sblid", ""))
    if re.fullmatch(r"SBL\d+", sbl):
        return (Link(f"Spamhaus {sbl}", f"https://check.spamhaus.org/sbl/query/{sbl}"),)
    return (Link("Spamhaus DROP", SpamhausDrop.url),)


def _elements(hit: FeedHit) -> Iterator[Element]:
    names = (
        ("sblid", "SBL record"),
        ("rir", "Registry"),
        ("asname", "Name"),
        ("domain", "Domain"),
        ("cc", "Country"),
    )
    listed = [{"key": "Listed", "value": hit.value}]
    listed += [
        {"key": label, "value": str(hit.data[key])} for key, label in names if key in hit.data
    ]
    yield Element(ElementKind.KEY_VALUES, "Listing", listed, Level.MALICIOUS)
    yield Element(ElementKind.TEXT, "Credit", str(hit.data.get("copyright", CREDIT)))
    if date := hit.data.get("listDate"):
        yield Element(ElementKind.DATE, "List of", f"{date}T00:00:00Z")
    elif stamp := hit.data.get("listTimestamp"):
        moment = datetime.fromtimestamp(int(stamp), UTC)
        yield Element(ElementKind.DATE, "List of", moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
