"""The recorder: everything that a request brings is committed here before anybody sees it.

One statement commits what all requests in flight brought since the one before. While a statement
is under way the next batch gathers, so that a lone event waits for nothing and many cost little.
A server that is away is waited for: the statement may be repeated.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import structlog

from backend.db.connection import DatabaseUnavailableError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json
from backend.enrichment.chunks import ChunkEnd, NewChunk
from backend.models.answers import Level
from backend.models.errors import ApplicationError, ConflictError
from backend.models.indicators import KindName
from backend.models.requests import Counts, Options, RequestState
from runners.telemetry import tracing

Q = load("requests")
log = structlog.get_logger()

RETRY_SECONDS = 0.2
SETTLE_SECONDS = 0.02
BATCH_AT_MOST = 500
# PostgreSQL takes no jsonb array beyond 256 MB, and a statement is in memory several times.
BATCH_BYTES = 8 * 1024 * 1024


class NewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `requests`; a large one has rows of `request_chunks` too."""

    id: str
    created_at: datetime
    data: str
    kind: KindName
    indicator_count: int
    trace_id: str
    user_id: str | None
    owner: int
    options: Options
    background: bool
    total: int
    chunks: tuple[NewChunk, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """A row of `request_events`; `data` is encoded once, here and for every reader."""

    created_at: datetime
    request_id: str
    sequence: int
    event: str
    data: msgspec.Raw
    source_id: str | None = None
    status: str | None = None


class End(msgspec.Struct, frozen=True):
    """The last change of a row of `requests`."""

    id: str
    state: RequestState
    verdict: Level | None
    counts: Counts
    ended_at: datetime


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is committed together, and who is told afterwards, in the order of committing.

    The events are of one request, one at least; `span` is that of the whole request.
    """

    events: tuple[Event, ...]
    committed: Callable[[], None]
    span: tracing.Span = tracing.NOTHING
    request: NewRequest | None = None
    chunk: ChunkEnd | None = None
    end: End | None = None


class Recorder:
    """Commits entries in batches, in the order in which they came."""

    def __init__(self, database: Database, owner: int) -> None:
        """Record for the backend `owner`; what another has taken over is left to that one."""
        self._database = database
        self._owner = owner
        self._waiting: list[tuple[Entry, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        # Entries ever given, and those of them of which nothing more will come.
        self._given = 0
        self._settled = 0

    async def record(self, entry: Entry) -> None:
        """Return once the entry is committed and `committed` was called.

        Raises:
            ApplicationError: PostgreSQL refuses this entry, or somebody else has taken the request
                over; nothing of it was kept.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        self._given += 1
        self._wake.set()
        await done

    async def settle(self) -> None:
        """Return when nothing that was given so far can still be committed.

        Whoever gave it and waits no longer may have left it here.
        """
        given = self._given
        while self._settled < given:  # noqa: ASYNC110 — rarely waited for, and never for long
            await asyncio.sleep(SETTLE_SECONDS)

    async def run(self) -> None:
        """Commit batches until cancelled."""
        while True:
            await self._wake.wait()
            batch = self._next_batch()
            if batch:
                await self._commit(batch)
                self._settled += len(batch)

    def _next_batch(self) -> list[tuple[Entry, asyncio.Future[None]]]:
        """The oldest that wait, bounded in number and size; at least one, if any is waited for."""
        waited_for = [pair for pair in self._waiting if not pair[1].cancelled()]
        self._settled += len(self._waiting) - len(waited_for)
        self._waiting = waited_for
        size, length = 0, 0
        for entry, _ in self._waiting[:BATCH_AT_MOST]:
            size += sum(len(memoryview(event.data)) for event in entry.events)
            if length and size > BATCH_BYTES:
                break
            length += 1
        batch, self._waiting = self._waiting[:length], self._waiting[length:]
        if not self._waiting:
            self._wake.clear()
        return batch

    async def _commit(self, batch: list[tuple[Entry, asyncio.Future[None]]]) -> None:
        try:
            lost = await self._write([entry for entry, _ in batch])
        except ApplicationError as error:
            await self._commit_singly(batch, error)
        except Exception as error:
            # A defect; every request of this process waits for the recorder, so it goes on.
            log.exception("recorder_defect", entries=len(batch))
            await self._commit_singly(batch, ApplicationError(f"it cannot be written: {error}"))
        else:
            for entry, done in batch:
                if entry.events[0].request_id in lost:
                    _tell_lost(entry, done)
                else:
                    _tell(entry, done)

    async def _commit_singly(
        self, batch: list[tuple[Entry, asyncio.Future[None]]], error: ApplicationError
    ) -> None:
        """One entry that PostgreSQL refuses must not take the others with it."""
        if len(batch) > 1:
            for pair in batch:
                await self._commit([pair])
            return
        entry, done = batch[0]
        log.error("entry_refused", request_id=entry.events[0].request_id, detail=error.detail)
        if not done.done():
            done.set_exception(error)

    async def _write(self, entries: list[Entry]) -> set[str]:
        """Commit entries; the ids of requests that somebody else has taken over."""
        requests = [e.request for e in entries if e.request is not None]
        parameters = {
            "owner": self._owner,
            "ids": list({e.events[0].request_id for e in entries}),
            "requests": to_json(requests),
            "chunks": to_json([chunk for request in requests for chunk in request.chunks]),
            "chunk_ends": to_json([e.chunk for e in entries if e.chunk is not None]),
            "ends": to_json([e.end for e in entries if e.end is not None]),
            "events": to_json([event for e in entries for event in e.events]),
        }
        warned = False
        while True:
            try:
                with _span(entries):
                    rows = await self._database.run(Q.record, **parameters)
            except DatabaseUnavailableError as error:
                if not warned:
                    log.warning("recorder_waits", detail=error.detail, entries=len(entries))
                    warned = True
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return {row["id"] for row in rows}


def _span(entries: Sequence[Entry]) -> tracing.Span:
    """A batch: part of the request that waited longest for it, linked to the others that it has."""
    if not tracing.is_on():
        return tracing.NOTHING
    first, *others = dict.fromkeys(entry.span for entry in entries)
    attributes = {"batch.entries": len(entries), "batch.requests": 1 + len(others)}
    return tracing.span("record", attributes, parent=first, links=others)


def _tell_lost(entry: Entry, done: asyncio.Future[None]) -> None:
    request_id = entry.events[0].request_id
    log.warning("request_lost", request_id=request_id, next="another backend goes on with it")
    if not done.done():
        done.set_exception(ConflictError(f"another backend goes on with request {request_id}"))


def _tell(entry: Entry, done: asyncio.Future[None]) -> None:
    try:
        entry.committed()
    except Exception as error:
        log.exception("committed_untold", request_id=entry.events[0].request_id)
        if not done.done():
            done.set_exception(error)
    if not done.done():
        done.set_result(None)
