"""The gateway as an ASGI application: where a request goes, and what becomes of an error."""

import asyncio
from typing import Any

import msgspec
import structlog

from appliance.gateway.bodies import discard
from appliance.gateway.errors import RefusedError, StoppingError
from appliance.gateway.exchange import Exchange, Receive, Send
from appliance.gateway.files import Site
from appliance.gateway.forward import ALLOW, METHODS, Forwarder
from appliance.gateway.targets import check_host, check_path, is_api, is_health
from runners.telemetry import tracing

_INTERRUPTED = (
    "The service is being stopped and the request was interrupted. Whether it took effect is not "
    "known: look before sending it again."
)

_log = structlog.get_logger()


class Application:
    """Answers every request of the public port."""

    def __init__(self, site: Site, forwarder: Forwarder) -> None:
        self._site = site
        self._forwarder = forwarder
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._discarding: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, receive, send)
        task = _this_task()
        self._in_flight.add(task)
        try:
            if is_traced(exchange.path):
                with exchange.traced(known_method(exchange.method)):
                    await self._contain(exchange)
            else:
                await self._contain(exchange)
        except asyncio.CancelledError:
            if not exchange.gone and not self._stopping:
                raise
            if not exchange.gone and not exchange.started:
                await self._refuse(exchange, StoppingError(_INTERRUPTED))
        finally:
            self._in_flight.discard(task)
            exchange.close()

    def stop(self) -> None:
        """Read no more of what was refused; what is in flight goes on."""
        self._stopping = True
        for task in self._discarding:
            task.cancel()

    def cut(self) -> None:
        """End what is in flight: said to be interrupted where nothing was answered yet."""
        for task in self._in_flight:
            task.cancel()

    async def idle(self) -> None:
        """Return when no request is in flight."""
        while self._in_flight:
            await asyncio.wait(set(self._in_flight))

    async def _contain(self, exchange: Exchange) -> None:
        """Answer, whatever happens: no error is raised, and nobody sees the inside."""
        try:
            await self._answer(exchange)
        except RefusedError as error:
            await self._refuse(exchange, error)
        except Exception:  # noqa: BLE001 — the last place where one can be caught
            _log.exception(
                "gateway.request_failed",
                trace_id=exchange.trace.trace_id,
                method=exchange.method,
                path=exchange.path.decode("latin-1"),
            )
            inner = RefusedError("The gateway failed; its log has the reason under the trace id.")
            await self._refuse(exchange, inner)

    async def _answer(self, exchange: Exchange) -> None:
        hosts = [value for name, value in exchange.headers if name == b"host"]
        check_host(hosts, http_1_0=exchange.http_version == "1")
        if exchange.method == "OPTIONS" and exchange.path == b"*":
            await exchange.respond(204, [(b"allow", ALLOW)])
            return
        check_path(exchange.path)
        if is_api(exchange.path):
            await self._forwarder.answer(exchange)
        else:
            await self._site.answer(exchange)

    async def _refuse(self, exchange: Exchange, error: RefusedError) -> None:
        if exchange.started:
            # Too late for a status: the answer ends short of its length, which the client notices.
            await exchange.finish()
            return
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"cache-control", b"no-store"),
            *error.headers,
        ]
        problem = error.problem(exchange.trace.trace_id)
        await exchange.respond(error.status, headers, msgspec.json.encode(problem))
        if error.reads_on and not self._stopping:
            task = _this_task()
            self._discarding.add(task)
            try:
                await discard(exchange)
            finally:
                self._discarding.discard(task)


def is_traced(path: bytes) -> bool:
    """Whether spans are kept: of the API, but not of those who ask all the time whether we live."""
    return tracing.is_on() and is_api(path) and not is_health(path)


def known_method(method: str) -> str:
    """One of few values, whatever clients send."""
    return method if method in METHODS else "_OTHER"


def _this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("Granian runs every request in a task of its own")
    return task
