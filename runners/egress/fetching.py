"""Requests over HTTP that the runner makes for user code: seen whole, followed hop by hop."""

import asyncio
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from runners.egress.addresses import RefusedError
from runners.egress.allowed import Target
from runners.egress.audit import HttpCall
from runners.egress.outbound import ON_THE_WAY, PROXY_REFUSES
from runners.egress.visit import Visit

SECONDS = 30.0
"""What a request may take where it does not say."""
REDIRECTS_AT_MOST = 5
CHUNK_BYTES = 64 * 1024
PORTS = {"http": 80, "https": 443}

_METHOD = re.compile(r"[A-Z]{1,20}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,65536}")
# `\` is a `/` to browsers and part of a name to others.
_STRANGE = re.compile(r"[\\\x00-\x20]")
_NOT_THROUGH_HERE = frozenset({"CONNECT", "TRACE"})
# What is of one connection, and what would name another host than the address does.
_OURS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# What tells another host nothing; all else may be a key.
_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
_SEE_OTHER = 303

Headers = tuple[tuple[str, str], ...]


class FetchError(Exception):
    """There is no answer; the text says why, without the address."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be sent; `decode` is whether a compressed answer is made plain."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    seconds: float = SECONDS
    follow: bool = True
    decode: bool = True


@dataclass(frozen=True, kw_only=True)
class Response:
    """What came; `url` is that of the last hop, with placeholders as they were."""

    status: int
    url: str
    headers: Headers
    body: bytes


async def fetch(visit: Visit, request: Request) -> Response:
    """Ask, and follow where the answer says that it is elsewhere.

    Raises:
        RefusedError: it may not be asked, or is too much.
        FetchError: there is no answer, or not in time.
    """
    try:
        async with asyncio.timeout(request.seconds):
            return await _follow(visit, request)
    except TimeoutError:
        raise FetchError(f"no answer within {request.seconds:g} s") from None


async def _follow(visit: Visit, request: Request) -> Response:
    method, url, headers, body = *_prepared(visit, request), request.body
    for _ in range(REDIRECTS_AT_MOST + 1):
        answer = await _hop(visit, _Hop(method, url, headers, body, request.decode))
        location = _header(answer.headers, "location")
        if not request.follow or answer.status not in _REDIRECTS or not location:
            return answer
        target = _joined(url, location)
        if answer.status == _SEE_OTHER or (
            answer.status not in _SAME_METHOD and method not in ("GET", "HEAD")
        ):
            method, body = ("HEAD" if method == "HEAD" else "GET"), b""
            headers = tuple((n, v) for n, v in headers if not n.lower().startswith("content-"))
        if target.origin() != url.origin():
            if body:
                raise RefusedError("a redirect that would take what was sent to another host")
            headers = tuple((n, v) for n, v in headers if n.lower() in _HARMLESS)
            if visit.placeholders.stand_in(str(target)):
                raise RefusedError("a redirect that would take a placeholder to another host")
        url = target
    raise FetchError(f"more than {REDIRECTS_AT_MOST} redirects")


def _prepared(visit: Visit, request: Request) -> tuple[str, URL, Headers]:
    """What is sent first; also what can't be sent is on record."""
    try:
        return _method(request.method), _parsed(request.url), _checked(request)
    except RefusedError:
        with visit.attempt(request.method, re.split(r"[?#]", request.url)[0]):
            raise


@dataclass(frozen=True)
class _Hop:
    method: str
    url: URL
    headers: Headers
    body: bytes
    decode: bool


async def _hop(visit: Visit, hop: _Hop) -> Response:
    with visit.attempt(hop.method, shown(hop.url)) as call:
        try:
            target = _target(hop.url)
            visit.admit(target)
            filled = _filled(visit, hop, target)
            visit.spend(len(filled.body))
            call.bytes_sent = len(filled.body)
            return await _exchanged(visit, target, hop, filled, call)
        except asyncio.CancelledError:
            call.refusal = "it was not done in time"
            raise
        except aiohttp.ConnectionTimeoutError:
            raise FetchError("cannot connect in time") from None
        except ON_THE_WAY as error:
            raise FetchError(visit.outside.outbound.fault(error)) from None
        except ValueError as error:
            raise RefusedError(f"no usable address or header ({type(error).__name__})") from None


async def _exchanged(
    visit: Visit, target: Target, hop: _Hop, filled: _Hop, call: HttpCall
) -> Response:
    session = visit.outside.session_for(target)
    async with session.request(
        filled.method,
        filled.url,
        headers=filled.headers,
        data=filled.body or None,
        allow_redirects=False,
        skip_auto_headers=("Content-Type",),
    ) as answer:
        if answer.status == PROXY_REFUSES:
            raise FetchError(visit.outside.outbound.refused())
        call.status = answer.status
        headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.raw_headers)
        reader = _Reader(visit, answer.headers if hop.decode else {})
        async for piece in answer.content.iter_chunked(CHUNK_BYTES):
            call.bytes_received += len(piece)
            reader.feed(piece)
        if reader.decodes:
            gone = ("content-encoding", "content-length")
            headers = tuple((n, v) for n, v in headers if n.lower() not in gone)
        return Response(
            status=answer.status, url=str(hop.url), headers=headers, body=bytes(reader.body)
        )


class _Reader:
    """A body as far as the call may have it, made plain where it is compressed."""

    def __init__(self, visit: Visit, headers: Mapping[str, str]) -> None:
        self.body = bytearray()
        self._visit = visit
        coding = headers.get("Content-Encoding", "").strip().lower()
        self.decodes = coding in ("gzip", "x-gzip", "deflate")
        # 32 is for gzip and zlib alike.
        self._plain = zlib.decompressobj(32 + zlib.MAX_WBITS) if self.decodes else None

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; raises RefusedError, FetchError."""
        if self._plain is not None:
            most = self._visit.left_bytes
            try:
                # One byte more than may be: so that it is seen, and a bomb is not unpacked.
                piece = self._plain.decompress(piece, most + 1)
            except zlib.error as error:
                raise FetchError("the answer is not compressed as it says") from error
        self._visit.spend(len(piece))
        self.body += piece


def _method(text: str) -> str:
    method = text.upper()
    if _METHOD.fullmatch(method) is None or method in _NOT_THROUGH_HERE:
        raise RefusedError("the method is none that requests have")
    return method


def _checked(request: Request) -> Headers:
    for name, value in request.headers:
        if _HEADER_NAME.fullmatch(name) is None or _HEADER_VALUE.fullmatch(value) is None:
            raise RefusedError(f"the header {name[:100]!r} is none that can be sent")
    headers = tuple((n, v) for n, v in request.headers if n.lower() not in _OURS)
    named = {name.lower() for name, _ in headers}
    usual = (("User-Agent", "indicator-aggregator"), ("Accept-Encoding", "gzip, deflate"))
    return headers + tuple((n, v) for n, v in usual if n.lower() not in named)


def _parsed(text: str) -> URL:
    try:
        url = URL(text)
    except ValueError:
        url = None
    if url is None or _STRANGE.search(text):
        raise RefusedError("the address is no http or https address of a host")
    return url


def _joined(url: URL, location: str) -> URL:
    try:
        target = url.join(_parsed(location))
        target.origin()
    except ValueError:
        raise RefusedError("a redirect to what is no http or https address of a host") from None
    if target.scheme not in (url.scheme, "https"):
        raise RefusedError("a redirect away from https")
    return target


def _target(url: URL) -> Target:
    if url.scheme not in PORTS or not url.raw_host:
        raise RefusedError("the address is no http or https address of a host")
    if url.raw_user is not None or url.raw_password is not None:
        raise RefusedError("the address has a user in it: send a header instead")
    try:
        return Target.parse(f"{url.raw_host}:{url.port}")
    except ValueError as error:
        raise RefusedError(f"the host can't be reached: {error}") from None


def _filled(visit: Visit, hop: _Hop, target: Target) -> _Hop:
    """With secrets in place of what stands for them."""
    stands, url = visit.placeholders, str(hop.url)
    content_type = _header(hop.headers, "content-type")
    values = [value for _, value in hop.headers]
    if not (stands.stand_in(url) or stands.stand_in(hop.body) or any(map(stands.stand_in, values))):
        return hop
    visit.admit_secrets(target)
    filled = tuple((name, stands.fill_header(value)) for name, value in hop.headers)
    if any(_HEADER_VALUE.fullmatch(value) is None for _, value in filled):
        raise RefusedError("a secret has characters that a header can't have")
    body = stands.fill_body(hop.body, content_type)
    return _Hop(hop.method, URL(stands.fill_url(url), encoded=True), filled, body, hop.decode)


def _header(headers: Headers, name: str) -> str:
    return next((value for given, value in headers if given.lower() == name), "")


def shown(url: URL) -> str:
    """An address without query, fragment and user."""
    port = f":{url.explicit_port}" if url.explicit_port else ""
    return f"{url.scheme}://{url.raw_host or ''}{port}{url.raw_path}"
