"""Feodo Tracker: control servers of botnets by their address.

The list has been all but empty since the arrests of 2024, so that no rows are a good file. It
comes as JSON, as CSV, or as one address a line.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import PROVIDER, export_url
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedHit,
    FeedPart,
    Row,
    Source,
    max_age_hours,
)
from backend.sources.feed_tables import entries, sniffer
from backend.sources.feed_text import address_of, data_lines, read_lines, read_whole, shown
from backend.sources.json_fields import key_values, text, time_of

JSON_COLUMNS = frozenset({"ip_address", "port"})
CSV_COLUMNS = frozenset({"dst_ip", "dst_port"})
# As the JSON has them.
NAMES = {
    "dst_ip": "ip_address",
    "dst_port": "port",
    "c2_status": "status",
    "first_seen_utc": "first_seen",
}
LIST_AT_MOST_BYTES = 64 * 1024 * 1024
COMMENT = ("#",)
EXPECTED = "Feodo Tracker's list as JSON, CSV or one address a line"


def sniff(head: bytes) -> bool:
    """JSON or CSV with the list's names, addresses alone, or a list of its without any."""
    if head.strip() == b"[]" or sniffer(JSON_COLUMNS)(head) or sniffer(CSV_COLUMNS)(head):
        return True
    lines = data_lines(head, COMMENT)
    return address_of(lines[0]) is not None if lines else b"Feodo Tracker" in head


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each port of each address."""
    content = read_whole(stream, at_most_bytes=LIST_AT_MOST_BYTES)
    for place, entry in _entries(content):
        address = address_of(text(entry.get("ip_address")))
        if address is None:
            found = shown(text(entry.get("ip_address")))
            raise FeedFormatError(f"{place}: expected an address, found {found}")
        kind = Kind.IPV4 if address.version == 4 else Kind.IPV6  # noqa: PLR2004 — of IP
        known = {name: text(value) for name, value in entry.items() if name != "ip_address"}
        data = {name: value for name, value in known.items() if value}
        value = f"{address} port {data['port']}" if "port" in data else str(address)
        yield Row(kind=kind, value=value, host=str(address), data=data)


def _entries(content: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    stream = io.BytesIO(content)
    if content.lstrip()[:1] in (b"{", b"["):
        yield from entries(stream, JSON_COLUMNS)
    elif sniffer(CSV_COLUMNS)(content[:4096]):
        for place, entry in entries(stream, CSV_COLUMNS):
            yield place, {NAMES.get(name, name): value for name, value in entry.items()}
    else:
        for number, line in read_lines(stream):
            if (address := line.strip()) and not address.startswith(COMMENT):
                yield f"line {number}", {"ip_address": address}


class FeodoTracker(Source):
    """Looks an address up in the local copy."""

    slug = "feodo-tracker"
    name = "Feodo Tracker"
    provider = PROVIDER
    description = (
        "Control servers of the botnets Dridex, Emotet, TrickBot, QakBot and their like. The list "
        "has been all but empty since the arrests of 2024."
    )
    url = "https://feodotracker.abuse.ch/blocklist/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    tags = ("c2", "blocklist", "feed")
    reliability = 90
    terms = "CC0: free for everybody and every use."
    settings = (
        export_url("https://feodotracker.abuse.ch/downloads/ipblocklist.json"),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="addresses",
            url_setting="export_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
            may_be_empty=True,
        ),
    )
    # Made anew every five minutes, and not to be asked for more often.
    refresh_seconds = 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for what is listed, less so when the server no longer answers."""
        address = address_of(indicator.data)
        if address is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is not an address")
        looked = await ctx.feed.find_host(str(address))
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hits = looked.hits
        online = any(text(hit.data.get("status")) == "online" for hit in hits)
        return Answer(
            found=True,
            verdict=Level.MALICIOUS,
            score=95 if online else 70,
            confidence=95,
            tags=("botnet-c2",),
            families=tuple(
                dict.fromkeys(filter(None, (text(h.data.get("malware")) for h in hits)))
            ),
            first_seen=min(_times(hits, "first_seen"), default=None),
            last_seen=max(_times(hits, "last_online", "first_seen"), default=None),
            as_of=looked.as_of,
            links=(Link("Feodo Tracker", f"https://feodotracker.abuse.ch/browse/host/{address}/"),),
            elements=tuple(_elements(hits)),
            raw=[{"address": hit.value, **hit.data} for hit in hits],
        )


def _times(hits: tuple[FeedHit, ...], *names: str) -> Iterator[Any]:
    for hit in hits:
        for name in names:
            if time := time_of(hit.data.get(name)):
                yield time


def _elements(hits: tuple[FeedHit, ...]) -> Iterator[Element]:
    first = hits[0].data
    facts = {
        "Malware": first.get("malware"),
        "Status": first.get("status"),
        "First seen": first.get("first_seen"),
        "Last online": first.get("last_online"),
        "Name": first.get("hostname"),
        "AS": first.get("as_number"),
        "AS name": first.get("as_name"),
        "Country": first.get("country"),
    }
    listed = key_values(facts) or key_values({"Listed": hits[0].value})
    yield Element(ElementKind.KEY_VALUES, "Control server", listed, Level.MALICIOUS)
    if ports := [text(hit.data.get("port")) for hit in hits if hit.data.get("port")]:
        yield Element(ElementKind.LIST, "Ports", ports)
