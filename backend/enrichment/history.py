"""Requests that were made: lists, one of them, its events and its results."""

import asyncio
import base64
import binascii
from datetime import datetime
from typing import Any

import msgspec

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.engine import Engine
from backend.enrichment.running import Numbered, Running
from backend.models.answers import Status
from backend.models.errors import FieldError, InvalidInputError, NotFoundError
from backend.models.requests import (
    FinishedRequest,
    HistoryEntry,
    Request,
    RequestState,
    Result,
    Verdict,
)

Q = load("requests")

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

    async def page(self, *, limit: int, cursor: str | None, q: str | None) -> Page:
        """A page; `cursor` is the one before's `next_cursor`, `q` a part of the value."""
        before_at, before_id = _decode_cursor(cursor) if cursor else (None, None)
        pattern = f"%{_escape_like(q)}%" if q else None
        rows = await self._database.run(
            Q.list_requests, before_at=before_at, before_id=before_id, q=pattern, limit=limit + 1
        )
        count = await self._database.run(Q.count_requests, q=pattern)
        requests = [to_struct(row, Request) for row in rows[:limit]]
        more = len(rows) > limit
        cursor = _encode_cursor(requests[-1]) if more else None
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
        return to_struct(row, Request)

    async def results(self, request_id: str) -> list[HistoryEntry]:
        """The results of a request, latest first."""
        request = await self.get(request_id)
        rows = await self._database.run(
            Q.list_results, id=request_id, created_at=request.created_at
        )
        return [
            _entry(request, row["sequence"], msgspec.json.decode(row["data"], type=Result))
            for row in rows
        ]

    async def finished(self, request_id: str) -> FinishedRequest:
        """A request with results and verdicts, from the database."""
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
        if running is not None and running.holds(after):
            return await _from_memory(running, after, wait_seconds)
        return await self._from_database(request_id, after, wait_seconds)

    async def _from_database(self, request_id: str, after: int, wait_seconds: float) -> EventBatch:
        """A request that another process executes, or that ended a while ago."""
        give_up = asyncio.get_running_loop().time() + wait_seconds
        while True:
            request = await self.get(request_id)
            events = await self._events(request, after=after, limit=EVENTS_AT_ONCE)
            ended = request.state is not RequestState.RUNNING and len(events) < EVENTS_AT_ONCE
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
    ended = any(e.event == "done" for e in events) or (not events and running.finished.is_set())
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


def _encode_cursor(request: Request) -> str:
    text = f"{request.created_at.isoformat()}|{request.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, request_id = text.partition("|")
        before = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        raise _bad_cursor() from None
    if before.tzinfo is None or not request_id.isalnum():
        raise _bad_cursor()
    return before, request_id


def _bad_cursor() -> InvalidInputError:
    message = "the cursor is not one that a page before gave"
    return InvalidInputError(message, errors=(FieldError("cursor", message),))
