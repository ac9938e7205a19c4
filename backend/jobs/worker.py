"""The worker: background work of this process, on a thread of its own with its own event loop."""

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
import structlog
from procrastinate.exceptions import ConnectorException

from backend.config import FeedsConfig, RetentionConfig
from backend.db.pool import Database
from backend.feeds.files import FeedFiles
from backend.feeds.refreshing import Refresher, clear
from backend.jobs.carried_in import CarriedIn
from backend.jobs.probes import KnownAnswers
from backend.jobs.queue import STOP_SECONDS, Queue
from backend.jobs.recording import Performer
from backend.jobs.retention import Retention
from backend.jobs.scheduled import Scheduled
from backend.jobs.source_tasks import SourceTasks
from backend.jobs.withheld import Withheld
from backend.models.errors import ApplicationError
from backend.models.sources import SourceKind
from backend.notifications.notifier import Notifier
from backend.secrets.keys import KeyFile
from backend.sources.code_delivery import Refusals
from backend.sources.http import HttpClient
from backend.sources.outbound import NO_POLICY, Outbound
from backend.sources.registry import all_sources
from backend.sources.user_code import Runner

log = structlog.get_logger()

RETRY_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What background work needs. `owner` is the key of the lock that says that we live."""

    database_url: str
    owner: int
    version: str
    feed_parser: Sequence[str]
    spool: Path | None
    feeds: Path | None = None
    runner_sockets: dict[SourceKind, Path]
    secret_key_file: Path
    retention: RetentionConfig
    notifier: Notifier
    probe_hours: int
    replay: bool = False
    outbound: Outbound = NO_POLICY
    feeding: FeedsConfig = field(default_factory=FeedsConfig)


class JobWorker:
    """Background work of this process."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()
        self._main: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def look_again(self) -> None:
        """Something changed: put what is missing into the queue now."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._changed.set)

    def stop(self) -> None:
        """Cancel what runs; the next worker runs it again."""
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
        needs = self._needs
        clear(needs.spool)
        database = Database(needs.database_url, connections=1, application_name="jobs")
        http = HttpClient(version=needs.version, outbound=needs.outbound)
        refused = Refusals(database).refused
        runners = {k: Runner(path, refused=refused) for k, path in needs.runner_sockets.items()}
        works = _works(needs, database, http, runners)
        performer = Performer(database, owner=needs.owner)
        try:
            await self._work_until_cancelled(works, performer)
        finally:
            await http.close()
            for runner in runners.values():
                await runner.close()
            await database.close()

    async def _work_until_cancelled(self, works: Sequence[Scheduled], performer: Performer) -> None:
        """A database that goes away ends the queue; it begins again when it is back."""
        while True:
            try:
                await Queue(self._needs.database_url, works, performer, self._changed).work()
            except (ConnectorException, psycopg.Error, ApplicationError, OSError) as error:
                log.warning("jobs_interrupted", detail=str(error).strip())
            except Exception:
                # Background work must not end with one defect: nobody would start it again.
                log.exception("jobs_defect")
            await asyncio.sleep(RETRY_SECONDS)


def _works(
    needs: Needs, database: Database, http: HttpClient, runners: dict[SourceKind, Runner]
) -> list[Scheduled]:
    """Every kind of background work."""
    files, keys, built_in = FeedFiles(needs.feeds), KeyFile(needs.secret_key_file), all_sources()
    refresher = Refresher(
        database=database,
        http=http,
        files=files,
        parse_command=needs.feed_parser,
        spool=needs.spool,
        lost_percent=needs.feeding.lost_percent,
    )
    sources = SourceTasks(
        database=database,
        refresher=refresher,
        runners=runners,
        keys=keys,
        built_in=built_in,
        offline=needs.outbound.offline,
    )
    probes = KnownAnswers(
        database=database,
        http=http,
        files=files,
        keys=keys,
        built_in=built_in,
        notifier=needs.notifier,
        version=needs.version,
        interval=timedelta(hours=needs.probe_hours),
        offline=needs.outbound.offline,
    )
    retention = Retention(database, needs.retention)
    if needs.replay:
        return [Withheld(sources.name), Withheld(probes.name), retention]
    watched = needs.feeding.watch_folder
    carried_in = CarriedIn(database, refresher.loader(), Path(watched) if watched else None)
    return [sources, probes, retention, carried_in]
