"""The watched folder: what is put there is loaded once it is whole, and moved away."""

import os
from pathlib import Path

import pytest

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.feeds.loader import Loader
from backend.jobs import carried_in
from backend.jobs.carried_in import LOOK_SECONDS, CarriedIn
from backend.jobs.scheduled import Report, RunFailedError
from tests.standins.feeds import addresses, kev, relays

Q = load("feeds")
ORIGINS = Query("origins", "SELECT part, origin, rows FROM feed_parts WHERE loaded_at IS NOT NULL")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for slug in ("tor-exits", "cisa-kev"):
        (folder / slug).mkdir(parents=True)
    return folder


@pytest.fixture
def work(database: Database, folder: Path, tmp_path: Path) -> CarriedIn:
    spool = tmp_path / "spool"
    spool.mkdir()
    return CarriedIn(database, Loader(database=database, spool=spool), folder, settle_seconds=0)


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


async def test_what_has_stopped_growing_is_loaded(
    work: CarriedIn, folder: Path, connection: Connection
) -> None:
    assert await work.wanted() == {}
    exits = folder / "tor-exits" / "exits.txt"
    exits.write_bytes(addresses("192.0.2.1"))
    (folder / "tor-exits" / "half.json.part").write_bytes(b"{")
    (folder / "tor-exits" / ".hidden").write_bytes(b"x")
    assert await work.wanted() == {}, "it may be growing"
    exits.write_bytes(addresses("192.0.2.1", "192.0.2.2"))
    assert await work.wanted() == {}, "it has grown"
    (folder / "tor-exits" / "relays.json").write_bytes(relays("192.0.2.3:9001"))
    assert await work.wanted() == {"tor-exits": LOOK_SECONDS}
    report = Report()
    await work.run("tor-exits", report, "")
    assert [line.message for line in report.lines()] == ["exits.txt: exits has 2 rows, had 0"]
    assert await work.wanted() == {"tor-exits": LOOK_SECONDS}
    await work.run("tor-exits", report, "")
    assert report.rows == 3
    assert await work.wanted() == {}
    left = {"half.json.part", ".hidden", "done/exits.txt", "done/relays.json"}
    assert names(folder / "tor-exits") == left
    parts = {row["part"]: (row["origin"], row["rows"]) for row in connection.run(ORIGINS)}
    assert parts == {"exits": ("exits.txt", 2), "relays": ("relays.json", 1)}


async def looked_at(work: CarriedIn, slug: str) -> str:
    """A run after two looks; how it failed, or nothing."""
    await work.wanted()
    assert await work.wanted() == {slug: LOOK_SECONDS}
    try:
        await work.run(slug, Report(), "")
    except RunFailedError as error:
        return str(error)
    return ""


async def test_what_is_refused_is_moved_with_the_reason(
    work: CarriedIn, folder: Path, connection: Connection
) -> None:
    place = folder / "cisa-kev"
    (place / "a.json").write_bytes(b"<html>")
    (place / "b.json").write_bytes(kev("CVE-2026-10001"))
    said = await looked_at(work, "cisa-kev")
    assert said.startswith("a.json: this is no file of cisa-kev")
    assert names(place) == {"failed/a.json", "failed/a.json.txt", "done/b.json"}
    assert "its first line is '<html>'" in (place / "failed" / "a.json.txt").read_text()
    assert [row["origin"] for row in connection.run(ORIGINS)] == ["b.json"]
    (place / "b.json").write_bytes(kev("CVE-2026-10002"))
    assert not await looked_at(work, "cisa-kev")
    assert len(list((place / "done").iterdir())) == 2, "none takes the other's place"


async def test_a_folder_of_no_feed(work: CarriedIn, folder: Path) -> None:
    (folder / "nothing").mkdir()
    (folder / "nothing" / "list.txt").write_bytes(b"x")
    assert "there is no feed 'nothing'" in await looked_at(work, "nothing")
    assert (folder / "nothing" / "failed" / "list.txt").exists()


@pytest.mark.parametrize("kind", ["link", "pipe"])
async def test_what_is_no_plain_file_is_not_read(
    work: CarriedIn, folder: Path, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "secret").write_text("not to be told\n")
    path = folder / "tor-exits" / "list.txt"
    if kind == "link":
        path.symlink_to(tmp_path / "secret")
    else:
        os.mkfifo(path)
    said = await looked_at(work, "tor-exits")
    assert ("links are not followed" if kind == "link" else "no plain file") in said
    reason = (folder / "tor-exits" / "failed" / "list.txt.txt").read_text()
    assert "not to be told" not in reason + said


async def test_files_that_can_not_be_moved_are_not_loaded(
    work: CarriedIn, folder: Path, connection: Connection
) -> None:
    place = folder / "cisa-kev"
    (place / "done").write_text("in the way of the folder")
    (place / "kev.json").write_bytes(kev("CVE-2026-10001"))
    await work.wanted()
    await work.wanted()
    (place / "done").unlink()
    (place / "done").write_text("in the way, again")
    with pytest.raises(RunFailedError, match="can't be moved in"):
        await work.run("cisa-kev", Report(), "")
    assert connection.run(ORIGINS) == []


async def test_a_file_is_left_alone_for_a_while(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(carried_in, "monotonic", lambda: now)
    work = CarriedIn(database, Loader(database=database), folder)
    (folder / "cisa-kev" / "kev.json").write_bytes(kev("CVE-2026-10001"))
    for seconds, found in ((0, False), (1, False), (8, False), (1, True), (30, True)):
        now += seconds
        assert bool(await work.wanted()) == found


async def test_without_a_folder_nothing_is_wanted(database: Database, tmp_path: Path) -> None:
    loader = Loader(database=database)
    assert await CarriedIn(database, loader, None).wanted() == {}
    assert await CarriedIn(database, loader, tmp_path / "absent").wanted() == {}
