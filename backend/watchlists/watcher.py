"""Runs watchlists: claims those that are due, asks, compares what came out, and tells.

Each step is one transaction, and the next finds what it left, in this process or another: a run is
written down with its request's id before the request is made, so that it is made once; and changes,
notifications and that the run was compared are committed together, so that all of it happens once.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
import structlog

from backend.db.connection import Connection, utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.engine import Engine
from backend.enrichment.presets import Presets
from backend.models.errors import ApplicationError, InvalidInputError, NotFoundError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.requests import Options, Pap, Tlp
from backend.models.sources import Source
from backend.notifications.notifier import Notifier
from backend.telemetry.trace import trace_id_of
from backend.watchlists import telling
from backend.watchlists.comparing import Compared, Judged, Run, Said, compare
from backend.watchlists.store import read_memory
from runners.telemetry import tracing

Q = load("watchlists")
log = structlog.get_logger()

TICK_SECONDS = 2.0
CLAIMED_AT_ONCE = 20
SYSTEM_USER_ID = "system000000"


class Unstarted(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A run that is written down; `there` says that its request was made already."""

    request_id: str
    id: str
    name: str
    indicators: list[Indicator]
    source_ids: list[str]
    preset_id: str | None
    tlp: Tlp | None
    pap: Pap | None
    offline: bool
    user_id: str | None
    there: bool


class Watcher:
    """Runs watchlists on the event loop of this process; of several backends each takes some."""

    def __init__(
        self,
        *,
        database: Database,
        engine: Engine,
        catalog: CatalogHolder,
        presets: Presets,
        notifier: Notifier,
        owner: int,
        told: Callable[[], None],
    ) -> None:
        self._database = database
        self._engine = engine
        self._catalog = catalog
        self._presets = presets
        self._notifier = notifier
        self._owner = owner
        self._told = told
        self._starting = asyncio.Lock()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A list was made or changed: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled; a database that is away is waited for."""
        away = False
        while True:
            self._woken.clear()
            try:
                await self.step()
                away = False
            except ApplicationError as error:
                if not away:
                    log.warning("watchlists_wait", detail=error.detail)
                away = True
            except Exception:
                # One list that can't be read must not end the others for ever.
                log.exception("watchlists_defect")
            # Not wait_for: before Python 3.12 it loses a cancellation that comes with the wake.
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._woken.wait()

    async def step(self) -> None:
        """Claim what is due, start what was claimed, compare what has ended."""
        ids = [new_id() for _ in range(CLAIMED_AT_ONCE)]
        await self._database.run(Q.claim_due, ids=ids, owner=self._owner)
        await self._database.run(Q.take_unstarted, owner=self._owner)
        await self._start_all()
        while await self.compare_one():
            self._told()

    async def run_now(self, watchlist_id: str) -> str:
        """Ask now, also what is paused; the request's id. A run that is under way is that run.

        Raises:
            NotFoundError: there is no such watchlist.
        """
        request_id = new_id()

        def add(connection: Connection) -> str:
            rows = connection.run(Q.lock_open_run, id=watchlist_id)
            if not rows:
                raise NotFoundError(
                    f"there is no watchlist {watchlist_id[:80]!r}: GET /watchlists lists them"
                )
            if rows[0]["request_id"] is not None:
                return str(rows[0]["request_id"])
            connection.run(Q.add_run, id=watchlist_id, request_id=request_id, owner=self._owner)
            return request_id

        found = await self._database.transaction(add)
        await self._start_all()
        self.wake()
        return found

    async def _start_all(self) -> None:
        """Start what this process has written down. One after the other: each of them once."""
        async with self._starting:
            for row in await self._database.run(Q.list_unstarted, owner=self._owner):
                run = to_struct(row, Unstarted)
                if run.there:
                    await self._database.run(Q.set_started, request_id=run.request_id)
                elif self._engine.find(run.request_id) is None:
                    await self._start(run)

    async def _start(self, run: Unstarted) -> None:
        try:
            sources = await self._sources(run)
        except InvalidInputError as error:
            await self._refuse(run, error.detail)
            return
        trace_id = trace_id_of(None)
        with tracing.root("watchlist run", {"request.id": run.request_id}, trace_id=trace_id):
            # The one place where a list asks.
            await self._engine.start(
                request_id=run.request_id,
                user_id=run.user_id or SYSTEM_USER_ID,
                trace_id=trace_id,
                indicators=run.indicators,
                sources=sources,
                options=Options(
                    tlp=run.tlp,
                    pap=run.pap,
                    offline=run.offline,
                    preset_id=run.preset_id,
                    unattended=True,
                ),
            )
        await self._database.run(Q.set_started, request_id=run.request_id)
        log.info("watchlist_asked", watchlist=run.id, request_id=run.request_id)

    async def _sources(self, run: Unstarted) -> list[Source]:
        if run.preset_id is not None:
            return await self._presets.sources(run.preset_id)
        there = self._catalog.current.sources.values()
        chosen = set(run.source_ids)
        sources = [s for s in there if (s.id in chosen if chosen else s.enabled)]
        if not sources:
            raise InvalidInputError(
                "every source of it was deleted" if chosen else "no source is switched on"
            )
        return sources

    async def _refuse(self, run: Unstarted, why: str) -> None:
        def close(connection: Connection) -> None:
            connection.run(
                Q.close_run, request_id=run.request_id, changes=None, unchecked=None, error=why
            )
            notice = telling.failed(run.id, run.name, run.user_id, f"It was not asked: {why}.")
            self._notifier.notify(connection, notice)

        await self._database.transaction(close)
        self._told()

    async def compare_one(self) -> bool:
        """Compare a run whose request has ended; whether there was one."""
        reliability = {s.slug: s.reliability for s in self._catalog.current.sources.values()}

        def within(connection: Connection) -> bool:
            rows = connection.run(Q.lock_ended)
            if not rows:
                return False
            self._compare(connection, rows[0], reliability)
            return True

        return await self._database.transaction(within)

    def _compare(
        self, connection: Connection, row: Mapping[str, Any], reliability: Mapping[str, int]
    ) -> None:
        request_id = row["request_id"]
        if row["asked_at"] is None:
            why = "its request was deleted before it was compared"
            connection.run(
                Q.close_run, request_id=request_id, changes=None, unchecked=None, error=why
            )
            return
        known = connection.run(Q.get_memory, id=row["id"])
        memory = read_memory(known[0]["memory"]) if known else []
        watched = msgspec.convert(row["indicators"], list[Indicator])
        compared = compare(
            watched,
            read_judged(connection, row),
            {item.indicator: item for item in memory},
            Run(request_id=request_id, now=utc_now(), reliability=reliability),
        )
        connection.run(Q.put_memory, id=row["id"], memory=to_json(compared.memory))
        self._record(connection, row, compared)
        connection.run(
            Q.close_run,
            request_id=request_id,
            changes=len(compared.changes),
            unchecked=compared.unchecked,
            error=None,
        )
        if compared.unchecked == len(watched):
            why = "No source said anything about any of its indicators."
            notice = telling.failed(row["id"], row["name"], row["user_id"], why, request_id)
            self._notifier.notify(connection, notice)
        else:
            self._notifier.resolve(connection, telling.failed_key(row["id"]))

    def _record(self, connection: Connection, row: Mapping[str, Any], compared: Compared) -> None:
        if not compared.changes:
            return
        changes = [
            {
                "id": new_id(),
                "data": change.indicator.data,
                "kind": change.indicator.kind,
                "before": change.before,
                "after": change.after,
                "reason": change.reason,
            }
            for change in compared.changes
        ]
        connection.run(
            Q.add_changes, id=row["id"], request_id=row["request_id"], changes=to_json(changes)
        )
        self._notifier.notify(connection, telling.changed(row, compared.changes))


def read_judged(connection: Connection, row: Mapping[str, Any]) -> dict[Indicator, Judged]:
    """What a run's request brought, by indicator."""
    which = {"request_id": row["request_id"], "asked_at": row["asked_at"]}
    said: dict[tuple[str, str], list[Said]] = {}
    for answer in connection.run(Q.list_answers, **which):
        place = (answer.pop("kind"), answer.pop("data"))
        said.setdefault(place, []).append(msgspec.convert(answer, Said))
    judged = {}
    for verdict in connection.run(Q.list_verdicts, **which):
        place = (verdict.pop("kind"), verdict.pop("data"))
        indicator = msgspec.convert({"kind": place[0], "data": place[1]}, Indicator)
        fields = {**verdict, "indicator": indicator, "said": said.get(place, [])}
        judged[indicator] = msgspec.convert(fields, Judged, from_attributes=True)
    return judged
