"""Retention: what is too old goes, by months and in batches; nothing else, nothing that runs."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.config import RetentionConfig
from backend.db.connection import Connection, connect
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.jobs import retention
from backend.jobs.retention import Retention, limits_of
from backend.jobs.scheduled import Report, RunFailedError

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
CONFIG = RetentionConfig(history_days=60, runs_days=30)  # 16 April: history from 1 April on
MONTHS = ("2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")
REQUEST = Query(
    "request",
    "INSERT INTO requests (id, created_at, data, kind, trace_id, owner, state, ended_at) "
    "VALUES (:id, :at, '192.0.2.1', 'IPV4', 't', 1, :state::request_state, :ended_at)",
)
EVENT = Query(
    "event",
    "INSERT INTO request_events (created_at, request_id, sequence, event, data) "
    "VALUES (:at, :id, :sequence, 'result', '{}')",
)
RUN = Query(
    "run",
    "INSERT INTO runs (id, created_at, work, key, trigger, outcome, trace_id, ended_at) VALUES "
    "(:id, :at, 'source', :id, 'SCHEDULE', :outcome::run_outcome, 't', :ended_at)",
)
REQUESTS = Query("requests", "SELECT id FROM requests ORDER BY id")
EVENTS = Query("events", "SELECT DISTINCT request_id AS id FROM request_events ORDER BY 1")
RUNS = Query("runs", "SELECT id FROM runs ORDER BY id")
PARTITIONS = Query(
    "partitions",
    "SELECT inhrelid::regclass::text AS id FROM pg_inherits "
    "WHERE inhparent = 'request_events'::regclass ORDER BY 1",
)
Q = load("requests")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "utc_now", lambda: NOW)
    monkeypatch.setattr(retention, "BATCH", 2)


@pytest.fixture
def history(connection: Connection) -> Connection:
    """A partition for each month; November 2025 has none, so that its events are strays."""
    for month in MONTHS:
        connection.run(Q.ensure_month, month=month)
    return connection


def add(connection: Connection, request_id: str, at: str, state: str = "DONE") -> None:
    moment = datetime.fromisoformat(f"{at}+00:00")
    ended = moment if state in ("DONE", "CANCELLED") else None
    connection.run(REQUEST, id=request_id, at=moment, state=state, ended_at=ended)
    for sequence in (1, 2):
        connection.run(EVENT, id=request_id, at=moment, sequence=sequence)


def ids(connection: Connection, query: Query) -> list[str]:
    return [row["id"] for row in connection.run(query)]


async def clean(database: Database) -> Report:
    report = Report()
    await Retention(database, CONFIG).run("all", report, "t")
    return report


async def test_whole_months_go_and_nothing_within_the_retention(
    history: Connection, database: Database
) -> None:
    for number in range(3):
        add(history, f"stray{number}", f"2025-11-1{number}T08:00")
    add(history, "new-year", "2026-01-01T00:00")
    for number in range(5):
        add(history, f"march{number}", f"2026-03-0{number + 1}T00:00")
    add(history, "march-last", "2026-03-31T23:59:59.999999", "CANCELLED")
    # The oldest day that is kept is the 16th; what goes are whole months before its own.
    add(history, "april-first", "2026-04-01T00:00")
    add(history, "june", "2026-06-15T11:00")
    report = await clean(database)
    kept = ["april-first", "june"]
    assert ids(history, REQUESTS) == ids(history, EVENTS) == kept
    assert [name for name in ids(history, PARTITIONS) if name < "request_events_2026_04"] == []
    assert "request_events_2026_04" in ids(history, PARTITIONS)
    assert "request_events_other" in ids(history, PARTITIONS)
    assert report.rows == 10
    said = "\n".join(line.message for line in report.lines())
    assert "dropped request_events_2025_12" in said
    assert "deleted 10 requests from before 2026-04-01" in said
    again = await clean(database)
    assert again.rows == 0
    assert ids(history, REQUESTS) == kept


@pytest.mark.parametrize("state", ["RUNNING", "PAUSED"])
async def test_what_has_not_ended_stays_with_its_events(
    history: Connection, database: Database, state: str
) -> None:
    add(history, "running", "2026-02-10T00:00", state)
    add(history, "beside-it", "2026-02-11T00:00")
    add(history, "january", "2026-01-11T00:00")
    report = await clean(database)
    assert ids(history, REQUESTS) == ids(history, EVENTS) == ["running"]
    partitions = ids(history, PARTITIONS)
    assert "request_events_2026_02" in partitions
    assert not {"request_events_2026_01", "request_events_2026_03"} & set(partitions)
    assert any("2026_02 stays" in line.message for line in report.lines())


async def test_a_month_that_is_in_use_is_left_for_the_next_time(
    history: Connection, database: Database, database_url: str
) -> None:
    add(history, "january", "2026-01-11T00:00")
    with closing(connect(database_url, application_name="tests")) as reader, reader.transaction():
        reader.run(Query("hold", "SELECT count(*) FROM request_events_2026_01"))
        with pytest.raises(RunFailedError, match="request_events_2026_01"):
            await clean(database)
    await clean(database)
    assert "request_events_2026_01" not in ids(history, PARTITIONS)


async def test_runs_go_by_their_own_age(connection: Connection, database: Database) -> None:
    def run(run_id: str, days: float, outcome: str = "DONE") -> None:
        at = NOW - timedelta(days=days)
        ended: Any = None if outcome == "RUNNING" else at
        connection.run(RUN, id=run_id, at=at, outcome=outcome, ended_at=ended)

    for number in range(5):
        run(f"old{number}", 31 + number, "FAILED")
    run("old-running", 400, "RUNNING")
    run("recent", 29.9)
    report = await clean(database)
    assert ids(connection, RUNS) == ["old-running", "recent"]
    assert report.rows == 5


def test_a_month_is_dropped_when_its_last_day_is_too_old() -> None:
    config = RetentionConfig(history_days=31)
    for today, first in (("2026-03-31", "2026-02-01"), ("2026-04-01", "2026-03-01")):
        now = datetime.fromisoformat(f"{today}T23:00:00+00:00")
        assert f"{limits_of(config, now).history:%Y-%m-%d}" == first
