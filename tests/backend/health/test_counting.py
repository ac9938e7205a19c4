"""Questions counted by several processes, and written into the same rows."""

from typing import Any

import pytest

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.health.counting import HealthCounter
from backend.models.answers import Failure, FailureKind
from backend.models.errors import ApplicationError
from tests.support.databases import execute

LATE = Failure(FailureKind.TIMEOUT, "it did not answer")


@pytest.fixture
def source(database_url: str) -> str:
    execute(
        database_url,
        "INSERT INTO sources (id, name, slug, kind) VALUES ('one', 'One', 'one', 'SYSTEM')",
    )
    return "one"


async def rows(database: Database) -> list[dict[str, Any]]:
    from backend.db.queries import load

    queries = load("health")
    found = await database.run(queries.list_slots, since="2000-01-01T00:00:00Z", source_id=None)
    last = await database.run(queries.list_last, source_id=None)
    return [*found, *last]


async def test_processes_add_to_each_other(database: Database, source: str) -> None:
    one, other = HealthCounter(database), HealthCounter(database)
    one.count(source, None, 3.0)
    one.count(source, LATE, 10_000.0)
    other.count(source, None, 3.0)
    await one.flush()
    await other.flush()
    slots = (await rows(database))[:-1]
    assert sum(slot["questions"] for slot in slots) == 3
    assert sum(slot["failures"] for slot in slots) == 1
    assert sum(sum(slot["buckets"]) for slot in slots) == 3
    last = (await rows(database))[-1]
    assert (last["failure_kind"], last["failure_detail"]) == ("TIMEOUT", "it did not answer")
    assert last["success_at"] > last["failure_at"]


async def test_a_source_that_was_deleted_does_not_stop_the_others(
    database: Database, source: str
) -> None:
    counter = HealthCounter(database)
    counter.count("gone", None, 1.0)
    counter.count(source, None, 1.0)
    await counter.flush()
    assert {row["source_id"] for row in await rows(database)} == {source}


async def test_what_the_database_does_not_take_is_written_later(
    database: Database, source: str, connection: Connection, database_url: str
) -> None:
    counter = HealthCounter(database)
    counter.count(source, None, 1.0)
    execute(database_url, "ALTER TABLE source_health RENAME TO hidden")
    with pytest.raises(ApplicationError):
        await counter.flush()
    counter.count(source, LATE, 1.0)
    execute(database_url, "ALTER TABLE hidden RENAME TO source_health")
    await counter.flush()
    *slots, last = await rows(database)
    assert sum(slot["questions"] for slot in slots) == 2
    assert last["success_at"] is not None
    assert last["failure_at"] is not None
