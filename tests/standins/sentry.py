"""Sentry: takes envelopes over HTTP and keeps their events."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class SentryStandIn:
    """What was sent to it: `raw` all bytes, unpacked; `events` the documents of events."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.items: list[tuple[str, Any]] = []
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                standin.raw.append(str(self.headers).encode() + body)
                standin.items.extend(_items(body))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Tests print what matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def dsn(self) -> str:
        return f"http://example-key@127.0.0.1:{self._server.server_port}/1"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [item for kind, item in self.items if kind == "event"]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def sentry() -> Iterator[SentryStandIn]:
    """One that runs as long as the block lasts."""
    standin = SentryStandIn()
    standin.start()
    try:
        yield standin
    finally:
        standin.stop()


def _items(envelope: bytes) -> Iterator[tuple[str, Any]]:
    """Kind and document of each item: a line of headers, then its content, then a line end."""
    _, _, rest = envelope.partition(b"\n")
    while rest:
        line, _, rest = rest.partition(b"\n")
        headers = json.loads(line)
        length = headers.get("length", len(rest.partition(b"\n")[0]))
        yield headers["type"], json.loads(rest[:length])
        rest = rest[length:].removeprefix(b"\n")
