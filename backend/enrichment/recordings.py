"""Recordings of what sources really answered: begun and ended by administrators, bounded.

What is recorded is the answer (or the failure) that a source was found to give about an indicator,
as it went into a result: secrets are out of it by then, and it is the same for sources that speak
HTTP, DNS or plain TCP, that look into a feed, or that users wrote. Recording costs no request a
commit: answers are written every second.
"""

import asyncio
from datetime import datetime
from typing import NamedTuple

import msgspec
import structlog

from backend.db.connection import Connection, UniqueViolationError, utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.results import Outcome
from backend.models.errors import ApplicationError, ConflictError, NotFoundError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.recordings import (
    RecordedAnswer,
    RecordedOutcome,
    Recording,
    RecordingFile,
    RecordingStart,
)
from backend.models.sources import Source

Q = load("recordings")
log = structlog.get_logger()

FLUSH_SECONDS = 1.0
RECORDINGS_AT_MOST = 50
ANSWERS_AT_MOST = 10_000
BYTES_AT_MOST = 32 * 1024 * 1024
# One answer; larger ones are left out. And all that wait to be written.
ANSWER_BYTES = 1024 * 1024
WAITING_BYTES = 8 * 1024 * 1024


class _Noted(NamedTuple):
    """An answer that waits to be written; `outcome` is JSON."""

    recorded_at: datetime
    outcome: bytes


class Recordings:
    """The recordings, and the one that goes on, as this process takes part in it."""

    def __init__(self, database: Database, catalog: CatalogHolder, *, replay: bool) -> None:
        self._database = database
        self._catalog = catalog
        self._replay = replay
        self._current: Recording | None = None
        self._of: frozenset[str] = frozenset()
        self._waiting: dict[tuple[str, str, str], _Noted] = {}
        self._waiting_bytes = 0

    def note(self, source: Source, indicator: Indicator, outcome: Outcome) -> None:
        """Somebody was given this outcome; it is recorded if a recording goes on."""
        if self._current is None or outcome.skip is not None:
            return
        if self._of and source.id not in self._of:
            return
        kept = RecordedOutcome(answer=outcome.answer, failure=outcome.failure)
        encoded = msgspec.json.encode(kept)
        if len(encoded) > ANSWER_BYTES or self._waiting_bytes + len(encoded) > WAITING_BYTES:
            log.warning("answer_not_recorded", source=source.slug, size_bytes=len(encoded))
            return
        self._waiting_bytes += len(encoded)
        key = (source.slug, str(indicator.kind), indicator.data)
        self._waiting[key] = _Noted(utc_now(), encoded)

    async def look(self) -> None:
        """See which recording goes on now."""
        row = await self._database.one(Q.current_recording)
        now = to_struct(row, Recording) if row else None
        if self._current is not None and (now is None or now.id != self._current.id):
            await self.flush()
        self._current = now
        self._of = frozenset(now.source_ids) if now else frozenset()

    async def run(self) -> None:
        """Write what was noted now and then, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except ApplicationError as error:
                log.warning("recording_lost_answers", detail=error.detail)
            except Exception:
                # What can't be written now must not end the writing.
                log.exception("recording_defect")

    async def flush(self) -> None:
        """Write what was noted; what the database refuses is lost.

        Raises:
            ApplicationError: it was refused.
        """
        current = self._current
        if current is None or not self._waiting:
            return
        noted, self._waiting, self._waiting_bytes = self._waiting, {}, 0
        answers = [
            {
                "slug": slug,
                "kind": kind,
                "value": value,
                "recorded_at": each.recorded_at,
                "size_bytes": len(each.outcome),
                "outcome": msgspec.Raw(each.outcome),
            }
            for (slug, kind, value), each in noted.items()
        ]

        def within(connection: Connection) -> None:
            connection.run(Q.record_answers, id=current.id, answers=to_json(answers))
            connection.run(
                Q.count_answers,
                id=current.id,
                answers_at_most=ANSWERS_AT_MOST,
                bytes_at_most=BYTES_AT_MOST,
            )

        await self._database.transaction(within)

    async def all(self) -> list[Recording]:
        """Newest first."""
        await self.flush()
        return [to_struct(row, Recording) for row in await self._database.run(Q.list_recordings)]

    async def start(self, start: RecordingStart, user_id: str) -> Recording:
        """Begin one.

        Raises:
            ConflictError: one goes on, the name is taken, there are too many, or answers are
                replayed.
            InvalidInputError: there is no such source.
        """
        if self._replay:
            raise ConflictError("answers are replayed here, so that there are none to record")
        if start.source_ids:
            self._catalog.current.choose(start.source_ids, pointer="/sourceIds")
        (count,) = await self._database.run(Q.count_recordings)
        if count["total"] >= RECORDINGS_AT_MOST:
            raise ConflictError(f"there are {RECORDINGS_AT_MOST} recordings: delete one first")
        try:
            row = await self._database.one(
                Q.start_recording,
                id=new_id(),
                name=start.name,
                source_ids=start.source_ids,
                user_id=user_id,
            )
        except UniqueViolationError:
            raise ConflictError(
                f"a recording goes on already, or one is called {start.name!r}: GET /recordings"
            ) from None
        if row is None:
            raise AssertionError("an INSERT returned nothing")
        await self.look()
        log.info("recording_started", recording=row["id"])
        return to_struct(row, Recording)

    async def stop(self, recording_id: str) -> None:
        """End one; it stays.

        Raises:
            NotFoundError: there is none.
            ConflictError: it has ended.
        """
        recording = await self._get(recording_id)
        await self.flush()
        if not await self._database.run(Q.end_recording, id=recording_id):
            raise ConflictError(f"the recording {recording.name!r} has ended already")
        await self.look()
        log.info("recording_ended", recording=recording_id)

    async def delete(self, recording_id: str) -> None:
        """Delete one with its answers, also while it goes on.

        Raises:
            NotFoundError: there is none.
        """
        if not await self._database.run(Q.delete_recording, id=recording_id):
            raise NotFoundError(f"there is no recording {recording_id!r}")
        await self.look()

    async def export(self, recording_id: str) -> RecordingFile:
        """A recording as a file.

        Raises:
            NotFoundError: there is none.
        """
        recording = await self._get(recording_id)
        await self.flush()
        rows = await self._database.run(Q.list_answers, recording_id=recording_id)
        return RecordingFile(
            format="indicator-aggregator recording 1",
            name=recording.name,
            answers=[to_struct(row, RecordedAnswer) for row in rows],
        )

    async def _get(self, recording_id: str) -> Recording:
        row = await self._database.one(Q.get_recording, id=recording_id)
        if row is None:
            raise NotFoundError(f"there is no recording {recording_id!r}: GET /recordings")
        return to_struct(row, Recording)
