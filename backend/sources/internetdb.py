"""InternetDB: what Shodan saw at an address within the last week, without a key."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Limit,
    Source,
    base_url,
)
from backend.sources.json_fields import error_body, expected_table, expected_texts, text, texts
from backend.sources.shodan_tags import VULNERABLE, colour_of, verdict_of

MISS_STATUS, UNFIT_STATUS = 404, 422
VULNERABILITIES_AT_MOST = 200


class InternetDb(Source):
    """Looks an address up."""

    slug = "internetdb"
    name = "InternetDB"
    provider = "Shodan"
    description = "Open ports, names, products and vulnerabilities of an address, renewed weekly."
    url = "https://internetdb.shodan.io/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.PASSIVE
    settings = (base_url("https://internetdb.shodan.io"),)
    tags = ("network", "exposure")
    cache_seconds = 24 * 3600
    limits = (Limit(count=1, seconds=1),)
    reliability = 70
    terms = "Free for what is not commercial; other use needs an Enterprise plan of Shodan's."
    known = Indicator("1.1.1.1", Kind.IPV4)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what was seen, MALICIOUS for what Shodan marks as a control server."""
        base = ctx.base
        try:
            body = await ctx.http.get_json(f"{base}/{indicator.data}")
        except HttpStatusError as error:
            said = text(error_body(error.body).get("detail"))
            if error.status == MISS_STATUS and said.startswith("No information available"):
                return not_found()
            unfit = error.status == UNFIT_STATUS
            raise error.saying(said, FailureKind.REQUEST_ERROR if unfit else None) from None
        seen = expected_table(body, "InternetDB")
        ports = expected_texts(seen.get("ports"), "InternetDB (ports)", at_most=1000)
        tags = texts(seen.get("tags"))
        vulnerabilities = texts(seen.get("vulns"), at_most=VULNERABILITIES_AT_MOST)
        level, score = verdict_of(tags)
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=70,
            tags=(*tags, *([VULNERABLE] if vulnerabilities else [])),
            links=(Link("Shodan", f"https://www.shodan.io/host/{indicator.data}"),),
            elements=tuple(_elements(seen, ports, vulnerabilities, level)),
            raw=body,
        )


def _elements(
    seen: Mapping[str, Any], ports: list[str], vulnerabilities: list[str], level: Level
) -> Iterator[Element]:
    if ports:
        yield Element(ElementKind.TAGS, "Open ports", ports)
    if names := texts(seen.get("hostnames")):
        yield Element(ElementKind.LIST, "Names", names)
    if tags := texts(seen.get("tags")):
        yield Element(ElementKind.TAGS, "Tags", tags, colour_of(level))
    if products := texts(seen.get("cpes")):
        yield Element(ElementKind.LIST, "Products", products)
    if vulnerabilities:
        yield Element(ElementKind.TAGS, "Vulnerabilities", vulnerabilities)
