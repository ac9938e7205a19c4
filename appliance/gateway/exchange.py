"""One request and the way to answer it, over what Granian hands in (ASGI).

ASGI and not RSGI: RSGI has only the decoded path, in which `%2F` is `/`, and leaves out headers
that are not ASCII; an indicator that is a URL could not be named in a path.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from appliance.gateway.errors import Headers
from appliance.gateway.headers import HSTS, SECURITY, first
from appliance.gateway.trace import Trace, trace_of
from runners.telemetry import tracing

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Most answers are there sooner; only a slower one is worth a task that waits for the disconnect.
DISCONNECT_WATCH_AFTER_SECONDS = 0.2

_SERVER_ERROR = 500


class Exchange:
    """One request, and its answer as far as it was given.

    `status` is None until one was sent, `gone` true once the client is known to have left.
    """

    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.path: bytes = scope["raw_path"]
        self.query: bytes = scope["query_string"]
        self.headers: Headers = scope["headers"]
        self.http_version: str = scope["http_version"]
        self.scheme: str = scope["scheme"]
        self.peer: str = scope["client"][0]
        self.receive = receive
        self.status: int | None = None
        self.gone = False
        self._send = send
        self._trace: Trace | None = None
        self._finished = False
        self._departure: asyncio.Task[None] | None = None

    @property
    def trace(self) -> Trace:
        """The trace context; from the first look at it, every answer names it."""
        if self._trace is None:
            self._trace = trace_of(self.headers)
        return self._trace

    @property
    def started(self) -> bool:
        """Whether a status was sent."""
        return self.status is not None

    @contextmanager
    def traced(self, method: str) -> Iterator[None]:
        """Trace what runs in this block; calls of the backend within are parts of the span.

        Those are named after operations: this one has no more than the method.
        """
        given = self.trace
        attributes = {"http.request.method": method, "url.scheme": self.scheme}
        with tracing.root(
            f"{method} /api",
            attributes,
            kind="server",
            trace_id=given.trace_id,
            traceparent=None if given.ours else given.parent.decode(),
        ) as span:
            if span.traceparent is not None:
                self._trace = given._replace(parent=span.traceparent.encode())
            try:
                yield
            finally:
                span.set("http.response.status_code", self.status)
                if self.status is not None and self.status >= _SERVER_ERROR:
                    span.fail(str(self.status))

    def header(self, name: bytes) -> bytes | None:
        return first(self.headers, name)

    async def respond(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Answer whole. A HEAD gets the length of the body, not the body."""
        length = [(b"content-length", b"%d" % len(body))] if body else []
        await self.start(status, headers + length)
        await self.finish(b"" if self.method == "HEAD" else body)

    async def respond_file(self, status: int, headers: Headers, path: str) -> None:
        """Answer with a file from disk; `headers` name its length."""
        await self.start(status, headers)
        if self.method == "HEAD":
            await self.finish()
        else:
            self._finished = True
            await self._send({"type": "http.response.pathsend", "path": path})

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers. A stream that ends before its `content-length` is cut visibly.

        Everything that is answered passes here and so carries the security headers.
        """
        self.status = status
        sent = headers + SECURITY
        if self.scheme == "https":
            sent.append(HSTS)
        if self._trace is not None:
            sent.append((b"traceparent", self._trace.parent))
        if not self.http_version.startswith("1"):
            # HTTP/2 has no word for the end of a connection among its headers.
            sent = [header for header in sent if header[0] != b"connection"]
        await self._send({"type": "http.response.start", "status": status, "headers": sent})

    async def write(self, chunk: bytes) -> None:
        """Send a part of the body; waits while the client does not read."""
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def finish(self, chunk: bytes = b"") -> None:
        self._finished = True
        await self._send({"type": "http.response.body", "body": chunk, "more_body": False})

    def departure(self) -> asyncio.Task[None]:
        """Return the task that ends when the client leaves. Only after the body was read.

        There is one: a second waiter could take the one notice that Granian gives.
        """
        if self._departure is None:
            self._departure = asyncio.get_running_loop().create_task(self._await_departure())
        return self._departure

    @contextmanager
    def ended_by_disconnect(self) -> Iterator[None]:
        """Cancel what runs in this block when the client leaves. Only after the body was read."""
        task = asyncio.current_task()

        def left(_: asyncio.Task[None]) -> None:
            if task is not None and not self._finished:
                task.cancel()

        def watch() -> None:
            self.departure().add_done_callback(left)

        later = asyncio.get_running_loop().call_later(DISCONNECT_WATCH_AFTER_SECONDS, watch)
        try:
            yield
        finally:
            later.cancel()
            if self._departure is not None:
                self._departure.remove_done_callback(left)

    def close(self) -> None:
        """Stop waiting for the client to leave."""
        if self._departure is not None:
            self._departure.cancel()

    async def _await_departure(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        # Granian also says so when the answer is complete.
        self.gone = not self._finished
