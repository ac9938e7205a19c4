"""Censys: services of an address, or a certificate by its hash, from the Platform API v3."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.certificates import certificates_setting, check_wanted
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    key_values,
    table,
    tables,
    text,
    texts,
    time_of,
)

MISS_STATUS, UNFIT_STATUS = 404, 422
BAD_LABELS = frozenset({"c2", "malware", "compromised"})
SERVICES_AT_MOST = 200
# What is kept of a service: banners and pages are large, and Censys's page has them.
KEPT = ("port", "protocol", "transport_protocol", "scan_time", "software", "labels")


class Censys(Source):
    """Looks a host or a certificate up; a free account may do no more."""

    slug = "censys"
    name = "Censys"
    provider = "Censys"
    description = (
        "Services, network and labels of an address, and by choice the names and times of a "
        "certificate by its SHA-256. Each look-up costs credits of the account."
    )
    url = "https://docs.censys.com/reference/get-started"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.SHA256})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://platform.censys.io/account-settings/pat"
    secrets = (
        SecretSlot(name="token", help="Personal access token of an account at Censys."),
        SecretSlot(
            name="organization_id", help="Id of the organisation that is charged.", required=False
        ),
    )
    settings = (base_url("https://api.platform.censys.io"), certificates_setting(Kind.SHA256))
    tags = ("network", "exposure")
    cache_seconds = 24 * 3600
    reliability = 70
    terms = "Free accounts may look up hosts, web properties and certificates within their credits."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what was seen, MALICIOUS for what Censys labels as such.

        Raises:
            SourceSkippedError: a hash, and `certificates` is off.
        """
        base = ctx.base
        certificate = indicator.kind == Kind.SHA256
        if certificate:
            check_wanted(indicator, ctx)
        place = "certificate" if certificate else "host"
        headers = {"Authorization": f"Bearer {ctx.secrets['token']}"}
        if organization := ctx.secrets.get("organization_id"):
            headers["X-Organization-ID"] = organization
        url = f"{base}/v3/global/asset/{place}/{indicator.data}"
        try:
            body = await ctx.http.get_json(url, headers=headers)
        except HttpStatusError as error:
            said = error_body(error.body)
            if error.status == MISS_STATUS and said:
                return not_found()
            unfit = error.status == UNFIT_STATUS
            kind = FailureKind.REQUEST_ERROR if unfit else None
            raise error.saying(text(said.get("detail")) or text(said.get("title")), kind) from None
        result = expected_table(expected_table(body, "Censys").get("result"), "Censys (result)")
        found = expected_table(result.get("resource"), "Censys (result.resource)")
        return _certificate(indicator, found) if certificate else _host(indicator, found)


def _host(indicator: Indicator, found: Mapping[str, Any]) -> Answer:
    labels = _labels(found)
    bad = bool(BAD_LABELS.intersection(label.casefold() for label in labels))
    services = tables(found.get("services"))
    times = [time for service in services if (time := time_of(service.get("scan_time")))]
    return Answer(
        found=True,
        verdict=Level.MALICIOUS if bad else Level.INFORMATIONAL,
        score=80 if bad else None,
        confidence=70,
        tags=tuple(label.casefold() for label in labels),
        last_seen=max(times, default=None),
        links=(Link("Censys", f"https://platform.censys.io/hosts/{indicator.data}"),),
        elements=tuple(_host_elements(found, services, labels, bad=bad)),
        raw={**found, "services": [{n: s[n] for n in KEPT if n in s} for s in services]},
    )


def _labels(found: Mapping[str, Any]) -> list[str]:
    named = [text(item.get("value")) for item in tables(found.get("labels"))]
    return list(dict.fromkeys(filter(None, [*texts(found.get("labels")), *named])))


def _host_elements(
    found: Mapping[str, Any], services: list[Mapping[str, Any]], labels: list[str], *, bad: bool
) -> Iterator[Element]:
    system, place = table(found.get("autonomous_system")), table(found.get("location"))
    facts = {
        "AS": f"AS{text(system.get('asn'))}" if text(system.get("asn")) else "",
        "Name": system.get("name"),
        "Prefix": system.get("bgp_prefix"),
        "City": place.get("city"),
        "Country": place.get("country"),
    }
    if known := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Host", known)
    if labels:
        yield Element(ElementKind.TAGS, "Labels", labels, Level.MALICIOUS if bad else None)
    if names := texts(table(found.get("dns")).get("names")):
        yield Element(ElementKind.LIST, "Names", names)
    rows = [
        [
            f"{text(s.get('port'))}/{text(s.get('transport_protocol')).lower()}",
            text(s.get("protocol")),
            text(s.get("scan_time")),
        ]
        for s in services[:SERVICES_AT_MOST]
    ]
    if rows:
        columns = ["Port", "Protocol", "Seen"]
        yield Element(ElementKind.TABLE, "Services", {"columns": columns, "rows": rows})


def _certificate(indicator: Indicator, found: Mapping[str, Any]) -> Answer:
    parsed = table(found.get("parsed"))
    validity = table(parsed.get("validity_period"))
    facts = {
        "Subject": parsed.get("subject_dn"),
        "Issuer": parsed.get("issuer_dn"),
        "Valid from": validity.get("not_before"),
        "Valid until": validity.get("not_after"),
    }
    elements = [Element(ElementKind.KEY_VALUES, "Certificate", key_values(facts))]
    if names := texts(found.get("names")):
        elements.append(Element(ElementKind.LIST, "Names", names))
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        confidence=70,
        first_seen=time_of(found.get("added_at")),
        links=(Link("Censys", f"https://platform.censys.io/certificates/{indicator.data}"),),
        elements=tuple(elements),
        raw=dict(found),
    )
