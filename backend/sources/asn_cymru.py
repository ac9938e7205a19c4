"""Team Cymru's map of addresses to autonomous systems, asked by DNS or by WHOIS.

By DNS, texts of an address are `64496 64511 | 192.0.2.0/24 | US | arin | 1998-09-25`, one for each
prefix that holds it, with every system that announces it. By WHOIS there is a line for each pair,
`64496 | 192.0.2.1 | 192.0.2.0/24 | US | arin | 1998-09-25 | NAME, US`, with NA for what nobody
announces. Of a system both say `64496 | US | arin | 2002-01-04 | NAME, US`. The country is the one
of the register, which is not where its machines are.
"""

import asyncio
import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import dns.name
import dns.reversename

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Setting, Source
from backend.sources.feed_text import address_of, network_of, shown
from backend.sources.resolving import (
    SETTINGS,
    Ask,
    Outcome,
    Question,
    failure_of,
    failure_text,
    open_asker,
)
from backend.sources.whois_text import place_of

ZONE = "asn.cymru.com"
ORIGINS = {4: "origin", 6: "origin6"}
PEERS = {4: "peer"}
ASN = re.compile(r"^[0-9]{1,10}$")
# Of the deadline, for each of two rounds: the address, then the names of who announces it.
ROUND_SHARE = 0.4
FIELDS = 5
PREFIX_EXPECTED = "numbers | prefix | country | registry | date"
SYSTEM_EXPECTED = "number | country | registry | date | name"
WHOIS_FIELDS = 7
WHOIS_EXPECTED = "number | address | prefix | country | registry | date | name"
WHOIS_HEADER = re.compile(r"^AS\s*\|", re.IGNORECASE)
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
    settings = (
        Setting(
            name="form",
            default="dns",
            help="How it is asked: `dns`, or `whois`, which goes by a proxy of `[outbound]` too.",
        ),
        Setting(
            name="whois_server",
            default="whois.cymru.com",
            help="The server of the form `whois`, `host` or `host:port`.",
        ),
        *SETTINGS,
    )
    cache_seconds = 4 * 3600
    reliability = 90
    # The example of its documentation.
    known = Indicator("216.90.108.31", Kind.IPV4)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; not found when nobody announces it, or there is no such system."""
        address = None if indicator.kind == Kind.ASN else _address(indicator.data)
        number = 0 if address else _number(indicator.data)
        form = str(ctx.settings.get("form", "dns")).strip().lower()
        if form == "whois":
            return await _by_whois(str(address or f"AS{number}"), ctx)
        if form != "dns":
            detail = f"the setting `form` is {shown(form)}; expected `dns` or `whois`"
            raise SourceError(FailureKind.REQUEST_ERROR, detail)
        ask = open_asker(ctx, ctx.deadline_seconds * ROUND_SHARE)
        if address is None:
            return await _about_system(ask, number)
        return await _about_address(ask, address)


def _number(text: str) -> int:
    number = text.upper().removeprefix("AS")
    if not ASN.match(number):
        raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no AS number")
    return int(number)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = address_of(text)
    if address is None:
        raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address")
    return address


async def _by_whois(subject: str, ctx: Context) -> Answer:
    host, port = place_of(str(ctx.settings["whois_server"]).strip())
    answer = await ctx.dial.exchange(host, port, f" -v {subject}\r\n".encode())
    texts = [line.strip() for line in answer.decode("utf-8", "replace").splitlines()]
    lines = [text for text in texts if "|" in text and not WHOIS_HEADER.match(text)]
    if refusal := next((text for text in texts if text.lower().startswith("error")), None):
        raise SourceError(FailureKind.RESPONSE_ERROR, f"{host}: {shown(refusal)}")
    if not lines:
        found = shown(texts[0]) if texts else "nothing"
        raise SourceError(
            FailureKind.INVALID_ANSWER, f"{host}: expected lines with |, found {found}"
        )
    if subject.startswith("AS"):
        systems = [_readable(_system(line), SYSTEM_EXPECTED, line, host) for line in lines]
        systems = [system for system in systems if system.name]
        return _answer_of_systems(systems, lines) if systems else not_found()
    told = _told_of_lines(lines, host)
    return _answer(told, lines) if told.prefixes else not_found()


def _told_of_lines(lines: Sequence[str], host: str) -> Told:
    """What lines say: one for each system that announces, so that a network may come twice."""
    announced: dict[str, Prefix] = {}
    systems: dict[int, System] = {}
    for line in lines:
        fields = [part.strip() for part in line.split("|", WHOIS_FIELDS - 1)]
        if len(fields) == WHOIS_FIELDS and fields[0].upper() == fields[2].upper() == "NA":
            continue
        # Without the address and the name it is what DNS says.
        prefix = _prefix(" | ".join((fields[0], *fields[2:6]))) if fields[1:] else None
        prefix = _readable(prefix, WHOIS_EXPECTED, line, host)
        name = "" if fields[-1].upper() == "NA" else fields[-1]
        for number in prefix.systems:
            systems[number] = System(
                number=number, country="", registry="", allocated="", name=name
            )
        known = announced.get(str(prefix.network))
        together = dict.fromkeys((*(known.systems if known else ()), *prefix.systems))
        announced[str(prefix.network)] = replace(prefix, systems=tuple(together))
    prefixes = sorted(announced.values(), key=lambda prefix: -prefix.network.prefixlen)
    return Told(prefixes=prefixes, systems=systems)


async def _about_system(ask: Ask, number: int) -> Answer:
    outcome = await ask(_question(f"AS{number}"))
    if outcome.failure:
        raise failure_of([outcome])
    texts = _texts(outcome)
    if not texts:
        return not_found()
    systems = [_readable(_system(text), SYSTEM_EXPECTED, text) for text in texts]
    return _answer_of_systems(systems, texts)


def _answer_of_systems(systems: Sequence[System], texts: Sequence[str]) -> Answer:
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        elements=(_table_of_systems(systems),),
        raw={"texts": list(texts)},
    )


async def _about_address(
    ask: Ask, address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> Answer:
    # Without the two labels of the reverse zone and the root.
    reversed_address = dns.reversename.from_address(str(address)).labels[:-3]
    below = b".".join(reversed_address).decode()
    questions = [_question(f"{below}.{ORIGINS[address.version]}")]
    if address.version in PEERS:
        questions.append(_question(f"{below}.{PEERS[address.version]}", extra=True))
    origin, *peer = await asyncio.gather(*(ask(question) for question in questions))
    if origin.failure:
        raise failure_of([origin])
    texts = _texts(origin)
    if not texts:
        return not_found()
    found = [_readable(_prefix(text), PREFIX_EXPECTED, text) for text in texts]
    prefixes = sorted(found, key=lambda prefix: -prefix.network.prefixlen)
    numbers = list(dict.fromkeys(number for p in prefixes for number in p.systems))
    named = await asyncio.gather(
        *(ask(_question(f"AS{n}", extra=True)) for n in numbers[:SYSTEMS_NAMED_AT_MOST])
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


def _readable(read: T | None, expected: str, text: str, where: str = f"TXT below {ZONE}") -> T:
    if read is None:
        raise SourceError(
            FailureKind.INVALID_ANSWER,
            f"{where}: expected `{expected}`, found {shown(text)}",
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
