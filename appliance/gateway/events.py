"""Server-sent events, made from the backend's long poll.

The backend never streams. It answers a streaming route with the header `X-Event-Stream: PATH`;
that answer is dropped and PATH is asked again and again, with the credentials of the client:

    GET PATH?after=SEQUENCE&wait=20
    {"events": [{"seq": 3, "event": "result", "data": ANY JSON, "id": "optional"}],
     "done": false, "after": 3}

Each event goes out as `id` (the event's own, else its sequence number), `event` and `data`. The
sequence is in the database, so a restart of the backend loses nothing: the poll is tried again. A
client resumes with `Last-Event-ID`, or begins with `?after=`.
"""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import msgspec
import structlog

from appliance.gateway.backend import Backend
from appliance.gateway.errors import BackendFailedError, Headers, RefusedError
from appliance.gateway.exchange import Exchange

KEEP_ALIVE_SECONDS = 15.0
POLL_SECONDS = 20
# How long a stream outlives its backend, and how long a client may leave everything unread.
BACKEND_AWAY_SECONDS = 30.0
UNREAD_SECONDS = 60.0
# Between two polls when the backend answers without events and without having waited.
_AT_LEAST_SECONDS = 0.5
_SEQUENCE = re.compile(rb"[0-9]{1,18}")
_LINE_END = re.compile(rb"[\r\n\0]+")
_CREDENTIALS = frozenset({"authorization", "cookie", "traceparent", "tracestate", "user-agent"})

_log = structlog.get_logger()


class Event(msgspec.Struct, frozen=True):
    """One event; `data` stays the JSON that the backend wrote."""

    seq: int
    event: str
    data: msgspec.Raw
    id: str | None = None


class Batch(msgspec.Struct, frozen=True):
    """What one poll returned; `done` when no event can follow these."""

    events: list[Event]
    done: bool
    after: int


class PollRefusedError(Exception):
    """The backend refused the poll, or answered what can't be read."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    def problem(self, trace_id: str) -> bytes:
        """Return the backend's problem as JSON in one line, or one of our own in its place."""
        try:
            return msgspec.json.format(self.body, indent=-1)
        except msgspec.DecodeError:
            error: RefusedError = BackendFailedError(
                f"The backend's answer to the question for events can't be read ({self.status})."
            )
            return msgspec.json.encode(error.problem(trace_id))


class StreamLostError(Exception):
    """The backend stayed away too long."""


class EventStreams:
    """All streams of this process."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._closing: set[asyncio.Future[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._closing)

    def close(self) -> None:
        """End all streams, and every later one at once, after a last comment."""
        self._closed = True
        for closing in self._closing:
            if not closing.done():
                closing.set_result(None)

    async def speak(
        self, exchange: Exchange, poll_path: str, headers: list[tuple[str, str]], answer: Headers
    ) -> None:
        """Stream the events below `poll_path` to the client, until they are done or it leaves.

        `headers` are those of the client's request that the backend got, `answer` those of the
        backend's answer.
        """
        kept = [h for h in answer if not h[0].startswith((b"content-", b"cache-", b"etag"))]
        stream_headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        await exchange.start(200, kept + stream_headers)
        if exchange.method != "HEAD":
            poll = _Poll(self._backend, poll_path, headers)
            try:
                await self._run(exchange, poll, first_sequence(exchange))
            except TimeoutError:
                _log.info("gateway.stream_unread", trace_id=exchange.trace.trace_id)
                return
        await exchange.finish()

    async def _run(self, exchange: Exchange, poll: "_Poll", after: int) -> None:
        loop = asyncio.get_running_loop()
        gone = exchange.departure()
        closing = loop.create_future()
        self._closing.add(closing)
        if self._closed:
            closing.set_result(None)
        stream = _Stream(exchange, gone, closing)
        try:
            done = False
            while not done:
                batch = await stream.wait_for(poll.next(after))
                if batch is None:
                    return
                after = max(after, batch.after)
                done = batch.done
                if batch.events:
                    await stream.write(b"".join(map(encode, batch.events)))
        except PollRefusedError as error:
            problem = error.problem(exchange.trace.trace_id)
            await stream.write(b"event: error\ndata: " + problem + b"\n\n")
        except StreamLostError:
            await stream.write(b": the backend does not answer\n\n")
        finally:
            self._closing.discard(closing)


class _Stream:
    """The client's side of one stream."""

    def __init__(
        self, exchange: Exchange, gone: asyncio.Task[None], closing: asyncio.Future[None]
    ) -> None:
        self._exchange = exchange
        self._gone = gone
        self._closing = closing
        self._loop = asyncio.get_running_loop()
        self._written_at = self._loop.time()

    async def write(self, chunk: bytes) -> None:
        """Send; raises TimeoutError when the client reads nothing for 60 s."""
        async with asyncio.timeout(UNREAD_SECONDS):
            await self._exchange.write(chunk)
        self._written_at = self._loop.time()

    async def wait_for(self, coroutine: Coroutine[Any, Any, Batch]) -> Batch | None:
        """Await a batch while keeping the connection alive; None when the stream is to end."""
        poll = self._loop.create_task(coroutine)
        try:
            while True:
                quiet = self._written_at + KEEP_ALIVE_SECONDS - self._loop.time()
                done, _ = await asyncio.wait(
                    (poll, self._gone, self._closing),
                    timeout=max(quiet, 0),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if self._gone in done:
                    return None
                if self._closing in done:
                    await self.write(b": closing\n\n")
                    return None
                if poll in done:
                    return poll.result()
                await self.write(b": keep-alive\n\n")
        finally:
            poll.cancel()


class _Poll:
    """The backend's side of one stream."""

    def __init__(self, backend: Backend, path: str, headers: list[tuple[str, str]]) -> None:
        self._backend = backend
        self._path = path + ("&" if "?" in path else "?")
        self._headers = [
            (name, value)
            for name, value in headers
            if name in _CREDENTIALS or name.startswith("x-forwarded-")
        ]
        self._asked_in_vain_at: float | None = None

    async def next(self, after: int) -> Batch:
        """Return the next batch, over restarts of the backend.

        Raises PollRefusedError when it says no, StreamLostError when it stays away for 30 s.
        """
        loop = asyncio.get_running_loop()
        if self._asked_in_vain_at is not None:
            await asyncio.sleep(self._asked_in_vain_at + _AT_LEAST_SECONDS - loop.time())
        asked_at = loop.time()
        failing_since: float | None = None
        delay = 0.1
        while True:
            try:
                batch = await self._ask(after)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                failing_since = failing_since or loop.time()
                if loop.time() + delay > failing_since + BACKEND_AWAY_SECONDS:
                    raise StreamLostError from error
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
                continue
            self._asked_in_vain_at = None if batch.events else asked_at
            return batch

    async def _ask(self, after: int) -> Batch:
        target = f"{self._path}after={after}&wait={POLL_SECONDS}"
        status, body = await self._backend.poll(target, self._headers, POLL_SECONDS)
        if status == 200:  # noqa: PLR2004 — the one good status
            try:
                return msgspec.json.decode(body, type=Batch)
            except msgspec.DecodeError as error:
                _log.error("gateway.events_unreadable", path=self._path, error=str(error))
                raise PollRefusedError(status, b"") from error
        if status < 500 and status != 429:  # noqa: PLR2004 — 429 and 5xx pass
            raise PollRefusedError(status, body)
        raise aiohttp.ClientError(f"status {status}")


def first_sequence(exchange: Exchange) -> int:
    """Return the sequence number after which the client wants events."""
    given = exchange.header(b"last-event-id") or b""
    if not _SEQUENCE.fullmatch(given):
        given = parse_qs(exchange.query).get(b"after", [b""])[-1]
    return int(given) if _SEQUENCE.fullmatch(given) else 0


def encode(event: Event) -> bytes:
    """Return an event as it goes over the wire."""
    name = event.id if event.id is not None else str(event.seq)
    data = bytes(event.data)
    if _LINE_END.search(data):
        data = msgspec.json.format(data, indent=-1)
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (_line(name), _line(event.event), data)


def _line(text: str) -> bytes:
    return _LINE_END.sub(b" ", text.encode())
