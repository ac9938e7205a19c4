"""Refreshing online: what changed is loaded, what fails leaves the old rows and says why."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.db.pool import Database
from backend.db.queries import load
from backend.feeds.importing import import_file
from backend.feeds.refreshing import Outcome, Refresher
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins.feeds import (
    DROP_V4_PATH,
    DROP_V6_PATH,
    KEV_PATH,
    FeedsStandIn,
    drop,
    kev,
)
from tests.standins.web import Canned

Q = load("feeds")
SOURCES = all_sources()


@pytest.fixture
async def feeds() -> AsyncIterator[FeedsStandIn]:
    async with FeedsStandIn() as server:
        yield server


@pytest.fixture
async def refresher(database: Database, tmp_path: Path) -> AsyncIterator[Refresher]:
    client = HttpClient(version="0")
    yield Refresher(database=database, http=client, seconds=5, spool=tmp_path)
    await client.close()


async def refresh(refresher: Refresher, feeds: FeedsStandIn, slug: str) -> dict[str, Outcome]:
    parts = await refresher.refresh(SOURCES[slug], feeds.settings()[slug])
    return {part.part: part.outcome for part in parts}


async def state(database: Database, slug: str, part: str) -> dict[str, Any]:
    row = await database.one(Q.find_part, slug=slug, part=part)
    assert row is not None
    return row


@pytest.mark.parametrize("slug", ["cisa-kev", "tor-exits", "spamhaus-drop"])
async def test_every_feed_is_downloaded_and_then_left_alone(
    refresher: Refresher, feeds: FeedsStandIn, slug: str
) -> None:
    first = await refresh(refresher, feeds, slug)
    assert set(first) == {part.name for part in SOURCES[slug].feed}
    assert set(first.values()) == {Outcome.LOADED}
    asked = len(feeds.seen)
    assert set((await refresh(refresher, feeds, slug)).values()) == {Outcome.UNCHANGED}
    assert all("If-None-Match" in seen.headers for seen in feeds.seen[asked:])


async def test_not_modified_keeps_the_rows_and_moves_the_time(
    refresher: Refresher, feeds: FeedsStandIn, database: Database
) -> None:
    await refresh(refresher, feeds, "cisa-kev")
    before = await state(database, "cisa-kev", "catalogue")
    await refresh(refresher, feeds, "cisa-kev")
    after = await state(database, "cisa-kev", "catalogue")
    assert after["loaded_at"] == before["loaded_at"]
    assert after["as_of"] > before["as_of"]
    assert after["checked_at"] > before["checked_at"]
    assert after["rows"] == 2


async def test_a_changed_file_is_loaded(
    refresher: Refresher, feeds: FeedsStandIn, database: Database
) -> None:
    await refresh(refresher, feeds, "cisa-kev")
    feeds.offer(KEV_PATH, kev("CVE-2026-10003"))
    assert await refresh(refresher, feeds, "cisa-kev") == {"catalogue": Outcome.LOADED}
    assert (await state(database, "cisa-kev", "catalogue"))["rows"] == 1


async def test_a_server_without_validators_and_the_same_file(
    refresher: Refresher, feeds: FeedsStandIn
) -> None:
    feeds.put(KEV_PATH, Canned(body=kev("CVE-2026-10001")))
    assert await refresh(refresher, feeds, "cisa-kev") == {"catalogue": Outcome.LOADED}
    assert await refresh(refresher, feeds, "cisa-kev") == {"catalogue": Outcome.UNCHANGED}


FAILURES = {
    "500": (Canned(status=500), "HTTP 500"),
    "429": (Canned(status=429, headers={"Retry-After": "60"}), "Retry-After: 60"),
    "gone": (Canned(status=404), "HTTP 404"),
    "html": (Canned(body=b"<html>sorry</html>"), "'<html>sorry</html>'"),
    "garbage": (Canned(body=bytes(range(256))), "expected"),
    "empty": (Canned(body=b""), "empty"),
    "cut off": (Canned(body=kev("CVE-2026-10001"), break_off=True), "broke off"),
    "no rows": (Canned(body=kev()), "no"),
    "slow": (Canned(delay_seconds=9), "within"),
    "lying 304": (Canned(status=304), "HTTP 304"),
}


@pytest.fixture
def imported(database_url: str, tmp_path: Path) -> Iterator[None]:
    """A catalogue that was carried in before."""
    file = tmp_path / "kev.json"
    file.write_bytes(kev("CVE-2026-10009"))
    import_file(database_url, "cisa-kev", file)
    file.unlink()
    yield
    assert not list(tmp_path.iterdir()), "nothing is left behind"


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("failure", FAILURES)
async def test_a_failure_leaves_the_old_rows_and_its_reason(
    feeds: FeedsStandIn, database: Database, tmp_path: Path, failure: str
) -> None:
    canned, word = FAILURES[failure]
    before = await state(database, "cisa-kev", "catalogue")
    feeds.put(KEV_PATH, canned)
    client = HttpClient(version="0")
    quick = Refresher(database=database, http=client, seconds=1, spool=tmp_path)
    (part,) = await quick.refresh(SOURCES["cisa-kev"], feeds.settings()["cisa-kev"])
    await client.close()
    assert part.outcome is Outcome.FAILED
    assert part.rows == 1
    after = await state(database, "cisa-kev", "catalogue")
    assert word in after["error"]
    assert after["as_of"] == before["as_of"]
    assert after["checked_at"] > before["checked_at"]
    rows = await database.run(Q.find_rows, slug="cisa-kev", kind="CVE", value="CVE-2026-10009")
    assert rows[0]["value"] == "CVE-2026-10009"


async def test_one_part_that_fails_stops_no_other(
    refresher: Refresher, feeds: FeedsStandIn, database: Database
) -> None:
    feeds.put(DROP_V4_PATH, Canned(status=503))
    outcomes = await refresh(refresher, feeds, "spamhaus-drop")
    assert outcomes == {"v4": Outcome.FAILED, "v6": Outcome.LOADED, "asn": Outcome.LOADED}
    feeds.offer(DROP_V4_PATH, drop("198.51.100.0/24"))
    assert (await refresh(refresher, feeds, "spamhaus-drop"))["v4"] is Outcome.LOADED
    assert (await state(database, "spamhaus-drop", "v4"))["error"] is None


async def test_the_file_of_another_part_is_a_failure(
    refresher: Refresher, feeds: FeedsStandIn
) -> None:
    feeds.offer(DROP_V6_PATH, drop("198.51.100.0/24"))
    assert (await refresh(refresher, feeds, "spamhaus-drop"))["v6"] is Outcome.FAILED


async def test_after_an_import_the_whole_file_is_asked_for(
    refresher: Refresher, feeds: FeedsStandIn, database_url: str, tmp_path: Path
) -> None:
    await refresh(refresher, feeds, "cisa-kev")
    file = tmp_path / "kev.json"
    file.write_bytes(kev("CVE-2026-10009"))
    await asyncio.to_thread(import_file, database_url, "cisa-kev", file)
    assert await refresh(refresher, feeds, "cisa-kev") == {"catalogue": Outcome.LOADED}
    assert "If-None-Match" not in feeds.seen[-1].headers


async def test_without_an_address_nothing_is_downloaded(
    refresher: Refresher, feeds: FeedsStandIn
) -> None:
    (part,) = await refresher.refresh(SOURCES["cisa-kev"], {"catalogue_url": " "})
    assert part.outcome is Outcome.NOT_CONFIGURED
    assert feeds.seen == []


async def test_cancelling_ends_the_child(
    refresher: Refresher, feeds: FeedsStandIn, database: Database, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    code = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    slow = Refresher(
        database=database,
        http=refresher.http,
        spool=tmp_path,
        parse_command=[sys.executable, "-c", code],
    )
    task = asyncio.ensure_future(slow.refresh(SOURCES["cisa-kev"], feeds.settings()["cisa-kev"]))
    for _ in range(100):
        if note.exists() and note.read_text():
            break
        await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    until = time.monotonic() + 5
    child = Path("/proc", note.read_text())
    while child.exists():
        assert time.monotonic() < until, "the child goes on"
        await asyncio.sleep(0.05)
