"""Team Cymru's map of addresses to autonomous systems, asked by DNS.

Texts of an address are `64496 64511 | 192.0.2.0/24 | US | arin | 1998-09-25`, one for each prefix
that holds it, with every system that announces it; of a system `64496 | US | arin | 2002-01-04 |
NAME, US`. The country is the one of the register, which is not where its machines are.
"""

import asyncio
import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import dns.asyncresolver
import dns.name
import dns.reversename

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Source
from backend.sources.feed_text import address_of, network_of, shown
from backend.sources.resolving import (
    SETTINGS,
    Outcome,
    Question,
    ask,
    failure_of,
    failure_text,
    open_resolver,
)

ZONE = "asn.cymru.com"
ORIGINS = {4: "origin", 6: "origin6"}
PEERS = {4: "peer"}
ASN = re.compile(r"^[0-9]{1,10}$")
# Of the deadline, for each of two rounds: the address, then the names of who announces it.
ROUND_SHARE = 0.4
FIELDS = 5
PREFIX_EXPECTED = "numbers | prefix | country | registry | date"
SYSTEM_EXPECTED = "number | country | registry | date | name"
SYSTEMS_NAMED_AT_MOST = 16
PEERS_AT_MOST = 100

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """A network that holds the address, and the systems that announce it."""

    systems: tuple[int, ...]
    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    country: str
    registry: str
    allocated: str


@dataclass(frozen=True, kw_only=True)
class System:
    """An autonomous system as it is registered."""

    number: int
    country: str
    registry: str
    allocated: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that came of the questions about one address."""

    prefixes: Sequence[Prefix]
    systems: Mapping[int, System]
    peers: Sequence[int] = ()
    failures: Sequence[Outcome] = ()


class AsnCymru(Source):
    """Says which systems announce an address, or who a system is."""

    slug = "asn-cymru"
    name = "ASN Cymru"
    provider = "Team Cymru"
    description = (
        "The autonomous systems that announce an address, and who they are, from BGP and the "
        "registries, renewed every four hours. Free; Team Cymru asks for bulk questions to go to "
        "its bulk service, and it is no service of geolocation."
    )
    url = "https://www.team-cymru.com/ip-asn-mapping"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.ASN})
    activity = Activity.PASSIVE
    tags = ("network",)
    settings = SETTINGS
    cache_seconds = 4 * 3600
    reliability = 90

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; not found when nobody announces it, or there is no such system."""
        resolver = open_resolver(ctx.settings, ctx.deadline_seconds * ROUND_SHARE)
        if indicator.kind == Kind.ASN:
            return await _about_system(resolver, indicator.data)
        address = address_of(indicator.data)
        if address is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address")
        return await _about_address(resolver, address)


async def _about_system(resolver: dns.asyncresolver.Resolver, text: str) -> Answer:
    number = text.upper().removeprefix("AS")
    if not ASN.match(number):
        raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no AS number")
    outcome = await ask(resolver, _question(f"AS{int(number)}"))
    if outcome.failure:
        raise failure_of([outcome])
    texts = _texts(outcome)
    if not texts:
        return not_found()
    systems = [_readable(_system(text), SYSTEM_EXPECTED, text) for text in texts]
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        elements=(_table_of_systems(systems),),
        raw={"texts": texts},
    )


async def _about_address(
    resolver: dns.asyncresolver.Resolver, address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> Answer:
    # Without the two labels of the reverse zone and the root.
    reversed_address = dns.reversename.from_address(str(address)).labels[:-3]
    below = b".".join(reversed_address).decode()
    questions = [_question(f"{below}.{ORIGINS[address.version]}")]
    if address.version in PEERS:
        questions.append(_question(f"{below}.{PEERS[address.version]}", extra=True))
    origin, *peer = await asyncio.gather(*(ask(resolver, question) for question in questions))
    if origin.failure:
        raise failure_of([origin])
    texts = _texts(origin)
    if not texts:
        return not_found()
    found = [_readable(_prefix(text), PREFIX_EXPECTED, text) for text in texts]
    prefixes = sorted(found, key=lambda prefix: -prefix.network.prefixlen)
    numbers = list(dict.fromkeys(number for p in prefixes for number in p.systems))
    named = await asyncio.gather(
        *(ask(resolver, _question(f"AS{n}", extra=True)) for n in numbers[:SYSTEMS_NAMED_AT_MOST])
    )
    # What is asked beside the origin is worth having, and costs no answer when it is strange.
    systems = [system for o in named for text in _texts(o) if (system := _system(text))]
    beside = [prefix for o in peer for text in _texts(o) if (prefix := _prefix(text))]
    told = Told(
        prefixes=prefixes,
        systems={system.number: system for system in systems},
        peers=sorted({number for prefix in beside for number in prefix.systems}),
        failures=[outcome for outcome in (*peer, *named) if outcome.failure],
    )
    return _answer(told, [text for o in (origin, *peer, *named) for text in _texts(o)])


def _question(below: str, *, extra: bool = False) -> Question:
    return Question(name=dns.name.from_text(f"{below}.{ZONE}."), type="TXT", extra=extra)


def _texts(outcome: Outcome) -> list[str]:
    return [record.value for record in outcome.records if record.type == "TXT"]


def _prefix(text: str) -> Prefix | None:
    fields = [part.strip() for part in text.split("|")]
    numbers = fields[0].split()
    network = network_of(fields[1]) if len(fields) == FIELDS else None
    if network is None or not numbers or not all(ASN.match(number) for number in numbers):
        return None
    return Prefix(
        systems=tuple(int(number) for number in numbers),
        network=network,
        country=fields[2],
        registry=fields[3],
        allocated=fields[4],
    )


def _system(text: str) -> System | None:
    fields = [part.strip() for part in text.split("|", FIELDS - 1)]
    if len(fields) != FIELDS or not ASN.match(fields[0]):
        return None
    number, country, registry, allocated, name = fields
    return System(
        number=int(number), country=country, registry=registry, allocated=allocated, name=name
    )


def _readable(read: T | None, expected: str, text: str) -> T:
    if read is None:
        raise SourceError(
            FailureKind.INVALID_ANSWER,
            f"TXT below {ZONE}: expected `{expected}`, found {shown(text)}",
        )
    return read


def _answer(told: Told, texts: list[str]) -> Answer:
    most_specific = [p for p in told.prefixes if p.network == told.prefixes[0].network]
    several = len({number for prefix in most_specific for number in prefix.systems}) > 1
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        tags=("multi-origin",) if several else (),
        elements=tuple(_elements(told)),
        raw={"texts": texts, "failures": [failure_text(outcome) for outcome in told.failures]},
    )


def _elements(told: Told) -> Iterator[Element]:
    rows: list[list[str]] = []
    for prefix in told.prefixes:
        for number in prefix.systems:
            system = told.systems.get(number)
            name = system.name if system else ""
            given = [prefix.country, prefix.registry, prefix.allocated]
            rows.append([f"AS{number}", name, str(prefix.network), *given])
    columns = ["AS", "Name", "Network", "Country", "Registry", "Allocated"]
    yield Element(ElementKind.TABLE, "Announced by", {"columns": columns, "rows": rows})
    if told.peers:
        peers = [f"AS{number}" for number in told.peers[:PEERS_AT_MOST]]
        yield Element(ElementKind.LIST, "Peers", peers)
    if told.failures:
        texts = [failure_text(outcome) for outcome in told.failures]
        yield Element(ElementKind.LIST, "Not answered", texts)


def _table_of_systems(systems: Sequence[System]) -> Element:
    rows = [[f"AS{s.number}", s.name, s.country, s.registry, s.allocated] for s in systems]
    columns = ["AS", "Name", "Country", "Registry", "Allocated"]
    return Element(ElementKind.TABLE, "Registered as", {"columns": columns, "rows": rows})
