"""`feed import`: a part is replaced as a whole, alone, or not at all."""

import bz2
import gzip
from pathlib import Path
from typing import Any

import pytest

from backend.db.connection import Connection, connect
from backend.db.queries import Query, load
from backend.feeds.errors import FeedError
from backend.feeds.importing import import_file
from tests.backend.feeds.test_unpacking import zipped
from tests.standins.feeds import addresses, asn_drop, drop, kev, relays

Q = load("feeds")
ALL_PARTS = Query("all_parts", "SELECT * FROM feed_parts")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


class Appliance:
    """Imports into the test's database, and reads what is there."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder

    def load(self, slug: str, content: bytes, **options: Any) -> tuple[str, int, int]:
        path = self._folder / "file"
        path.write_bytes(content)
        (loaded,) = import_file(self._url, slug, path, **options)
        return loaded.part, loaded.rows, loaded.rows_before

    def parts(self) -> dict[str, dict[str, Any]]:
        connection = self._connect()
        rows = connection.run(ALL_PARTS)
        connection.close()
        return {row["part"]: row for row in rows}

    def has(self, slug: str, kind: str, value: str) -> bool:
        connection = self._connect()
        rows = connection.run(Q.find_rows, slug=slug, kind=kind, value=value)
        connection.close()
        return any(row["value"] == value for row in rows)

    def _connect(self) -> Connection:
        return connect(self._url, application_name="tests")


@pytest.fixture
def appliance(database_url: str, tmp_path: Path) -> Appliance:
    return Appliance(database_url, tmp_path)


def test_a_new_file_replaces_its_part_alone(appliance: Appliance) -> None:
    assert appliance.load("spamhaus-drop", drop("198.51.100.0/24")) == ("v4", 1, 0)
    assert appliance.load("spamhaus-drop", drop("2001:db8::/48")) == ("v6", 1, 0)
    assert appliance.load("spamhaus-drop", asn_drop(64496)) == ("asn", 1, 0)
    before = appliance.parts()
    assert appliance.load("spamhaus-drop", b"203.0.113.0/24 ; SBL1\n") == ("v4", 1, 1)
    after = appliance.parts()
    assert not appliance.has("spamhaus-drop", "CIDR", "198.51.100.0/24")
    assert appliance.has("spamhaus-drop", "CIDR", "203.0.113.0/24")
    assert appliance.has("spamhaus-drop", "CIDR", "2001:db8::/48")
    assert {n: after[n] for n in ("v6", "asn")} == {n: before[n] for n in ("v6", "asn")}
    assert after["v4"]["as_of"] > before["v4"]["as_of"]


def test_the_part_is_found_in_an_archive(appliance: Appliance) -> None:
    members = (("README.md", b"# About\n"), ("v6.json", drop("2001:db8::/48")))
    assert appliance.load("spamhaus-drop", zipped(*members)) == ("v6", 1, 0)


def test_layouts_of_the_same_data_replace_each_other(appliance: Appliance) -> None:
    assert appliance.load("tor-exits", addresses("192.0.2.1"))[0] == "exits"
    block = b"ExitNode " + b"A" * 40 + b"\nExitAddress 192.0.2.2 2026-01-02 03:04:05\n"
    assert appliance.load("tor-exits", block) == ("exits", 1, 1)
    assert appliance.load("tor-exits", relays("192.0.2.3:9001"))[0] == "relays"
    assert not appliance.has("tor-exits", "IPV4", "192.0.2.1")
    assert appliance.has("tor-exits", "IPV4", "192.0.2.2")
    assert appliance.has("tor-exits", "IPV4", "192.0.2.3")


def test_packed_and_marked_files_are_the_same(appliance: Appliance) -> None:
    content = kev("CVE-2026-10001")
    packed = (gzip.compress(content), bz2.compress(content), zipped(("K\xeb.json", content)))
    for variant in (content, *packed, b"\xef\xbb\xbf" + content):
        assert appliance.load("cisa-kev", variant)[:2] == ("catalogue", 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", kev(), kev("CVE-2026-10002")[:-9], addresses("192.0.2.1")],
    ids=["empty", "html", "no rows", "cut off", "another feed"],
)
def test_what_is_refused_changes_nothing(appliance: Appliance, content: bytes) -> None:
    appliance.load("cisa-kev", kev("CVE-2026-10001"))
    before = appliance.parts()
    with pytest.raises(FeedError):
        appliance.load("cisa-kev", content)
    assert appliance.parts() == before
    assert appliance.has("cisa-kev", "CVE", "CVE-2026-10001")


def test_a_long_list_that_lost_half_of_its_rows_needs_force(appliance: Appliance) -> None:
    appliance.load("tor-exits", addresses(*(f"192.0.2.{n}" for n in range(200))))
    less = addresses(*(f"192.0.2.{n}" for n in range(99)))
    with pytest.raises(FeedError, match="99 rows where exits of tor-exits has 200"):
        appliance.load("tor-exits", less)
    assert appliance.has("tor-exits", "IPV4", "192.0.2.199")
    assert appliance.load("tor-exits", less, force=True) == ("exits", 99, 200)
    assert appliance.load("tor-exits", addresses("192.0.2.1")) == ("exits", 1, 99)


@pytest.mark.parametrize("slug", ["nothing", "dns"])
def test_what_is_no_feed(appliance: Appliance, slug: str) -> None:
    with pytest.raises(FeedError, match=r"cisa-kev, .*mmdb, .*spamhaus-drop, .*tor-exits"):
        appliance.load(slug, b"x")


def test_texts_with_everything_in_them_survive(appliance: Appliance) -> None:
    nasty = kev("CVE-2026-10001").replace(
        b"Example Vendor", rb"a\\N\u0000\t\n\\.\u001b\ud83d\ude00"
    )
    assert appliance.load("cisa-kev", nasty) == ("catalogue", 1, 0)


SAMPLE_FILES = {
    "cisa-kev/known_exploited_vulnerabilities.trim25.json": ("cisa-kev", "catalogue", 25),
    "cisa-kev/feed-2025-excerpt.json": ("cisa-kev", "catalogue", 3),
    "cisa-kev/feed-excerpt.json": ("cisa-kev", "catalogue", 2),
    "tor/exit-nodes.lst": ("tor-exits", "exits", 100),
    "tor/tor-exit-current.txt": ("tor-exits", "exits", None),
    "tor/tor-nodes-excerpt.dat": ("tor-exits", "exits", 1),
    "spamhaus/drop.txt": ("spamhaus-drop", "v4", 60),
    "spamhaus/drop-2017-snapshot.txt": ("spamhaus-drop", "v4", 36),
    "spamhaus/edrop-legacy.txt": ("spamhaus-drop", "v4", 20),
    "spamhaus/dropv6.txt": ("spamhaus-drop", "v6", 51),
    "spamhaus/asndrop.ndjson": ("spamhaus-drop", "asn", 60),
    "spamhaus/asndrop-legacy.txt": ("spamhaus-drop", "asn", 2),
    "abuseipdb/blacklist-feed.json": ("abuseipdb-blacklist", None, None),
    "epss/feed-excerpt.csv": ("epss", None, None),
    "feodo/ipblocklist.json": ("feodo-tracker", None, None),
    "feodo/ipblocklist-hit.json": ("feodo-tracker", None, None),
    "openphish/feed.txt": ("openphish", None, 300),
    "openphish/feed-short.txt": ("openphish", None, None),
    "phishtank/online-valid.excerpt.json": ("phishtank", None, None),
    "urlhaus/feed-recent.csv": ("urlhaus-feed", None, 1),
    "urlhaus/feed-country-hit.csv": ("urlhaus-feed", None, None),
    "malwarebazaar/get_recent-hit.json": ("malwarebazaar-feed", None, None),
    "rdap/iana-bootstrap-dns.json": ("rdap", "dns", None),
    "rdap/iana-bootstrap-ipv4.json": ("rdap", "ipv4", None),
    "rdap/iana-bootstrap-ipv6.json": ("rdap", "ipv6", None),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_real_files(database_url: str, name: str) -> None:
    slug, part, rows = SAMPLE_FILES[name]
    (loaded,) = import_file(database_url, slug, SAMPLES / name)
    assert part is None or loaded.part == part
    assert loaded.rows == rows if rows is not None else loaded.rows > 0
