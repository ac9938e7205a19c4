"""RDAP asks whom IANA's files name: those that were loaded, else the copy that comes along."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from backend.db.pool import Database
from backend.feeds.importing import import_file
from backend.feeds.lookup import FeedLookup
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, FeedFormatError
from backend.sources.dialing import TcpDialer
from backend.sources.http import HttpClient
from backend.sources.rdap import Rdap
from backend.sources.rdap_bootstrap import (
    PARTS,
    server_for_name,
    server_for_network,
    server_for_number,
)
from backend.sources.registrations import registered_name
from tests.standins.web import Canned, WebStandIn


def bootstrap(*services: tuple[list[str], list[str]]) -> bytes:
    file = {"description": "d", "publication": "2026-01-01T00:00:00Z", "services": services}
    return json.dumps({**file, "version": "1.0"}).encode()


def part_of(content: bytes) -> list[str]:
    return [part.name for part in PARTS if part.sniff(content[:65536])]


async def test_loaded_files_name_the_server(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    files = {
        "dns": bootstrap(
            (["com", "net"], ["http://a.example.com/", "https://a.example.com/rdap"]),
            (["example.net"], ["https://b.example.com/"]),
        ),
        "ipv4": bootstrap(
            (["192.0.2.0/24"], ["https://c.example.com/"]),
            (["192.0.2.128/25"], ["https://d.example.com/"]),
        ),
        "ipv6": bootstrap((["2001:db8::/32"], ["https://e.example.com/"])),
        "asn": bootstrap((["64496-64500", "64511"], ["https://f.example.com/"])),
    }
    for name, content in files.items():
        path = tmp_path / f"{name}.json"
        path.write_bytes(content)
        (loaded,) = import_file(database_url, "rdap", path)
        assert loaded.part == name
    feed = FeedLookup(database, "rdap", None)
    assert await server_for_name(feed, "example.com") == "https://a.example.com/rdap/"
    assert await server_for_name(feed, "www.example.net") == "https://b.example.com/"
    assert await server_for_name(feed, "example.org") is None, "what was loaded holds, not a mix"
    assert await server_for_network(feed, "192.0.2.1") == "https://c.example.com/"
    assert await server_for_network(feed, "192.0.2.200") == "https://d.example.com/"
    assert await server_for_network(feed, "2001:db8::1") == "https://e.example.com/"
    assert await server_for_network(feed, "2001:db9::1") is None
    assert await server_for_number(feed, 64498) == "https://f.example.com/"
    assert await server_for_number(feed, 64511) == "https://f.example.com/"
    assert await server_for_number(feed, 64501) is None


async def test_the_copy_that_comes_along_answers_until_then(database: Database) -> None:
    feed = FeedLookup(database, "rdap", None)
    assert await server_for_name(feed, "example.com") == "https://rdap.verisign.com/com/v1/"
    assert await server_for_name(feed, "example.unheard-of") is None
    assert await server_for_network(feed, "193.0.0.1") == "https://rdap.db.ripe.net/"
    assert await server_for_network(feed, "2001:500::1") == "https://rdap.arin.net/registry/"
    assert await server_for_network(feed, "10.0.0.1") is None
    assert await server_for_number(feed, 64496) is None


async def test_a_helper_redirects_to_the_server(database: Database) -> None:
    client = HttpClient(version="0")
    async with WebStandIn() as helper, WebStandIn() as registry:
        body = {"objectClassName": "autnum", "startAutnum": 64496, "name": "EXAMPLE-AS"}
        target = registry.put("/autnum/64496", Canned(body=json.dumps(body).encode()))
        helper.put("/autnum/64496", Canned(status=302, headers={"Location": target}))
        settings: dict[str, Any] = {s.name: s.default for s in Rdap.settings}
        context = Context(
            secrets={},
            settings=settings | {"helper_url": helper.url},
            http=client.fetcher(seconds=5),
            dial=TcpDialer(seconds=5),
            feed=FeedLookup(database, "rdap", None),
            deadline_seconds=10,
        )
        answer = await Rdap().fetch(Indicator("AS64496", Kind.ASN), context)
        await client.close()
        assert answer.found
        assert registry.seen[0].headers["Accept"].startswith("application/rdap+json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bootstrap((["com"], ["ftp://a.example.com/"])), "service 1: expected entries and"),
        (bootstrap((["com", "not a name"], ["https://a.example.com/"])), "expected a name, found"),
        (bootstrap((["192.0.2.0/24", "2001:db8::/32"], ["https://a.example.com/"])), "of IPv4"),
        (bootstrap((["64496-64511", "9-1"], ["https://a.example.com/"])), "64496-64511, found"),
        (b'{"services": [[["com"]]]}', "service 1: expected"),
        (b'{"services": [[["com"], 7]]}', "expected a bootstrap file of RFC 9224"),
    ],
)
def test_files_that_are_none(content: bytes, message: str) -> None:
    (name,) = part_of(content)
    part = next(part for part in PARTS if part.name == name)
    with pytest.raises(FeedFormatError, match=message):
        list(part.parse(io.BytesIO(content)))


def test_other_files_are_no_part() -> None:
    assert part_of(b'{"services": [[["info@example.net"], ["EXAMPLE"], ["https://a/"]]]}') == []
    assert part_of(b"[]") == []


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.Example.co.uk.", "example.co.uk"),
        ("example.com", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("_dmarc.example.com", "example.com"),
        ("user.github.io", "github.io"),
        ("com", None),
        ("co.uk", None),
        ("abc.onion", None),
        ("printer.local", None),
    ],
)
def test_the_name_that_is_registered(host: str, name: str | None) -> None:
    assert registered_name(host) == name
