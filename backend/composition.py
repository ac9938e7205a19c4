"""The composition: everything that the service is made of, opened and closed in order."""

import asyncio
import secrets
from datetime import timedelta

import structlog

from backend.access.accounts import Accounts
from backend.access.attempts import Attempts
from backend.access.sessions import Sessions
from backend.access.setup import Setup
from backend.access.tokens import Tokens
from backend.access.users import Profiles
from backend.cache import open_cache
from backend.changes import ChangeListener
from backend.config import (
    BackendConfig,
    DatabaseConfig,
    RedisConfig,
    RetentionConfig,
)
from backend.db.pool import Database
from backend.enrichment.allowances import Allowances
from backend.enrichment.asking import Asker
from backend.enrichment.caching import AnswerCache
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.comparing import Comparisons
from backend.enrichment.contexts import ContextMaker, open_slots
from backend.enrichment.engine import Engine
from backend.enrichment.feeds import Feeds
from backend.enrichment.fetching import Fetcher
from backend.enrichment.history import History
from backend.enrichment.judging import Judge
from backend.enrichment.limits_left import LimitsLeft
from backend.enrichment.memory import Memory
from backend.enrichment.observing import Counted, Fetches
from backend.enrichment.override_editing import OverrideEditor
from backend.enrichment.overrides import OverrideHolder
from backend.enrichment.overview import Overview
from backend.enrichment.plan import Circumstances
from backend.enrichment.presets import Presets
from backend.enrichment.preview import Previewer
from backend.enrichment.recorder import Recorder
from backend.enrichment.recordings import Recordings
from backend.enrichment.replaying import Replayed, without_limits
from backend.enrichment.source_health import SourcesHealth
from backend.enrichment.techniques import Techniques
from backend.enrichment.trying import Tester
from backend.enrichment.trying_tasks import TaskTester
from backend.enrichment.user_sources import UserSources
from backend.extraction.running import Extractor
from backend.feeds.files import FeedFiles
from backend.feeds.loader import Loader
from backend.health.counting import HealthCounter
from backend.housekeeping import Housekeeping, ensure_months
from backend.ignore_lists.lists import IgnoreLists
from backend.ignore_lists.store import ListStore
from backend.indicators.store import KindStore
from backend.jobs.probes import Probes
from backend.jobs.runs import Runs
from backend.jobs.worker import JobWorker, Needs
from backend.limits.allowance import Allowance
from backend.limits.circuits import Circuits
from backend.limits.store import DatabaseStore
from backend.limits.taking import Limits
from backend.models.errors import ApplicationError
from backend.models.limits import VendorSaid
from backend.models.sources import Source
from backend.notifications.notifier import Notifier
from backend.secrets.keys import KeyFile, SecretKeyError
from backend.secrets.store import SecretStore, ensure_key
from backend.services import Services
from backend.sources import contract, registry
from backend.sources.code_delivery import CodeDelivery, Refusals
from backend.sources.editing import SourceEditor
from backend.sources.http import HttpClient
from backend.sources.outbound import Outbound
from backend.sources.slots import SlotEditor
from backend.sources.states import SourceStates
from backend.sources.user_code import Runner
from backend.sources.versions import CodeVersions
from backend.surroundings import Surroundings
from backend.tasks import Tasks
from backend.uploads import MIB, Uploads
from backend.watchlists.house import Watch

log = structlog.get_logger()

FINISH_SECONDS = 4.0
LISTS_SECONDS = 120.0


class Backend:
    """Opens and closes what the service is made of."""

    def __init__(
        self,
        config: BackendConfig,
        database: DatabaseConfig,
        redis: RedisConfig,
        retention: RetentionConfig,
        around: Surroundings,
        *,
        replayed: Replayed | None,
    ) -> None:
        self._replayed = replayed
        self._retention = retention
        self._config = config
        self._database_config = database
        self._redis = redis
        self._around = around
        self._outbound = Outbound(around.outbound)
        self._tasks = Tasks()
        self._owner = secrets.randbits(62)

    async def open(self) -> Services:
        """Everything, started. Runs on the server's event loop."""
        config, around = self._config, self._around
        self._database = Database(
            around.database_url,
            connections=self._database_config.connections,
            application_name="backend",
        )
        await ensure_months(self._database)
        refused = Refusals(self._database).refused
        self._runners = {
            k: Runner(path, refused=refused) for k, path in around.runner_sockets.items()
        }
        self._http = HttpClient(version=around.version, outbound=self._outbound)
        # What is replayed must not get among what others were really answered.
        shared = None if self._replayed is not None else self._redis.url
        self._cache = open_cache(shared, config.cache_mb * 1024 * 1024)
        self._answers = AnswerCache(self._cache)
        built_in = registry.all_sources()
        catalog = self._catalog = CatalogHolder(self._database)
        self._user_sources = UserSources(
            self._runners,
            state_of=lambda source_id: catalog.current.states.get(source_id, ""),
            database=self._database,
        )
        self._overrides = OverrideHolder(self._database)
        self._memory = Memory(self._database)
        self._health = HealthCounter(self._database)
        replay = self._replayed is not None
        self._recordings = Recordings(self._database, catalog, replay=replay)
        self._open_limits(built_in)
        self._kinds = KindStore(self._database)
        self._keys = await self._open_keys()
        self._lists = self._open_lists()
        editor = SourceEditor(self._database, self._runners, built_in)
        await editor.add_built_in()
        self._engine = self._make_engine(catalog, built_in)
        self._uploads = Uploads(
            around.spool,
            upload_bytes=config.upload_mb * MIB,
            spool_bytes=config.spool_mb * MIB,
        )
        self._open_access()
        tester = Tester(
            catalog=catalog,
            circumstances=self._circumstances,
            built_in=built_in,
            make_context=self._contexts.make,
            open_secrets=self._open_secrets,
            runners=self._runners,
            user_sources=self._user_sources,
            replayed=self._replayed,
        )
        limits_left = LimitsLeft(catalog, self._limits, self._allowances, self._circuits)
        overview = Overview(self._database, catalog, built_in, self._allowances)
        presets = Presets(self._database, catalog)
        watch = Watch(
            database=self._database,
            keys=self._keys,
            engine=self._engine,
            catalog=catalog,
            presets=presets,
            views=overview.all,
            owner=self._owner,
            version=around.version,
            mail=around.mail,
            outbound=self._outbound,
            public_url=around.public_url,
            days=self._retention.notification_days,
        )
        self._jobs = self._make_jobs(watch.notifier)
        self._house = Housekeeping(
            database=self._database,
            engine=self._engine,
            tokens=self._tokens,
            sessions=self._sessions,
            uploads=self._uploads,
            limits=self._limit_store,
        )
        await self._start_listening()
        self._jobs.start()
        watch.start(self._tasks)
        delivery = CodeDelivery(self._database, self._runners)
        self._tasks.start(delivery.run(), name="code-delivery")
        log.info("backend_ready", sources=len(catalog.current.sources))
        if self._replayed is not None:
            told = {"recording": self._replayed.name, "answers": len(self._replayed)}
            log.warning("answers_are_replayed", **told)
        return Services(
            version=around.version,
            offline=self._outbound.offline,
            replay=self._replayed is not None,
            database=self._database,
            tokens=self._tokens,
            sessions=self._sessions,
            accounts=Accounts(self._database, self._sessions, self._attempts),
            profiles=Profiles(self._database),
            setup=self._setup,
            catalog=catalog,
            kinds=self._kinds,
            engine=self._engine,
            limits=limits_left,
            answers=self._answers,
            history=History(self._database, self._engine),
            overrides=OverrideEditor(self._database, self._overrides),
            memory=self._memory,
            comparisons=Comparisons(self._database),
            previewer=Previewer(catalog, self._circumstances, self._memory, limits_left),
            presets=presets,
            watch=watch,
            sources=editor,
            versions=CodeVersions(self._database),
            secrets=SecretStore(self._database, self._keys),
            slots=SlotEditor(self._database, built_in),
            overview=overview,
            source_health=SourcesHealth(self._database, self._health, overview, limits_left),
            tester=tester,
            task_tester=TaskTester(catalog, self._open_secrets, self._runners),
            states=SourceStates(self._database),
            runs=Runs(self._database),
            recordings=self._recordings,
            probes=Probes(
                self._database,
                built_in,
                watch.notifier,
                on=around.health.probe_hours > 0 and self._replayed is None,
                offline=self._outbound.offline,
            ),
            feeds=Feeds(self._database, catalog, built_in, self._make_loader()),
            runners=self._runners,
            ignore_lists=self._lists,
            list_store=ListStore(self._database),
            spool=around.spool,
            uploads=self._uploads,
            extractor=Extractor(self._uploads, around.document_reader, around.spool),
        )

    async def finish(self) -> None:
        """Take no more, and let what is in flight come to its end."""
        left = await self._engine.stop(FINISH_SECONDS)
        if left:
            log.warning("requests_interrupted", requests=left, next="the next start goes on")

    async def close(self) -> None:
        """Let everything go."""
        await asyncio.to_thread(self._jobs.stop)
        await self._tasks.cancel_all()
        await self._http.close()
        for runner in self._runners.values():
            await runner.close()
        await self._cache.close()
        await self._house.record_uses()
        await self._flush()
        await self._attempts.close()
        await self._database.close()
        log.info("backend_stopped")

    async def _flush(self) -> None:
        try:
            await self._health.flush()
            await self._recordings.flush()
        except ApplicationError as error:
            log.warning("counts_not_recorded", detail=error.detail)

    def _open_lists(self) -> IgnoreLists:
        around = self._around
        return IgnoreLists(
            self._database,
            url=around.database_url,
            folder=around.ignore_lists,
            command=around.lists_command,
            tasks=self._tasks,
        )

    def _open_limits(self, built_in: dict[str, contract.Source]) -> None:
        self._limit_store = DatabaseStore(self._database)
        self._limits = Limits(self._limit_store, self._tasks)
        self._allowances = Allowances(self._catalog, built_in)
        self._circuits = Circuits()

    def _fetches(self, built_in: dict[str, contract.Source]) -> Fetches:
        if self._replayed is not None:
            return self._replayed
        fetcher = Fetcher(
            built_in=built_in,
            make_context=self._contexts.make,
            open_secrets=self._open_secrets,
            runners=self._runners,
            decorate=Techniques(self._database).decorate,
            user_sources=self._user_sources,
        )
        return Counted(fetcher, self._health)

    def _allowance_of(self, source: Source) -> Allowance:
        allowance = self._allowances.of(source)
        return allowance if self._replayed is None else without_limits(allowance)

    async def _hear(self, source: Source, said: VendorSaid) -> None:
        await self._limits.hear(self._allowances.of(source), said)

    def _open_access(self) -> None:
        config, around = self._config, self._around
        self._tokens = Tokens(self._database, around.local_token_file)
        self._sessions = Sessions(
            self._database,
            idle=timedelta(minutes=config.session_idle_minutes),
            lifetime=timedelta(days=config.session_days),
        )
        self._attempts = Attempts(self._redis.url)
        self._setup = Setup(self._database, around.setup_token_file)

    def _make_engine(self, catalog: CatalogHolder, built_in: dict[str, contract.Source]) -> Engine:
        recorder = Recorder(self._database, self._owner)
        self._tasks.start(recorder.run(), name="recorder")
        files = FeedFiles(self._around.feeds)
        self._contexts = ContextMaker(self._database, self._http, files, self._hear)
        self._circumstances = Circumstances(
            frozenset(self._runners),
            self._lists.match,
            offline=self._outbound.offline,
            replay=self._replayed is not None,
        )
        self._tasks.start(self._health.run(), name="health")
        self._tasks.start(self._recordings.run(), name="recordings")
        asker = Asker(
            fetcher=self._fetches(built_in),
            cache=self._answers,
            limits=self._limits,
            allowance_of=self._allowance_of,
            circuits=self._circuits,
            source_concurrency=self._config.source_concurrency,
            concurrency=self._config.concurrency,
            seen=self._recordings.note,
        )
        return Engine(
            database=self._database,
            recorder=recorder,
            catalog=catalog,
            asker=asker,
            judge=Judge(catalog, self._overrides, self._memory, self._lists.names_of),
            circumstances=self._circumstances,
            owner=self._owner,
            request_concurrency=self._config.request_concurrency,
            source_concurrency=self._config.source_concurrency,
            tasks=self._tasks,
        )

    def _make_loader(self) -> Loader:
        around = self._around
        return Loader(
            database=self._database,
            files=FeedFiles(around.feeds),
            spool=around.spool,
            parse_command=around.feed_parser,
            lost_percent=around.feeding.lost_percent,
        )

    def _make_jobs(self, notifier: Notifier) -> JobWorker:
        around = self._around
        needs = Needs(
            database_url=around.database_url,
            owner=self._owner,
            version=around.version,
            feed_parser=around.feed_parser,
            spool=around.spool,
            feeds=around.feeds,
            runner_sockets=around.runner_sockets,
            secret_key_file=around.secret_key_file,
            retention=self._retention,
            notifier=notifier,
            probe_hours=around.health.probe_hours,
            replay=self._replayed is not None,
            outbound=self._outbound,
            feeding=around.feeding,
        )
        return JobWorker(needs)

    def _open_secrets(self, source: Source) -> dict[str, str]:
        slots = self._catalog.current.slots.get(source.id, ())
        return open_slots(source.name, slots, self._keys)

    async def _open_keys(self) -> KeyFile:
        """The key file; made where there is no secret yet. Without it the rest of us works."""
        keys = KeyFile(self._around.secret_key_file)
        await self._database.transaction(lambda connection: ensure_key(connection, keys))
        try:
            keys.keys()
        except SecretKeyError as error:
            log.error("secret_key_unusable", detail=error.detail)  # noqa: TRY400 — the sentence says it all
        return keys

    async def _start_listening(self) -> None:
        """Read the catalogue, hold the lock that says that we live, then take over."""
        listener = ChangeListener(
            self._around.database_url, owner=self._owner, changed=self._read_again
        )
        self._tasks.start(listener.run(), name="changes")
        await listener.connected.wait()
        await self._compile_lists()
        await self._house.take_over()
        self._house.start(self._tasks, listener)

    async def _compile_lists(self) -> None:
        """What must not be asked is known before anybody asks; a file of before is mostly there."""
        try:
            await self._lists.settled(LISTS_SECONDS)
        except ApplicationError as error:
            log.error("ignore_lists_incomplete", detail=error.detail)  # noqa: TRY400 — the sentence says it all

    async def _read_again(self) -> None:
        self._tokens.forget()
        self._sessions.forget()
        await self._setup.look()
        await self._kinds.reload()
        await self._lists.reload()
        await self._catalog.reload()
        await self._overrides.reload()
        await self._recordings.look()
        await self._limits.look_at_closings()
        await self._engine.obey()
        self._jobs.look_again()
