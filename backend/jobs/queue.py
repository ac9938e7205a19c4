"""The queue: procrastinate with every kind of work that is scheduled.

Each work puts its next run into the queue itself, under a lock that lets it stand there once. Every
30 seconds, and when something changed or a run is asked for, what died with its process is ended,
waiting jobs that no longer fit are dropped, and what is missing is put there.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status

from backend.db.connection import utc_now
from backend.jobs.recording import Performer
from backend.jobs.runs import lock_of
from backend.jobs.scheduled import Scheduled

log = structlog.get_logger()

RESCUE_SECONDS = 30.0
STALLED_SECONDS = 60
# After a run that failed; and when another process has the run under way still.
RETRY_SECONDS = 900
UNDER_WAY_SECONDS = 5
STOP_SECONDS = 2.0
# By how much the clocks of two machines may differ.
CLOCKS_SECONDS = 5
CONCURRENCY = 2
# Somebody waits for it.
ASKED_PRIORITY = 10
SEARCH_PATH = "-c search_path=procrastinate,public"


class Wanted(msgspec.Struct, frozen=True):
    """Work that belongs into the queue; without `seconds` it is asked for, once, now."""

    work: str
    key: str
    seconds: int | None


class Queue:
    """procrastinate's app with a task for each kind of work."""

    def __init__(
        self,
        database_url: str,
        works: Sequence[Scheduled],
        performer: Performer,
        changed: asyncio.Event,
    ) -> None:
        self._works = {work.name: work for work in works}
        self._performer = performer
        self._changed = changed
        connector = procrastinate.PsycopgConnector(
            conninfo=database_url,
            kwargs={"options": SEARCH_PATH, "application_name": "jobs-queue"},
            min_size=1,
            max_size=2,
            timeout=5.0,
            reconnect_timeout=5.0,
        )
        self._app = procrastinate.App(connector=connector)
        self._tasks = {name: self._task_of(work) for name, work in self._works.items()}

    async def work(self) -> None:
        """Work until cancelled.

        Raises:
            ConnectorException, psycopg.Error, ApplicationError, OSError: the database went away.
        """
        async with self._app.open_async():
            worker = asyncio.ensure_future(
                self._app.run_worker_async(
                    concurrency=CONCURRENCY,
                    install_signal_handlers=False,
                    listen_notify=False,
                    fetch_job_polling_interval=1.0,
                    delete_jobs="always",
                    shutdown_graceful_timeout=STOP_SECONDS / 2,
                )
            )
            rescue = asyncio.ensure_future(self._rescue_forever())
            try:
                done, _ = await asyncio.wait((worker, rescue), return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
            finally:
                worker.cancel()
                rescue.cancel()
                await asyncio.gather(worker, rescue, return_exceptions=True)

    def _task_of(self, work: Scheduled) -> Any:
        async def run(key: str) -> None:
            succeeded = await self._performer.perform(work, key)
            seconds = (await work.wanted()).get(key)
            if seconds is None:
                return
            if succeeded is None:
                seconds = min(seconds, UNDER_WAY_SECONDS)
            elif not succeeded:
                seconds = min(seconds, RETRY_SECONDS)
            await self._put(work.name, key, seconds=seconds)

        return self._app.task(name=work.name)(run)

    async def _rescue_forever(self) -> None:
        while True:
            self._changed.clear()
            await self._drop_lost(await self._performer.interrupt_lost())
            wanted = await self._wanted()
            there = await self._drop_outdated(wanted)
            for lock, each in wanted.items():
                if lock not in there:
                    asked = each.seconds is None
                    await self._put(each.work, each.key, seconds=0, asked=asked)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), RESCUE_SECONDS)

    async def _wanted(self) -> dict[str, Wanted]:
        """What belongs into the queue, by its lock."""
        found = {}
        for name, work in self._works.items():
            for key, seconds in (await work.wanted()).items():
                found[lock_of(name, key)] = Wanted(name, key, seconds)
        for name, key in await self._performer.runs.asked():
            if name in self._works:
                found[lock_of(name, key)] = Wanted(name, key, None)
        return found

    async def _drop_lost(self, locks: set[str]) -> None:
        """Jobs of workers that died; the work is then missing, and put there again.

        Its worker may have put the next one there already, so it can't be put back itself. That a
        run's process is gone is known at once, by `locks`; that of another job after a minute.
        """
        manager = self._app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
        if locks:
            doing = await manager.list_jobs_async(status=Status.DOING.value)
            stalled += [job for job in doing if job.lock in locks]
        for job_id in {job.id for job in stalled if job.id is not None}:
            log.info("job_taken_back", job=job_id)
            await manager.finish_job_by_id_async(job_id, Status.FAILED, delete_job=True)

    async def _drop_outdated(self, wanted: Mapping[str, Wanted]) -> set[str]:
        """Waiting jobs that nobody wants, or that wait for longer than they are to now.

        Returns:
            The locks of the jobs that stay.
        """
        stay = set()
        for job in await self._app.job_manager.list_jobs_async():
            if job.id is not None and job.status == Status.TODO.value and _outdated(job, wanted):
                await self._app.job_manager.cancel_job_by_id_async(job.id, delete_job=True)
            else:
                stay.add(job.lock or "")
        return stay

    async def _put(self, work: str, key: str, *, seconds: int, asked: bool = False) -> None:
        lock = lock_of(work, key)
        with suppress(AlreadyEnqueued):
            deferrer = self._tasks[work].configure(
                lock=lock,
                queueing_lock=lock,
                schedule_in={"seconds": seconds},
                priority=ASKED_PRIORITY if asked else 0,
            )
            await deferrer.defer_async(key=key)


def _outdated(job: Job, wanted: Mapping[str, Wanted]) -> bool:
    each = wanted.get(job.lock or "")
    if each is None or each.work != job.task_name:
        return True
    latest = utc_now() + timedelta(seconds=(each.seconds or 0) + CLOCKS_SECONDS)
    return job.scheduled_at is not None and job.scheduled_at > latest
