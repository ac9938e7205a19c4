"""The health of sources for people: what was counted, with limits, circuit, feed and probe."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.enrichment.limits_left import LimitsLeft
from backend.enrichment.overview import Overview
from backend.health.counting import SLOT_SECONDS, HealthCounter
from backend.health.histogram import percentile
from backend.models.answers import FailureKind
from backend.models.health import HealthWindow, LastFailure, ProbeView, SourceHealth
from backend.models.limits import CircuitView, SourceLimits
from backend.models.sources import FeedState, Source, SourceView

Q = load("health")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Row = Mapping[str, Any]


class SourcesHealth:
    """Shows how sources do; three queries, however many they are."""

    def __init__(
        self,
        database: Database,
        counter: HealthCounter,
        overview: Overview,
        limits: LimitsLeft,
    ) -> None:
        self._database = database
        self._counter = counter
        self._overview = overview
        self._limits = limits

    async def all(self) -> list[SourceHealth]:
        """Every source, by name."""
        return await self._show(await self._overview.all(), None)

    async def of(self, source: Source) -> SourceHealth:
        """One source."""
        (shown,) = await self._show([await self._overview.of(source)], source.id)
        return shown

    async def _show(self, views: Sequence[SourceView], source_id: str | None) -> list[SourceHealth]:
        await self._counter.flush()
        now = utc_now()
        last = await self._by_source(Q.list_last, source_id)
        probes = await self._by_source(Q.list_probes, source_id)
        slots: dict[str, list[Row]] = {}
        for row in await self._database.run(
            Q.list_slots, since=_slot_of(now - DAY), source_id=source_id
        ):
            slots.setdefault(row["source_id"], []).append(row)
        limits = {each.source_id: each for each in await self._limits.all(with_secrets=False)}
        return [
            _shown(
                view,
                now,
                last=last.get(view.id, {}),
                slots=slots.get(view.id, []),
                limits=limits.get(view.id),
                probe=probes.get(view.id),
            )
            for view in views
        ]

    async def _by_source(self, query: Query, source_id: str | None) -> dict[str, Row]:
        rows = await self._database.run(query, source_id=source_id)
        return {row["source_id"]: row for row in rows}


def _shown(
    view: SourceView,
    now: datetime,
    *,
    last: Row,
    slots: Sequence[Row],
    limits: SourceLimits | None,
    probe: Row | None,
) -> SourceHealth:
    return SourceHealth(
        source_id=view.id,
        slug=view.slug,
        name=view.name,
        enabled=view.enabled,
        code_refused=view.code_refused,
        last_success_at=last.get("success_at"),
        last_failure=_failure(last),
        hour=window_of(slots, now - HOUR),
        day=window_of(slots, now - DAY),
        limits=limits.windows if limits else (),
        circuit=limits.circuit if limits else CircuitView(),
        feed=view.feed,
        feed_age_seconds=_age(view.feed, now),
        probe=_probe(probe),
    )


def window_of(slots: Sequence[Row], since: datetime) -> HealthWindow:
    """Slots together, from the one on that `since` falls into."""
    first = _slot_of(since)
    counted = [slot for slot in slots if slot["slot"] >= first]
    questions = sum(slot["questions"] for slot in counted)
    failures = sum(slot["failures"] for slot in counted)
    buckets = [sum(each) for each in zip(*(slot["buckets"] for slot in counted), strict=True)]
    return HealthWindow(
        since=first,
        questions=questions,
        failures=failures,
        error_rate=round(failures / questions, 4) if questions else None,
        p50_ms=percentile(buckets, 0.50),
        p95_ms=percentile(buckets, 0.95),
        p99_ms=percentile(buckets, 0.99),
    )


def _slot_of(moment: datetime) -> datetime:
    second = int(moment.timestamp())
    return moment.replace(microsecond=0) - timedelta(seconds=second % SLOT_SECONDS)


def _failure(last: Row) -> LastFailure | None:
    if not last.get("failure_at"):
        return None
    kind = FailureKind(last["failure_kind"])
    return LastFailure(last["failure_at"], kind, last["failure_detail"] or "")


def _age(feed: FeedState | None, now: datetime) -> int | None:
    times = [part.as_of for part in feed.parts if part.as_of] if feed else []
    return int((now - min(times)).total_seconds()) if times else None


def _probe(row: Row | None) -> ProbeView | None:
    if row is None:
        return None
    return ProbeView(**{name: row[name] for name in ProbeView.__struct_fields__})
