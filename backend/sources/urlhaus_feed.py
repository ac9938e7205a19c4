"""URLhaus's export of recent URLs, looked up locally.

Its CSV and JSON, with or without the host's address and country, which some exports add.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import EXPORT_KEY, KEY_URL, PROVIDER, TERMS, export_url, url_verdict
from backend.sources.contract import (
    Activity,
    Context,
    FeedHit,
    FeedPart,
    Row,
    Source,
    max_age_hours,
)
from backend.sources.feed_tables import entries, sniffer, words
from backend.sources.feed_urls import UrlRows, find_url
from backend.sources.json_fields import key_values, text, time_of

COLUMNS = frozenset({"dateadded", "url", "url_status"})
KEPT = ("dateadded", "url_status", "last_online", "threat", "urlhaus_link", "reporter")
ALSO_KEPT = ("ipaddress", "asnumber", "country")
ROWS_AT_MOST = 100


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each URL."""
    rows = UrlRows()
    for place, entry in entries(stream, COLUMNS):
        known = {name: text(entry.get(name)) for name in (*KEPT, *ALSO_KEPT)}
        data: dict[str, Any] = {name: value for name, value in known.items() if value}
        if tags := words(entry.get("tags")):
            data["tags"] = tags
        if row := rows.row(place, str(entry.get("url", "")), data):
            yield row
    rows.end()


class UrlhausFeed(Source):
    """Looks URLs and hosts up in the local copy."""

    slug = "urlhaus-feed"
    name = "URLhaus feed"
    provider = PROVIDER
    description = (
        "URLs that gave out malware within the last 30 days, and their hosts, in a local copy."
    )
    url = "https://urlhaus.abuse.ch/api/#csv"
    kinds = frozenset({Kind.URL, Kind.DOMAIN, Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    key_url = KEY_URL
    secrets = (EXPORT_KEY,)
    tags = ("malware", "urls", "feed")
    reliability = 85
    terms = TERMS
    settings = (
        export_url(
            "https://urlhaus-api.abuse.ch/files/exports/recent.csv?auth-key={auth_key}",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="export",
            url_setting="export_url",
            expected="URLhaus's export of URLs as CSV or JSON",
            sniff=sniffer(COLUMNS),
            parse=parse,
        ),
    )
    # Made anew every five minutes, and not to be asked for more often.
    refresh_seconds = 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """As URLhaus itself; a URL of which only the host is listed is SUSPICIOUS."""
        looked, exact = await find_url(ctx, indicator)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        statuses = [text(hit.data.get("url_status")) for hit in looked.hits]
        level, score = url_verdict(statuses, exact=exact)
        if indicator.kind == Kind.URL and not exact:
            level, score = Level.SUSPICIOUS, 45
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=90 if exact else 70,
            tags=tuple(dict.fromkeys(tag for hit in looked.hits for tag in _tags(hit.data))),
            first_seen=min(_times(looked.hits, "dateadded"), default=None),
            last_seen=max(_times(looked.hits, "last_online", "dateadded"), default=None),
            as_of=looked.as_of,
            links=_links(looked.hits[0]),
            elements=tuple(_elements(looked.hits, level, exact=exact)),
            raw=[{"url": hit.value, **hit.data} for hit in looked.hits],
        )


def _tags(data: Mapping[str, Any]) -> list[str]:
    return [*filter(None, [text(data.get("threat"))]), *words(data.get("tags"))]


def _times(hits: tuple[FeedHit, ...], *names: str) -> Iterator[Any]:
    for hit in hits:
        for name in names:
            if time := time_of(hit.data.get(name)):
                yield time


def _links(hit: FeedHit) -> tuple[Link, ...]:
    page = text(hit.data.get("urlhaus_link"))
    return (Link("URLhaus", page),) if page.startswith("https://") else ()


def _elements(hits: tuple[FeedHit, ...], level: Level, *, exact: bool) -> Iterator[Element]:
    first = hits[0].data
    if exact:
        yield Element(ElementKind.TEXT, "Status", text(first.get("url_status")), level)
        facts = {
            "Threat": first.get("threat"),
            "Added": first.get("dateadded"),
            "Last online": first.get("last_online"),
            "Reporter": first.get("reporter"),
            "Address": first.get("ipaddress"),
            "Country": first.get("country"),
        }
        yield Element(ElementKind.KEY_VALUES, "Facts", key_values(facts))
        return
    yield Element(ElementKind.NUMBER, "URLs at this host that gave out malware", len(hits), level)
    names = ("url_status", "dateadded", "threat")
    rows = [
        [hit.value, *(text(hit.data.get(n)) for n in names), ", ".join(words(hit.data.get("tags")))]
        for hit in hits[:ROWS_AT_MOST]
    ]
    columns = ["URL", "Status", "Added", "Threat", "Tags"]
    yield Element(ElementKind.TABLE, "URLs", {"columns": columns, "rows": rows})
