"""What the two sources of Google Safe Browsing share: questions by prefixes, threats, answers.

Version 5 of the API speaks protobuf. What is asked is 4 bytes of a hash, which thousands of URLs
share; the whole hashes that come back are compared here, so that Google does not learn the URL.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from cachetools import LRUCache

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link
from backend.models.errors import SourceError
from backend.models.indicators import Kind
from backend.sources import protobuf
from backend.sources.contract import (
    Context,
    Fetcher,
    HttpStatusError,
    SecretSlot,
    base_url,
)
from backend.sources.json_fields import table, text
from backend.sources.protobuf import ProtobufError
from backend.sources.safe_browsing_urls import PREFIX_BYTES

PROVIDER = "Google"
KEY_URL = "https://console.cloud.google.com/apis/credentials"
TERMS = (
    "For non-commercial use only; commercial use needs Google's Web Risk. What is shown must say "
    "that the advisory is Google's."
)
KINDS = frozenset({Kind.URL, Kind.DOMAIN, Kind.IPV4, Kind.IPV6})
KEY = SecretSlot(name="api_key", help="API key of a project that has the Safe Browsing API.")
BASE_URL = base_url("https://safebrowsing.googleapis.com")
THREATS = {
    1: "MALWARE",
    2: "SOCIAL_ENGINEERING",
    3: "UNWANTED_SOFTWARE",
    4: "POTENTIALLY_HARMFUL_APPLICATION",
}
ATTRIBUTES = {1: "CANARY", 2: "FRAME_ONLY"}
"""Of a threat that nobody is to be warned of: it is tried out, or holds for frames alone."""

VERDICTS = {
    "MALWARE": (Level.MALICIOUS, 95),
    "SOCIAL_ENGINEERING": (Level.MALICIOUS, 95),
    "POTENTIALLY_HARMFUL_APPLICATION": (Level.MALICIOUS, 95),
    "UNWANTED_SOFTWARE": (Level.SUSPICIOUS, 70),
}
HASH_BYTES = 32
PREFIXES_KEPT = 50_000
BAD_REQUEST = 400
REPORT = "https://transparencyreport.google.com/safe-browsing/search?url="


@dataclass(frozen=True, kw_only=True)
class Threat:
    """What is said of a URL; `attributes` say that it is not to be enforced."""

    name: str
    attributes: tuple[str, ...] = ()


Found = Mapping[bytes, Sequence[Threat]]
"""Threats by whole hash."""


class Prefixes:
    """What Google said of prefixes, for as long as it said that this holds."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[str, bytes], tuple[datetime, Found]] = LRUCache(PREFIXES_KEPT)

    async def search(self, prefixes: Iterable[bytes], ctx: Context) -> Found:
        """The whole hashes that begin with any of the prefixes, asked for as few as can be.

        Raises:
            SourceError: as the client's; UNAUTHORIZED for a key that is none; INVALID_ANSWER.
        """
        base, now = ctx.base, ctx.now()
        found: dict[bytes, Sequence[Threat]] = {}
        missing = []
        for prefix in dict.fromkeys(prefixes):
            until, threats = self._kept.get((base, prefix), (now, {}))
            if until > now:
                found.update(threats)
            else:
                missing.append(prefix)
        if missing:
            asked, holds = await _search(base, missing, ctx)
            for prefix in missing:
                own = {full: said for full, said in asked.items() if full.startswith(prefix)}
                self._kept[base, prefix] = (now + holds, own)
            found.update(asked)
        return found


async def _search(base: str, prefixes: list[bytes], ctx: Context) -> tuple[Found, timedelta]:
    params = [("key", ctx.secrets["api_key"])]
    params += [("hashPrefixes", base64.b64encode(prefix).decode()) for prefix in prefixes]
    return read_search(await ask(f"{base}/v5/hashes:search", params, ctx.http))


def read_search(body: bytes) -> tuple[Found, timedelta]:
    """The threats of SearchHashesResponse, and how long they, and their absence, hold.

    Raises:
        SourceError: INVALID_ANSWER, it is none.
    """
    try:
        answer = protobuf.read(body)
        found: dict[bytes, Sequence[Threat]] = {}
        for full_hash in map(protobuf.read, protobuf.blobs(answer, 1)):
            digest = _digest(full_hash)
            said = [_threat(detail) for detail in protobuf.blobs(full_hash, 2)]
            if threats := [threat for threat in said if threat is not None]:
                found[digest] = threats
        return found, duration(protobuf.blob(answer, 2))
    except ProtobufError as error:
        raise no_protobuf("the answer to a search of hashes", error) from None


def _digest(full_hash: protobuf.Message) -> bytes:
    digest = protobuf.blob(full_hash, 1)
    if len(digest) != HASH_BYTES:
        raise ProtobufError(f"a hash has {len(digest)} bytes")
    return digest


def _threat(detail: bytes) -> Threat | None:
    """One detail; none of it counts where anything in it is not known here."""
    message = protobuf.read(detail)
    name = THREATS.get(protobuf.number(message, 1))
    attributes = [ATTRIBUTES.get(number) for number in protobuf.numbers(message, 2)]
    if name is None or None in attributes:
        return None
    return Threat(name=name, attributes=tuple(a for a in attributes if a))


def read_urls(body: bytes) -> list[Threat]:
    """The threats of SearchUrlsResponse.

    Raises:
        SourceError: INVALID_ANSWER, it is none.
    """
    try:
        threats = map(protobuf.read, protobuf.blobs(protobuf.read(body), 1))
        found = [number for threat in threats for number in protobuf.numbers(threat, 2)]
    except ProtobufError as error:
        raise no_protobuf("the answer about a URL", error) from None
    return [Threat(name=THREATS[number]) for number in dict.fromkeys(found) if number in THREATS]


def duration(message: bytes) -> timedelta:
    """Of the well-known type; never below zero, nor above a day.

    Raises:
        ProtobufError: it is none.
    """
    seconds = protobuf.number(protobuf.read(message), 1)
    return timedelta(seconds=min(seconds, 24 * 3600) if seconds < 1 << 63 else 0)


def no_protobuf(what: str, error: ProtobufError) -> SourceError:
    """That an answer is not what version 5 of the API says."""
    return SourceError(
        FailureKind.INVALID_ANSWER,
        f"{what} is no protobuf of Safe Browsing's version 5 ({error}); is it Google's API?",
    )


async def ask(url: str, params: Sequence[tuple[str, str]], http: Fetcher) -> bytes:
    """An answer's bytes; Google says by 400 that a key is none."""
    try:
        return await http.get_bytes(
            url, params=params, headers={"Accept": "application/x-protobuf"}
        )
    except HttpStatusError as error:
        raise failure(error) from None


def failure(error: HttpStatusError) -> HttpStatusError:
    """The failure with Google's own words."""
    said = _said(error.body)
    kind = error.kind
    if error.status == BAD_REQUEST:
        about_key = "api key" in said.casefold()
        kind = FailureKind.UNAUTHORIZED if about_key else FailureKind.REQUEST_ERROR
    return HttpStatusError(
        kind,
        f"{error.detail} ({said})" if said else error.detail,
        status=error.status,
        retry_after_seconds=error.retry_after_seconds,
    )


def _said(body: str) -> str:
    try:
        return text(table(table(msgspec.json.decode(body)).get("error")).get("message"))
    except (msgspec.DecodeError, RecursionError):
        return ""


def answer_of(
    url: str, matched: Mapping[str, Sequence[Threat]], *, as_of: datetime | None = None
) -> Answer:
    """What is said of expressions of a URL; the worst that is to be enforced is the verdict."""
    threats = [threat for said in matched.values() for threat in said]
    worst = max(
        (VERDICTS[threat.name] for threat in threats if not threat.attributes),
        key=lambda verdict: verdict[1],
        default=(Level.INFORMATIONAL, None),
    )
    names = dict.fromkeys(threat.name for threat in threats)
    return Answer(
        found=True,
        verdict=worst[0],
        score=worst[1],
        confidence=95,
        tags=tuple(name.lower().replace("_", "-") for name in names),
        as_of=as_of,
        links=(Link("Google's transparency report", REPORT + url),),
        elements=tuple(_elements(matched, worst[0])),
        raw={
            expression: [{"threat": t.name, "attributes": list(t.attributes)} for t in said]
            for expression, said in matched.items()
        },
    )


def _elements(matched: Mapping[str, Sequence[Threat]], level: Level) -> Iterator[Element]:
    names = dict.fromkeys(threat.name for said in matched.values() for threat in said)
    yield Element(ElementKind.TAGS, "Threats", [n.lower().replace("_", " ") for n in names], level)
    rows = [
        [expression, threat.name, ", ".join(threat.attributes)]
        for expression, said in matched.items()
        for threat in said
    ]
    columns = ["What is listed", "Threat", "Not enforced"]
    yield Element(ElementKind.TABLE, "Listed", {"columns": columns, "rows": rows})
    yield Element(ElementKind.TEXT, "Source", "Advisory provided by Google.")


def prefix_of(digest: bytes) -> bytes:
    """What of a hash is asked for, and what lists have."""
    return digest[:PREFIX_BYTES]
