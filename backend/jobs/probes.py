"""Known-answer probes: each source is asked now and then about what it is known to know.

An answer whose shape is another than before, or a source that fails twice in a row after it was
well, is told once, until it is well again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
import structlog

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json
from backend.enrichment.allowances import Allowances
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.contexts import ContextMaker, open_slots
from backend.enrichment.fetching import Fetcher
from backend.enrichment.observing import Counted
from backend.enrichment.results import Outcome, failed_outcome, skipped_outcome
from backend.feeds.files import FeedFiles
from backend.health.counting import HealthCounter
from backend.health.shapes import Shape, changes, shape_of, widened
from backend.jobs.scheduled import Report, RunFailedError
from backend.limits.store import DatabaseStore
from backend.limits.taking import Limits
from backend.models.answers import FailureKind
from backend.models.errors import ApplicationError, ConflictError, SourceSkippedError
from backend.models.indicators import Indicator
from backend.models.limits import VendorSaid
from backend.models.notifications import NotificationKind
from backend.models.runs import PROBE
from backend.models.sources import Activity, KeyNeed, Source, SourceKind
from backend.models.trials import LogLevel
from backend.notifications.notifier import Notice, Notifier
from backend.secrets.keys import KeyFile
from backend.sources import contract
from backend.sources.http import HttpClient
from backend.sources.implementations import implementation_of
from backend.tasks import Tasks
from runners.egress.config import APPLIANCE_OFFLINE

Q = load("probes")
log = structlog.get_logger()

# The first error after a good answer may pass: it is looked at again before anybody is told.
AGAIN = timedelta(minutes=15)
ERRORS_TOLD = 2
CHANGES_TOLD = 10
# By how much of the interval sources are kept apart at first, at random.
SPREAD = 0.1


class Known(msgspec.Struct, frozen=True):
    """What the last probes of a source left."""

    good_at: datetime | None
    errors: int
    version: str | None
    shape: dict[str, list[str]] | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe found. `shape` is what later answers are compared with."""

    status: str
    detail: str | None = None
    errors: int = 0
    shape: Shape | None = None
    tell: bool = False


class Probes:
    """What people do with probes."""

    def __init__(
        self,
        database: Database,
        built_in: Mapping[str, contract.Source],
        notifier: Notifier,
        *,
        on: bool,
        offline: bool,
    ) -> None:
        self._database = database
        self._built_in = built_in
        self._notifier = notifier
        self._on = on
        self._offline = offline

    async def ask(self, source: Source) -> None:
        """Have a source probed now.

        Raises:
            ConflictError: it is not probed at all, and why.
        """
        why = "" if self._on else "probes are switched off: [health] probe_hours is 0"
        why = why or _unfit(
            source, implementation_of(source, self._built_in), offline=self._offline
        )
        if why:
            raise ConflictError(f"{source.name} is not probed: {why}")
        await self._database.run(Q.ask, source_id=source.id)

    async def forget(self, source: Source) -> None:
        """Take whatever the next probe finds as what is right."""

        def within(connection: Connection) -> None:
            connection.run(Q.forget, source_id=source.id)
            self._notifier.resolve(connection, _key(source.id))

        await self._database.transaction(within)


class KnownAnswers:
    """Implements `Scheduled`; a key is the id of a source.

    It says itself when each of them is due, so that a source is first probed after the interval
    and a restart probes nobody.
    """

    name = PROBE

    def __init__(
        self,
        *,
        database: Database,
        http: HttpClient,
        files: FeedFiles,
        keys: KeyFile,
        built_in: Mapping[str, contract.Source],
        notifier: Notifier,
        version: str,
        interval: timedelta,
        offline: bool = False,
    ) -> None:
        self._database = database
        self._built_in = built_in
        self._notifier = notifier
        self._version = version
        self._interval = interval
        self._offline = offline
        self._catalog = CatalogHolder(database)
        self._limits = Limits(DatabaseStore(database), Tasks())
        self._allowances = Allowances(self._catalog, built_in)
        self._health = HealthCounter(database)
        contexts = ContextMaker(database, http, files, self._hear)
        fetcher = Fetcher(
            built_in=built_in,
            make_context=contexts.make,
            open_secrets=lambda source: open_slots(
                source.name, self._catalog.current.slots.get(source.id, ()), keys
            ),
            runners={},
        )
        self._fetcher = Counted(fetcher, self._health)

    async def wanted(self) -> Mapping[str, int]:
        """The sources that are due."""
        if not self._interval:
            return {}
        fit = [
            row["id"]
            for row in await self._database.run(Q.list_ready)
            if not _declared(self._built_in.get(row["slug"]), offline=self._offline)
        ]
        seconds = self._interval.total_seconds()
        rows = await self._database.run(Q.plan, ids=fit, seconds=seconds, spread=SPREAD)
        return {row["source_id"]: int(seconds) for row in rows}

    async def run(self, key: str, report: Report, trace_id: str) -> None:
        """Probe one source. That it fails is what a probe is to find out, and no failed run."""
        await self._catalog.reload()
        source = self._catalog.current.sources.get(key)
        if source is None:
            raise RunFailedError("the source was deleted")
        why = _unfit(source, implementation_of(source, self._built_in), offline=self._offline)
        if why:
            raise RunFailedError(f"{source.name} is not probed: {why}")
        known = self._built_in[source.slug].known
        if known is None:
            raise AssertionError("a source without a known answer is unfit")
        before = await self._before(source.id)
        outcome = await self._ask(source, known, trace_id)
        found = judge(outcome, known, before, self._version)
        report.say(
            f"{source.name} about {known.data}: {found.status}"
            + (f": {found.detail}" if found.detail else ""),
            LogLevel.INFO if found.status in ("WELL", "SKIPPED") else LogLevel.WARNING,
        )
        await self._database.transaction(
            lambda connection: self._record(connection, source, known, found)
        )
        await self._health.flush()

    async def _before(self, source_id: str) -> Known:
        row = await self._database.one(Q.find, source_id=source_id)
        return msgspec.convert(row, Known) if row else Known(None, 0, None, None)

    async def _ask(self, source: Source, known: Indicator, trace_id: str) -> Outcome:
        async def again() -> None:
            await self._limits.take(allowance, background=True, at_once=True)

        allowance = self._allowances.of(source)
        try:
            await self._limits.look_at_closings()
            await again()
        except SourceSkippedError as error:
            return skipped_outcome(error, source)
        except ApplicationError as error:
            return failed_outcome(FailureKind.DATABASE_ERROR, error.detail)
        return await self._fetcher.fetch(source, known, trace_id, again)

    async def _hear(self, source: Source, said: VendorSaid) -> None:
        await self._limits.hear(self._allowances.of(source), said)

    def _record(
        self, connection: Connection, source: Source, known: Indicator, found: Found
    ) -> None:
        soon = found.status == "ERROR" and found.errors < ERRORS_TOLD
        connection.run(
            Q.record,
            source_id=source.id,
            seconds=(min(AGAIN, self._interval) if soon else self._interval).total_seconds(),
            status=found.status,
            detail=found.detail,
            errors=found.errors,
            well=found.status == "WELL",
            version=self._version,
            shape=to_json(found.shape) if found.shape is not None else None,
        )
        if found.status == "WELL":
            self._notifier.resolve(connection, _key(source.id))
        elif found.tell:
            self._notifier.notify(connection, _notice(source, known, found))
            log.warning("probe_failed", source=source.slug, status=found.status)


def judge(outcome: Outcome, known: Indicator, before: Known, version: str) -> Found:
    """What an answer about a known indicator means, by what was there before.

    What was never well has nothing to lose, and is not told of.
    """
    was_well = before.good_at is not None
    if outcome.skip is not None:
        return Found(status="SKIPPED", detail=outcome.skip.detail, errors=before.errors)
    if outcome.failure is not None:
        errors = before.errors + 1
        detail = f"{outcome.failure.kind}: {outcome.failure.detail}"
        tell = was_well and errors >= ERRORS_TOLD
        return Found(status="ERROR", detail=detail, errors=errors, tell=tell)
    if outcome.answer is None or not outcome.answer.found:
        detail = f"it does not know {known.data}"
        return Found(status="CHANGED", detail=detail, tell=was_well)
    shape = shape_of(outcome.answer.raw)
    if before.shape is None or before.version != version:
        return Found(status="WELL", shape=shape)
    changed = changes(before.shape, shape)
    if not changed:
        return Found(status="WELL", shape=widened(before.shape, shape))
    more = f", and {len(changed) - CHANGES_TOLD} more" if len(changed) > CHANGES_TOLD else ""
    return Found(status="CHANGED", detail=", ".join(changed[:CHANGES_TOLD]) + more, tell=True)


def _unfit(source: Source, implementation: contract.Source | None, *, offline: bool) -> str:
    """Why a source is not probed; empty if it is."""
    if not source.enabled:
        return "it is switched off"
    if source.kind is not SourceKind.SYSTEM:
        return "it is no built-in source"
    return _declared(implementation, offline=offline)


def _declared(implementation: contract.Source | None, *, offline: bool) -> str:
    if implementation is None or implementation.known is None:
        return "nothing is known that it would always answer about"
    if implementation.key is KeyNeed.PAID_KEY:
        return "its questions cost money"
    if offline and implementation.activity is not Activity.LOCAL:
        return f"the {APPLIANCE_OFFLINE}"
    return ""


def _key(source_id: str) -> str:
    return f"source-probe {source_id}"


def _notice(source: Source, known: Indicator, found: Found) -> Notice:
    if found.status == "ERROR":
        title = f"{source.name} fails about what it is known to know"
        what = f"Asked about {known.data} it failed {found.errors} times in a row: {found.detail}."
    else:
        title = f"{source.name} answers in another shape"
        what = f"Its answer about {known.data} is not as it was: {found.detail}."
    return Notice(
        kind=NotificationKind.SOURCE_CHANGED,
        key=_key(source.id),
        title=title,
        detail=f"{what} Look at what it answers now: source test {source.slug} {known.data}.",
        link=f"/sources/{source.slug}",
        data={"sourceId": source.id, "slug": source.slug, "status": found.status},
    )
