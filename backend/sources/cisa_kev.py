"""CISA's catalogue of vulnerabilities that are known to be exploited, as JSON or CSV."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import read_whole, shown

CATALOGUE_AT_MOST_BYTES = 64 * 1024 * 1024
CVE = re.compile(r"^CVE-\d{4}-\d{4,19}$")
DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
PAGE = "https://www.cisa.gov/known-exploited-vulnerabilities-catalog?search_api_fulltext="
EXPECTED = "CISA's catalogue of known exploited vulnerabilities as JSON or CSV"


class Vulnerability(msgspec.Struct, rename="camel"):
    """One entry. Fields came over the years; only the first two were always there."""

    cve_id: str = msgspec.field(name="cveID")
    date_added: str
    vendor_project: str = ""
    product: str = ""
    vulnerability_name: str = ""
    short_description: str = ""
    required_action: str = ""
    due_date: str = ""
    known_ransomware_campaign_use: str = ""
    notes: str = ""
    cwes: list[str] = msgspec.field(default_factory=list)


class Catalogue(msgspec.Struct, rename="camel"):
    """The file. Its `count` is not held against the entries: excerpts keep the whole's."""

    vulnerabilities: list[Vulnerability]
    catalog_version: str = ""


def sniff(head: bytes) -> bool:
    """JSON with the catalogue's key, or CSV with the catalogue's header."""
    start = head.lstrip()
    if start.startswith(b"{"):
        return b'"vulnerabilities"' in head and b'"cveID"' in head
    header = start.split(b"\n", 1)[0]
    return b"cveID" in header and b"dateAdded" in header and b"," in header


def parse(stream: BinaryIO) -> Iterator[Row]:
    """Rows with the CVE as their value."""
    content = read_whole(stream, at_most_bytes=CATALOGUE_AT_MOST_BYTES)
    is_json = content.lstrip().startswith(b"{")
    entries = _from_json(content) if is_json else _from_csv(content)
    for place, entry, version in entries:
        cve = entry.cve_id.strip().upper()
        if not CVE.match(cve):
            raise FeedFormatError(f"{place}: expected a CVE, found {shown(entry.cve_id)}")
        if not DATE.match(entry.date_added):
            raise FeedFormatError(
                f"{place}: expected a date like 2026-01-31 as dateAdded, "
                f"found {shown(entry.date_added)}"
            )
        data = msgspec.to_builtins(entry)
        yield Row(kind=Kind.CVE, value=cve, data={**data, "catalogVersion": version})


def _from_json(content: bytes) -> Iterator[tuple[str, Vulnerability, str]]:
    try:
        catalogue = msgspec.json.decode(content, type=Catalogue)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected {EXPECTED}: {error}") from None
    for index, entry in enumerate(catalogue.vulnerabilities):
        yield f"vulnerabilities[{index}]", entry, catalogue.catalog_version


def _from_csv(content: bytes) -> Iterator[tuple[str, Vulnerability, str]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FeedFormatError(f"expected UTF-8 text: {error.reason} at {error.start}") from None
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        for record in lines:
            yield f"line {lines.line_num}", _from_record(record, lines.line_num), ""
    except csv.Error as error:
        raise FeedFormatError(f"line {lines.line_num} is no CSV: {error}") from None


def _from_record(record: dict[str, Any], line: int) -> Vulnerability:
    """One line. A line with too few or too many fields has None as a value or as a key."""
    if None in record or None in record.values():
        raise FeedFormatError(f"line {line} has not as many fields as the header")
    weaknesses = [w for w in re.split(r"[\s,;]+", record.pop("cwes", "")) if w]
    try:
        return msgspec.convert({**record, "cwes": weaknesses}, Vulnerability)
    except msgspec.ValidationError as error:
        raise FeedFormatError(f"line {line}: {error}") from None


class CisaKev(Source):
    """Says whether a vulnerability is known to be exploited."""

    slug = "cisa-kev"
    name = "CISA KEV"
    provider = "CISA"
    description = "Vulnerabilities that are known to be exploited in the wild."
    url = "https://www.cisa.gov/known-exploited-vulnerabilities-catalog"
    kinds = frozenset({Kind.CVE})
    activity = Activity.LOCAL
    tags = ("vulnerability", "feed")
    reliability = 95
    settings = (
        Setting(
            name="catalogue_url",
            default="https://www.cisa.gov/sites/default/files/feeds/"
            "known_exploited_vulnerabilities.json",
            help="Where the catalogue is downloaded from; empty: it is only imported.",
        ),
        max_age_hours(24 * 30),
    )
    feed = (
        FeedPart(
            name="catalogue",
            url_setting="catalogue_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
        ),
    )
    refresh_seconds = 6 * 3600
    max_age_seconds = 30 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS with `exploited` for what is listed; nothing is known about the others."""
        cve = indicator.data.strip().upper()
        looked = await ctx.feed.find(Kind.CVE, cve)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hit = looked.hits[0]
        entry = msgspec.convert(hit.data, Vulnerability)
        ransomware = entry.known_ransomware_campaign_use.casefold() == "known"
        return Answer(
            found=True,
            verdict=Level.MALICIOUS,
            score=100,
            confidence=100,
            tags=("exploited", "ransomware") if ransomware else ("exploited",),
            first_seen=_midnight(entry.date_added),
            as_of=hit.as_of,
            links=_links(cve, entry),
            elements=tuple(_elements(entry, ransomware=ransomware)),
            raw=dict(hit.data),
        )


def _midnight(date: str) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC)
    except ValueError:
        return None


def _elements(entry: Vulnerability, *, ransomware: bool) -> Iterator[Element]:
    facts = (
        ("Vulnerability", entry.vulnerability_name),
        ("Vendor", entry.vendor_project),
        ("Product", entry.product),
    )
    named = [{"key": key, "value": value} for key, value in facts if value]
    if named:
        yield Element(ElementKind.KEY_VALUES, "Affected", named)
    for label, date in (("Known to be exploited since", entry.date_added), ("Due", entry.due_date)):
        if moment := _midnight(date):
            yield Element(ElementKind.DATE, label, moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    if entry.required_action:
        yield Element(ElementKind.TEXT, "Required action", entry.required_action)
    if entry.short_description:
        yield Element(ElementKind.TEXT, "Description", entry.short_description)
    colour = Level.MALICIOUS if ransomware else None
    yield Element(ElementKind.BOOLEAN, "Used by ransomware", ransomware, colour)
    if entry.cwes:
        yield Element(ElementKind.LIST, "Weaknesses", entry.cwes)
    if entry.notes:
        yield Element(ElementKind.TEXT, "Notes", entry.notes)


def _links(cve: str, entry: Vulnerability) -> tuple[Link, ...]:
    """The entry's page, then the addresses among the notes."""
    links = [Link("CISA KEV", PAGE + cve)]
    for word in re.split(r"[\s;]+", entry.notes):
        host = _host(word)
        if host and all(link.url != word for link in links):
            links.append(Link(host, word))
    return tuple(links)


def _host(word: str) -> str | None:
    try:
        parts = urlsplit(word)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
