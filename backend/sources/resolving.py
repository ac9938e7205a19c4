"""Asking resolvers: what sources that speak DNS have in common."""

import base64
import ipaddress
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.contract import Context, Setting

EDNS_BYTES = 1232  # what passes every path without fragments; larger answers come by TCP
DEADLINE_SHARE = 0.9  # the rest is for putting the answer together

SETTINGS = (
    Setting(
        name="servers",
        default=(),
        help="Addresses of resolvers, each `address` or `address#port`; they are asked directly, "
        "because DNS can't go by a proxy of `[outbound]`; "
        "empty: the system's resolvers.",
    ),
    Setting(
        name="doh_url",
        default="",
        help="Address of a resolver that takes DNS over HTTPS (RFC 8484), which is asked instead "
        "of `servers`, by the proxy too, as https://dns.example.com/dns-query.",
    ),
    Setting(
        name="timeout_seconds",
        default=5,
        help="How long one question may take, with its repetitions.",
    ),
)
"""What `open_asker` reads."""


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


Ask = Callable[[Question], Awaitable[Outcome]]
"""Asks one question; what fails is an outcome."""


def open_asker(ctx: Context, seconds: float) -> Ask:
    """How questions are asked, as the settings have it; each takes less than `seconds`.

    Raises:
        SourceError: REQUEST_ERROR when the settings or the system name no resolver.
    """
    url = str(ctx.settings.get("doh_url") or "").strip()
    if url:
        return lambda question: _ask_by_https(ctx, url, question)
    resolver = _open_resolver(ctx.settings, seconds)
    return lambda question: _ask(resolver, question)


def _open_resolver(
    settings: Mapping[str, Any], deadline_seconds: float
) -> dns.asyncresolver.Resolver:
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


async def _ask_by_https(ctx: Context, url: str, question: Question) -> Outcome:
    # The identifier is 0, so that caches on the way may answer.
    query = dns.message.make_query(question.name, question.type, id=0)
    encoded = base64.urlsafe_b64encode(query.to_wire()).decode().rstrip("=")
    try:
        wire = await ctx.http.get_bytes(
            url, params={"dns": encoded}, headers={"Accept": "application/dns-message"}
        )
        response = dns.message.from_wire(wire)
    except SourceError as error:
        return _failed(question, error.kind, error.detail)
    except (dns.exception.DNSException, ValueError) as error:
        detail = f"{url}: no DNS message ({type(error).__name__})"
        return _failed(question, FailureKind.INVALID_ANSWER, detail)
    if response.rcode() == dns.rcode.NXDOMAIN:
        return Outcome(question=question, no_such_name=True)
    if response.rcode() != dns.rcode.NOERROR:
        detail = f"{url}: {dns.rcode.to_text(response.rcode())}"
        return _failed(question, FailureKind.RESPONSE_ERROR, detail)
    return Outcome(question=question, records=tuple(_records(response)))


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


def failure_of(failures: list[Outcome]) -> SourceError:
    """The failure of all; that time ran out is said only when nothing else happened."""
    others = [f for f in failures if f.failure is not FailureKind.TIMEOUT]
    first = (others or failures)[0]
    return SourceError(first.failure or FailureKind.RESPONSE_ERROR, failure_text(first))


def failure_text(outcome: Outcome) -> str:
    """What was asked, and what went wrong."""
    name = outcome.question.name.to_text(omit_final_dot=True)
    return f"{outcome.question.type} of {name}: {outcome.detail}"
