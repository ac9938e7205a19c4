"""Every built-in source answers its fixtures, and has some of each kind."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.db.pool import Database
from backend.sources.registry import all_sources, all_templates
from tests.backend.sources.replay import FIXTURES, Replay, compare
from tests.support.databases import execute, new_database

SOURCES = {**all_sources(), **all_templates()}
FILES = {
    f"{path.parent.name}-{path.stem}": (path.parent.name, json.loads(path.read_text("utf-8")))
    for path in sorted(FIXTURES.glob("*/*.json"))
    if path.parent.name in SOURCES
}
STATUSES = {"hit": "FOUND", "miss": "NOT_FOUND", "error": "ERROR", "skipped": "SKIPPED"}
ALL = ("hit", "miss", "error")


@pytest.mark.parametrize("slug", SOURCES)
def test_each_source_has_a_hit_a_miss_and_an_error(slug: str) -> None:
    names = [path.name for path in FIXTURES.joinpath(slug).glob("*.json")]
    wanted = ("skipped",) if "retired" in SOURCES[slug].tags else ALL
    missing = [word for word in wanted if not any(n.startswith(word) for n in names)]
    assert not missing, f"tests/backend/sources/fixtures/{slug} lacks {', '.join(missing)}"
    strangers = [n for n in names if not n.startswith(tuple(STATUSES))]
    assert not strangers, "a fixture's name says what it is"


def test_no_fixture_is_of_a_source_that_is_gone() -> None:
    assert {path.name for path in FIXTURES.iterdir()} <= set(SOURCES)


@pytest.fixture(scope="module")
def one_database(postgres_url: str, template: str) -> Iterator[str]:
    """One for all of them: what a fixture loads is removed again, which is sooner done."""
    with new_database(postgres_url, template) as url:
        yield url


@pytest.mark.parametrize("name", FILES)
async def test_fixture(name: str, one_database: str, tmp_path: Path) -> None:
    slug, fixture = FILES[name]
    word = name.removeprefix(f"{slug}-").partition("-")[0]
    assert fixture["expected"]["status"] == STATUSES[word]
    replay = Replay(SOURCES[slug], fixture)
    database = Database(one_database, connections=1, application_name="replay")
    try:
        compare(await replay.run(database, one_database, tmp_path), fixture["expected"])
    finally:
        await database.close()
        if SOURCES[slug].feed:
            execute(one_database, "WITH rows AS (DELETE FROM feed_rows) DELETE FROM feed_parts")
