"""The internet that built-in sources ask, on one server: every API and feed from its fixtures.

Each source has a place of its own, `/<slug>/…`, where its first hit is played; what is not in it
is answered by 404, or as one of `FAULTS` while the source has one.
"""

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from backend.models.indicators import Indicator, Kind
from backend.sources.contract import FeedPart, Source
from backend.sources.registry import all_sources, all_templates
from tests.backend.sources.replay import FIXTURES, canned, content_of, placed
from tests.standins.web import Canned, WebStandIn

SLOW_SECONDS = 30.0
HUGE_BYTES = 17 * 1024 * 1024
FAULTS: Mapping[str, Canned] = {
    "401": Canned(status=401, body=b'{"error": "who are you?"}'),
    "403": Canned(status=403, body=b'{"error": "not you"}'),
    "404": Canned(status=404, body=b"<html>not here"),
    "429": Canned(status=429, headers={"Retry-After": "1"}, body=b"slow down"),
    "500": Canned(status=500, body=b"<html>"),
    "503": Canned(status=503, body=b"<html>being restarted"),
    "slow": Canned(delay_seconds=SLOW_SECONDS),
    "cut": Canned(body=b'{"data": {"attributes": {', break_off=True),
    "garbage": Canned(body=b"<html>\xff\x00\xfe"),
    "wrong": Canned(body=b'"a text where something else was expected"'),
    "huge": Canned(body=b" " * HUGE_BYTES),
}
"""How a server fails whoever asks it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a source is given, and what it must say: its first hit, by the files' names."""

    source: Source
    fixture: Mapping[str, Any]

    @property
    def indicator(self) -> Indicator:
        given = self.fixture["indicator"]
        return Indicator(given["data"], Kind(given["kind"]))

    @property
    def http(self) -> Mapping[str, Any]:
        return self.fixture.get("world", {}).get("http", {})

    @property
    def files(self) -> dict[str, bytes]:
        """The files of its feed, by the setting of where they are."""
        found = {}
        for file in self.fixture.get("world", {}).get("feed", ()):
            content = content_of(file)
            for part in self.source.feed:
                downloaded = isinstance(part, FeedPart) and part.gather is None
                if downloaded and not file.get("gzip") and part.sniff(content):
                    found[part.url_setting] = content
        return found


def cast() -> dict[str, Part]:
    """Every source whose first hit is had by HTTP, by its slug."""
    parts = {}
    for slug, source in {**all_sources(), **all_templates()}.items():
        for path in sorted(FIXTURES.joinpath(slug).glob("hit*.json")):
            part = Part(source=source, fixture=json.loads(path.read_text("utf-8")))
            others = part.fixture.get("world", {}).keys() - {"http", "feed"}
            # What is gathered from several places is played by tests of its own.
            whole = len(part.files) == len(part.fixture.get("world", {}).get("feed", ()))
            if not others and "now" not in part.fixture and whole and (part.http or part.files):
                parts[slug] = part
                break
    return parts


class Internet(WebStandIn):
    """The server. `faults` by slug are what the source meets from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.cast = cast()
        self.faults: dict[str, str] = {}
        for slug, part in self.cast.items():
            for place, answer in part.http.items():
                method, _, path = place.rpartition(" ")
                answers = answer if isinstance(answer, list) else [answer]
                self.put(f"{method} /{slug}{path}".strip(), *map(canned, answers))
            for setting, content in part.files.items():
                self.put(f"/{slug}/feed/{setting}", Canned(body=content))

    def find(self, request: web.Request) -> Canned:
        """What a request is answered."""
        fault = self.faults.get(request.path.split("/")[1])
        return FAULTS[fault] if fault else super().find(request)

    def settings(self, slug: str) -> dict[str, Any]:
        """The settings that lead the source here; every other address that it has leads nowhere."""
        part = self.cast[slug]
        given = placed(part.fixture.get("settings", {}), {"{web}": f"{self.url}/{slug}"})
        urls = {p.url_setting: "" for p in part.source.feed}
        return {
            **urls,
            **{name: f"{self.url}/{slug}/feed/{name}" for name in part.files},
            **given,
        }

    def secrets(self, slug: str) -> dict[str, str]:
        """The secrets that the source's place takes."""
        return dict(self.cast[slug].fixture.get("secrets", {}))


@contextmanager
def internet() -> Iterator[Internet]:
    """The server on a loop of its own thread, for tests that have none."""
    server, loop = Internet(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
