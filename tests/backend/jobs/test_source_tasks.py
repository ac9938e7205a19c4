"""Tasks of sources: a feed is refreshed with the secrets that its source declares."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.db.rows import to_json
from backend.feeds.parsing import PARSE_COMMAND
from backend.feeds.refreshing import Refresher
from backend.jobs.scheduled import Report, RunFailedError
from backend.jobs.source_tasks import SourceTasks
from backend.models.errors import SourceSkippedError
from backend.models.ids import new_id
from backend.models.indicators import Kind
from backend.models.secrets import SecretCreate
from backend.secrets import store
from backend.secrets.keys import KeyFile
from backend.sources.contract import FeedPart, Row, SecretSlot, Setting
from backend.sources.http import HttpClient
from backend.sources.outbound import Outbound
from backend.sources.slots import declare_slots
from runners.egress.config import OutboundConfig
from tests.standins.web import Canned, WebStandIn
from tests.support.enrichment import FakeSource

VALUE = "k3y/of the feed"
SOURCES, SECRETS = load("sources"), load("secrets")
LINK = Query("link", "UPDATE source_secrets SET secret_id = :secret_id WHERE name = :name")
CODE = Query(
    "code",
    "UPDATE sources SET kind = 'PYTHON', activity = 'PASSIVE', source_code = '' WHERE id = :id",
)
PART = Query("part", "SELECT error, origin FROM feed_parts")


def parse(stream: BinaryIO) -> Iterator[Row]:
    for line in stream:
        yield Row(kind=Kind.IPV4, value=line.decode().strip())


class KeyedFeed(FakeSource):
    slug = "keyed"
    name = "Keyed"
    secrets = (
        SecretSlot(name="api_key", help=""),
        SecretSlot(name="extra", help="", required=False),
    )
    settings = (Setting(name="url", default="", help=""),)
    feed = (
        FeedPart(
            name="list",
            url_setting="url",
            expected="addresses",
            sniff=lambda _: True,
            parse=parse,
            headers=lambda secrets: {"Auth-Key": secrets["api_key"]},
        ),
    )


@pytest.fixture
async def web() -> AsyncIterator[WebStandIn]:
    async with WebStandIn() as server:
        yield server


@pytest.fixture
def keys(tmp_path: Path, connection: Connection) -> KeyFile:
    keys = KeyFile(tmp_path / "secrets")
    keys.make()
    return keys


@pytest.fixture
async def tasks(database: Database, keys: KeyFile, tmp_path: Path) -> AsyncIterator[SourceTasks]:
    http = HttpClient(version="0")
    yield SourceTasks(
        database=database,
        refresher=Refresher(
            database=database, http=http, seconds=5, spool=tmp_path, parse_command=PARSE_COMMAND
        ),
        runners={},
        keys=keys,
        built_in={"keyed": KeyedFeed()},
    )
    await http.close()


def make_source(connection: Connection, url: str) -> str:
    row: dict[str, Any] = {
        "id": new_id(),
        "name": "Keyed",
        "slug": "keyed",
        "description": "",
        "url": "",
        "tags": [],
        "enabled": True,
        "supported_indicators": ["IPV4"],
        "disabled_indicators": [],
        "task_enabled": False,
        "config": [],
        "config_values": [{"name": "url", "value": url}],
        "limit_enabled": False,
        "limit_wait": "WAIT",
        "limit_reserve_percent": 20,
        "kind": "SYSTEM",
        "cache_enabled": False,
        "activity": "LOCAL",
        "time_limit_seconds": 10,
        "reliability": 90,
    }
    connection.run(SOURCES.insert_source, row=to_json(row))
    declare_slots(connection, row["id"], KeyedFeed())
    return str(row["id"])


def link(connection: Connection, keys: KeyFile, name: str) -> None:
    store.put(connection, keys, SecretCreate(name=name, value=VALUE))
    (found,) = [row for row in connection.run(SECRETS.list_sealed) if row["name"] == name]
    connection.run(LINK, secret_id=found["id"], name=name)


async def test_a_feed_s_secret_goes_with_its_download_and_nowhere_else(
    tasks: SourceTasks, connection: Connection, keys: KeyFile, web: WebStandIn
) -> None:
    # The parser, in a process of its own, does not know this source: what it says is the failure.
    web.put("/", Canned(body=b"192.0.2.1\n", needs={"Auth-Key": VALUE}))
    source_id = make_source(connection, web.url + "/")
    link(connection, keys, "api_key")
    report = Report()
    with pytest.raises(RunFailedError):
        await tasks.run(source_id, report, "t")
    (seen,) = web.seen
    assert seen.headers["Auth-Key"] == VALUE
    (part,) = connection.run(PART)
    assert "401" not in part["error"]
    assert VALUE not in part["error"]


async def test_in_an_address_braces_stand_for_the_secret(
    tasks: SourceTasks, connection: Connection, keys: KeyFile, web: WebStandIn
) -> None:
    source_id = make_source(connection, web.url + "/{api_key}/list?also={extra}")
    link(connection, keys, "api_key")
    report = Report()
    with pytest.raises(RunFailedError, match="needs a secret for extra"):
        await tasks.run(source_id, report, "t")
    assert web.seen == []
    link(connection, keys, "extra")
    with pytest.raises(RunFailedError) as failed:
        await tasks.run(source_id, report, "t")
    (seen,) = web.seen
    assert (seen.path, seen.query) == (f"/{VALUE}/list", {"also": VALUE})
    assert "/***/list: HTTP 404" in str(failed.value)
    told = f"{failed.value} {report.lines()} {connection.run(PART)}"
    assert "k3y" not in told


async def test_without_its_secret_the_run_fails_and_says_which(
    tasks: SourceTasks, connection: Connection, web: WebStandIn
) -> None:
    source_id = make_source(connection, web.url + "/")
    with pytest.raises(SourceSkippedError, match="Keyed needs a secret for api_key") as failed:
        await tasks.run(source_id, Report(), "t")
    assert failed.value.reason == "MISSING_SECRET"
    assert web.seen == []


async def test_a_source_that_is_gone_is_a_failure(tasks: SourceTasks) -> None:
    with pytest.raises(RunFailedError, match="deleted"):
        await tasks.run("nothing", Report(), "t")


async def test_offline_nothing_is_downloaded_and_no_code_is_run(
    database: Database, keys: KeyFile, connection: Connection, tmp_path: Path, web: WebStandIn
) -> None:
    source_id = make_source(connection, web.url + "/")
    link(connection, keys, "api_key")
    http = HttpClient(version="0", outbound=Outbound(OutboundConfig(offline=True)))
    tasks = SourceTasks(
        database=database,
        refresher=Refresher(database=database, http=http, seconds=5, spool=tmp_path),
        runners={},
        keys=keys,
        built_in={"keyed": KeyedFeed()},
        offline=True,
    )
    report = Report()
    await tasks.run(source_id, report, "t")
    (line,) = report.lines()
    assert "not downloaded, because the appliance is offline by its configuration" in line.message
    assert not connection.run(PART), "no error is kept"
    # Code that would ask outside: without a runner its run would be a failure.
    connection.run(CODE, id=source_id)
    report = Report()
    await tasks.run(source_id, report, "t")
    (line,) = report.lines()
    assert line.message.startswith("not run, because the appliance is offline")
    assert web.seen == []
