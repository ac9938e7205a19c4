"""Shodan CVEDB: score, EPSS and exploitation of a vulnerability, without a key."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Limit,
    Source,
    base_url,
)
from backend.sources.json_fields import error_body, expected_table, key_values, text, texts, time_of

MISS_STATUS = 404
EXPLOITED_SCORE = 100
# What its framework says of an address that it does not serve, such as that of a wrong base.
NO_SUCH_PATH = "Not Found"


class CveDb(Source):
    """Looks a vulnerability up."""

    slug = "cvedb"
    name = "Shodan CVEDB"
    provider = "Shodan"
    description = "Score, EPSS, known exploitation and references of a vulnerability."
    url = "https://cvedb.shodan.io/"
    kinds = frozenset({Kind.CVE})
    activity = Activity.PASSIVE
    settings = (base_url("https://cvedb.shodan.io"),)
    tags = ("vulnerability",)
    cache_seconds = 24 * 3600
    limits = (Limit(count=1, seconds=1),)
    reliability = 70
    terms = "Free for what is not commercial; other use needs an Enterprise plan of Shodan's."
    known = Indicator("CVE-2021-44228", Kind.CVE)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with a score of CVSS x 10, MALICIOUS for what is known to be exploited."""
        base = ctx.base
        try:
            body = await ctx.http.get_json(f"{base}/cve/{indicator.data}")
        except HttpStatusError as error:
            # Its own misses are JSON; a page of somebody else's is not.
            said = text(error_body(error.body).get("detail"))
            if error.status == MISS_STATUS and said not in ("", NO_SUCH_PATH):
                return not_found()
            raise error.saying(said) from None
        entry = expected_table(body, "CVEDB")
        if text(entry.get("cve_id")).upper() != indicator.data.upper():
            detail = f"the answer of {base} is not about {indicator.data}; is it CVEDB?"
            raise SourceError(FailureKind.INVALID_ANSWER, detail)
        exploited = entry.get("kev") is True
        ransomware = text(entry.get("ransomware_campaign")).casefold() == "known"
        flags = (("known-exploited", exploited), ("ransomware", ransomware))
        base_score = _number(entry.get("cvss"))
        score = None if base_score is None else min(100, round(base_score * 10))
        return Answer(
            found=True,
            verdict=Level.MALICIOUS if exploited else Level.INFORMATIONAL,
            score=EXPLOITED_SCORE if exploited else score,
            confidence=70,
            tags=tuple(tag for tag, holds in flags if holds),
            first_seen=time_of(entry.get("published_time")),
            links=(Link("CVEDB", f"https://cvedb.shodan.io/cve/{indicator.data}"),),
            elements=tuple(_elements(entry, exploited=exploited)),
            raw=body,
        )


def _number(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value <= 10 else None  # noqa: PLR2004 — CVSS's scale


def _elements(entry: Mapping[str, Any], *, exploited: bool) -> Iterator[Element]:
    if summary := text(entry.get("summary")):
        yield Element(ElementKind.TEXT, "Summary", summary)
    facts = {
        "CVSS": entry.get("cvss"),
        "CVSS v3": entry.get("cvss_v3"),
        "CVSS v2": entry.get("cvss_v2"),
        "EPSS": entry.get("epss"),
        "EPSS rank": entry.get("ranking_epss"),
        "Published": entry.get("published_time"),
        "Ransomware": entry.get("ransomware_campaign"),
        "Proposed action": entry.get("propose_action"),
    }
    yield Element(ElementKind.KEY_VALUES, "Facts", key_values(facts))
    colour = Level.MALICIOUS if exploited else None
    yield Element(ElementKind.BOOLEAN, "Known to be exploited", exploited, colour)
    if references := texts(entry.get("references")):
        yield Element(ElementKind.LIST, "References", references)
