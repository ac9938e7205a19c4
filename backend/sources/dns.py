"""DNS: what the name servers say about a name or an address.

It is ACTIVE: a recursive resolver passes the question on to the name servers of the indicator
itself, whose owner sees that somebody asks, when, and through which resolver.
"""

import asyncio
import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver
import dns.reversename

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Setting, Source

NAME_TYPES = (
    *("A", "AAAA", "CNAME", "NS", "MX", "TXT"),
    *("SOA", "CAA", "SRV", "DS", "DNSKEY", "HTTPS"),
)
RECORDS_AT_MOST = 500
EDNS_BYTES = 1232  # what passes every path without fragments; larger answers come by TCP
DEADLINE_SHARE = 0.9  # the rest is for putting the answer together


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `extra` ones ask for names below the indicator, which need not exist."""

    name: dns.name.Name
    type: str
    extra: bool = False


@dataclass(frozen=True, order=True)
class Record:
    """One record of an answer."""

    type: str
    name: str
    value: str
    ttl_seconds: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a question: records (none is normal), no such name, or a failure."""

    question: Question
    records: tuple[Record, ...] = ()
    no_such_name: bool = False
    failure: FailureKind | None = None
    detail: str = ""


class Dns(Source):
    """Asks the configured resolvers for every useful type of record at once."""

    slug = "dns"
    name = "DNS"
    provider = "DNS"
    description = "Records of a name, or the names of an address, from DNS."
    url = "https://www.rfc-editor.org/rfc/rfc1035"
    kinds = frozenset({Kind.DOMAIN, Kind.IPV4, Kind.IPV6, Kind.URL, Kind.EMAIL})
    activity = Activity.ACTIVE
    tags = ("network",)
    settings = (
        Setting(
            name="servers",
            default=(),
            help="Addresses of resolvers, each `address` or `address#port`; "
            "empty: the system's resolvers.",
        ),
        Setting(
            name="timeout_seconds",
            default=5,
            help="How long one question may take, with its repetitions.",
        ),
    )
    reliability = 80

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the records; not found when the name does not exist."""
        questions = _questions(_subject(indicator))
        if not questions:
            return not_found()
        resolver = _resolver(ctx.settings, ctx.deadline_seconds)
        outcomes = await asyncio.gather(*(_ask(resolver, question) for question in questions))
        return _answer(outcomes)


Subject = ipaddress.IPv4Address | ipaddress.IPv6Address | dns.name.Name


def _subject(indicator: Indicator) -> Subject:
    """The address or the name that an indicator is about."""
    host = indicator.data.strip()
    if indicator.kind == Kind.URL:
        host = _url_host(host)
    elif indicator.kind == Kind.EMAIL:
        host = host.rpartition("@")[2]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        if indicator.kind in (Kind.IPV4, Kind.IPV6):
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address") from None
    return _name(host)


def _url_host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(FailureKind.REQUEST_ERROR, "the URL has no host")
    return host


def _name(host: str) -> dns.name.Name:
    try:
        name = dns.name.from_text(host, idna_codec=dns.name.IDNA_2008_UTS_46)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise SourceError(FailureKind.REQUEST_ERROR, f"no name that DNS knows: {error}") from None
    if name == dns.name.root:
        raise SourceError(FailureKind.REQUEST_ERROR, "the indicator has no name to ask for")
    return name


def _questions(subject: Subject) -> list[Question]:
    """What is asked; nothing for `.onion`, which must not leak to DNS and is not in it."""
    if not isinstance(subject, dns.name.Name):
        return [Question(name=dns.reversename.from_address(str(subject)), type="PTR")]
    if subject.labels[-2].lower() == b"onion":
        return []
    questions = [Question(name=subject, type=kind) for kind in NAME_TYPES]
    if subject.labels[-2].lower() == b"arpa":
        questions.append(Question(name=subject, type="PTR"))
    # The certificates of the web server, and the policy for mail, stand below the name.
    for prefix, kind in (("_443._tcp", "TLSA"), ("_dmarc", "TXT")):
        try:
            below = dns.name.from_text(prefix, origin=None).concatenate(subject)
        except dns.name.NameTooLong:
            continue
        questions.append(Question(name=below, type=kind, extra=True))
    return questions


def _resolver(settings: Mapping[str, Any], deadline_seconds: float) -> dns.asyncresolver.Resolver:
    servers = [_server(text) for text in settings.get("servers") or () if text.strip()]
    try:
        resolver = dns.asyncresolver.Resolver(configure=not servers)
    except dns.resolver.NoResolverConfiguration:
        raise SourceError(
            FailureKind.REQUEST_ERROR,
            "this system has no resolvers in /etc/resolv.conf; set `servers` of the source",
        ) from None
    if servers:
        resolver.nameservers = servers
    lifetime = min(float(settings.get("timeout_seconds", 5)), deadline_seconds * DEADLINE_SHARE)
    resolver.lifetime = lifetime
    # A lost packet must leave time for a second one.
    resolver.timeout = max(lifetime / 2.5, 0.05)
    resolver.use_edns(0, 0, EDNS_BYTES)
    return resolver


def _server(text: str) -> dns.nameserver.Nameserver:
    address, _, port = text.strip().partition("#")
    try:
        return dns.nameserver.Do53Nameserver(str(ipaddress.ip_address(address)), int(port or 53))
    except ValueError:
        raise SourceError(
            FailureKind.REQUEST_ERROR,
            f"the setting `servers` has {text!r}; expected `address` or `address#port`",
        ) from None


async def _ask(resolver: dns.asyncresolver.Resolver, question: Question) -> Outcome:
    try:
        answer = await resolver.resolve(
            question.name, question.type, raise_on_no_answer=False, search=False
        )
    except dns.resolver.NXDOMAIN:
        return Outcome(question=question, no_such_name=True)
    except dns.exception.Timeout:
        return _failed(question, FailureKind.TIMEOUT, "no answer in time")
    except dns.resolver.NoNameservers as error:
        return _failed(question, *_why(error))
    except (dns.exception.DNSException, OSError) as error:
        return _failed(question, FailureKind.RESPONSE_ERROR, str(error) or type(error).__name__)
    return Outcome(question=question, records=tuple(_records(answer.response)))


def _failed(question: Question, kind: FailureKind, detail: str) -> Outcome:
    return Outcome(question=question, failure=kind, detail=detail)


def _why(error: dns.resolver.NoNameservers) -> tuple[FailureKind, str]:
    """The last reason of each server: an answer's code, or why it could not be asked."""
    reasons = {str(entry[0]): entry[3] for entry in error.kwargs.get("errors", ())}
    unreachable = bool(reasons) and all(isinstance(r, OSError) for r in reasons.values())
    text = "; ".join(f"{_server_shown(server)}: {reason}" for server, reason in reasons.items())
    kind = FailureKind.REQUEST_ERROR if unreachable else FailureKind.RESPONSE_ERROR
    return kind, text or "no resolver answered"


def _server_shown(server: str) -> str:
    return server.removeprefix("Do53:").replace("@", "#")


def _records(response: dns.message.Message) -> Iterator[Record]:
    """Every record of the answer: aliases on the way to the name that was asked for too."""
    for rrset in response.answer:
        for rdata in rrset:
            yield Record(
                type=dns.rdatatype.to_text(rrset.rdtype),
                name=rrset.name.to_text(omit_final_dot=True),
                value=_value(rdata),
                ttl_seconds=rrset.ttl,
            )


def _value(rdata: dns.rdata.Rdata) -> str:
    """A record's value as text; a TXT record's pieces are one text, as its readers take them."""
    if rdata.rdtype != dns.rdatatype.TXT:
        text = rdata.to_text()
        # The root alone stays a dot: "0 ." says that there is no mail.
        return text if text.endswith((" .", "..")) or text == "." else text.removesuffix(".")
    text = b"".join(getattr(rdata, "strings", ())).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _answer(outcomes: list[Outcome]) -> Answer:
    own = [outcome for outcome in outcomes if not outcome.question.extra]
    records = sorted({r for outcome in outcomes for r in outcome.records})
    failures = [outcome for outcome in outcomes if outcome.failure]
    if not any(outcome.records for outcome in own):
        # "There is no such name" holds for every type, whatever else failed.
        if any(outcome.no_such_name for outcome in own):
            return not_found()
        if failures_of_own := [outcome for outcome in own if outcome.failure]:
            raise _failure(failures_of_own)
        return not_found()
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        elements=tuple(_elements(records, failures)),
        raw={
            "records": [
                {"type": r.type, "name": r.name, "ttl": r.ttl_seconds, "value": r.value}
                for r in records[:RECORDS_AT_MOST]
            ],
            "failures": [_failure_text(outcome) for outcome in failures],
        },
    )


def _failure(failures: list[Outcome]) -> SourceError:
    """The failure of all; that time ran out is said only when nothing else happened."""
    others = [f for f in failures if f.failure is not FailureKind.TIMEOUT]
    first = (others or failures)[0]
    return SourceError(first.failure or FailureKind.RESPONSE_ERROR, _failure_text(first))


def _failure_text(outcome: Outcome) -> str:
    name = outcome.question.name.to_text(omit_final_dot=True)
    return f"{outcome.question.type} of {name}: {outcome.detail}"


def _elements(records: list[Record], failures: list[Outcome]) -> Iterator[Element]:
    shown = records[:RECORDS_AT_MOST]
    rows = [[r.type, r.name, r.value, r.ttl_seconds] for r in shown]
    columns = ["Type", "Name", "Value", "TTL (s)"]
    yield Element(ElementKind.TABLE, "Records", {"columns": columns, "rows": rows})
    if len(records) > len(shown):
        yield Element(ElementKind.NUMBER, "Records not shown", len(records) - len(shown))
    texts = [r for r in records if r.type == "TXT"]
    for label, version in (("SPF", r"v=spf1(\s|$)"), ("DMARC", r"v=DMARC1\s*(;|$)")):
        for record in texts:
            if re.match(version, record.value, re.IGNORECASE):
                yield Element(ElementKind.TEXT, label, record.value)
    if failures:
        yield Element(ElementKind.LIST, "Not answered", [_failure_text(f) for f in failures])
