"""RDAP (RFC 9082, 9083): who a name, an address or a number is registered with, and since when.

Registries answer for themselves; which one is found by IANA's bootstrap files, else by a helper
that redirects to it. What is personal is left out: of those who have a part in a registration,
only organisations, the registrar and addresses for abuse are kept.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, HttpStatusError, Setting, Source
from backend.sources.json_fields import key_values, shown_time, table, tables, text, texts, whole
from backend.sources.rdap_bootstrap import (
    PARTS,
    SETTINGS,
    server_for_name,
    server_for_network,
    server_for_number,
)
from backend.sources.registrations import (
    NEW_DAYS,
    host_of,
    is_address,
    registered_element,
    registered_name,
    time_of,
)

NOT_FOUND = 404
ACCEPT = {"Accept": "application/rdap+json, application/json;q=0.9"}
CLASSES = {"domain": "domain", "ip": "ip network", "autnum": "autnum"}
ORGANISATIONS = ("org", "group")
KEPT = (
    *("objectClassName", "handle", "ldhName", "unicodeName", "status", "events", "port43"),
    *("startAddress", "endAddress", "cidr0_cidrs", "name", "type", "country", "parentHandle"),
    *("startAutnum", "endAutnum", "secureDNS"),
)


class Rdap(Source):
    """Asks the registry's RDAP server about the name, the network or the number."""

    slug = "rdap"
    name = "RDAP"
    provider = "RDAP"
    description = (
        "Registration of names, networks and autonomous systems, from their registries: registrar, "
        "dates, status, name servers, organisation and whom to tell of abuse. Free, without a key."
    )
    url = "https://about.rdap.org"
    kinds = frozenset({Kind.DOMAIN, Kind.URL, Kind.IPV4, Kind.IPV6, Kind.CIDR, Kind.ASN})
    activity = Activity.PASSIVE
    tags = ("network", "registration")
    settings = (
        Setting(
            name="base_url",
            default="",
            help="One server to ask about everything; empty: the one that IANA's files name.",
        ),
        Setting(
            name="helper_url",
            default="https://rdap.org/",
            help="Who is asked for what no file names a server for, and redirects there (10 "
            "questions in 10 seconds); empty: nobody.",
        ),
        NEW_DAYS,
        *SETTINGS,
    )
    feed = PARTS
    refresh_seconds = 24 * 3600
    cache_seconds = 12 * 3600
    reliability = 90
    terms = (
        "Free for looking up; registries limit how often they are asked, and forbid collecting in "
        "bulk and marketing."
    )
    known = Indicator("example.com", Kind.DOMAIN)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; not found when it is not registered, or nobody is known who would know."""
        path, server = await _place(indicator, ctx)
        if not path or not server:
            return not_found()
        url = f"{server.rstrip('/')}/{path}"
        try:
            body = table(await ctx.http.get_json(url, headers=ACCEPT))
        except HttpStatusError as error:
            if error.status == NOT_FOUND:
                return not_found()
            raise
        expected = CLASSES[path.partition("/")[0]]
        if _class_of(body) != expected:
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {server} is not about a {expected}; does it speak RDAP?",
            )
        return _answer(body, ctx, url)


async def _place(indicator: Indicator, ctx: Context) -> tuple[str, str | None]:
    """What is asked for, and whom; no path for what nobody registers."""
    base = str(ctx.settings["base_url"]).strip()
    helper = str(ctx.settings["helper_url"]).strip()
    host = host_of(indicator)
    if indicator.kind == Kind.ASN:
        number = whole(indicator.data.strip().upper().removeprefix("AS"))
        if number is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no AS number")
        return f"autnum/{number}", base or await server_for_number(ctx.feed, number) or helper
    if indicator.kind in (Kind.IPV4, Kind.IPV6, Kind.CIDR) or is_address(host):
        try:
            network = ipaddress.ip_network(host.strip("[]"), strict=False)
        except ValueError:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address") from None
        asked = str(network if indicator.kind == Kind.CIDR else network.network_address)
        return f"ip/{asked}", base or await server_for_network(ctx.feed, asked) or helper
    name = registered_name(host)
    if name is None:
        return "", None
    return f"domain/{name}", base or await server_for_name(ctx.feed, name) or helper


def _class_of(body: Mapping[str, Any]) -> str:
    """What an answer is about; old servers do not say it by name."""
    if named := text(body.get("objectClassName")).lower():
        return named
    fields = {"ldhName": "domain", "startAddress": "ip network", "startAutnum": "autnum"}
    return next((kind for field, kind in fields.items() if field in body), "")


def _answer(body: Mapping[str, Any], ctx: Context, url: str) -> Answer:
    events = _events(body)
    new_days = int(ctx.settings["new_days"]) if _class_of(body) == "domain" else 0
    registered, tags = registered_element(events.get("registration"), ctx.now(), new_days)
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        tags=tags,
        first_seen=events.get("registration"),
        links=(Link("RDAP", url),),
        elements=tuple(_elements(body, events, registered)),
        raw={key: body[key] for key in KEPT if key in body}
        | {"nameservers": _name_servers(body), "entities": _entities(body)},
    )


def _events(body: Mapping[str, Any]) -> dict[str, datetime]:
    """The latest time of each event."""
    found: dict[str, datetime] = {}
    for event in tables(body.get("events")):
        action, time = text(event.get("eventAction")).lower(), time_of(event.get("eventDate"))
        if action and time and (action not in found or time > found[action]):
            found[action] = time
    return found


def _elements(
    body: Mapping[str, Any], events: Mapping[str, datetime], registered: Element | None
) -> Iterator[Element]:
    if registered:
        yield registered
    for label, event in (("Expires", "expiration"), ("Changed", "last changed")):
        if event in events:
            yield Element(ElementKind.DATE, label, shown_time(events[event]))
    pairs = key_values(_facts(body))
    if pairs:
        yield Element(ElementKind.KEY_VALUES, "Registration", pairs)
    if status := texts(body.get("status")):
        yield Element(ElementKind.TAGS, "Status", status)
    if servers := _name_servers(body):
        yield Element(ElementKind.LIST, "Name servers", servers)


def _facts(body: Mapping[str, Any]) -> dict[str, Any]:
    entities = _entities(body)
    registrar = _with_role(entities, "registrar")
    return {
        "Name": body.get("ldhName"),
        "Range": _range(body.get("startAddress"), body.get("endAddress")),
        "Networks": ", ".join(_networks(body)),
        "Numbers": _range(body.get("startAutnum"), body.get("endAutnum")),
        "Called": body.get("name"),
        "Type": body.get("type"),
        "Organisation": _with_role(entities, "registrant").get("name"),
        "Country": body.get("country"),
        "Registrar": registrar.get("name"),
        "Registrar's IANA number": registrar.get("ianaId"),
        "Abuse": _with_role(entities, "abuse").get("email"),
        "DNSSEC": _signed(body),
        "Handle": body.get("handle"),
        "Parent": body.get("parentHandle"),
        "WHOIS": body.get("port43"),
    }


def _range(first: Any, last: Any) -> str:
    ends = list(dict.fromkeys(filter(None, (text(first), text(last)))))
    return " \N{EN DASH} ".join(ends)


def _networks(body: Mapping[str, Any]) -> list[str]:
    found = []
    for cidr in tables(body.get("cidr0_cidrs")):
        prefix = text(cidr.get("v4prefix")) or text(cidr.get("v6prefix"))
        length = whole(cidr.get("length"))
        if prefix and length is not None:
            found.append(f"{prefix}/{length}")
    return found


def _signed(body: Mapping[str, Any]) -> str:
    signed = table(body.get("secureDNS")).get("delegationSigned")
    return ("signed" if signed else "not signed") if isinstance(signed, bool) else ""


def _name_servers(body: Mapping[str, Any]) -> list[str]:
    names = [text(server.get("ldhName")) for server in tables(body.get("nameservers"))]
    return texts([name.rstrip(".").lower() for name in names])


def _entities(body: Mapping[str, Any], depth: int = 0) -> list[dict[str, Any]]:
    """Organisations, registrars and places for abuse; people and their addresses are left out."""
    found: list[dict[str, Any]] = []
    for entity in tables(body.get("entities"))[:50]:
        roles = [role.lower() for role in texts(entity.get("roles"))]
        card = _card(entity.get("vcardArray"))
        public = "registrar" in roles or card.get("kind", "").lower() in ORGANISATIONS
        kept: dict[str, Any] = {"roles": roles}
        if public:
            kept |= {
                "name": card.get("fn", "") or card.get("org", ""),
                "handle": entity.get("handle"),
            }
        elif card.get("org"):
            kept["name"] = card["org"]
        if "abuse" in roles and card.get("email"):
            kept["email"] = card["email"]
        for known in tables(entity.get("publicIds")):
            if "iana" in text(known.get("type")).lower():
                kept["ianaId"] = text(known.get("identifier"))
        if len(kept) > 1:
            found.append(kept)
        if depth == 0:
            found += _entities(entity, depth + 1)
    return found


def _with_role(entities: Sequence[Mapping[str, Any]], role: str) -> Mapping[str, Any]:
    return next((entity for entity in entities if role in entity["roles"]), {})


def _card(value: Any) -> dict[str, str]:
    """The first text of each property of a jCard, `["vcard", [[name, {…}, type, text], …]]`."""
    properties = value[1] if isinstance(value, list) and len(value) > 1 else ()
    card: dict[str, str] = {}
    for one in properties if isinstance(properties, list) else ():
        if isinstance(one, list) and len(one) > 3 and isinstance(one[0], str):  # noqa: PLR2004
            card.setdefault(one[0].lower(), text(one[3]))
    return card
