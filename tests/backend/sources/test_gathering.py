"""Feeds of many files or pages: what is fetched, what is left for the next time, what fails."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import pytest

from backend.db.pool import Database
from backend.feeds.lookup import FeedLookup
from backend.feeds.refreshing import Outcome, Refresher
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, Dialer, FeedPart, GatherContext, Gathered, Row
from backend.sources.http import HttpClient
from backend.sources.registry import all_templates
from tests.standins.web import Canned, WebStandIn

FIRST = "57c4445b-c548-4654-af0b-000000000001"
SECOND = "57c4445b-c548-4654-af0b-000000000002"
OBJECTS = "/api/collections/1/objects/"
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class World:
    """A server, and gathering from it into a folder."""

    web: WebStandIn
    client: HttpClient
    folder: Path

    def put(self, path: str, content: Any, **more: Any) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.web.put(path, Canned(body=body, **more))

    def asked(self) -> list[str]:
        """The paths that were asked for since the last time."""
        paths = [seen.path for seen in self.web.seen]
        self.web.seen.clear()
        return paths

    async def gather(
        self,
        template: str,
        state: Any,
        url: str | None = None,
        secrets: Mapping[str, str] = MappingProxyType({}),
        **settings: Any,
    ) -> tuple[Gathered, list[Row]]:
        """Gather once; its rows by the parser of the same part."""
        url = self.web.url if url is None else url
        source = all_templates()[template].bound("mine", "Mine", {"url": url, **settings})
        (part,) = source.feed
        assert isinstance(part, FeedPart)
        assert part.gather is not None
        http = self.client.fetcher(seconds=5, secrets=secrets.values())
        context = GatherContext(
            secrets=secrets,
            settings=source.given,
            http=http,
            url=url,
            state=state,
            now=lambda: NOW,
        )
        file = self.folder / "file"
        file.unlink(missing_ok=True)
        gathered = await part.gather(context, file)
        if not gathered.changed:
            return gathered, []
        content = file.read_bytes()
        assert part.sniff(content)
        return gathered, list(part.parse(io.BytesIO(content)))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    client = HttpClient(version="0")
    async with WebStandIn() as web:
        yield World(web=web, client=client, folder=tmp_path)
    await client.close()


def event(uuid: str, value: str) -> dict[str, Any]:
    attribute = {"type": "domain", "value": value, "to_ids": True, "timestamp": "1767326645"}
    return {"Event": {"uuid": uuid, "info": "x", "threat_level_id": 1, "Attribute": [attribute]}}


def misp(world: World, **times: int) -> None:
    uuids = {"first": FIRST, "second": SECOND}
    world.put("/manifest.json", {uuids[n]: {"timestamp": at} for n, at in times.items()})
    for name in times:
        # Pretty-printed, as MISP writes them.
        body = json.dumps(event(uuids[name], f"{name}.example"), indent=1).encode()
        world.put(f"/{uuids[name]}.json", body)


async def test_misp_fetches_what_is_new_or_changed(world: World) -> None:
    misp(world, first=1, second=1)
    got, rows = await world.gather("misp-feed", {})
    assert {row.host for row in rows} == {"first.example", "second.example"}
    assert len(world.asked()) == 3
    again, _ = await world.gather("misp-feed", got.state)
    assert not again.changed
    assert world.asked() == ["/manifest.json"]
    misp(world, first=1, second=2)
    changed, rows = await world.gather("misp-feed", json.loads(json.dumps(got.state)))
    assert [row.host for row in rows] == ["second.example"]
    assert world.asked() == ["/manifest.json", f"/{SECOND}.json"]
    assert changed.state == {"events": {FIRST: 1, SECOND: 2}}


async def test_misp_looks_again_for_an_event_that_is_not_there_yet(world: World) -> None:
    misp(world, first=1, second=1)
    world.put(f"/{SECOND}.json", b"", status=404)
    got, rows = await world.gather("misp-feed", {})
    assert [row.host for row in rows] == ["first.example"]
    assert got.state == {"events": {FIRST: 1}}


async def test_misp_goes_on_after_a_fault_that_passes(world: World) -> None:
    misp(world, first=1)
    path = f"/{FIRST}.json"
    world.web.answers[path].insert(0, Canned(status=503))
    _, rows = await world.gather("misp-feed", {})
    assert [row.host for row in rows] == ["first.example"]


@pytest.mark.parametrize(
    ("status", "kind"), [(401, FailureKind.UNAUTHORIZED), (500, FailureKind.RESPONSE_ERROR)]
)
async def test_misp_fails_as_a_whole(world: World, status: int, kind: FailureKind) -> None:
    misp(world, first=1, second=1)
    world.put(f"/{SECOND}.json", b"", status=status)
    with pytest.raises(SourceError) as failed:
        await world.gather("misp-feed", {})
    assert failed.value.kind is kind


@pytest.mark.parametrize("content", [b"<html>", b"[]"])
async def test_misp_takes_no_manifest_that_is_none(world: World, content: bytes) -> None:
    world.put("/manifest.json", content)
    with pytest.raises(SourceError, match=r"that of a MISP feed\?"):
        await world.gather("misp-feed", {})


async def test_misp_names_no_file_by_what_is_no_uuid(world: World) -> None:
    world.put("/manifest.json", {"../../etc/passwd": {"timestamp": 1}})
    got, rows = await world.gather("misp-feed", {})
    assert (rows, got.state, world.asked()) == ([], {"events": {}}, ["/manifest.json"])


async def test_misp_with_a_key(world: World) -> None:
    world.put("/manifest.json", {}, needs={"Authorization": "k1"})
    got, _ = await world.gather("misp-feed", {}, secrets={"api_key": "k1"})
    assert got.changed
    with pytest.raises(SourceError) as failed:
        await world.gather("misp-feed", {}, secrets={"api_key": "k2"})
    assert failed.value.kind is FailureKind.UNAUTHORIZED


async def test_misp_of_a_folder(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    folder.joinpath("manifest.json").write_text(json.dumps({FIRST: {"timestamp": 1}}))
    folder.joinpath(f"{FIRST}.json").write_text(json.dumps(event(FIRST, "first.example")))
    _, rows = await world.gather("misp-feed", {}, url=str(folder))
    assert [row.host for row in rows] == ["first.example"]
    with pytest.raises(SourceError, match=r"cannot read .*nowhere/manifest.json: No such file"):
        await world.gather("misp-feed", {}, url=f"{tmp_path}/nowhere")


async def test_misp_by_hashes_alone(world: World) -> None:
    misp(world, first=1)
    world.put("/hashes.csv", f"{'0' * 32},{FIRST}\n{'1' * 32},{SECOND}\n".encode())
    got, rows = await world.gather("misp-feed", {}, whole_events=False)
    # Of an event that the manifest does not have nothing is told.
    assert [row.host for row in rows] == ["0" * 32]
    again, _ = await world.gather("misp-feed", got.state, whole_events=False)
    assert not again.changed


def indicator(name: str) -> dict[str, Any]:
    return {
        "type": "indicator",
        "id": f"indicator--{name}",
        "modified": "2026-01-02T00:00:00Z",
        "pattern_type": "stix",
        "pattern": f"[domain-name:value = '{name}.example']",
    }


def hosts(rows: list[Row]) -> list[str]:
    return [row.host for row in rows]


async def taxii(
    world: World, state: Any, path: str = "/api/collections/1/", **more: Any
) -> tuple[Gathered, list[Row]]:
    return await world.gather("taxii", state, url=world.web.url + path, **more)


async def test_taxii_goes_from_page_to_page_and_on_from_the_last_time(world: World) -> None:
    world.put(OBJECTS, {"more": True, "next": "p2", "objects": [indicator("one")]})
    first = f"{OBJECTS}?limit=1000&match[type]=indicator&next=p2"
    world.put(first, {"objects": [indicator("two")]})
    got, rows = await taxii(world, {}, types=("indicator",))
    assert hosts(rows) == ["one.example", "two.example"]
    assert got.state == {"added_after": "2026-02-01T11:00:00.000000Z"}
    assert "added_after" not in world.web.seen[0].query
    assert world.web.seen[0].headers["Accept"] == "application/taxii+json;version=2.1"
    world.web.seen.clear()
    world.put(OBJECTS, {})
    again, _ = await taxii(world, got.state, path=OBJECTS)
    assert not again.changed
    (seen,) = world.web.seen
    assert seen.query["added_after"] == "2026-02-01T11:00:00.000000Z"


async def test_taxii_of_an_empty_collection(world: World) -> None:
    world.put(OBJECTS, {})
    got, rows = await taxii(world, {})
    assert (got.changed, rows) == (True, [])


async def test_taxii_ends_where_more_is_promised_without_a_way_to_it(world: World) -> None:
    world.put(OBJECTS, {"more": True, "objects": [indicator("one")]})
    got, rows = await taxii(world, {"added_after": "2026-01-01T00:00:00Z"})
    assert hosts(rows) == ["one.example"]
    # What was left out is asked for again.
    assert got.state == {"added_after": "2026-01-01T00:00:00Z"}
    assert len(world.web.seen) == 1


async def test_taxii_does_not_go_in_a_circle(world: World) -> None:
    world.put(OBJECTS, {"more": True, "next": "p2", "objects": [indicator("one")]})
    with pytest.raises(SourceError, match="same page again"):
        await taxii(world, {})


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (Canned(status=404), FailureKind.RESPONSE_ERROR, "no such collection"),
        (Canned(status=406), FailureKind.RESPONSE_ERROR, "does not speak TAXII 2.1"),
        (Canned(status=401), FailureKind.UNAUTHORIZED, "401"),
        (Canned(body=b"<html>"), FailureKind.INVALID_ANSWER, "a collection's address"),
        (Canned(body=b'{"objects": 1}'), FailureKind.INVALID_ANSWER, "a collection's address"),
    ],
)
async def test_taxii_says_what_is_wrong(
    world: World, answer: Canned, kind: FailureKind, sentence: str
) -> None:
    world.web.put(OBJECTS, answer)
    with pytest.raises(SourceError, match=sentence) as failed:
        await taxii(world, {})
    assert failed.value.kind is kind


@pytest.mark.parametrize(
    ("secrets", "settings", "header"),
    [
        ({"username": "u", "password": "p"}, {}, ("Authorization", "Basic dTpw")),
        ({"api_key": "k"}, {}, ("Authorization", "Bearer k")),
        ({"api_key": "k"}, {"auth_header": "X-Key", "auth_value": "{api_key}"}, ("X-Key", "k")),
    ],
)
async def test_taxii_signs_in(
    world: World, secrets: dict[str, str], settings: dict[str, Any], header: tuple[str, str]
) -> None:
    world.put(OBJECTS, {}, needs=dict([header]))
    got, _ = await taxii(world, {}, secrets=secrets, **settings)
    assert got.changed


async def test_what_was_gathered_before_stays_and_what_is_withdrawn_goes(
    world: World, database: Database
) -> None:
    settings = {"url": f"{world.web.url}/api/collections/1/"}
    source = all_templates()["taxii"].bound("mine", "Mine", settings)
    refresher = Refresher(database=database, http=world.client)

    async def statuses() -> list[bool]:
        store = FeedLookup(database, "mine", None)
        context = Context(
            secrets={},
            settings=source.given,
            http=world.client.fetcher(),
            dial=cast("Dialer", None),
            feed=store,
            deadline_seconds=5,
        )
        names = ("one.example", "two.example")
        asked = [source.fetch(Indicator(name, Kind.DOMAIN), context) for name in names]
        return [answer.found for answer in await asyncio.gather(*asked)]

    world.put(OBJECTS, {"objects": [indicator("one")]})
    (part,) = await refresher.refresh(source, source.given)
    assert (part.outcome, part.error) == (Outcome.LOADED, "")
    assert await statuses() == [True, False]
    world.put(OBJECTS, {"objects": [indicator("two")]})
    await refresher.refresh(source, source.given)
    assert await statuses() == [True, True]
    world.put(OBJECTS, {"objects": [{**indicator("one"), "revoked": True}]})
    await refresher.refresh(source, source.given)
    assert await statuses() == [False, True]
    world.put(OBJECTS, {})
    (part,) = await refresher.refresh(source, source.given)
    assert part.outcome is Outcome.UNCHANGED
    assert [bool(seen.query.get("added_after")) for seen in world.web.seen] == [0, 1, 1, 1]
