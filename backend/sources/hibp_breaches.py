"""All breaches that Have I Been Pwned knows, looked up locally by the domain that was breached."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from backend.indicators.names import canonical_domain
from backend.indicators.wording import UnfitError
from backend.models.answers import Answer, Element, ElementKind, Level, not_found
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
from backend.sources.feed_text import read_whole
from backend.sources.hibp_facts import PROVIDER, elements, has_passwords, kept, links, tags, times
from backend.sources.json_fields import text

FILE_AT_MOST_BYTES = 64 * 1024 * 1024
EXPECTED = "Have I Been Pwned's breaches as JSON"


def sniff(head: bytes) -> bool:
    """A list of breaches with their names and domains."""
    return head.lstrip().startswith(b"[") and all(
        name in head for name in (b'"Name"', b'"Domain"', b'"BreachDate"')
    )


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each breach; those of no domain are lists put together from many."""
    content = read_whole(stream, at_most_bytes=FILE_AT_MOST_BYTES)
    try:
        breaches = msgspec.json.decode(content, type=list[dict[str, object]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"expected {EXPECTED}: {error}") from None
    for index, breach in enumerate(breaches):
        name = text(breach.get("Name"))
        if not name:
            raise FeedFormatError(f"[{index}]: expected a breach with a Name")
        try:
            domain = canonical_domain(text(breach.get("Domain")))
        except UnfitError:
            continue
        yield Row(kind=Kind.DOMAIN, value=f"{domain} {name}", host=domain, data=kept(breach))


class HibpBreaches(Source):
    """Looks a domain up in the local copy."""

    slug = "hibp-breaches"
    name = "Have I Been Pwned breaches"
    provider = PROVIDER
    description = "Breaches of a domain's own accounts, in a local copy; no key is needed."
    url = "https://haveibeenpwned.com/PwnedWebsites"
    kinds = frozenset({Kind.DOMAIN})
    activity = Activity.LOCAL
    tags = ("breaches", "feed")
    reliability = 90
    terms = "CC BY 4.0: Have I Been Pwned must be named."
    settings = (
        Setting(
            name="breaches_url",
            default="https://haveibeenpwned.com/api/v3/breaches",
            help="Where the breaches are downloaded from; empty: they are only imported.",
        ),
        max_age_hours(24 * 60),
    )
    feed = (
        FeedPart(
            name="breaches",
            url_setting="breaches_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
        ),
    )
    refresh_seconds = 24 * 3600
    max_age_seconds = 60 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the breaches: whoever was breached is no attacker."""
        looked = await ctx.feed.find_host(indicator.data)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        breaches = [hit.data for hit in looked.hits]
        dates = times(breaches)
        described = [d for b in breaches if (d := text(b.get("Description")))]
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            score=min(100, 20 * len(breaches) + (30 if has_passwords(breaches) else 0)),
            confidence=90,
            tags=tuple(tags(breaches)),
            first_seen=min(dates, default=None),
            last_seen=max(dates, default=None),
            as_of=looked.as_of,
            links=links(breaches),
            elements=(
                *elements(breaches),
                *(Element(ElementKind.TEXT, "Description", said) for said in described[:1]),
            ),
            raw=[dict(breach) for breach in breaches],
        )
