"""Requests under /api: passed to the backend whole, answers passed back whole or cut visibly."""

import aiohttp
import structlog

from appliance.gateway.backend import Backend, broken_off
from appliance.gateway.bodies import Bodies
from appliance.gateway.errors import BackendFailedError, Headers, MethodNotAllowedError
from appliance.gateway.events import EventStreams
from appliance.gateway.exchange import Exchange
from appliance.gateway.headers import to_backend, to_client
from appliance.gateway.peers import Origin, TrustedProxies
from appliance.gateway.targets import ascii_target
from appliance.gateway.uploads import Uploads

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ALLOW = ", ".join(METHODS).encode()

EVENT_STREAM = "x-event-stream"
# Up to here an answer is read before its status is sent, so that a cut one becomes a 502.
_WHOLE_BYTES = 1024 * 1024
# Without a length a cut could not be told from an end later on: such an answer is read whole.
_WHOLE_WITHOUT_LENGTH_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 128 * 1024

_log = structlog.get_logger()


class Forwarder:
    """Passes one exchange on, over connections that all exchanges share."""

    def __init__(
        self,
        backend: Backend,
        bodies: Bodies,
        proxies: TrustedProxies,
        streams: EventStreams,
        uploads: Uploads,
    ) -> None:
        self._backend = backend
        self._bodies = bodies
        self._proxies = proxies
        self._streams = streams
        self._uploads = uploads

    async def answer(self, exchange: Exchange) -> None:
        """Pass the request on and the answer back. Raises the errors of `errors.py`."""
        if exchange.method not in METHODS:
            raise MethodNotAllowedError("The API knows no such method.", allow=ALLOW)
        origin = self._proxies.origin(exchange.peer, exchange.scheme, exchange.headers)
        headers = _backend_headers(exchange, origin)
        if self._uploads.takes(exchange):
            await self._uploads.answer(exchange, headers)
            return
        body = await self._bodies.read(exchange)
        try:
            # Only what is safe to break off ends with its client; a write runs to its end.
            if exchange.method in ("GET", "HEAD"):
                with exchange.ended_by_disconnect():
                    response = await self._send(exchange, headers, body)
                    poll_path = await self._pass_back(exchange, response)
            else:
                response = await self._send(exchange, headers, body)
                poll_path = await self._pass_back(exchange, response)
        finally:
            self._bodies.release(body)
        if poll_path is not None:
            await self._streams.speak(exchange, poll_path, headers, to_client(response.raw_headers))

    async def _send(
        self, exchange: Exchange, headers: list[tuple[str, str]], body: bytes
    ) -> aiohttp.ClientResponse:
        target = ascii_target(exchange.path)
        if exchange.query:
            target += "?" + ascii_target(exchange.query)
        # The backend's server does not know HEAD.
        method = "GET" if exchange.method == "HEAD" else exchange.method
        return await self._backend.request(method, target, headers, body)

    async def _pass_back(self, exchange: Exchange, response: aiohttp.ClientResponse) -> str | None:
        """Pass the answer back, or return the path of the events that stand for it."""
        async with response:
            poll_path = response.headers.get(EVENT_STREAM)
            if poll_path is not None:
                return poll_path
            headers = to_client(response.raw_headers)
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            length = response.content_length
            if length is not None and length > _WHOLE_BYTES:
                await _pass_streaming(exchange, response, headers, length)
            else:
                body = await _read_whole(exchange.method, response)
                await exchange.respond(response.status, headers, body)
            return None


def _backend_headers(exchange: Exchange, origin: Origin) -> list[tuple[str, str]]:
    trace = exchange.trace
    headers = to_backend(exchange.headers) + origin.headers()
    headers.append(("traceparent", trace.parent.decode()))
    if trace.ours:
        headers = [header for header in headers if header[0] != "tracestate"]
    return headers


async def _read_whole(method: str, response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    try:
        if response.content_length is not None:
            return await response.read()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > _WHOLE_WITHOUT_LENGTH_BYTES:
                raise BackendFailedError(
                    "The backend's answer is very large and does not say how large."
                )
    except (aiohttp.ClientError, OSError) as error:
        raise broken_off(method) from error
    return bytes(body)


async def _pass_streaming(
    exchange: Exchange, response: aiohttp.ClientResponse, headers: Headers, length: int
) -> None:
    """Pass a large answer on as it comes. Cut short, it ends the client's connection early."""
    await exchange.start(response.status, [*headers, (b"content-length", b"%d" % length)])
    if exchange.method == "HEAD":
        response.close()
    else:
        try:
            async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                await exchange.write(chunk)
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("gateway.answer_cut", trace_id=exchange.trace.trace_id, error=repr(error))
    await exchange.finish()
