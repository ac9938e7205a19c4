"""Bloom filters as feeds: checked as they come, kept as they are, looked up where they lie."""

import gzip
import hashlib
import io
import os
import struct
import time
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.db.pool import Database
from backend.feeds.errors import FeedError
from backend.feeds.file_lookup import FileLookup
from backend.feeds.files import FeedFiles
from backend.feeds.importing import import_file
from backend.feeds.loading import LoadedPart
from backend.feeds.refreshing import Outcome, Refresher
from backend.models.errors import SourceError
from backend.models.indicators import Kind
from backend.sources.bloom_filter import HEAD, BloomFile, fnv1, head_of
from backend.sources.contract import FeedAnswer
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins.web import Canned, WebStandIn
from tests.support.bloom import bloom

SOURCE = all_sources()["hashlookup-filter"]
LONG_AGO = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)


def sha1(number: int) -> str:
    return hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest().upper()


KNOWN = [sha1(number) for number in range(200)]
FILTER = bloom(KNOWN)


class Kept:
    """Imports into the test's database and folder, and looks what is there."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder / "feeds"
        self.folder.mkdir()
        self.upload = folder / "file"
        self.files = FeedFiles(self.folder)
        self.path = self.folder / SOURCE.slug / "filter.bloom"

    def load(self, content: bytes, written: datetime | None = None) -> LoadedPart:
        self.upload.write_bytes(content)
        if written is not None:
            os.utime(self.upload, (written.timestamp(), written.timestamp()))
        files = FeedFiles(self.folder)  # as another process has it
        (loaded,) = import_file(self.url, SOURCE.slug, self.upload, files=files)
        return loaded

    async def look(self, value: str) -> FeedAnswer:
        return await FileLookup(self.files, SOURCE, None).find(Kind.SHA1, value)

    async def knows(self, value: str) -> bool:
        return bool((await self.look(value)).hits)


@pytest.fixture
def kept(database_url: str, tmp_path: Path) -> Kept:
    return Kept(database_url, tmp_path)


def test_values_are_hashed_as_fnv_says() -> None:
    """The vectors that its authors publish."""
    assert fnv1(b"") == 0xCBF29CE484222325
    assert fnv1(b"a") == 0xAF63BD4C8601B7BE
    assert fnv1(b"foobar") == 0x340D8765A4DDA9C2


def test_what_was_put_in_is_known_and_little_else(tmp_path: Path) -> None:
    values = [sha1(number) for number in range(1000)]
    path = tmp_path / "filter"
    path.write_bytes(bloom(values, rate=0.01, behind=b"attached"))
    file = BloomFile(path)
    assert all(file.look_up(value) for value in values)
    strangers = [sha1(number) for number in range(1000, 11_000)]
    wrong = sum(file.look_up(value) is not None for value in strangers)
    hit = file.look_up(values[0])
    assert hit is not None
    assert hit.data["values"] == pytest.approx(1000, abs=10)
    # What a hit says of the filter is what the filter does.
    assert wrong / len(strangers) == pytest.approx(hit.data["rate"], rel=0.5)
    file.close()


def as_zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("LICENSE", "CC BY 4.0")
        archive.writestr("known.bloom", content)
    return packed.getvalue()


PACKED = {"plain": FILTER, "gzip": gzip.compress(FILTER), "zip": as_zip(FILTER)}


@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED.keys())
async def test_a_filter_is_kept_unpacked_and_as_old_as_its_file(kept: Kept, content: bytes) -> None:
    loaded = kept.load(content, LONG_AGO)
    assert (loaded.part, loaded.rows, loaded.as_of) == ("filter", 200, LONG_AGO)
    assert kept.path.read_bytes() == FILTER
    assert await kept.knows(KNOWN[7])
    assert not await kept.knows(KNOWN[7].lower())
    assert (await kept.look(sha1(999))).as_of == LONG_AGO


async def test_it_is_replaced_in_one_step_and_the_old_one_read_on(kept: Kept) -> None:
    kept.load(FILTER)
    assert await kept.knows(KNOWN[0])
    old = BloomFile(kept.path)
    kept.load(bloom([sha1(n) for n in range(500, 700)]))
    assert not await kept.knows(KNOWN[0])
    assert await kept.knows(sha1(500))
    assert old.look_up(KNOWN[0])
    assert [path.name for path in kept.path.parent.iterdir()] == ["filter.bloom"]


def test_a_file_of_the_next_year_is_of_now(kept: Kept) -> None:
    loaded = kept.load(FILTER, datetime.fromtimestamp(time.time() + 400 * 24 * 3600, UTC))
    assert loaded.as_of is not None
    assert loaded.as_of <= datetime.now(UTC)


def changed(**fields: float) -> bytes:
    """The filter, with other numbers in its head."""
    names = ("version", "capacity", "rate", "each", "bits", "values")
    numbers = dict(zip(names, struct.unpack_from("<QQdQQQ", FILTER), strict=True)) | fields
    return struct.pack("<QQdQQQ", *numbers.values()) + FILTER[HEAD.size :]


REFUSED = {
    "cut off": (FILTER[:-1], "cut off"),
    "head alone": (FILTER[: HEAD.size], "cut off"),
    "of another version": (bloom(KNOWN, version=2), "version 1"),
    "text": (b"<html>" * 100, "expected a Bloom filter"),
    "too short": (b"\x01", "expected a Bloom filter"),
    "knows everything": (FILTER[: HEAD.size] + b"\xff" * len(FILTER), "damaged"),
    "too full": (bloom([sha1(n) for n in range(900)], capacity=200), "too full"),
    "of nothing": (bloom([]), "no rows"),
    "more bits than an exabyte": (changed(bits=2**63), "cut off"),
    "no bits": (changed(bits=0), "expected a Bloom filter"),
    "many bits for each": (changed(each=2**60), "expected a Bloom filter"),
    "a rate that is none": (changed(rate=float("nan")), "expected a Bloom filter"),
    "as many values as there are numbers": (changed(values=2**64 - 1), "too full"),
}


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_refused_changes_nothing(kept: Kept, content: bytes, why: str) -> None:
    kept.load(FILTER)
    with pytest.raises(FeedError, match=why) as refused:
        kept.load(content)
    assert "parser failed" not in refused.value.detail
    assert kept.path.read_bytes() == FILTER
    assert await kept.knows(KNOWN[0])


@pytest.mark.parametrize("content", [b"", FILTER[:20], FILTER[:-8]], ids=["empty", "head", "cut"])
async def test_a_damaged_file_in_the_folder_is_a_failure_of_the_source(
    kept: Kept, content: bytes
) -> None:
    kept.load(FILTER)
    kept.path.unlink()
    kept.path.write_bytes(content)
    with pytest.raises(SourceError, match="load it anew"):
        await kept.look(KNOWN[0])


@pytest.fixture
async def refresher(database: Database, kept: Kept) -> AsyncIterator[Refresher]:
    client = HttpClient(version="0")
    yield Refresher(database=database, http=client, seconds=5, files=kept.files)
    await client.close()


async def test_a_download_is_as_old_as_its_publisher_says(refresher: Refresher, kept: Kept) -> None:
    modified = {"Last-Modified": "Sat, 03 Feb 2024 04:05:06 GMT"}
    async with WebStandIn() as web:
        web.put("/known", Canned(body=FILTER, headers=modified))
        settings = {"filter_url": f"{web.url}/known"}
        for outcome in (Outcome.LOADED, Outcome.UNCHANGED):
            (part,) = await refresher.refresh(SOURCE, settings)
            assert part.outcome is outcome, part.error
            assert (await kept.look(KNOWN[3])).as_of == LONG_AGO


def test_the_head_of_what_is_published() -> None:
    """The numbers of the filter of October 2023, which is 956 MiB."""
    head = head_of(struct.pack("<QQdQQQ", 1, 418_299_668, 0.0001, 14, 8_018_786_106, 418_299_668))
    assert head is not None
    assert head.size_bytes >> 20 == 955
    assert head.rate == pytest.approx(0.0001, rel=0.02)
    assert head.size_bytes < SOURCE.feed[0].form.at_most_bytes  # type: ignore[union-attr]
