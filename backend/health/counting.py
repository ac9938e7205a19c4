"""What came of questions, counted in memory and written down every few seconds.

A question costs a look into two dictionaries; no request waits for a commit of this. A process
that is killed loses what it counted since it wrote last.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json
from backend.health.histogram import BUCKETS, bucket_of
from backend.models.answers import Failure, FailureKind
from backend.models.errors import ApplicationError

Q = load("health")
log = structlog.get_logger()

FLUSH_SECONDS = 5.0
SLOT_SECONDS = 600
KEPT = timedelta(hours=25)
LONGEST_DETAIL = 1000


class _Count:
    """Questions of one source within one slot."""

    __slots__ = ("buckets", "failures", "questions")

    def __init__(self) -> None:
        self.questions = 0
        self.failures = 0
        self.buckets = [0] * BUCKETS


class _Last:
    """What happened last to a source."""

    __slots__ = ("failure", "failure_at", "success_at")

    def __init__(self) -> None:
        self.success_at: datetime | None = None
        self.failure_at: datetime | None = None
        self.failure = Failure(FailureKind.INTERNAL_SERVER_ERROR)


class HealthCounter:
    """Counts for this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[tuple[str, int], _Count] = {}
        self._last: dict[str, _Last] = {}
        self._writing = asyncio.Lock()

    def count(self, source_id: str, failure: Failure | None, milliseconds: float) -> None:
        """A source answered, or failed, after so long."""
        now = utc_now()
        key = (source_id, int(now.timestamp()) // SLOT_SECONDS)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count()
        last = self._last.get(source_id)
        if last is None:
            last = self._last[source_id] = _Last()
        count.questions += 1
        count.buckets[bucket_of(milliseconds)] += 1
        if failure is None:
            last.success_at = now
        else:
            count.failures += 1
            last.failure_at, last.failure = now, failure

    async def run(self) -> None:
        """Write now and then, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except ApplicationError as error:
                log.warning("health_waits", detail=error.detail)
            except Exception:
                # What can't be written now must not end the writing.
                log.exception("health_defect")

    async def flush(self) -> None:
        """Write down what was counted since the last time; what is refused stays for the next.

        Raises:
            ApplicationError: the database does not take it.
        """
        async with self._writing:
            if not self._counts:
                return
            counts, self._counts = self._counts, {}
            last, self._last = self._last, {}
            try:
                await self._database.run(
                    Q.write,
                    slots=to_json([_slot(*key, count) for key, count in counts.items()]),
                    last=to_json([_happened(key, each) for key, each in last.items()]),
                    before=utc_now() - KEPT,
                )
            except BaseException:
                self._put_back(counts, last)
                raise

    def _put_back(self, counts: dict[tuple[str, int], _Count], last: dict[str, _Last]) -> None:
        for key, count in counts.items():
            later = self._counts.setdefault(key, _Count())
            later.questions += count.questions
            later.failures += count.failures
            later.buckets = [a + b for a, b in zip(later.buckets, count.buckets, strict=True)]
        for source_id, each in last.items():
            newer = self._last.setdefault(source_id, each)
            newer.success_at = newer.success_at or each.success_at
            if newer.failure_at is None:
                newer.failure_at, newer.failure = each.failure_at, each.failure


def _slot(source_id: str, slot: int, count: _Count) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "second": slot * SLOT_SECONDS,
        "questions": count.questions,
        "failures": count.failures,
        "buckets": count.buckets,
    }


def _happened(source_id: str, last: _Last) -> dict[str, Any]:
    failed = last.failure_at is not None
    return {
        "source_id": source_id,
        "success_at": last.success_at,
        "failure_at": last.failure_at,
        "failure_kind": last.failure.kind if failed else None,
        "failure_detail": last.failure.detail[:LONGEST_DETAIL] if failed else None,
    }
