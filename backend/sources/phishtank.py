"""PhishTank's list of verified phishing that is online, looked up locally."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedHit,
    FeedPart,
    GatherContext,
    Gathered,
    Row,
    SecretSlot,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_tables import entries, sniffer
from backend.sources.feed_text import address_of
from backend.sources.feed_urls import UrlRows, find_url, host_of, is_shared
from backend.sources.json_fields import key_values, tables, text, time_of

COLUMNS = frozenset({"phish_id", "url", "verified"})
KEPT = ("phish_id", "submission_time", "verified", "verification_time", "online", "target")
KEY_PLACE = "{app_key}"
ROWS_AT_MOST = 100
OTHER_TARGETS = frozenset({"", "other"})


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each URL, and one for each address that it was at."""
    rows = UrlRows()
    for place, entry in entries(stream, COLUMNS):
        url = str(entry.get("url", ""))
        known = {name: text(entry.get(name)) for name in KEPT}
        data: dict[str, Any] = {name: value for name, value in known.items() if value}
        row = rows.row(place, url, data)
        if row is None:
            continue
        yield row
        for details in tables(entry.get("details")):
            address = address_of(text(details.get("ip_address")))
            if address is not None and str(address) != row.host:
                kind = Kind.IPV4 if address.version == 4 else Kind.IPV6  # noqa: PLR2004 — of IP
                value = f"{address} of {data.get('phish_id', '')}"
                yield Row(
                    kind=kind, value=value, host=str(address), data={**data, "url": row.value[:500]}
                )
    rows.end()


async def gather(ctx: GatherContext, path: Path) -> Gathered:
    """Download the list, under the name that PhishTank asks its users to tell."""
    url = ctx.url
    if KEY_PLACE in url:
        if "app_key" not in ctx.secrets:
            raise SourceError(
                FailureKind.UNAUTHORIZED, f"the address {url} needs a secret for app_key: link one"
            )
        url = url.replace(KEY_PLACE, quote(ctx.secrets["app_key"], safe=""))
    found = await ctx.http.download(
        url,
        path,
        headers={"User-Agent": f"phishtank/{ctx.settings['username']}"},
        etag=ctx.state.get("etag"),
        last_modified=ctx.state.get("last_modified"),
    )
    state = {"etag": found.etag, "last_modified": found.last_modified}
    return Gathered(changed=found.changed, state=state)


class PhishTank(Source):
    """Looks URLs, hosts and addresses up in the local copy."""

    slug = "phishtank"
    name = "PhishTank"
    provider = "Cisco Talos"
    description = (
        "URLs of phishing that people have verified and that are online, with the addresses that "
        "they were at, in a local copy."
    )
    url = "https://www.phishtank.com/developer_info.php"
    kinds = frozenset({Kind.URL, Kind.DOMAIN, Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    key_url = "https://www.phishtank.com/api_register.php"
    secrets = (
        SecretSlot(
            name="app_key",
            help="Application key of PhishTank, for more downloads a day; new ones are not given.",
            required=False,
        ),
    )
    tags = ("phishing", "urls", "feed")
    reliability = 85
    terms = "PhishTank asks to be asked before its data are passed on."
    settings = (
        Setting(
            name="feed_url",
            default="https://data.phishtank.com/data/online-valid.json.gz",
            help="Where the list is downloaded from, as JSON or CSV; with a key, "
            "https://data.phishtank.com/data/{app_key}/online-valid.json.gz; empty: only imported.",
        ),
        Setting(
            name="username",
            default="indicator-aggregator",
            help="Name at PhishTank, which it asks to be told with each download.",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="urls",
            url_setting="feed_url",
            expected="PhishTank's list of verified phishing as JSON or CSV",
            sniff=sniffer(COLUMNS),
            parse=parse,
            gather=gather,
        ),
    )
    # Made anew every hour; without a key only a few downloads a day are allowed.
    refresh_seconds = 8 * 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for a verified URL; its host or address alone is SUSPICIOUS."""
        looked, exact = await find_url(ctx, indicator)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hits = looked.hits
        level, score = _verdict(hits, exact=exact)
        targets = [t for hit in hits if (t := text(hit.data.get("target")))]
        named = [t for t in dict.fromkeys(targets) if t.casefold() not in OTHER_TARGETS]
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=90 if exact else 50,
            tags=("phishing", *named),
            first_seen=min(_times(hits, "submission_time"), default=None),
            last_seen=max(_times(hits, "verification_time", "submission_time"), default=None),
            as_of=looked.as_of,
            links=_links(hits[0]),
            elements=tuple(_elements(hits, level, exact=exact)),
            raw=[{"url": hit.value, **hit.data} for hit in hits],
        )


def _verdict(hits: tuple[FeedHit, ...], *, exact: bool) -> tuple[Level, int]:
    if not exact:
        return Level.SUSPICIOUS, 20 if is_shared(host_of(hits[0].value)) else 40
    if any(text(hit.data.get("verified")) == "yes" for hit in hits):
        return Level.MALICIOUS, 90
    return Level.SUSPICIOUS, 50


def _times(hits: tuple[FeedHit, ...], *names: str) -> Iterator[Any]:
    for hit in hits:
        for name in names:
            if time := time_of(hit.data.get(name)):
                yield time


def _links(hit: FeedHit) -> tuple[Link, ...]:
    number = text(hit.data.get("phish_id"))
    if not number.isdecimal():
        return ()
    page = f"https://www.phishtank.com/phish_detail.php?phish_id={number}"
    return (Link("PhishTank", page),)


def _elements(hits: tuple[FeedHit, ...], level: Level, *, exact: bool) -> Iterator[Element]:
    if exact:
        data: Mapping[str, Any] = hits[0].data
        facts = {
            "Phishing for": data.get("target"),
            "Verified": data.get("verified"),
            "Verified at": data.get("verification_time"),
            "Submitted": data.get("submission_time"),
            "Online": data.get("online"),
        }
        yield Element(ElementKind.KEY_VALUES, "Phishing", key_values(facts), level)
        return
    yield Element(ElementKind.NUMBER, "URLs of phishing at this host", len(hits), level)
    rows = [
        [
            text(hit.data.get("url")) or hit.value,
            text(hit.data.get("target")),
            text(hit.data.get("verification_time")),
        ]
        for hit in hits[:ROWS_AT_MOST]
    ]
    columns = ["URL", "Phishing for", "Verified"]
    yield Element(ElementKind.TABLE, "URLs", {"columns": columns, "rows": rows})
