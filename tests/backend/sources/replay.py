"""Replays a fixture: what the outside world says, what is asked, what the answer must be.

A fixture is one JSON file, `fixtures/<slug>/{hit,miss,error,skipped}*.json`:

    indicator   {kind, data}
    settings    the source's settings; `{web}`, `{dns}` and `{tcp}` stand for the stand-ins'
                addresses
    secrets     the source's secrets
    now         the time that the source is told, RFC 3339; else the time it is
    world       feed: [{text | json | ndjson | mmdb | bloom, gzip?, ageHours?}]   files that were
                      imported; `mmdb` and `bloom` have what tests.support.mmdb and bloom take, and
                      were built ageHours ago
                dns:  {names, failing}                             the name server's table
                http: {path: {status?, headers?, needs?, sent?, json | text | base64}}   the web
                      server's answers, by `/path`, `/path?query` or `POST /path` (see WebStandIn);
                      `needs` are headers without which it answers 401; `sent` is the form or the
                      JSON that must have been posted. A list of them is given one by one
                tcp:  {line: text or lines}   the answers of a server as whois is, by what is sent;
                      null is one that never comes
    expected    {status, error?, errorDetail?, retryAfter?, verdict?, score?, confidence?, tags?,
                families?, firstSeen?, lastSeen?, links?: [url], elements?: [{label, kind?, value?,
                colour?}], absent?: [label], rawAbsent?: [key]}   what is left out is not compared

An error never tells a secret, whatever the fixture expects.
"""

import base64
import gzip
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from backend.db.connection import connect
from backend.db.pool import Database
from backend.db.queries import Query
from backend.feeds.file_lookup import feed_store
from backend.feeds.files import FeedFiles
from backend.feeds.importing import import_into
from backend.feeds.settings import max_age
from backend.models.answers import Answer
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Source
from backend.sources.dialing import TcpDialer
from backend.sources.generic import Template
from backend.sources.http import HttpClient
from tests.standins.dns_server import DnsStandIn, Zone
from tests.standins.tcp import TcpStandIn
from tests.standins.web import Canned, Seen, WebStandIn
from tests.support.bloom import bloom
from tests.support.mmdb import mmdb

FIXTURES = Path(__file__).parent / "fixtures"


def content_of(file: dict[str, Any]) -> bytes:
    if "mmdb" in file:
        built_at = int(time.time()) - int(file.get("ageHours", 0) * 3600)
        content = mmdb(**{"built_at": built_at, **file["mmdb"]})
        return gzip.compress(content) if file.get("gzip") else content
    if "bloom" in file:
        return bloom(**file["bloom"])
    if "text" in file:
        lines = file["text"]
        text = lines if isinstance(lines, str) else "".join(f"{line}\n" for line in lines)
    elif "ndjson" in file:
        text = "".join(json.dumps(line) + "\n" for line in file["ndjson"])
    else:
        text = json.dumps(file["json"])
    return gzip.compress(text.encode()) if file.get("gzip") else text.encode()


class Replay:
    """One fixture against one source, in a world of its own."""

    def __init__(self, source: Source, fixture: dict[str, Any]) -> None:
        if isinstance(source, Template):
            source = source.bound("mine", "Mine", fixture.get("settings", {}))
        self.source = source
        self.fixture = fixture
        self.world: dict[str, Any] = fixture.get("world", {})
        self.files = FeedFiles()

    async def run(self, database: Database, database_url: str, folder: Path) -> dict[str, Any]:
        """The outcome, in the words of `expected`."""
        folder.joinpath("feeds").mkdir()
        self.files = FeedFiles(folder / "feeds")
        self._import(database_url, folder)
        given = self.fixture["indicator"]
        indicator = Indicator(given["data"], Kind(given["kind"]))
        async with self._context(database) as context:
            try:
                return self._described(await self.source.fetch(indicator, context))
            except SourceSkippedError as error:
                reason = error.reason.value
                return {"status": "SKIPPED", "error": reason, "errorDetail": error.detail}
            except SourceError as error:
                return {
                    "status": "ERROR",
                    "error": error.kind.value,
                    "errorDetail": error.detail,
                    "secrets": list(context.secrets.values()),
                    "retryAfter": getattr(error, "retry_after_seconds", None),
                }

    def _import(self, database_url: str, folder: Path) -> None:
        for number, file in enumerate(self.world.get("feed", ())):
            path = folder / f"feed-{number}"
            path.write_bytes(content_of(file))
            written = time.time() - file.get("ageHours", 0) * 3600
            os.utime(path, (written, written))
            (loaded,) = import_into(database_url, self.source, path, files=self.files)
            if (hours := file.get("ageHours")) and loaded.as_of is None:
                connection = connect(database_url, application_name="replay")
                age = Query("age", AGE_SQL)
                connection.run(age, part=loaded.part, age=timedelta(hours=hours))
                connection.close()

    @asynccontextmanager
    async def _context(self, database: Database) -> AsyncIterator[Context]:
        async with AsyncExitStack() as stack:
            web = await stack.enter_async_context(WebStandIn())
            for path, answer in self.world.get("http", {}).items():
                web.put(path, *map(canned, answer if isinstance(answer, list) else [answer]))
            names = await stack.enter_async_context(DnsStandIn(_zone(self.world.get("dns", {}))))
            plain = await stack.enter_async_context(TcpStandIn(_lines(self.world.get("tcp", {}))))
            client = HttpClient(version="0")
            stack.push_async_callback(client.close)
            settings = {s.name: s.default for s in self.source.settings}
            places = {"{web}": web.url, "{dns}": names.server, "{tcp}": plain.place}
            settings |= placed(self.fixture.get("settings", {}), places)
            secrets = self.fixture.get("secrets", {})
            yield Context(
                secrets=secrets,
                settings=settings,
                http=client.fetcher(seconds=5, secrets=secrets.values()),
                dial=TcpDialer(seconds=5),
                now=self._now,
                feed=feed_store(self.source, database, self.files, max_age(self.source, settings)),
                deadline_seconds=self.source.deadline_seconds,
            )
            self._check_sent(web)

    def _now(self) -> datetime:
        given = self.fixture.get("now")
        return datetime.fromisoformat(given) if given else datetime.now(UTC)

    def _check_sent(self, web: WebStandIn) -> None:
        for path, answer in self.world.get("http", {}).items():
            bodies = [_sent(seen) for seen in web.seen if seen.path == path.rpartition(" ")[2]]
            for one in answer if isinstance(answer, list) else [answer]:
                assert one.get("sent") in (None, *bodies), (path, bodies)

    def _described(self, answer: Answer) -> dict[str, Any]:
        assert answer.found or answer.verdict is None, "what is not found has no verdict"
        # Where a feed only says whom to ask, the answer is as old as it is.
        if self.source.feed and self.source.activity is Activity.LOCAL:
            assert answer.as_of is not None, "an answer from a feed says how old the feed is"
        return {
            "status": "FOUND" if answer.found else "NOT_FOUND",
            "verdict": answer.verdict.value if answer.verdict else None,
            "score": answer.score,
            "confidence": answer.confidence,
            "tags": list(answer.tags),
            "families": list(answer.families),
            "firstSeen": answer.first_seen and answer.first_seen.isoformat(),
            "lastSeen": answer.last_seen and answer.last_seen.isoformat(),
            "links": [link.url for link in answer.links],
            "elements": [
                {"label": e.label, "kind": e.kind.value, "value": e.value, "colour": e.colour}
                for e in answer.elements
            ],
            "raw": answer.raw,
        }


AGE_SQL = "UPDATE feed_parts SET as_of = as_of - :age::interval WHERE part = :part"


def compare(outcome: dict[str, Any], expected: dict[str, Any]) -> None:
    compared = ("status", "error", "retryAfter", "verdict", "score", "confidence", "tags")
    for secret in outcome.get("secrets", ()):
        assert secret not in outcome["errorDetail"]
    for key in (*compared, "families", "firstSeen", "lastSeen", "links"):
        if key in expected:
            assert outcome.get(key) == expected[key], (key, outcome)
    assert expected.get("errorDetail", "") in outcome.get("errorDetail", "")
    elements = outcome.get("elements", [])
    for wanted in expected.get("elements", ()):
        matching = [e for e in elements if wanted.items() <= e.items()]
        assert matching, (wanted, elements)
    for label in expected.get("absent", ()):
        assert label not in [e["label"] for e in elements]
    for key in expected.get("rawAbsent", ()):
        assert key not in outcome["raw"]


def canned(answer: dict[str, Any]) -> Canned:
    """An answer of the fixture's `http`."""
    if "base64" in answer:
        body = base64.b64decode(answer["base64"])
    else:
        text = answer["text"] if "text" in answer else json.dumps(answer.get("json"))
        body = text.encode()
    return Canned(
        status=answer.get("status", 200),
        headers=answer.get("headers", {}),
        needs=answer.get("needs", {}),
        body=body,
    )


def _sent(seen: Seen) -> Any:
    """What was posted: the fields of a form, or JSON."""
    if seen.body.startswith((b"{", b"[")):
        return json.loads(seen.body)
    return dict(parse_qsl(seen.body.decode(), keep_blank_values=True))


def _lines(table: dict[str, Any]) -> dict[str, str | None]:
    def text(answer: Any) -> str | None:
        return "".join(f"{line}\r\n" for line in answer) if isinstance(answer, list) else answer

    return {line: text(answer) for line, answer in table.items()}


def _zone(table: dict[str, Any]) -> Zone:
    return Zone(names=table.get("names", {}), failing=table.get("failing", {}))


def placed(value: Any, places: dict[str, str]) -> Any:
    """The value with the stand-ins' places in it."""
    if isinstance(value, str):
        for name, place in places.items():
            value = value.replace(name, place)
        return value
    if isinstance(value, list):
        return tuple(placed(item, places) for item in value)
    if isinstance(value, dict):
        return {key: placed(item, places) for key, item in value.items()}
    return value
