"""The one HTTP client for everything outbound: limits, typed errors, no cookies, no secrets told.

Errors name scheme, host and path, never a query string; a secret that stands in the path is
replaced. Redirects are followed here rather than by aiohttp, which would carry a source's own
headers (keys) to another host.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from backend.db.connection import utc_now
from backend.limits.headers import TOO_MANY, read_headers
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.limits import VendorSaid
from backend.sources.contract import Download, HttpStatusError, Params
from backend.sources.outbound import NO_POLICY, Outbound
from runners.egress.outbound import ON_THE_WAY, PROXY_REFUSES, Proxy, is_lasting
from runners.egress.redaction import Redactor
from runners.telemetry import tracing

CONNECT_SECONDS = 10
ANSWER_AT_MOST_BYTES = 16 * 1024 * 1024
DOWNLOAD_AT_MOST_BYTES = 1024 * 1024 * 1024
DOWNLOAD_SECONDS = 600.0
REDIRECTS_AT_MOST = 5
CHUNK_BYTES = 64 * 1024
ERROR_BODY_AT_MOST_BYTES = 16 * 1024
ERROR_BODY_SECONDS = 1.0
LONGEST_SECRET = 1024  # as it may stand in an address
NOT_MODIFIED = 304
UNAUTHORIZED = (401, 403)
REDIRECTS = (301, 302, 303, 307, 308)


Hear = Callable[[VendorSaid], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one question may take."""

    seconds: float = 10.0
    bytes: int = ANSWER_AT_MOST_BYTES


class HttpClient:
    """The process's connections. `fetcher` gives a source its view of them.

    `resolver` is where a policy on destinations goes: it sees every name that is connected to,
    and its addresses are the ones connected to.
    """

    def __init__(
        self,
        *,
        version: str,
        outbound: Outbound = NO_POLICY,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.outbound = outbound
        self._user_agent = f"indicator-aggregator/{version}"
        self._resolver = resolver
        self._sessions: dict[Proxy | None, aiohttp.ClientSession] = {}

    @asynccontextmanager
    async def request(
        self, method: str, url: URL, **options: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to one request, by the way that the policy has for its host."""
        async with await self.send(method, url, **options) as answer:
            yield answer

    async def send(self, method: str, url: URL, **options: Any) -> aiohttp.ClientResponse:
        """As `request`; the answer is the caller's to close."""
        return await self._session_for(url.host or "").request(method, url, **options)

    def _session_for(self, host: str) -> aiohttp.ClientSession:
        """Opened at its first use, which is on the loop that then owns it."""
        proxy = self.outbound.proxy_for(host)
        if proxy not in self._sessions:
            self._sessions[proxy] = self.outbound.open_session(
                proxy,
                self._resolver,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._user_agent},
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            )
        return self._sessions[proxy]

    def fetcher(
        self,
        *,
        seconds: float = 10.0,
        secrets: Iterable[str] = (),
        at_most_bytes: int | None = None,
        hear: Hear | None = None,
    ) -> "SourceFetcher":
        """The client as a source may use it: `seconds` for each call, `secrets` never told.

        `hear` is told what servers say of their limits.
        """
        limits = Limits(seconds=seconds, bytes=at_most_bytes or ANSWER_AT_MOST_BYTES)
        return SourceFetcher(self, limits, Redactor(secrets).text, hear)

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()


class SourceFetcher:
    """Implements `contract.Fetcher`."""

    def __init__(
        self,
        client: HttpClient,
        limits: Limits,
        redact: Callable[[str], str],
        hear: Hear | None = None,
    ) -> None:
        self._client = client
        self._limits = limits
        self._redact = redact
        self._hear = hear

    async def get_json(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded body."""
        return await self._json(_Question("GET", url, params, _accepting_json(headers)))

    async def post_json(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The decoded body of the answer to `json` or to a `form`."""
        given = _accepting_json(headers)
        if form is None:
            body: Any = msgspec.json.encode(json)
            given = {"Content-Type": "application/json", **given}
        else:
            body = dict(form)
        return await self._json(_Question("POST", url, params, given, body))

    async def get_text(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> str:
        """The body in the character set that the server names, else UTF-8."""
        question = _Question("GET", url, params, headers or {})
        body, charset = await self._ask(question)
        try:
            return body.decode(charset)
        except (UnicodeDecodeError, LookupError) as error:
            raise self._error(FailureKind.INVALID_ANSWER, question, f"no text: {error}") from None

    async def get_bytes(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The body as it came."""
        body, _ = await self._ask(_Question("GET", url, params, headers or {}))
        return body

    async def download(
        self,
        url: str,
        path: Path,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        at_most_bytes: int | None = None,
    ) -> Download:
        """Write the body to `path`, unless it is the one that is there already."""
        most = at_most_bytes or DOWNLOAD_AT_MOST_BYTES
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        given = {name: value for name, value in conditions.items() if value}
        question = _Question("GET", url, None, {**(headers or {}), **given})
        async with self._answer(question) as answer:
            known = _validators(answer.headers)
            if answer.status == NOT_MODIFIED and given:
                # A 304 need not repeat what it confirms.
                return Download(
                    changed=False,
                    etag=known[0] or etag,
                    last_modified=known[1] or last_modified,
                )
            await self._check_status(question, answer)
            digest, size = hashlib.sha256(), 0
            with path.open("wb") as file:
                async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                    size += len(chunk)
                    if size > most:
                        raise self._too_large(question, most)
                    digest.update(chunk)
                    file.write(chunk)
        return Download(
            changed=True,
            etag=known[0],
            last_modified=known[1],
            sha256=digest.hexdigest(),
            size_bytes=size,
        )

    async def _json(self, question: "_Question") -> Any:
        body, _ = await self._ask(question)
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._error(FailureKind.INVALID_ANSWER, question, f"no JSON: {error}") from None

    async def _ask(self, question: "_Question") -> tuple[bytes, str]:
        """Body and character set of an answer of success."""
        async with self._answer(question) as answer:
            await self._check_status(question, answer)
            body = bytearray()
            async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                body += chunk
                if len(body) > self._limits.bytes:
                    raise self._too_large(question, self._limits.bytes)
            return bytes(body), answer.charset or "utf-8"

    @asynccontextmanager
    async def _answer(self, question: "_Question") -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer after redirects, within the deadline; every failure is a `SourceError`."""
        failed: SourceError | None = None
        # Where it goes is left out: there may be an indicator or a key in it.
        method = question.method
        with tracing.span(method, {"http.request.method": method}, kind="client") as span:
            try:
                async with self._answered(question) as answer:
                    span.set("http.response.status_code", answer.status)
                    yield answer
            except SourceError as error:
                # Raised behind the span, which would name it by its class.
                span.fail(error.kind.value)
                failed = error
        if failed is not None:
            raise failed

    @asynccontextmanager
    async def _answered(self, question: "_Question") -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = await self._follow(question)
                if self._hear is not None:
                    said = read_headers(answer.status, answer.headers, utc_now())
                    if said is not None:
                        await self._hear(said)
                try:
                    yield answer
                finally:
                    # What is left unread of it would be read by the next question.
                    answer.close()
        except aiohttp.ConnectionTimeoutError:
            failure = self._error(FailureKind.REQUEST_ERROR, question, "cannot connect in time")
            failure.passing = True
            raise failure from None
        except TimeoutError:
            limit = f"no answer within {self._limits.seconds:g} s"
            raise self._error(FailureKind.TIMEOUT, question, limit) from None
        except aiohttp.InvalidURL as error:
            raise self._unusable(question, error) from None
        except ON_THE_WAY as error:
            # What came to no answer may be sent again, where a question only looks something up.
            text = self._client.outbound.fault(error)
            failure = self._error(FailureKind.REQUEST_ERROR, question, text)
            failure.passing = not is_lasting(error)
            raise failure from None
        except ValueError as error:
            raise self._unusable(question, error) from None

    async def _follow(self, question: "_Question") -> aiohttp.ClientResponse:
        self._client.outbound.check(f"{question.method} {_shown(question.url)}")
        url, headers = _with_params(question.url, question.params), question.headers
        # Not all of the time, so that some is left to try another connection.
        connecting = aiohttp.ClientTimeout(
            total=None, connect=CONNECT_SECONDS, sock_connect=max(1.0, self._limits.seconds / 3)
        )
        for _ in range(REDIRECTS_AT_MOST + 1):
            answer = await self._client.send(
                question.method,
                url,
                headers=headers,
                data=question.body,
                allow_redirects=False,
                timeout=connecting,
            )
            location = answer.headers.get("Location")
            if answer.status not in REDIRECTS or not location:
                return answer
            answer.close()
            if question.method != "GET":
                raise self._error(
                    FailureKind.REQUEST_ERROR,
                    question,
                    "a redirect, which is not followed with what was sent: set the address anew",
                )
            target = url.join(URL(location))
            if target.scheme not in (url.scheme, "https"):
                raise self._error(FailureKind.REQUEST_ERROR, question, "a redirect away from https")
            if target.origin() != url.origin():
                # What is accepted tells nothing; all else may be a key.
                headers = {n: v for n, v in headers.items() if n.lower() == "accept"}
            url = target
        raise self._error(FailureKind.RESPONSE_ERROR, question, "too many redirects")

    async def _check_status(self, question: "_Question", answer: aiohttp.ClientResponse) -> None:
        status = answer.status
        if 200 <= status < 300:  # noqa: PLR2004 — the class of success
            return
        if status == PROXY_REFUSES:
            text = self._client.outbound.refused()
            raise self._error(FailureKind.REQUEST_ERROR, question, text)
        text, wait = f"HTTP {status}", answer.headers.get("Retry-After", "").strip()
        kind = FailureKind.RESPONSE_ERROR
        if status in UNAUTHORIZED:
            kind = FailureKind.UNAUTHORIZED
        elif status in TOO_MANY:
            kind = FailureKind.RATE_LIMITED
        if wait:
            text += f", Retry-After: {wait[:64]}"
        error = self._error(kind, question, text)
        seconds = float(wait) if wait.isascii() and wait.isdigit() else None
        body = await self._error_body(answer)
        raise HttpStatusError(
            kind, error.detail, status=status, retry_after_seconds=seconds, body=body
        )

    async def _error_body(self, answer: aiohttp.ClientResponse) -> str:
        """What an answer that is an error says, as far as it comes at once."""
        body = bytearray()
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(ERROR_BODY_SECONDS):
                while (space := ERROR_BODY_AT_MOST_BYTES - len(body)) > 0:
                    if not (piece := await answer.content.read(space)):
                        break
                    body += piece
        text = self._redact(body.decode("utf-8", "replace"))
        # A secret that the end cuts through is no longer known as one.
        return text if len(body) < ERROR_BODY_AT_MOST_BYTES else text[:-LONGEST_SECRET]

    def _too_large(self, question: "_Question", limit: int) -> SourceError:
        return self._error(
            FailureKind.RESPONSE_ERROR, question, f"the answer is over {limit} bytes"
        )

    def _unusable(self, question: "_Question", error: Exception) -> SourceError:
        text = f"no usable address ({type(error).__name__})"
        return self._error(FailureKind.REQUEST_ERROR, question, text)

    def _error(self, kind: FailureKind, question: "_Question", text: str) -> SourceError:
        where = f"{question.method} {_shown(question.url)}"
        return SourceError(kind, self._redact(f"{where}: {text}"))


@dataclass(frozen=True)
class _Question:
    """What is sent: a body is bytes, or the fields of a form."""

    method: str
    url: str
    params: Params | None
    headers: Mapping[str, str]
    body: Any = None


def _accepting_json(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    return {"Accept": "application/json", **(headers or {})}


def _with_params(url: str, params: Params | None) -> URL:
    address = URL(url)
    if address.scheme not in ("http", "https") or not address.host:
        raise ValueError("only http and https addresses are fetched")
    if not params:
        return address
    pairs = params.items() if isinstance(params, Mapping) else params
    return address.extend_query(list(pairs))


def _shown(url: str) -> str:
    """The address without its query, fragment and user."""
    try:
        address = URL(url)
        port = f":{address.explicit_port}" if address.explicit_port else ""
    except ValueError:
        return "(an address that cannot be read)"
    return f"{address.scheme}://{address.host}{port}{address.path}"


def _validators(headers: CIMultiDictProxy[str]) -> tuple[str | None, str | None]:
    return headers.get("ETag"), headers.get("Last-Modified")
