"""Following logs of both kinds, from where the last run ended, for watched names alone."""

import gzip
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from backend.models.answers import FailureKind, SkipReason
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import Indicator, Kind
from backend.sources.certificate_transparency import Watch, gather, parse, sniff
from backend.sources.contract import (
    Context,
    Dialer,
    FeedFormatError,
    FeedStore,
    Fetcher,
    GatherContext,
    Gathered,
    Row,
)
from backend.sources.ct_entries import read_certificate
from backend.sources.ct_logs import tile_path
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins.web import Canned, WebStandIn
from tests.support import ct

SOURCE = all_sources()["certificate-transparency"]
OTHER = ct.certificate("www.example.net")
OWN = ct.certificate("Shop.Example.com", "*.example.com", "www.example.net")
PRE = ct.certificate("login.example.com", poisoned=True)
AT = ct.BEGINS + timedelta(hours=1)
LATER = AT + timedelta(hours=1)


class Follower:
    """The logs, what was gathered last, and where the next gathering begins."""

    def __init__(self, web: WebStandIn, client: HttpClient, folder: Path) -> None:
        self.web = web
        self.client = client
        self.file = folder / "names"
        self.state: Any = {}

    async def gather(self, **settings: Any) -> Gathered:
        given = {s.name: s.default for s in SOURCE.settings}
        context = GatherContext(
            secrets={},
            settings={**given, "names": ("example.com",), **settings},
            http=self.client.fetcher(),
            url=self.web.url + "/list.json",
            state=self.state,
            now=lambda: LATER,
        )
        gathered = await gather(context, self.file)
        self.state = gathered.state
        return gathered

    def rows(self) -> dict[str, Row]:
        content = self.file.read_bytes()
        assert sniff(content)
        return {row.value: row for row in parse(io.BytesIO(content))}

    def asked(self) -> list[str]:
        """What was asked for besides the list."""
        paths = [
            f"{s.path}?{s.query['start']}-{s.query['end']}" if s.query else s.path
            for s in self.web.seen
        ]
        return [path for path in paths if path != "/list.json"]


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    client = HttpClient(version="0")
    async with WebStandIn() as web:
        yield Follower(web, client, tmp_path)
    await client.close()


async def test_a_log_of_rfc_6962(follower: Follower) -> None:
    web = follower.web
    web.put("/list.json", ct.log_list(web.url, logs=["old"]))
    web.put("/old/ct/v1/get-sth", ct.head(4))
    # The log gives fewer than it is asked for.
    web.put(
        "/old/ct/v1/get-entries?end=3&start=0",
        ct.entries(ct.leaf(OTHER, AT), ct.leaf(OWN, AT), ct.leaf(PRE, AT, pre=True)),
    )
    web.put("/old/ct/v1/get-entries?end=3&start=3", ct.entries(ct.leaf(OWN, LATER)))
    assert (await follower.gather()).changed
    rows = follower.rows()
    assert rows.keys() == {"shop.example.com", "example.com", "login.example.com"}
    shop = rows["shop.example.com"]
    assert (shop.kind, shop.host) == (Kind.DOMAIN, "example.com")
    assert shop.data["firstSeen"] == AT.isoformat()
    assert shop.data["lastSeen"] == LATER.isoformat()
    assert shop.data["entries"] == 2
    assert shop.data["issuer"] == "Example Trust, Example CA 1"
    assert shop.data["serial"] == "1a2b"
    assert shop.data["log"] == "Log old"

    # The next run goes on where this one ended, and knows since when a name is known.
    web.put("/old/ct/v1/get-sth", ct.head(5))
    web.put("/old/ct/v1/get-entries?end=4&start=4", ct.entries(ct.leaf(OWN, LATER)))
    await follower.gather()
    assert follower.asked()[-1] == "/old/ct/v1/get-entries?4-4"
    assert follower.rows()["shop.example.com"].data["firstSeen"] == AT.isoformat()
    assert follower.rows()["shop.example.com"].data["entries"] == 3
    assert "login.example.com" not in follower.rows()

    # Nothing new is no names, and still a file.
    await follower.gather()
    assert follower.rows() == {}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
async def test_a_log_of_tiles(follower: Follower, pack: Any) -> None:
    web = follower.web
    web.put("/list.json", ct.log_list(web.url, tiled=["new"]))
    full = [ct.tile_leaf(OTHER, AT)] * (ct.TILE - 1) + [ct.tile_leaf(PRE, AT, pre=True)]
    web.put("/new/checkpoint", ct.checkpoint(ct.TILE + 2))
    web.put("/new/tile/data/000", Canned(body=pack(b"".join(full))))
    web.put("/new/tile/data/001.p/2", Canned(body=pack(ct.tile_leaf(OWN, LATER) * 2)))
    await follower.gather(first_entries=1000)
    # What is not full yet waits for the next run.
    assert follower.asked() == ["/new/checkpoint", "/new/tile/data/000"]
    assert follower.rows().keys() == {"login.example.com"}
    await follower.gather()
    assert follower.asked()[2:] == ["/new/checkpoint", "/new/tile/data/001.p/2"]
    assert follower.rows()["shop.example.com"].data["entries"] == 2

    # It was filled meanwhile, and its beginning has been read.
    web.put("/new/checkpoint", ct.checkpoint(ct.TILE + 3))
    more = [ct.tile_leaf(OWN, LATER)] * 2 + [ct.tile_leaf(PRE, LATER, pre=True)] * 254
    web.put("/new/tile/data/001", Canned(body=pack(b"".join(more))))
    await follower.gather()
    assert follower.asked()[-1] == "/new/tile/data/001"
    assert follower.rows().keys() == {"login.example.com"}
    assert follower.state["logs"] == {f"{web.url}/new/": ct.TILE + 3}


async def test_a_run_is_bounded_and_begins_at_the_end(follower: Follower) -> None:
    web = follower.web
    web.put("/list.json", ct.log_list(web.url, logs=["old"]))
    web.put("/old/ct/v1/get-sth", ct.head(1_000_000))
    web.put("/old/ct/v1/get-entries", ct.entries(ct.leaf(OTHER, AT), ct.leaf(OTHER, AT)))
    await follower.gather(first_entries=10, entries_per_run=4)
    assert follower.asked()[1:] == [
        "/old/ct/v1/get-entries?999990-999993",
        "/old/ct/v1/get-entries?999992-999993",
    ]
    assert follower.state["logs"] == {f"{web.url}/old/": 999_994}


async def test_a_log_that_fails_stops_no_other(follower: Follower) -> None:
    web = follower.web
    web.put("/list.json", ct.log_list(web.url, logs=["old", "broken"], tiled=["odd"]))
    web.put("/old/ct/v1/get-sth", ct.head(1))
    web.put("/old/ct/v1/get-entries", ct.entries(ct.leaf(OWN, AT)))
    web.put("/broken/ct/v1/get-sth", Canned(status=503))
    web.put("/odd/checkpoint", Canned(body=b"<html>"))
    await follower.gather()
    assert "shop.example.com" in follower.rows()
    with pytest.raises(SourceError) as failed:
        await follower.gather(logs=("broken",))
    assert failed.value.kind is FailureKind.RESPONSE_ERROR


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"entries": []}', "no entries"),
        (b'{"entries": [{"leaf_input": "AAA"}]}', "base64"),
        (b'{"entries": [{"leaf_input": "AAAAAAAAAAAAAA=="}]}', "announced"),
        (b"[]", "no entries"),
    ],
)
async def test_entries_that_are_none(follower: Follower, body: bytes, text: str) -> None:
    web = follower.web
    web.put("/list.json", ct.log_list(web.url, logs=["old"]))
    web.put("/old/ct/v1/get-sth", ct.head(1))
    web.put("/old/ct/v1/get-entries", Canned(body=body))
    with pytest.raises(SourceError, match=text) as failed:
        await follower.gather()
    assert failed.value.kind is FailureKind.INVALID_ANSWER


async def test_what_must_be_set(follower: Follower) -> None:
    with pytest.raises(SourceError, match="names"):
        await follower.gather(names=())
    follower.web.put("/list.json", Canned(body=b'{"logs": []}'))
    with pytest.raises(SourceError, match="operators"):
        await follower.gather()
    assert follower.asked() == []


def test_what_is_watched() -> None:
    watch = Watch.of({"names": ("Example.com", "*.shop.example.com.", "bank")})
    assert watch.of_name("example.com") == "example.com"
    assert watch.of_name("a.shop.example.com") == "shop.example.com"
    assert watch.of_name("my-bank.example") == "bank"
    assert watch.of_name("notexample.com") is None
    assert watch.may_be_in(OWN)
    assert not watch.may_be_in(OTHER)


def test_the_paths_of_tiles() -> None:
    assert [tile_path(n) for n in (0, 999, 1000, 1234067)] == [
        "000",
        "999",
        "x001/000",
        "x001/x234/067",
    ]


@pytest.mark.parametrize("der", [b"", b"0\x03\x02\x01\x01", OWN[:-20]])
def test_certificates_that_cannot_be_read(der: bytes) -> None:
    assert read_certificate(der) is None


async def test_a_name_that_is_not_watched_is_not_asked_about() -> None:
    context = Context(
        secrets={},
        settings={"names": ("example.com",)},
        http=cast("Fetcher", None),
        dial=cast("Dialer", None),
        feed=cast("FeedStore", None),
        deadline_seconds=1,
    )
    with pytest.raises(SourceSkippedError) as skipped:
        await SOURCE.fetch(Indicator("example.net", Kind.DOMAIN), context)
    assert skipped.value.reason is SkipReason.UNSUPPORTED_INDICATOR


def test_a_file_that_is_broken() -> None:
    with pytest.raises(FeedFormatError, match="line 2"):
        list(parse(io.BytesIO(b'{"format":"certificate-transparency-1"}\n{"host": 1}\n')))
