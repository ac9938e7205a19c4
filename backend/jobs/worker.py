"""The worker: procrastinate on a thread of its own with its own event loop.

Each source's task puts its next run into the queue itself, under a lock that lets it stand there
once. Every 30 seconds, and when sources change, jobs of workers that died are dropped, those that
no longer fit their source too, and tasks that are missing from the queue are put there.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.feeds.files import FeedFiles
from backend.feeds.refreshing import Refresher, clear
from backend.jobs.tasks import SourceTasks
from backend.models.errors import ApplicationError
from backend.models.sources import Source, SourceKind
from backend.secrets.keys import KeyFile
from backend.sources.http import DOWNLOAD_SECONDS, HttpClient
from backend.sources.user_code import Runner

log = structlog.get_logger()

RESCUE_SECONDS = 30.0
STALLED_SECONDS = 60
RETRY_SECONDS = 1.0
STOP_SECONDS = 2.0
# By how much the clocks of two machines may differ.
CLOCKS_SECONDS = 5
CONCURRENCY = 2
SEARCH_PATH = "-c search_path=procrastinate,public"


class JobWorker:
    """Background work of this process."""

    def __init__(
        self,
        *,
        database_url: str,
        version: str,
        feed_parser: Sequence[str],
        spool: Path | None,
        feeds: Path | None = None,
        runner_sockets: dict[SourceKind, Path],
        secret_key_file: Path,
    ) -> None:
        self._database_url = database_url
        self._version = version
        self._feed_parser = feed_parser
        self._spool = spool
        self._feeds = feeds
        self._runner_sockets = runner_sockets
        self._secret_key_file = secret_key_file
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()
        self._main: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def look_again(self) -> None:
        """Sources changed: put tasks that are missing from the queue there now."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._changed.set)

    def stop(self) -> None:
        """Cancel what runs; its job is taken back by the next worker."""
        if self._loop is not None and self._main is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._main.cancel)
        if self._thread.ident is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._work())

    async def _work(self) -> None:
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        clear(self._spool)
        database = Database(self._database_url, connections=1, application_name="jobs")
        http = HttpClient(version=self._version)
        runners = {k: Runner(path) for k, path in self._runner_sockets.items()}
        refresher = Refresher(
            database=database,
            http=http.fetcher(seconds=DOWNLOAD_SECONDS),
            files=FeedFiles(self._feeds),
            parse_command=self._feed_parser,
            spool=self._spool,
        )
        tasks = SourceTasks(
            database=database,
            refresher=refresher,
            runners=runners,
            keys=KeyFile(self._secret_key_file),
        )
        try:
            await self._work_until_cancelled(tasks)
        finally:
            await http.close()
            for runner in runners.values():
                await runner.close()
            await database.close()

    async def _work_until_cancelled(self, tasks: SourceTasks) -> None:
        """A database that goes away ends the worker; it begins again when it is back."""
        while True:
            try:
                await _Queue(self._database_url, tasks, self._changed).work()
            except (ConnectorException, psycopg.Error, ApplicationError, OSError) as error:
                log.warning("jobs_interrupted", detail=str(error).strip())
            except Exception:
                # Background work must not end with one defect: nobody would start it again.
                log.exception("jobs_defect")
            await asyncio.sleep(RETRY_SECONDS)


class _Queue:
    """procrastinate's app with our one kind of task."""

    def __init__(self, database_url: str, tasks: SourceTasks, changed: asyncio.Event) -> None:
        self._tasks = tasks
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
        self._source_task = self._app.task(name="source_task")(self._run_source_task)

    async def work(self) -> None:
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

    async def _rescue_forever(self) -> None:
        while True:
            self._changed.clear()
            await self._drop_stalled()
            wanted = {_key(source.id): source for source in await self._tasks.scheduled()}
            there = await self._drop_outdated(wanted)
            for key, source in wanted.items():
                if key not in there:
                    await self._put(source.id, seconds=0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), RESCUE_SECONDS)

    async def _drop_stalled(self) -> None:
        """Jobs of workers that died; the source's task is then missing, and put there again.

        Its worker may have put the next one there already, so it can't be put back itself.
        """
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            if job.id is not None:
                log.info("job_taken_back", task=job.task_name, job=job.id)
                await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)

    async def _drop_outdated(self, wanted: Mapping[str, Source]) -> set[str]:
        """Waiting jobs that nobody wants, or that wait for longer than their source says now.

        Returns:
            The keys of the jobs that stay.
        """
        stay = set()
        for job in await self._app.job_manager.list_jobs_async():
            key = job.lock or ""
            if job.id is not None and job.status == Status.TODO.value and _outdated(job, wanted):
                await self._app.job_manager.cancel_job_by_id_async(job.id, delete_job=True)
            else:
                stay.add(key)
        return stay

    async def _run_source_task(self, source_id: str) -> None:
        seconds = await self._tasks.run(source_id)
        if seconds is not None:
            await self._put(source_id, seconds=seconds)

    async def _put(self, source_id: str, *, seconds: int) -> None:
        key = _key(source_id)
        with suppress(AlreadyEnqueued):
            deferrer: Any = self._source_task.configure(
                lock=key, queueing_lock=key, schedule_in={"seconds": seconds}
            )
            await deferrer.defer_async(source_id=source_id)


def _outdated(job: Job, wanted: Mapping[str, Source]) -> bool:
    source = wanted.get(job.lock or "")
    if source is None or source.task_interval is None:
        return True
    latest = utc_now() + timedelta(seconds=source.task_interval + CLOCKS_SECONDS)
    return job.scheduled_at is not None and job.scheduled_at > latest


def _key(source_id: str) -> str:
    return f"source {source_id}"
