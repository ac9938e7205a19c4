"""Shodan: services that answered at an address, and the names below a domain.

The key goes with the query, as the API has it, and is in no error and no log.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    Link,
    not_found,
)
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    expected_texts,
    key_values,
    tables,
    text,
    texts,
    time_of,
)
from backend.sources.shodan_tags import VULNERABLE, colour_of, verdict_of

MISS_STATUS, UNFIT_STATUS = 404, 400
MISSES = ("No information available", "No such domain", "Not found")
SERVICES_AT_MOST = 200
RECORDS_AT_MOST = 500
VULNERABILITIES_AT_MOST = 200
# What is kept of a service: banners, pages and certificates are large, and Shodan's page has them.
KEPT = ("port", "transport", "product", "version", "cpe23", "tags", "timestamp")


class Shodan(Source):
    """Looks a host or a domain up; it never asks for a scan."""

    slug = "shodan"
    name = "Shodan"
    provider = "Shodan"
    description = (
        "Services, names and vulnerabilities of an address, and the DNS records of a domain, as "
        "Shodan saw them. A domain costs a query credit."
    )
    url = "https://developer.shodan.io/api"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.DOMAIN})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://account.shodan.io/"
    secrets = (SecretSlot(name="api_key", help="API key of an account at Shodan."),)
    settings = (base_url("https://api.shodan.io"),)
    tags = ("network", "exposure")
    cache_seconds = 24 * 3600
    limits = (Limit(count=1, seconds=1),)
    reliability = 70
    terms = "Shodan's terms of service hold; what a key may ask depends on its plan."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what was seen, MALICIOUS for what Shodan marks as a control server."""
        base = ctx.base
        key, name = {"key": ctx.secrets["api_key"]}, quote(indicator.data, safe=":")
        domain = indicator.kind == Kind.DOMAIN
        url = f"{base}/dns/domain/{name}" if domain else f"{base}/shodan/host/{name}"
        try:
            body = await ctx.http.get_json(
                url, params=key if domain else {**key, "minify": "false"}
            )
        except HttpStatusError as error:
            said = text(error_body(error.body).get("error"))
            if error.status == MISS_STATUS and said.startswith(MISSES):
                return not_found()
            raise error.saying(said, _kind(error.status, said)) from None
        seen = expected_table(body, "Shodan")
        return _domain(indicator, seen) if domain else _host(indicator, seen)


def _kind(status: int, said: str) -> FailureKind | None:
    """What the plan does not cover, and credits that are used up, come as a wrong key does."""
    words = said.casefold()
    if "credits" in words:
        return FailureKind.RATE_LIMITED
    unfit = status == UNFIT_STATUS or "membership" in words
    return FailureKind.REQUEST_ERROR if unfit else None


def _host(indicator: Indicator, seen: Mapping[str, Any]) -> Answer:
    expected_texts(seen.get("ports"), "Shodan (ports)")
    tags, services = texts(seen.get("tags")), tables(seen.get("data"))
    vulnerabilities = _vulnerabilities(seen, services)
    level, score = verdict_of(tags)
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=70,
        tags=(*tags, *([VULNERABLE] if vulnerabilities else [])),
        last_seen=time_of(seen.get("last_update")),
        links=(Link("Shodan", f"https://www.shodan.io/host/{indicator.data}"),),
        elements=tuple(_host_elements(seen, services, vulnerabilities, level)),
        raw={**seen, "data": [{n: s[n] for n in KEPT if n in s} for s in services]},
    )


def _vulnerabilities(seen: Mapping[str, Any], services: list[Mapping[str, Any]]) -> list[str]:
    """Of the host, a list, and of its services, objects by the CVE: each once."""
    found = [thing.get("vulns") for thing in (seen, *services)]
    names = [name for some in found if isinstance(some, dict | list) for name in some]
    return texts(names, at_most=VULNERABILITIES_AT_MOST)


def _host_elements(
    seen: Mapping[str, Any],
    services: list[Mapping[str, Any]],
    vulnerabilities: list[str],
    level: Level,
) -> Iterator[Element]:
    facts = {
        "Organisation": seen.get("org"),
        "ISP": seen.get("isp"),
        "AS": seen.get("asn"),
        "Country": seen.get("country_code"),
        "System": seen.get("os"),
        "Updated": seen.get("last_update"),
    }
    if known := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Host", known)
    if tags := texts(seen.get("tags")):
        yield Element(ElementKind.TAGS, "Tags", tags, colour_of(level))
    if names := texts(seen.get("hostnames")):
        yield Element(ElementKind.LIST, "Names", names)
    if ports := texts(seen.get("ports"), at_most=1000):
        yield Element(ElementKind.TAGS, "Open ports", ports)
    rows = [
        [
            f"{text(service.get('port'))}/{text(service.get('transport'))}",
            text(service.get("product")),
            text(service.get("version")),
            text(service.get("timestamp")),
        ]
        for service in services[:SERVICES_AT_MOST]
    ]
    if rows:
        columns = ["Port", "Product", "Version", "Seen"]
        yield Element(ElementKind.TABLE, "Services", {"columns": columns, "rows": rows})
    if vulnerabilities:
        yield Element(ElementKind.TAGS, "Vulnerabilities", vulnerabilities)


def _domain(indicator: Indicator, seen: Mapping[str, Any]) -> Answer:
    records = tables(seen.get("data"))
    times = [time for record in records if (time := time_of(record.get("last_seen")))]
    rows = [
        [text(r.get("subdomain")), text(r.get("type")), text(r.get("value"))]
        for r in records[:RECORDS_AT_MOST]
    ]
    names = expected_texts(seen.get("subdomains"), "Shodan (subdomains)", at_most=RECORDS_AT_MOST)
    if not names and not rows:
        return not_found(raw=dict(seen))
    elements = []
    if names:
        elements.append(Element(ElementKind.LIST, "Names below it", names))
    if rows:
        columns = ["Name", "Type", "Value"]
        elements.append(Element(ElementKind.TABLE, "Records", {"columns": columns, "rows": rows}))
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        confidence=70,
        tags=tuple(texts(seen.get("tags"))),
        last_seen=max(times, default=None),
        links=(Link("Shodan", f"https://www.shodan.io/domain/{indicator.data}"),),
        elements=tuple(elements),
        raw=dict(seen),
    )
