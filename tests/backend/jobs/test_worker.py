"""Background work: run, put again, taken back."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.config import RetentionConfig
from backend.db.connection import Connection
from backend.db.queries import Query, load
from backend.db.rows import to_json
from backend.feeds.parsing import PARSE_COMMAND
from backend.jobs.worker import JobWorker, Needs
from backend.models.ids import new_id
from backend.notifications.notifier import Notifier
from tests.standins.feeds import FeedsStandIn
from tests.standins.web import Canned

SOURCES = load("sources")
PARTS = Query("parts", "SELECT rows, error, checked_at FROM feed_parts WHERE slug = 'cisa-kev'")
JOBS = Query(
    "jobs",
    "SELECT status::text AS status, scheduled_at > now() AS later, "
    "extract(epoch FROM scheduled_at - now()) AS seconds "
    "FROM procrastinate.procrastinate_jobs WHERE lock = :lock",
)
EVERY = Query("every", "UPDATE sources SET task_interval = :seconds WHERE id = :id")
OUTCOMES = Query("outcomes", "SELECT outcome::text AS outcome FROM runs WHERE key = :key")
COUNTED = Query("counted", "SELECT count(*) AS runs FROM runs WHERE key = :key")
SWITCH = Query("switch", "UPDATE sources SET task_enabled = :on WHERE id = :id")
TERMINATE = Query(
    "terminate",
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE application_name LIKE 'jobs%' AND datname = current_database()",
)


@pytest.fixture
def worker(database_url: str, tmp_path: Path) -> Iterator[JobWorker]:
    (tmp_path / "feed-left-by-a-killed-one").mkdir()
    needs = Needs(
        secret_key_file=tmp_path / "secrets",
        database_url=database_url,
        owner=1,
        version="0",
        feed_parser=PARSE_COMMAND,
        spool=tmp_path,
        runner_sockets={},
        retention=RetentionConfig(),
        notifier=Notifier(mails=False, public_url=None),
        probe_hours=24,
    )
    worker = JobWorker(needs)
    yield worker
    worker.stop()


def make_source(connection: Connection, url: str, **more: Any) -> str:
    row = {
        "id": new_id(),
        "name": "CISA KEV",
        "slug": "cisa-kev",
        "description": "",
        "url": "",
        "tags": [],
        "enabled": True,
        "supported_indicators": ["CVE"],
        "disabled_indicators": [],
        "task_enabled": True,
        "task_interval": 3600,
        "config": [],
        "config_values": [{"name": "catalogue_url", "value": url}],
        "limit_enabled": False,
        "limit_wait": "WAIT",
        "limit_reserve_percent": 20,
        "kind": "SYSTEM",
        "cache_enabled": False,
        "activity": "LOCAL",
        "time_limit_seconds": 10,
        "reliability": 90,
        **more,
    }
    connection.run(SOURCES.insert_source, row=to_json(row))
    return str(row["id"])


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)
    return found


async def test_a_feed_is_refreshed_and_due_again_once(
    worker: JobWorker, connection: Connection, tmp_path: Path
) -> None:
    async with FeedsStandIn() as feeds:
        settings = feeds.settings()["cisa-kev"]
        source_id = make_source(connection, settings["catalogue_url"])
        worker.start()
        rows = await wait_in_thread(lambda: connection.run(PARTS))
        assert rows[0]["rows"] > 0
        lock = f"source {source_id}"
        jobs = await wait_in_thread(
            lambda: [j for j in connection.run(JOBS, lock=lock) if j["later"]]
        )
        assert len(jobs) == 1
    assert list(tmp_path.iterdir()) == []


async def test_one_that_is_switched_off_ends(worker: JobWorker, connection: Connection) -> None:
    source_id = make_source(connection, "http://127.0.0.1:9/", task_enabled=False)
    worker.start()
    await asyncio.sleep(1.5)
    assert connection.run(JOBS, lock=f"source {source_id}") == []


async def test_a_changed_schedule_is_effective_at_once(
    worker: JobWorker, connection: Connection
) -> None:
    source_id = make_source(connection, "http://127.0.0.1:9/", task_interval=400)
    lock = f"source {source_id}"
    worker.start()

    def due() -> list[float]:
        return [float(job["seconds"] or 0) for job in connection.run(JOBS, lock=lock)]

    # A run that failed is tried again after its interval, when that is less than 15 minutes.
    await wait_in_thread(lambda: any(seconds > 380 for seconds in due()))
    connection.run(EVERY, seconds=100, id=source_id)
    worker.look_again()
    await wait_in_thread(lambda: any(80 < seconds < 101 for seconds in due()))
    assert connection.run(COUNTED, key=source_id) == [{"runs": 2}]
    connection.run(SWITCH, on=False, id=source_id)
    worker.look_again()
    await wait_in_thread(lambda: connection.run(JOBS, lock=lock) == [])


async def test_a_run_that_is_stopped_is_interrupted_and_run_by_the_next_worker(
    worker: JobWorker, connection: Connection
) -> None:
    async with FeedsStandIn() as feeds:
        feeds.put("/slow", Canned(delay_seconds=60))
        source_id = make_source(connection, feeds.url + "/slow")
        worker.start()
        await wait_in_thread(lambda: feeds.seen)
        await asyncio.to_thread(worker.stop)
        outcomes = connection.run(OUTCOMES, key=source_id)
        assert outcomes == [{"outcome": "INTERRUPTED"}]
        assert connection.run(JOBS, lock=f"source {source_id}") == []
        later = JobWorker(worker._needs)
        try:
            later.start()
            await wait_in_thread(lambda: len(connection.run(OUTCOMES, key=source_id)) == 2)
        finally:
            await asyncio.to_thread(later.stop)


async def test_a_failure_is_written_down_and_tried_again(
    worker: JobWorker, connection: Connection
) -> None:
    source_id = make_source(connection, "http://127.0.0.1:9/")
    worker.start()
    (part,) = await wait_in_thread(lambda: connection.run(PARTS))
    assert "cannot connect" in part["error"]
    lock = f"source {source_id}"
    await wait_in_thread(lambda: [j for j in connection.run(JOBS, lock=lock) if j["later"]])


async def test_a_database_that_goes_away_does_not_end_the_worker(
    worker: JobWorker, connection: Connection
) -> None:
    worker.start()
    await asyncio.sleep(1.0)
    connection.run(TERMINATE)
    make_source(connection, "http://127.0.0.1:9/")
    connection.run(TERMINATE)
    await asyncio.sleep(1.5)
    worker.look_again()
    await wait_in_thread(lambda: connection.run(PARTS))


async def wait_in_thread(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    return await asyncio.to_thread(until, condition, seconds)
