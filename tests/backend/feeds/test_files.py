"""Feeds of files: kept whole, replaced in one step or not at all, found by everybody at once."""

import gzip
import hashlib
import io
import os
import sys
import tarfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.db.connection import connect
from backend.db.pool import Database
from backend.db.queries import load
from backend.feeds.errors import FeedError
from backend.feeds.file_lookup import FileLookup, feed_store
from backend.feeds.files import FeedFiles
from backend.feeds.importing import import_file
from backend.feeds.loading import LoadedPart
from backend.feeds.lookup import FeedLookup
from backend.feeds.parsing import Parsing
from backend.feeds.refreshing import Outcome, Refresher
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Kind
from backend.sources.contract import FilePart
from backend.sources.http import HttpClient
from backend.sources.mmdb_files import AT_MOST_BYTES
from backend.sources.registry import all_sources
from tests.standins.feeds import ASN_PATH, CITY_PATH, FeedsStandIn, asn, city
from tests.standins.web import Canned
from tests.support.mmdb import mmdb

Q = load("feeds")
SOURCES = all_sources()
MMDB = SOURCES["mmdb"]
CITY = next(p for p in MMDB.feed if isinstance(p, FilePart) and p.name == "city")
DAY = timedelta(days=1)
NOW = int(time.time())
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


class Kept:
    """Imports into the test's database and folder, and looks what is there."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder / "feeds"
        self.folder.mkdir()
        self.upload = folder / "file"
        self.files = FeedFiles(self.folder)

    def load(self, content: bytes, *, force: bool = False) -> LoadedPart:
        self.upload.write_bytes(content)
        files = FeedFiles(self.folder)  # as another process has it
        (loaded,) = import_file(self.url, "mmdb", self.upload, files=files, force=force)
        return loaded

    def part(self, name: str) -> dict[str, Any]:
        connection = connect(self.url, application_name="tests")
        rows = connection.run(Q.find_part, slug="mmdb", part=name)
        connection.close()
        return rows[0] if rows else {}

    async def city(self, address: str = "192.0.2.7", max_age: timedelta | None = DAY) -> str:
        answer = await FileLookup(self.files, MMDB, max_age).find_containing(
            address, parts=("city",)
        )
        return str(answer.hits[0].data["record"]["city"]["names"]["en"]) if answer.hits else ""

    def names(self) -> list[str]:
        return sorted(p.name for p in self.folder.rglob("*") if p.is_file())


@pytest.fixture
def kept(database_url: str, tmp_path: Path) -> Kept:
    return Kept(database_url, tmp_path)


def archive(**files: bytes) -> bytes:
    """A tar archive, packed, as MaxMind's are."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"GeoLite2-City_20260101/{name.replace('_', '.')}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


async def test_the_file_is_there_as_it_came_and_described(kept: Kept) -> None:
    content = city(built_at=NOW - 3600)
    loaded = kept.load(content)
    built_at = datetime.fromtimestamp(NOW - 3600, UTC)
    assert (loaded.part, loaded.rows, loaded.rows_before) == ("city", 2, 0)
    assert loaded.as_of == built_at
    assert (kept.folder / "mmdb" / "city.mmdb").read_bytes() == content
    assert kept.names() == ["city.mmdb"]
    row = kept.part("city")
    assert (row["rows"], row["as_of"], row["origin"]) == (2, built_at, "file")
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert row["loaded_at"] > built_at
    assert row["error"] is None
    assert await kept.city() == "Exampleton"


async def test_each_part_is_replaced_alone(kept: Kept) -> None:
    kept.load(city())
    kept.load(asn())
    before = (kept.part("city"), (kept.folder / "mmdb" / "city.mmdb").stat().st_ino)
    assert kept.load(asn(64511)).rows_before == 2
    assert (kept.part("city"), (kept.folder / "mmdb" / "city.mmdb").stat().st_ino) == before
    looked = await FileLookup(kept.files, MMDB, DAY).find_containing("192.0.2.7")
    found = {hit.part: hit.data["record"] for hit in looked.hits}
    assert found["asn"]["autonomous_system_number"] == 64511
    assert set(found) == {"asn", "city"}


PACKED = {
    "gzip": gzip.compress(city("Packed")),
    "archive": archive(COPYRIGHT_txt=b"c", LICENSE_txt=b"x" * 9000, GeoLite2_mmdb=city("Packed")),
    "archive alone": gzip.decompress(archive(a_mmdb=city("Packed"))),
}


@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED.keys())
async def test_packed_files_are_kept_unpacked(kept: Kept, content: bytes) -> None:
    assert kept.load(content).part == "city"
    assert await kept.city() == "Packed"


async def test_a_replaced_file_is_found_without_a_word(kept: Kept) -> None:
    kept.load(city("First"))
    assert await kept.city() == "First"
    old = kept.files.find("mmdb", CITY)
    kept.load(city("Second"))
    assert await kept.city() == "Second"
    # Whoever has the old one open reads on in it.
    assert old is not None
    hit = old.look_up("192.0.2.7")
    assert hit is not None
    assert hit.data["record"]["city"]["names"]["en"] == "First"


async def test_one_that_is_gone_is_no_longer_asked(kept: Kept) -> None:
    kept.load(city())
    assert await kept.city()
    (kept.folder / "mmdb" / "city.mmdb").unlink()
    with pytest.raises(SourceError, match="nothing was loaded for mmdb"):
        await kept.city()


REFUSED = {
    "empty": b"",
    "html": b"<html>" * 1000,
    "another feed": b"192.0.2.1\n" * 1000,
    "cut off": city()[:-40],
    "without its beginning": city()[200:],
    "no networks": mmdb({}, built_at=NOW),
    "built next year": city(built_at=NOW + 400 * 24 * 3600),
    "built in 1970": city(built_at=1),
    "archive without one": archive(README_txt=b"hello"),
    "damaged archive": gzip.compress(gzip.decompress(archive(a_mmdb=city()))[:700]),
    "cut gzip": gzip.compress(city())[:-9],
    "record of text": mmdb({"192.0.2.0/24": "text"}, built_at=NOW),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_refused_changes_nothing(kept: Kept, content: bytes) -> None:
    kept.load(city("Old", built_at=NOW - 60))
    before = (kept.part("city"), kept.names())
    with pytest.raises(FeedError) as refused:
        kept.load(content)
    assert "defect" not in refused.value.detail
    assert "parser failed" not in refused.value.detail
    assert (kept.part("city"), kept.names()) == before
    assert await kept.city() == "Old"


def test_the_refusal_says_what_was_expected(kept: Kept) -> None:
    with pytest.raises(FeedError, match=r"no file of mmdb: expected GeoLite2 City .*'<html>'"):
        kept.load(b"<html>\n")


def test_a_file_that_is_too_large_is_refused(kept: Kept) -> None:
    with kept.upload.open("wb") as file:
        file.truncate(AT_MOST_BYTES + 1)
        file.seek(0)
        file.write(b"x")
    with pytest.raises(FeedError, match=f"more than {AT_MOST_BYTES} bytes"):
        import_file(kept.url, "mmdb", kept.upload, files=FeedFiles(kept.folder))


async def test_an_older_file_needs_force(kept: Kept) -> None:
    kept.load(city("New", built_at=NOW))
    older = city("Old", built_at=NOW - 3600)
    with pytest.raises(FeedError, match="before the one that city has"):
        kept.load(older)
    assert await kept.city() == "New"
    kept.load(older, force=True)
    assert await kept.city() == "Old"


def test_a_file_that_lost_half_of_its_networks_needs_force(kept: Kept) -> None:
    many = {f"10.0.{n}.0/24": {"n": n} for n in range(200)}
    few = dict(list(many.items())[:90])
    assert kept.load(mmdb(many, database_type="X", built_at=NOW)).rows == 200
    with pytest.raises(FeedError, match="looks cut off"):
        kept.load(mmdb(few, database_type="X", built_at=NOW))
    assert kept.load(mmdb(few, database_type="X", built_at=NOW), force=True).rows == 90


@pytest.mark.parametrize("folder", [None, Path("/nonexistent/feeds")])
def test_without_a_folder_nothing_is_loaded(kept: Kept, folder: Path | None) -> None:
    kept.upload.write_bytes(city())
    with pytest.raises(FeedError, match="start the appliance once"):
        import_file(kept.url, "mmdb", kept.upload, files=FeedFiles(folder))
    assert kept.part("city") == {}


def test_a_disk_that_refuses_leaves_the_database_alone(kept: Kept) -> None:
    (kept.folder / "mmdb").write_text("in the way")
    with pytest.raises(FeedError, match=r"cannot keep .*city\.mmdb"):
        kept.load(city())
    assert kept.part("city") == {}


async def test_what_a_killed_load_left_is_overwritten(kept: Kept) -> None:
    kept.load(city("First"))
    (kept.folder / "mmdb" / ".city.mmdb.loading").write_bytes(b"half of")
    kept.load(city("Second"))
    assert kept.names() == ["city.mmdb"]
    assert await kept.city() == "Second"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_account_of_the_folder_can_read_what_root_imports(kept: Kept) -> None:
    os.chown(kept.folder, 12345, 12346)
    kept.load(city())
    for path in (kept.folder / "mmdb", kept.folder / "mmdb" / "city.mmdb"):
        found = path.stat()
        assert (found.st_uid, found.st_gid) == (12345, 12346)
        assert found.st_mode & 0o077 == 0


async def test_age_is_the_files_own(kept: Kept) -> None:
    kept.load(city(built_at=NOW - 25 * 3600))
    with pytest.raises(SourceError) as stale:
        await kept.city()
    assert stale.value.kind is FailureKind.STALE
    assert "more than 24 hours ago" in stale.value.detail
    assert await kept.city(max_age=None) == "Exampleton"
    kept.load(asn())
    both = await FileLookup(kept.files, MMDB, DAY).find_containing("192.0.2.7")
    assert [hit.part for hit in both.hits] == ["asn"]
    assert both.too_old == ("city",)


async def test_networks_are_those_of_the_file(kept: Kept) -> None:
    kept.load(mmdb({"192.0.2.0/24": {"a": 1}, "2001:db8::/32": {"b": 1}}, built_at=NOW))
    lookup = FileLookup(kept.files, MMDB, DAY)
    for asked, expected in (
        ("192.0.2.7", ["192.0.2.0/24"]),
        ("192.0.2.0/25", ["192.0.2.0/24"]),
        ("192.0.2.0/24", ["192.0.2.0/24"]),
        ("192.0.0.0/16", []),
        ("2001:db8::7", ["2001:db8::/32"]),
        ("203.0.113.1", []),
    ):
        found = await lookup.find_containing(asked)
        assert [hit.value for hit in found.hits] == expected, asked
    assert (await lookup.find(Kind.CIDR, "192.0.2.0/24")).hits
    assert not (await lookup.find(Kind.CIDR, "192.0.2.0/25")).hits


async def test_a_damaged_file_in_the_folder_is_a_failure_of_the_source(kept: Kept) -> None:
    kept.load(city())
    path = kept.folder / "mmdb" / "city.mmdb"
    path.rename(kept.folder / "away")
    path.write_bytes(b"garbage")
    with pytest.raises(SourceError) as failed:
        await kept.city()
    assert failed.value.kind is FailureKind.INVALID_ANSWER
    assert "load it anew" in failed.value.detail


def test_a_source_looks_where_its_feed_is(database: Database) -> None:
    assert isinstance(feed_store(MMDB, database, FeedFiles(), DAY), FileLookup)
    assert isinstance(feed_store(SOURCES["tor-exits"], database, FeedFiles(), DAY), FeedLookup)


LIARS = {
    "less than announced": ['{"part":"city"}', '{"rows":1,"asOf":1767225600,"bytes":99}', "short"],
    "no time": ['{"part":"city"}', '{"rows":1,"bytes":2}', "xx"],
    "no bytes": ['{"part":"city"}', '{"rows":1,"asOf":1767225600}'],
    "too many bytes": ['{"part":"city"}', '{"rows":1,"asOf":1767225600,"bytes":9999999999}'],
    "negative rows": ['{"part":"city"}', '{"rows":-1,"asOf":1767225600,"bytes":2}', "xx"],
    "time after all": ['{"part":"city"}', '{"rows":1,"asOf":999999999999999,"bytes":2}', "xx"],
    "no part": ['{"rows":1,"asOf":1767225600,"bytes":2}', "xx"],
}


@pytest.mark.parametrize("lines", LIARS.values(), ids=LIARS.keys())
def test_a_child_that_lies_is_not_believed(tmp_path: Path, lines: list[str]) -> None:
    script, file = tmp_path / "liar.py", tmp_path / "file"
    script.write_text("".join(f"print({line!r})\n" for line in lines))
    file.write_bytes(b"x")
    parsing = Parsing(MMDB, file, command=[sys.executable, str(script)])
    with pytest.raises(FeedError) as refused, parsing:
        pass
    assert len(refused.value.detail) < 500


async def test_a_file_that_the_child_let_pass_is_opened_before_it_counts(
    kept: Kept, tmp_path: Path
) -> None:
    """The library that looks things up has the last word."""
    kept.load(city("Old", built_at=NOW - 60))
    script = tmp_path / "liar.py"
    script.write_text(
        f'print(\'{{"part":"city"}}\\n{{"rows":9,"asOf":{NOW},"bytes":7}}\\ngarbage\', end="")'
    )
    with pytest.raises(FeedError, match="cannot keep"):
        import_file(
            kept.url,
            "mmdb",
            kept.upload,
            files=FeedFiles(kept.folder),
            parse_command=[sys.executable, str(script)],
        )
    assert kept.names() == ["city.mmdb"]
    assert await kept.city() == "Old"
    assert kept.part("city")["rows"] == 2


@pytest.fixture
async def feeds() -> AsyncIterator[FeedsStandIn]:
    async with FeedsStandIn() as server:
        yield server


@pytest.fixture
async def refresher(database: Database, kept: Kept) -> AsyncIterator[Refresher]:
    client = HttpClient(version="0")
    files = FeedFiles(kept.folder)
    yield Refresher(database=database, http=client, seconds=5, files=files)
    await client.close()


async def outcomes(refresher: Refresher, feeds: FeedsStandIn) -> dict[str, Outcome]:
    parts = await refresher.refresh(MMDB, feeds.settings()["mmdb"])
    return {part.part: part.outcome for part in parts if part.outcome is not Outcome.NOT_CONFIGURED}


async def test_a_mirror_is_downloaded_and_then_left_alone(
    refresher: Refresher, feeds: FeedsStandIn, kept: Kept
) -> None:
    feeds.offer(CITY_PATH, city("Mirrored", built_at=NOW - 7200))
    assert await outcomes(refresher, feeds) == {"city": Outcome.LOADED, "asn": Outcome.LOADED}
    assert await kept.city() == "Mirrored"
    before = kept.part("city")
    both = {"city": Outcome.UNCHANGED, "asn": Outcome.UNCHANGED}
    assert await outcomes(refresher, feeds) == both
    after = kept.part("city")
    assert after["as_of"] == before["as_of"] == datetime.fromtimestamp(NOW - 7200, UTC)
    assert after["checked_at"] > before["checked_at"]


async def test_a_mirror_that_fails_leaves_the_file_and_says_why(
    refresher: Refresher, feeds: FeedsStandIn, kept: Kept
) -> None:
    await outcomes(refresher, feeds)
    feeds.put(CITY_PATH, Canned(body=city("Broken")[:-50]))
    feeds.put(ASN_PATH, Canned(body=city("In the wrong place")))
    both = {"city": Outcome.FAILED, "asn": Outcome.FAILED}
    assert await outcomes(refresher, feeds) == both
    assert await kept.city() == "Exampleton"
    assert kept.part("city")["error"]
    assert "GeoLite2 ASN" in kept.part("asn")["error"]
    assert kept.names() == ["asn.mmdb", "city.mmdb"]


SAMPLE_FILES = {
    "maxmind/GeoLite2-City-Test.mmdb": "city",
    "maxmind/GeoLite2-Country-Test.mmdb": "country",
    "maxmind/GeoLite2-ASN-Test.mmdb": "asn",
    "maxmind/GeoIP2-Anonymous-IP-Test.mmdb": "other",
    "ipinfo/ipinfo_lite_sample.mmdb": "ipinfo-lite",
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_real_files(kept: Kept, name: str) -> None:
    loaded = kept.load((SAMPLES / name).read_bytes())
    assert loaded.part == SAMPLE_FILES[name]
    assert loaded.rows >= 100


ACCOUNT = {"maxmind_account_id": "100000", "maxmind_license_key": "licence-key-of-an-example"}


async def test_publishers_files_are_downloaded_with_the_secrets_of_an_account(
    refresher: Refresher, feeds: FeedsStandIn, kept: Kept
) -> None:
    needs = {"Authorization": "Basic MTAwMDAwOmxpY2VuY2Uta2V5LW9mLWFuLWV4YW1wbGU="}
    packed = archive(LICENSE_txt=b"x", GeoLite2_mmdb=city("Packed", built_at=NOW))
    lite = mmdb({"192.0.2.0/24": {"asn": "AS64496"}}, database_type="ipinfo generic_lite.mmdb")
    settings = {
        "city_url": feeds.put("/city?suffix=tar.gz", Canned(body=packed, needs=needs)),
        "ipinfo_lite_url": feeds.put("/lite", Canned(body=lite)) + "?token={ipinfo_token}",
        "country_url": "",
        "asn_url": "",
    }
    secrets = {**ACCOUNT, "ipinfo_token": "token of an example"}
    parts = {p.part: p for p in await refresher.refresh(MMDB, settings, secrets=secrets)}
    assert parts["city"].outcome is Outcome.LOADED, parts["city"].error
    assert await kept.city() == "Packed"
    assert parts["ipinfo-lite"].outcome is Outcome.LOADED, parts["ipinfo-lite"].error
    assert feeds.seen[-1].query == {"token": "token of an example"}
    assert "example" not in kept.part("ipinfo-lite")["origin"]
    wrong = {**ACCOUNT, "maxmind_license_key": "another-key-of-an-example"}
    (refused, *_) = await refresher.refresh(MMDB, settings, secrets=wrong)
    assert "HTTP 401" in refused.error


async def test_publishers_are_not_asked_without_an_account(refresher: Refresher) -> None:
    for secrets in ({}, {"maxmind_account_id": "100000"}):
        parts = await refresher.refresh(MMDB, {}, secrets=secrets)
        assert {part.outcome for part in parts} == {Outcome.NOT_CONFIGURED}
