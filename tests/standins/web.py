"""A web server of canned answers on 127.0.0.1, with the manners and bad manners of real ones."""

import asyncio
import hashlib
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Canned:
    """An answer. `delay_seconds` passes before it; `break_off` ends the connection within it.

    A request without the headers that it `needs` is answered by 401.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    break_off: bool = False
    validators: bool = False
    needs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


class WebStandIn:
    """Answers by path; 404 for what was not put there.

    A path with a query (`/a?b=c`, its parameters in the order of the alphabet, nothing encoded)
    goes before the path alone, which answers whatever the query. `POST /a` goes before both.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Canned]] = {}
        self.unauthorized = Canned(status=401)
        self.seen: list[Seen] = []
        self.url = ""
        self.tls: ssl.SSLContext | None = None
        self._runner: web.AppRunner | None = None

    def put(self, path: str, *canned: Canned) -> str:
        """Answer so from now on, one after the other, the last one for ever; the address."""
        self.answers[path] = list(canned)
        return self.url + path

    def find(self, request: web.Request) -> Canned:
        """What a request is answered."""
        query = "&".join(f"{name}={value}" for name, value in sorted(request.query.items()))
        places = (f"{request.method} {request.path}", f"{request.path}?{query}", request.path)
        for place in places:
            if answers := self.answers.get(place):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return self.unknown(request.path)

    def unknown(self, _path: str) -> Canned:
        """The answer for what was not put there."""
        return Canned(status=404, body=b"not here")

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=self.tls).start()
        scheme = "https" if self.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        query, headers, body = dict(request.query), dict(request.headers), await request.read()
        self.seen.append(Seen(request.method, request.path, query, headers, body))
        canned = self.find(request)
        if any(request.headers.get(name) != value for name, value in canned.needs.items()):
            canned = self.unauthorized
        await asyncio.sleep(canned.delay_seconds)
        headers = dict(canned.headers)
        if canned.validators:
            headers["ETag"] = f'"{hashlib.sha256(canned.body).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        if canned.break_off:
            return await self._broken(request, canned, headers)
        return web.Response(status=canned.status, headers=headers, body=canned.body)

    async def _broken(
        self, request: web.Request, canned: Canned, headers: dict[str, str]
    ) -> web.StreamResponse:
        answer = web.StreamResponse(status=canned.status, headers=headers)
        answer.content_length = len(canned.body) * 2 + 1
        await answer.prepare(request)
        await answer.write(canned.body)
        assert request.transport is not None
        request.transport.abort()
        return answer
