"""Requests that were made: lists, one of them, its events and its results."""

import asyncio
from typing import Any

import msgspec

from backend.db import cursors
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.enrichment.chunks import ChunkReader
from backend.enrichment.engine import Engine
from backend.enrichment.running import Numbered, Running
from backend.models.answers import Level, Status
from backend.models.errors import ConflictError, NotFoundError
from backend.models.indicators import Indicator
from backend.models.requests import (
    FinishedRequest,
    HistoryEntry,
    JudgedIndicator,
    Plan,
    Request,
    RequestState,
    Result,
    Verdict,
)

Q = load("requests")

ENDED = (RequestState.DONE, RequestState.CANCELLED)
EVENTS_AT_ONCE = 500
POLL_SECONDS = 0.5


class Page(msgspec.Struct, frozen=True):
    """A page of requests, newest first, and how many there are in all."""

    requests: list[Request]
    total: int
    next_cursor: str | None


class EventBatch(msgspec.Struct, frozen=True):
    """Events later than asked for; `done` when none will follow `after`."""

    events: list[Numbered]
    done: bool
    after: int


class History:
    """Reads requests from this process, where it executes them, else from the database."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine
        self._chunks = ChunkReader(database)

    async def page(self, *, limit: int, cursor: str | None, q: str | None) -> Page:
        """A page; `cursor` is the one before's `next_cursor`, `q` a part of the value."""
        before_at, before_id = cursors.decode(cursor)
        pattern = f"%{_escape_like(q)}%" if q else None
        rows = await self._database.run(
            Q.list_requests, before_at=before_at, before_id=before_id, q=pattern, limit=limit + 1
        )
        count = await self._database.run(Q.count_requests, q=pattern)
        requests = [self._shown(row) for row in rows[:limit]]
        more = len(rows) > limit
        cursor = cursors.encode(requests[-1].created_at, requests[-1].id) if more else None
        return Page(requests, count[0]["total"], cursor)

    async def get(self, request_id: str) -> Request:
        """One request.

        Raises:
            NotFoundError: there is none.
        """
        row = await self._database.one(Q.get_request, id=request_id)
        if row is None:
            raise NotFoundError(
                f"there is no request {request_id[:80]!r}: GET /requests lists them"
            )
        return self._shown(row)

    def _shown(self, row: dict[str, Any]) -> Request:
        """A row; of a request that this process executes its progress is known to the question."""
        options = row.pop("options")
        request = to_struct({**options, **row}, Request)
        running = self._engine.find(request.id)
        if running is None or request.state is not RequestState.RUNNING:
            return request
        return msgspec.structs.replace(request, progress=running.progress)

    async def results(self, request_id: str) -> list[HistoryEntry]:
        """The results of a request, latest first.

        Raises:
            ConflictError: it is one in the background, which has too many for one answer.
        """
        request = await self.get(request_id)
        if request.background:
            raise ConflictError(
                f"a request of {request.indicator_count} indicators has too many results for one "
                f"answer: read them in pages from /requests/{request.id}/results"
            )
        rows = await self._database.run(
            Q.list_results, id=request_id, created_at=request.created_at
        )
        return [
            _entry(request, row["sequence"], msgspec.json.decode(row["data"], type=Result))
            for row in rows
        ]

    async def results_page(
        self, request_id: str, *, position: int | None, after: int, limit: int
    ) -> tuple[list[HistoryEntry], int | None]:
        """Results in the order in which they came, and after which number the next page begins.

        `position` names one indicator of the request, by its place.

        Raises:
            NotFoundError: there is no such request, or no indicator at that place.
        """
        request = await self.get(request_id)
        indicator, up_to = None, None
        if position is not None:
            indicator, since, up_to = await self._place(request, position)
            after = max(after, since)
        rows = await self._database.run(
            Q.list_results_after,
            id=request.id,
            created_at=request.created_at,
            after=after,
            up_to=up_to,
            indicator=to_json(indicator) if indicator else None,
            limit=limit + 1,
        )
        entries = [
            _entry(request, row["sequence"], msgspec.json.decode(row["data"], type=Result))
            for row in rows[:limit]
        ]
        return entries, entries[-1].sequence if len(rows) > limit else None

    async def indicators_page(
        self, request_id: str, *, level: Level | None, first: int, limit: int
    ) -> tuple[list[JudgedIndicator], int | None]:
        """Indicators with verdicts, from the place `first` on, and where the next page begins.

        With `level` only those that were judged so.
        """
        request = await self.get(request_id)
        page = await self._judged(request, level, first, limit + 1)
        return page[:limit], page[limit].position if len(page) > limit else None

    async def _judged(
        self, request: Request, level: Level | None, first: int, limit: int
    ) -> list[JudgedIndicator]:
        if request.background:
            where = {"first": first, "limit": limit}
            if level is None:
                return await self._chunks.page(request.id, request.created_at, **where)
            return await self._chunks.page_of(request.id, request.created_at, level, **where)
        events = await self._events(request, after=0, limit=None)
        plan = msgspec.json.decode(events[0].data, type=Plan)
        verdicts = {v.indicator: v for v in await _decode_all(events, "verdict", Verdict)}
        judged = (
            JudgedIndicator(place, indicator, verdicts.get(indicator))
            for place, indicator in enumerate(plan.indicators)
        )
        chosen = [
            j
            for j in judged
            if j.position >= first and (level is None or (j.verdict and j.verdict.level is level))
        ]
        return chosen[:limit]

    async def _place(self, request: Request, position: int) -> tuple[Indicator, int, int | None]:
        """The indicator at a place, and after and up to which numbers its results are."""
        if request.background:
            found = await self._chunks.one(request.id, position)
        else:
            start = (await self._events(request, after=0, limit=1))[0]
            indicators = msgspec.json.decode(start.data, type=Plan).indicators
            found = (indicators[position], 0, None) if position < len(indicators) else None
        if found is None:
            raise NotFoundError(
                f"request {request.id} has {request.indicator_count} indicators, counted from 0"
            )
        return found

    async def finished(self, request_id: str) -> FinishedRequest:
        """A request with results and verdicts; from memory, where it was executed a moment ago."""
        running = self._engine.find(request_id)
        known = running.request() if running is not None and running.holds(0) else None
        if running is not None and known is not None:
            request, rows = known, running.events()
        else:
            request = await self.get(request_id)
            rows = await self._events(request, after=0, limit=None)
        return FinishedRequest(
            request=request,
            results=tuple(await _decode_all(rows, "result", Result)),
            verdicts=tuple(await _decode_all(rows, "verdict", Verdict)),
        )

    async def events(self, request_id: str, *, after: int, wait_seconds: float) -> EventBatch:
        """Events later than `after`: at once if there are, else the first within `wait_seconds`."""
        running = self._engine.find(request_id)
        here = running is not None and (running.ended or not running.finished.is_set())
        if running is not None and here and running.holds(after):
            return await _from_memory(running, after, wait_seconds)
        return await self._from_database(request_id, after, wait_seconds)

    async def _from_database(self, request_id: str, after: int, wait_seconds: float) -> EventBatch:
        """A request that another process executes, or that ended a while ago."""
        give_up = asyncio.get_running_loop().time() + wait_seconds
        while True:
            request = await self.get(request_id)
            events = await self._events(request, after=after, limit=EVENTS_AT_ONCE)
            ended = request.state in ENDED and len(events) < EVENTS_AT_ONCE
            if events or ended or asyncio.get_running_loop().time() >= give_up:
                return _batch(events, after, ended=ended)
            await asyncio.sleep(POLL_SECONDS)

    async def _events(self, request: Request, *, after: int, limit: int | None) -> list[Numbered]:
        rows = await self._database.run(
            Q.list_events, id=request.id, created_at=request.created_at, after=after, limit=limit
        )
        return [
            Numbered(row["sequence"], row["event"], msgspec.Raw(row["data"].encode()))
            for row in rows
        ]


async def _from_memory(running: Running, after: int, wait_seconds: float) -> EventBatch:
    events = await running.events_after(after, wait_seconds=wait_seconds, limit=EVENTS_AT_ONCE)
    ended = any(e.event == "done" for e in events) or (not events and running.ended)
    return _batch(events, after, ended=ended)


def _batch(events: list[Numbered], after: int, *, ended: bool) -> EventBatch:
    return EventBatch(events, ended, events[-1].sequence if events else after)


async def _decode_all(events: list[Numbered], event: str, shape: Any) -> list[Any]:
    """Thousands take a while, in which others get their turn."""
    decoded: list[Any] = []
    for first in range(0, len(events), EVENTS_AT_ONCE):
        some = events[first : first + EVENTS_AT_ONCE]
        decoded += [msgspec.json.decode(e.data, type=shape) for e in some if e.event == event]
        await asyncio.sleep(0)
    return decoded


def _entry(request: Request, sequence: int, result: Result) -> HistoryEntry:
    cache = result.cache
    return HistoryEntry(
        id=result.id,
        created_at=result.timing.ended_at,
        updated_at=result.timing.ended_at,
        started_at=result.timing.started_at,
        ended_at=result.timing.ended_at,
        errors=errors_of(result),
        data=result.raw,
        cache_action=cache.action if cache else None,
        cache_expires_at=cache.expires_at if cache else None,
        cache_cached_at=cache.cached_at if cache else None,
        cache_key=cache.cache_key if cache else None,
        request_id=request.id,
        source_id=result.source_id,
        source_name=result.name,
        source_slug=result.slug,
        source_url=result.url,
        source_favicon=result.favicon,
        sequence=sequence,
        result=result,
    )


def errors_of(result: Result) -> list[dict[str, Any]]:
    """Why there is no answer, as the earlier implementation's list of errors."""
    if result.error is not None:
        return [{"kind": result.error.kind}]
    if result.status is Status.NOT_FOUND:
        return [{"kind": "NOT_FOUND"}]
    return [
        {"kind": skip.reason} | ({} if skip.content is None else {"content": skip.content})
        for skip in result.skips
    ]


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
