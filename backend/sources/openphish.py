"""OpenPhish: URLs of phishing, from its community feed, one a line and nothing else.

The feed forgets within days, so that its URLs are kept here, with the days on which it had them.
"""

from collections.abc import Iterator
from typing import BinaryIO

from backend.models.answers import Answer, Element, ElementKind, Level, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedHit,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import data_lines, read_lines
from backend.sources.feed_urls import UrlRows, find_url, host_of, is_shared, url_key

COMMENT = ("#", ";")
ROWS_AT_MOST = 100


def sniff(head: bytes) -> bool:
    """The first line that says something is a URL alone."""
    lines = data_lines(head, COMMENT)
    return bool(lines) and " " not in lines[0] and url_key(lines[0]) is not None


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each URL."""
    rows = UrlRows()
    for number, line in read_lines(stream):
        text = line.strip()
        if text and not text.startswith(COMMENT) and (row := rows.row(f"line {number}", text, {})):
            yield row
    rows.end()


class OpenPhish(Source):
    """Looks URLs and hosts up in the local copy."""

    slug = "openphish"
    name = "OpenPhish"
    provider = "OpenPhish"
    description = (
        "URLs of phishing from OpenPhish's community feed, kept after the feed has forgotten them."
    )
    url = "https://openphish.com/phishing_feeds.html"
    kinds = frozenset({Kind.URL, Kind.DOMAIN, Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    tags = ("phishing", "urls", "feed")
    reliability = 80
    terms = "The community feed is for non-commercial use and for one's own organisation alone."
    settings = (
        Setting(
            name="feed_url",
            default="https://raw.githubusercontent.com/openphish/public_feed/refs/heads/main/feed.txt",
            help="Where the feed is downloaded from; empty: it is only imported.",
        ),
        Setting(
            name="keep_days",
            default=180,
            help="How long a URL is kept that the feed no longer has; 0: for ever.",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="urls",
            url_setting="feed_url",
            expected="OpenPhish's list, one URL a line",
            sniff=sniff,
            parse=parse,
            keeps="keep_days",
        ),
    )
    # Made anew every twelve hours.
    refresh_seconds = 6 * 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for the URL itself; its host alone is SUSPICIOUS, and less where many are."""
        looked, exact = await find_url(ctx, indicator)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        listed = any(hit.listed for hit in looked.hits)
        level, score = _verdict(looked.hits[0], exact=exact, listed=listed)
        times = [hit.seen_at or hit.as_of for hit in looked.hits]
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=85 if exact else 50,
            tags=("phishing",),
            last_seen=max(times),
            as_of=looked.as_of,
            elements=tuple(_elements(looked.hits, level, exact=exact, listed=listed)),
            raw=[{"url": hit.value, "listed": hit.listed} for hit in looked.hits],
        )


def _verdict(hit: FeedHit, *, exact: bool, listed: bool) -> tuple[Level, int]:
    """What was phishing may have been cleared away since; the score says so."""
    if exact:
        return Level.MALICIOUS, 85 if listed else 60
    return Level.SUSPICIOUS, 25 if is_shared(host_of(hit.value)) else 45


def _elements(
    hits: tuple[FeedHit, ...], level: Level, *, exact: bool, listed: bool
) -> Iterator[Element]:
    where = "this URL" if exact else "another URL of this host"
    if not exact and is_shared(host_of(hits[0].value)):
        where += ", where anybody may put up pages"
    when = "listed now" if listed else "listed before, and no longer"
    yield Element(ElementKind.TEXT, "Phishing", f"{where} is {when}", level)
    if not exact:
        urls = [hit.value for hit in hits[:ROWS_AT_MOST]]
        yield Element(ElementKind.LIST, "URLs", urls)
