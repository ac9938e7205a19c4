"""AbuseIPDB's blacklist: the addresses reported most, as a local copy, as JSON or plain text."""

import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedPart,
    Row,
    SecretSlot,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import address_of, data_lines, read_lines, read_whole, shown
from backend.sources.json_fields import key_values, shown_time, text, time_of, whole

LIST_AT_MOST_BYTES = 256 * 1024 * 1024
MALICIOUS_FROM = 75
EXPECTED = "AbuseIPDB's blacklist as JSON, or one address a line"


class Entry(msgspec.Struct, rename="camel"):
    """One address of the list."""

    ip_address: str
    abuse_confidence_score: int | None = None
    country_code: str | None = None
    last_reported_at: str | None = None


class Blacklist(msgspec.Struct):
    """The JSON file."""

    data: list[Entry]


def sniff(head: bytes) -> bool:
    """JSON with the list's keys, or text that begins with an address."""
    start = head.lstrip()
    if start.startswith(b"{"):
        return b'"ipAddress"' in head and b'"abuseConfidenceScore"' in head
    lines = data_lines(head, ("#",))
    return bool(lines) and address_of(lines[0]) is not None


def parse(stream: BinaryIO) -> Iterator[Row]:
    """Rows by the address."""
    content = read_whole(stream, at_most_bytes=LIST_AT_MOST_BYTES)
    is_json = content.lstrip().startswith(b"{")
    entries = _from_json(content) if is_json else _from_text(content)
    for place, entry in entries:
        address = address_of(entry.ip_address)
        if address is None:
            raise FeedFormatError(f"{place}: expected an address, found {shown(entry.ip_address)}")
        data = msgspec.to_builtins(entry)
        yield Row(
            kind=Kind.IPV4 if address.version == 4 else Kind.IPV6,  # noqa: PLR2004 — its version
            value=str(address),
            data={name: value for name, value in data.items() if value is not None},
        )


def _from_json(content: bytes) -> Iterator[tuple[str, Entry]]:
    try:
        entries = msgspec.json.decode(content, type=Blacklist).data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected {EXPECTED}: {error}") from None
    for index, entry in enumerate(entries):
        yield f"data[{index}]", entry


def _from_text(content: bytes) -> Iterator[tuple[str, Entry]]:
    for number, line in read_lines(io.BytesIO(content)):
        if line.strip() and not line.startswith("#"):
            yield f"line {number}", Entry(ip_address=line.strip())


def headers(secrets: Mapping[str, str]) -> Mapping[str, str]:
    """JSON, which has more in it than text, and the key if there is one, as a mirror needs none."""
    key = secrets.get("api_key")
    return {"Accept": "application/json", **({"Key": key} if key else {})}


class AbuseIpdbBlacklist(Source):
    """Says whether an address is on AbuseIPDB's blacklist."""

    slug = "abuseipdb-blacklist"
    name = "AbuseIPDB blacklist"
    provider = "AbuseIPDB"
    description = "The addresses most reported for abuse, as a local copy: asking tells nobody."
    url = "https://docs.abuseipdb.com/#blacklist-endpoint"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    key_url = "https://www.abuseipdb.com/account/api"
    secrets = (
        SecretSlot(
            name="api_key",
            help="API key of an account at AbuseIPDB, to download the list; optional.",
            required=False,
        ),
    )
    tags = ("blocklist", "feed")
    reliability = 75
    settings = (
        Setting(
            name="list_url",
            default="https://api.abuseipdb.com/api/v2/blacklist?confidenceMinimum=100&limit=10000",
            help="Where the list is downloaded from, with the least score and the number of "
            "addresses, which paid accounts may change; empty: it is only imported.",
        ),
        max_age_hours(24 * 3),
    )
    feed = (
        FeedPart(
            name="blacklist",
            url_setting="list_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
            headers=headers,
            needs=("api_key",),
        ),
    )
    # Free accounts may download it five times a day.
    refresh_seconds = 24 * 3600
    max_age_seconds = 3 * 24 * 3600
    terms = "10,000 addresses, five downloads a day with a free account; it must not be passed on."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for what is listed with a score of 75 or more, or without one."""
        address = address_of(indicator.data)
        if address is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is not an address")
        looked = await ctx.feed.find(indicator.kind, str(address))
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hit = looked.hits[0]
        score = whole(hit.data.get("abuseConfidenceScore"))
        # The text has no scores: it is of the worst alone, where nobody asked for others.
        sure = MALICIOUS_FROM if score is None else max(0, min(score, 100))
        level = Level.MALICIOUS if sure >= MALICIOUS_FROM else Level.SUSPICIOUS
        return Answer(
            found=True,
            verdict=level,
            score=sure,
            tags=("abuseipdb-blacklist",),
            last_seen=time_of(hit.data.get("lastReportedAt")),
            as_of=hit.as_of,
            links=(Link("AbuseIPDB", f"https://www.abuseipdb.com/check/{address}"),),
            elements=tuple(_elements(hit.data, level)),
            raw=dict(hit.data),
        )


def _elements(data: Mapping[str, object], level: Level) -> Iterator[Element]:
    yield Element(ElementKind.TEXT, "Listed", "on AbuseIPDB's blacklist", level)
    score = text(data.get("abuseConfidenceScore"))
    facts = {
        "Confidence of abuse": f"{score}%" if score else "",
        "Country": data.get("countryCode"),
    }
    if known := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Listing", known)
    if last := time_of(data.get("lastReportedAt")):
        yield Element(ElementKind.DATE, "Last report", shown_time(last))
