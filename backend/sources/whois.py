"""WHOIS (RFC 3912): what registries answered before RDAP, and some still answer alone.

IANA's server names the registry's, that one often the registrar's. A name of a server is followed
only where it is a public name, and only to the port of WHOIS: an answer is text of strangers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Setting, Source
from backend.sources.feed_text import address_of
from backend.sources.json_fields import key_values, shown_time
from backend.sources.registrations import (
    NEW_DAYS,
    host_of,
    registered_element,
    registered_name,
)
from backend.sources.whois_text import (
    Record,
    is_refusal,
    names_nothing,
    place_of,
    read_record,
    referral,
    shown_servers,
    time_of_text,
    without_people,
)

HOPS_AT_MOST = 3
ANSWER_AT_MOST_BYTES = 256 * 1024
SHOWN_CHARACTERS = 8000
# Servers that want more than the name: else they list all that begins with it, or less.
QUESTIONS = {
    "whois.verisign-grs.com": "domain {}",
    "whois.denic.de": "-T dn {}",
    "whois.jprs.jp": "{}/e",
    "whois.arin.net": "n + {}",
}


@dataclass
class Told:
    """What the servers on the way said; the last one first where they differ."""

    record: Record = field(default_factory=Record)
    servers: list[str] = field(default_factory=list)
    text: str = ""


class Whois(Source):
    """Asks the servers of WHOIS, one after the other as each names the next."""

    slug = "whois"
    name = "WHOIS"
    provider = "WHOIS"
    description = (
        "Registration of names and addresses from WHOIS servers, for registries without RDAP. "
        "Questions and answers are not encrypted, so that it is off until somebody wants it."
    )
    url = "https://www.rfc-editor.org/rfc/rfc3912"
    kinds = frozenset({Kind.DOMAIN, Kind.URL, Kind.IPV4, Kind.IPV6})
    activity = Activity.PASSIVE
    tags = ("network", "registration")
    settings = (
        Setting(
            name="server",
            default="",
            help="One server to ask about everything, `host` or `host:port`; empty: the "
            "registry's, which `root_server` names.",
        ),
        Setting(
            name="root_server",
            default="whois.iana.org",
            help="The server that names the registries' servers, `host` or `host:port`.",
        ),
        Setting(
            name="follow",
            default=True,
            help="Ask the registrar's server too, which the registry names.",
        ),
        NEW_DAYS,
    )
    deadline_seconds = 20.0
    cache_seconds = 24 * 3600
    reliability = 70
    enabled = False
    terms = (
        "Free for looking up; servers allow few questions a minute, shut out who asks more, and "
        "forbid collecting in bulk."
    )
    known = Indicator("example.com", Kind.DOMAIN)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; not found when the servers know of no registration."""
        host = host_of(indicator)
        address = address_of(host)
        if address is None and indicator.kind in (Kind.IPV4, Kind.IPV6):
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is no address")
        subject = registered_name(host) if address is None else str(address)
        if subject is None:
            return not_found()
        told = await _ask_all(subject, ctx)
        return _answer(told, ctx) if told.record else not_found()


async def _ask_all(subject: str, ctx: Context) -> Told:
    """Go from server to server. What fails behind the first that knew costs no answer."""
    told = Told()
    server = str(ctx.settings["server"]).strip() or str(ctx.settings["root_server"]).strip()
    is_root = not str(ctx.settings["server"]).strip()
    while server and server not in told.servers and len(told.servers) < HOPS_AT_MOST:
        try:
            text = await _ask(server, subject, ctx)
        except SourceError:
            if told.record:
                break
            raise
        told.servers.append(server)
        record = read_record(text, subject)
        if not is_root and record and (record.says_much() or not names_nothing(text)):
            told.record.add_missing(record)
            told.text = text
        elif not is_root:
            break
        server = referral(record) or ""
        if not is_root and not ctx.settings["follow"]:
            break
        is_root = False
    return told


async def _ask(server: str, subject: str, ctx: Context) -> str:
    host, port = place_of(server)
    question = QUESTIONS.get(host, "{}").format(subject)
    answer = await ctx.dial.exchange(
        host, port, f"{question}\r\n".encode(), at_most_bytes=ANSWER_AT_MOST_BYTES
    )
    try:
        text = answer.decode("utf-8")
    except UnicodeDecodeError:
        text = answer.decode("latin-1")
    if is_refusal(text) and not read_record(text, subject).says_much():
        raise SourceError(FailureKind.RATE_LIMITED, f"{server} says that it was asked too often")
    if not text.strip():
        raise SourceError(FailureKind.INVALID_ANSWER, f"{server} answered nothing")
    return text


def _answer(told: Told, ctx: Context) -> Answer:
    values = told.record.values
    created = time_of_text(values.get("created", ""))
    new_days = int(ctx.settings["new_days"]) if "name" in values else 0
    registered, tags = registered_element(created, ctx.now(), new_days)
    text = without_people(told.text)
    elements = _elements(told, registered, text)
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        tags=tags,
        first_seen=created,
        elements=tuple(elements),
        raw={"servers": told.servers, "text": text, **values, **told.record.lists},
    )


def _elements(told: Told, registered: Element | None, text: str) -> Iterator[Element]:
    values, lists = told.record.values, told.record.lists
    if registered:
        yield registered
    for label, name in (("Expires", "expires"), ("Changed", "changed")):
        if time := time_of_text(values.get(name, "")):
            yield Element(ElementKind.DATE, label, shown_time(time))
    facts = {
        "Name": values.get("name"),
        "Range": values.get("range"),
        "Network": values.get("network"),
        "Called": values.get("called"),
        "Organisation": values.get("organisation"),
        # Of a name, the first country in an answer may be anybody's.
        "Country": None if "name" in values else values.get("country"),
        "Origin": values.get("origin"),
        "Registrar": values.get("registrar"),
        "Registrar's IANA number": values.get("ianaId"),
        "Abuse": values.get("abuse"),
        "DNSSEC": values.get("dnssec"),
        "Asked": shown_servers(told.servers),
    }
    yield Element(ElementKind.KEY_VALUES, "Registration", key_values(facts))
    if status := lists.get("status"):
        yield Element(ElementKind.TAGS, "Status", status)
    if servers := lists.get("servers"):
        yield Element(ElementKind.LIST, "Name servers", servers)
    yield Element(ElementKind.CODE, "Text", text[:SHOWN_CHARACTERS])
