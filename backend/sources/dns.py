"""DNS: what the name servers say about a name or an address.

It is ACTIVE: a recursive resolver passes the question on to the name servers of the indicator
itself, whose owner sees that somebody asks, when, and through which resolver.
"""

import asyncio
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.reversename

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Source
from backend.sources.json_fields import key_values
from backend.sources.mail_policy import DMARC, SPF, read_dmarc, read_spf
from backend.sources.registrations import registered_name
from backend.sources.resolving import (
    SETTINGS,
    Outcome,
    Question,
    Record,
    failure_of,
    failure_text,
    open_asker,
)

NAME_TYPES = (
    *("A", "AAAA", "CNAME", "NS", "MX", "TXT"),
    *("SOA", "CAA", "SRV", "DS", "DNSKEY", "HTTPS"),
)
RECORDS_AT_MOST = 500
MAIL = (
    ("SPF", "Who may send its mail", SPF, read_spf),
    ("DMARC", "What becomes of other mail", DMARC, read_dmarc),
)


class Dns(Source):
    """Asks the configured resolvers for every useful type of record at once."""

    slug = "dns"
    name = "DNS"
    provider = "DNS"
    description = (
        "Records of a name with what its SPF and DMARC mean, or the names of an address, from DNS."
    )
    url = "https://www.rfc-editor.org/rfc/rfc1035"
    kinds = frozenset({Kind.DOMAIN, Kind.IPV4, Kind.IPV6, Kind.URL, Kind.EMAIL})
    activity = Activity.ACTIVE
    tags = ("network",)
    settings = SETTINGS
    reliability = 80
    # Reserved for documentation, and answered by IANA for good.
    known = Indicator("example.com", Kind.DOMAIN)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the records; not found when the name does not exist."""
        questions = _questions(_subject(indicator))
        if not questions:
            return not_found()
        ask = open_asker(ctx, ctx.deadline_seconds)
        outcomes = await asyncio.gather(*(ask(question) for question in questions))
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
    for prefix, kind, above in _below(subject):
        try:
            below = dns.name.from_text(prefix, origin=None).concatenate(above)
        except dns.name.NameTooLong:
            continue
        questions.append(Question(name=below, type=kind, extra=True))
    return questions


def _below(subject: dns.name.Name) -> Iterator[tuple[str, str, dns.name.Name]]:
    """A prefix, a type, and the name that it stands before."""
    yield "_443._tcp", "TLSA", subject
    yield "_dmarc", "TXT", subject
    # A name without a policy of its own has the one of the name that was registered.
    registered = registered_name(subject.to_text(omit_final_dot=True))
    if registered and (above := dns.name.from_text(registered)) != subject:
        yield "_dmarc", "TXT", above


def _answer(outcomes: list[Outcome]) -> Answer:
    own = [outcome for outcome in outcomes if not outcome.question.extra]
    records = sorted({r for outcome in outcomes for r in outcome.records})
    failures = [outcome for outcome in outcomes if outcome.failure]
    if not any(outcome.records for outcome in own):
        # "There is no such name" holds for every type, whatever else failed.
        if any(outcome.no_such_name for outcome in own):
            return not_found()
        if failures_of_own := [outcome for outcome in own if outcome.failure]:
            raise failure_of(failures_of_own)
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
            "failures": [failure_text(outcome) for outcome in failures],
        },
    )


def _elements(records: list[Record], failures: list[Outcome]) -> Iterator[Element]:
    shown = records[:RECORDS_AT_MOST]
    rows = [[r.type, r.name, r.value, r.ttl_seconds] for r in shown]
    columns = ["Type", "Name", "Value", "TTL (s)"]
    yield Element(ElementKind.TABLE, "Records", {"columns": columns, "rows": rows})
    if len(records) > len(shown):
        yield Element(ElementKind.NUMBER, "Records not shown", len(records) - len(shown))
    texts = [r for r in records if r.type == "TXT"]
    for label, meaning, version, read in MAIL:
        for record in texts:
            if version.match(record.value):
                yield Element(ElementKind.TEXT, label, record.value)
                yield Element(ElementKind.KEY_VALUES, meaning, key_values(read(record.value)))
    if failures:
        yield Element(ElementKind.LIST, "Not answered", [failure_text(f) for f in failures])
