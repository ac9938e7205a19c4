"""Parts that are gathered, and parts that keep what their file no longer has."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from backend.db.connection import Connection, DatabaseError, connect
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.db.rows import to_json
from backend.feeds import importing
from backend.feeds.lookup import FeedLookup
from backend.feeds.refreshing import Outcome, RefreshedPart, Refresher
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.ids import new_id
from backend.models.indicators import Kind
from backend.sources.contract import (
    FeedHit,
    FeedPart,
    GatherContext,
    Gathered,
    Row,
    SecretSlot,
    Setting,
)
from backend.sources.http import HttpClient
from tests.standins.web import Canned, WebStandIn
from tests.support.enrichment import FakeSource

Q = load("feeds")
AGE = Query(
    "age", "UPDATE feed_parts SET as_of = as_of - make_interval(days => :days) WHERE slug = 'pages'"
)
WRITTEN = Query("written", "SELECT value, xmin::text AS load FROM feed_rows")
SOURCE = Query(
    "source",
    "INSERT INTO sources (id, name, slug, kind, config_values) "
    "VALUES (:id, 'Pages', 'pages', 'SYSTEM', :values::jsonb)",
)
# Every line `address name` is a row, as the child writes it; it knows none of the sources of tests.
CHILD = """
import json, sys
rows = [line.split() for line in sys.stdin.read().splitlines()]
print(json.dumps({"part": "list"}))
for address, name in rows:
    print(json.dumps(["IPV4", address, {"name": name}, ""]))
print(json.dumps({"rows": len(rows)}))
"""
PARSE = (sys.executable, "-c", CHILD)


def parse(_stream: BinaryIO) -> Iterator[Row]:
    yield from ()


async def gather(ctx: GatherContext, file: Path) -> Gathered:
    """All pages from the one on that the state has."""
    page, texts = int(ctx.state.get("page", 1)), []
    while text := await ctx.http.get_text(
        f"{ctx.url}/{page}", headers={"Auth-Key": ctx.secrets["api_key"]}
    ):
        texts.append(text)
        page += 1
    if not texts:
        return Gathered(changed=False)
    file.write_text("".join(texts))
    return Gathered(changed=True, state={"page": page})


class Pages(FakeSource):
    """A feed of pages; each tells what is new."""

    slug = "pages"
    name = "Pages"
    secrets = (SecretSlot(name="api_key", help=""),)
    settings = (
        Setting(name="url", default="", help=""),
        Setting(name="keep_days", default=0, help=""),
    )
    feed = (
        FeedPart(
            name="list",
            url_setting="url",
            expected="addresses",
            sniff=lambda _: True,
            parse=parse,
            gather=gather,
            keeps="keep_days",
        ),
    )


class Publisher(WebStandIn):
    """Offers pages, the one after the last of which is empty."""

    def publish(self, *pages: str) -> None:
        for number, page in enumerate((*pages, ""), 1):
            self.put(f"/{number}", Canned(body=page.encode()))


@pytest.fixture
async def web() -> AsyncIterator[Publisher]:
    async with Publisher() as server:
        yield server


class Feed:
    """Refreshes and looks up."""

    def __init__(self, database: Database, http: HttpClient, web: Publisher, spool: Path) -> None:
        self._database = database
        self._refresher = Refresher(
            database=database, http=http, seconds=5, spool=spool, parse_command=PARSE
        )
        self._web = web

    async def refresh(self, **settings: Any) -> RefreshedPart:
        (part,) = await self._refresher.refresh(
            Pages(),
            {"url": self._web.url, **settings},
            secrets={"api_key": "k3y"},
        )
        return part

    async def find(self, address: str) -> FeedHit | None:
        answer = await FeedLookup(self._database, "pages", None).find(Kind.IPV4, address)
        return answer.hits[0] if answer.hits else None

    async def state(self) -> dict[str, Any]:
        row = await self._database.one(Q.find_part, slug="pages", part="list")
        assert row is not None
        return row


@pytest.fixture
async def feed(database: Database, web: Publisher, tmp_path: Path) -> AsyncIterator[Feed]:
    http = HttpClient(version="0")
    yield Feed(database, http, web, tmp_path)
    await http.close()


async def test_gathering_goes_on_from_what_was_loaded(feed: Feed, web: Publisher) -> None:
    web.publish("192.0.2.1 one\n", "192.0.2.2 two\n")
    first = await feed.refresh()
    assert (first.outcome, first.rows) == (Outcome.LOADED, 2)
    assert web.seen[0].headers["Auth-Key"] == "k3y"
    assert (await feed.state())["state"] == {"page": 3}
    before = await feed.state()
    again = await feed.refresh()
    assert (again.outcome, again.rows) == (Outcome.UNCHANGED, 2)
    after = await feed.state()
    assert after["state"] == {"page": 3}
    assert after["as_of"] > before["as_of"]
    asked = len(web.seen)
    web.publish("", "", "192.0.2.3 three\n")
    third = await feed.refresh()
    assert (third.outcome, third.rows) == (Outcome.LOADED, 3)
    assert [seen.path for seen in web.seen[asked:]] == ["/3", "/4"]


async def test_what_fails_is_gathered_anew(feed: Feed, web: Publisher) -> None:
    web.publish("192.0.2.1 one\n")
    await feed.refresh()
    web.publish("", "no row\n that is one\n")
    failed = await feed.refresh()
    assert failed.outcome is Outcome.FAILED
    assert (await feed.state())["state"] == {"page": 2}
    web.put("/2", Canned(status=429))
    assert "429" in (await feed.refresh()).error
    assert (await feed.state())["state"] == {"page": 2}
    assert await feed.find("192.0.2.1")


async def test_nothing_from_the_first_gathering_is_told(feed: Feed, web: Publisher) -> None:
    web.publish()
    part = await feed.refresh()
    assert part.outcome is Outcome.FAILED
    assert "nothing new was gathered" in part.error
    with pytest.raises(SourceError) as missing:
        await feed.find("192.0.2.1")
    assert missing.value.kind is FailureKind.STALE


async def test_another_address_begins_anew(feed: Feed, web: Publisher) -> None:
    web.publish("192.0.2.1 one\n")
    await feed.refresh()
    web.put("/other/1", Canned(body=b"192.0.2.9 nine\n"))
    web.put("/other/2", Canned(body=b""))
    assert (await feed.refresh(url=f"{web.url}/other")).outcome is Outcome.LOADED
    assert (await feed.state())["state"] == {"page": 2}


async def test_rows_stay_with_the_time_when_they_were_seen_last(
    feed: Feed, web: Publisher, connection: Connection
) -> None:
    web.publish("192.0.2.1 one\n192.0.2.2 two\n")
    await feed.refresh()
    seen_at = (await feed.state())["as_of"]
    listed = await feed.find("192.0.2.1")
    assert listed is not None
    assert (listed.listed, listed.seen_at) == (True, seen_at)
    web.publish("", "192.0.2.2 renamed\n192.0.2.3 three\n")
    assert (await feed.refresh()).rows == 3
    gone = await feed.find("192.0.2.1")
    assert gone is not None
    assert (gone.listed, gone.seen_at, gone.data) == (False, seen_at, {"name": "one"})
    changed = await feed.find("192.0.2.2")
    assert changed is not None
    assert (changed.listed, changed.data) == (True, {"name": "renamed"})
    # Back again, with the same data.
    web.publish("", "", "192.0.2.1 one\n")
    assert (await feed.refresh()).rows == 3
    back = await feed.find("192.0.2.1")
    assert back is not None
    assert back.listed
    assert len(connection.run(WRITTEN)) == 3


async def test_what_was_not_seen_for_days_goes_also_when_nothing_is_new(
    feed: Feed, web: Publisher, connection: Connection
) -> None:
    web.publish("192.0.2.1 one\n")
    await feed.refresh(keep_days=30)
    connection.run(AGE, days=31)
    web.publish("", "192.0.2.2 two\n")
    assert (await feed.refresh(keep_days=0)).rows == 2
    still = await feed.refresh(keep_days=32)
    assert (still.outcome, still.rows) == (Outcome.UNCHANGED, 2)
    aged = await feed.refresh(keep_days=30)
    assert (aged.outcome, aged.rows) == (Outcome.UNCHANGED, 1)
    assert (await feed.state())["rows"] == 1
    assert await feed.find("192.0.2.1") is None
    assert await feed.find("192.0.2.2")


async def test_a_much_shorter_file_loses_nothing(feed: Feed, web: Publisher) -> None:
    web.publish("".join(f"192.0.2.{n} x\n" for n in range(200)))
    await feed.refresh()
    web.publish("", "192.0.2.1 x\n")
    short = await feed.refresh()
    assert (short.outcome, short.rows) == (Outcome.LOADED, 200)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The feed is one of those that can be imported."""
    monkeypatch.setattr(importing, "all_sources", lambda: {"pages": Pages()})


@pytest.mark.usefixtures("known")
async def test_an_import_keeps_rows_as_the_settings_say(
    feed: Feed,
    web: Publisher,
    connection: Connection,
    database_url: str,
    tmp_path: Path,
) -> None:
    values = to_json([{"name": "keep_days", "value": 30}])
    connection.run(SOURCE, id=new_id(), values=values)
    file = tmp_path / "list.txt"

    def carry_in(text: str) -> int:
        file.write_text(text)
        (loaded,) = importing.import_file(database_url, "pages", file, parse_command=PARSE)
        return loaded.rows

    web.publish("192.0.2.1 one\n")
    await feed.refresh(keep_days=30)
    assert await asyncio.to_thread(carry_in, "192.0.2.2 two\n") == 2
    # What was carried in may lack anything: gathering begins anew.
    assert (await feed.state())["state"] == {}
    connection.run(AGE, days=31)
    assert await asyncio.to_thread(carry_in, "192.0.2.3 three\n") == 2
    hits = [await feed.find(f"192.0.2.{n}") for n in (1, 2, 3)]
    assert [hit is not None and hit.listed for hit in hits] == [False, False, True]
    assert hits[1] is None


async def test_rows_that_stay_the_same_are_not_written(
    feed: Feed, web: Publisher, connection: Connection
) -> None:
    web.publish("192.0.2.1 one\n192.0.2.2 two\n")
    await feed.refresh()
    before = {row["value"]: row["load"] for row in connection.run(WRITTEN)}
    web.publish("", "192.0.2.1 one\n192.0.2.2 other\n")
    await feed.refresh()
    after = {row["value"]: row["load"] for row in connection.run(WRITTEN)}
    assert after["192.0.2.1"] == before["192.0.2.1"]
    assert after["192.0.2.2"] != before["192.0.2.2"]


def test_loads_take_turns(database_url: str) -> None:
    """Two loads at the same time do not find each other's rows in the table beside."""
    first = connect(database_url, application_name="tests")
    second = connect(database_url, application_name="tests")
    second.run(Query("impatient", "SET lock_timeout = '100ms'"))
    with first.transaction():
        first.run(Q.empty_staging)
        with pytest.raises(DatabaseError, match="lock timeout"), second.transaction():
            second.run(Q.empty_staging)
    with second.transaction():
        second.run(Q.empty_staging)
    first.close()
    second.close()
