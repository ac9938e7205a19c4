"""CIRCL hashlookup without asking it: a Bloom filter of the SHA-1 of all files that it knows.

A filter says "certainly not" or "probably", and nothing of what the file is. What is known is not
good for that: packages of tools that attackers use are known files too.
"""

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.bloom_filter import BLOOM, TYPE
from backend.sources.contract import Activity, Context, FilePart, Setting, Source
from backend.sources.json_fields import key_values, shown_time
from backend.sources.vulnerabilities import fraction


class HashlookupFilter(Source):
    """Looks a SHA-1 up in CIRCL's filter of known files."""

    slug = "hashlookup-filter"
    name = "CIRCL hashlookup (offline filter)"
    provider = "CIRCL"
    description = (
        "Whether a SHA-1 is probably one of a known file (NSRL, packages of Linux distributions, "
        "and more), from a Bloom filter that lies here. It is about 1 GB and is downloaded once "
        "the source is on, or imported."
    )
    url = "https://www.circl.lu/services/hashlookup/"
    kinds = frozenset({Kind.SHA1})
    activity = Activity.LOCAL
    tags = ("known-files", "feed")
    settings = (
        Setting(
            name="filter_url",
            default="https://cra.circl.lu/hashlookup/hashlookup-full.bloom",
            help="Where the filter is downloaded from (about 1 GB), or a mirror of yours; empty: "
            "it is only imported. It is in DCSO's form and has SHA-1 in capitals.",
        ),
        Setting(
            name="max_age_hours",
            default=5 * 365 * 24,
            help="An older filter answers STALE. CIRCL makes one seldom, and what is known stays "
            "known.",
        ),
    )
    reliability = 60
    enabled = False
    terms = "Free, on a best-effort basis, under CC BY 4.0: credit CIRCL."
    feed = (
        FilePart(
            name="filter",
            url_setting="filter_url",
            expected="a Bloom filter of known files in DCSO's form (version 1)",
            form=BLOOM,
            has=lambda found: found == TYPE,
        ),
    )
    refresh_seconds = 7 * 24 * 3600
    max_age_seconds = 5 * 365 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with how sure the filter is; not found when it certainly has it not."""
        looked = await ctx.feed.find(Kind.SHA1, indicator.data.upper())
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        data = looked.hits[0].data
        rate = fraction(data["rate"]) or 0.0
        facts = {
            "Known files": f"{data['values']:,}",
            "Says so of files that it does not know": shown_rate(rate),
        }
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            confidence=int(100 * (1 - rate)),
            tags=("probably-known-file",),
            as_of=looked.as_of,
            links=(Link("CIRCL hashlookup", self.url),),
            elements=(
                Element(
                    ElementKind.TEXT,
                    "Known",
                    "Probably a known file. A filter may be wrong, and a known file need not be "
                    "a good one.",
                ),
                Element(ElementKind.KEY_VALUES, "Filter", key_values(facts)),
                Element(ElementKind.DATE, "Filter of", shown_time(looked.as_of)),
            ),
            raw=dict(data),
        )


def shown_rate(rate: float) -> str:
    """`1 of 10,000`; rates below one in a thousand million are `hardly ever`."""
    return f"1 of {round(1 / rate):,}" if rate > 1e-9 else "hardly ever"  # noqa: PLR2004 — see above
