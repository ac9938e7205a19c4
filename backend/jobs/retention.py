"""Retention: what is older than the configuration says is deleted, and nothing else.

History goes by whole months, because a month of events is dropped at once and at no cost: a month
goes when the last of its days is too old. Requests that have not ended stay, whatever their age.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import structlog

from backend.config import RetentionConfig
from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.jobs.scheduled import Report, RunFailedError
from backend.models.errors import ApplicationError
from backend.models.runs import RETENTION
from backend.models.trials import LogLevel

Q = load("retention")
log = structlog.get_logger()

INTERVAL_SECONDS = 6 * 3600
BATCH = 500
KEY = "all"


class Limits(msgspec.Struct, frozen=True):
    """Times before which things are too old."""

    history: datetime
    runs: datetime


def limits_of(config: RetentionConfig, now: datetime) -> Limits:
    """What is too old now. History by months: the first of the month of the oldest day kept."""
    oldest = (now - timedelta(days=config.history_days)).astimezone(UTC)
    month = oldest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Limits(history=month, runs=now - timedelta(days=config.runs_days))


class Retention:
    """Implements `Scheduled`, with one key."""

    name = RETENTION

    def __init__(self, database: Database, config: RetentionConfig) -> None:
        self._database = database
        self._config = config

    async def wanted(self) -> Mapping[str, int]:
        """Some times a day, always."""
        return {KEY: INTERVAL_SECONDS}

    async def run(self, _key: str, report: Report, _trace_id: str) -> None:
        """Delete what is too old.

        Raises:
            RunFailedError: some of it could not be deleted; it is tried again.
        """
        limits = limits_of(self._config, utc_now())
        report.rows = 0
        left = await self._drop_months(limits.history, report)
        await self._delete("requests", Q.delete_requests, limits.history, report)
        await self._delete("runs", Q.delete_runs, limits.runs, report)
        if left:
            raise RunFailedError(f"not dropped, as they were in use: {', '.join(left)}")

    async def _drop_months(self, before: datetime, report: Report) -> list[str]:
        """Whole months of events; the names of those that could not be dropped."""
        left = []
        for row in await self._database.run(Q.list_months, before=before):
            month = row["name"]
            if row["in_use"]:
                report.say(f"{month} stays: a request of then has not ended", LogLevel.WARNING)
                continue
            try:
                (done,) = await self._database.run(Q.drop_month, month=month, before=before)
            except ApplicationError as error:
                report.say(f"{month} stays for now: {error.detail}", LogLevel.ERROR)
                left.append(month)
                continue
            if done["dropped"]:
                report.say(f"dropped {month}")
                log.info("retention_dropped", partition=month)
        return left

    async def _delete(self, what: str, query: Query, before: datetime, report: Report) -> None:
        """In batches, so that nobody waits behind them."""
        deleted = 0
        while rows := await self._database.run(query, before=before, limit=BATCH):
            deleted += len(rows)
        report.rows = (report.rows or 0) + deleted
        report.say(f"deleted {deleted} {what} from before {before:%Y-%m-%d %H:%M} UTC")
        if deleted:
            log.info("retention_deleted", what=what, rows=deleted, before=before.isoformat())
