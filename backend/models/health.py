"""How sources do, as the API shows it."""

from datetime import datetime

import msgspec

from backend.models.answers import FailureKind
from backend.models.limits import CircuitView, LimitState
from backend.models.sources import FeedState


class LastFailure(msgspec.Struct, frozen=True, rename="camel"):
    """The last time that a source that was asked gave no answer, and why."""

    at: datetime
    kind: FailureKind
    detail: str


class HealthWindow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of the questions since a time.

    Questions are those that reached the source: not what the cache answered or what was skipped.
    `error_rate` runs from 0 to 1; it and the latencies (milliseconds, at most 10 % off, tries
    together) are null when nothing was asked.
    """

    since: datetime
    questions: int
    failures: int
    error_rate: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class ProbeView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The known-answer probe of a source: the last one, and when it is probed again.

    `status` is WELL, CHANGED (its answer has another shape), ERROR or SKIPPED, which `detail`
    explains; null until the first. `good_at` is the last time that it was well.
    """

    next_at: datetime
    probed_at: datetime | None
    status: str | None
    detail: str | None
    good_at: datetime | None


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How one source does, all processes together; the circuit is that of the one that answers.

    `feed_age_seconds` is the age of the oldest part that was loaded. `probe` is null where nothing
    is known that it would answer, and while probes are off. `code_refused` says why its runner
    refuses the saved code, while the last good version runs on.
    """

    source_id: str
    slug: str
    name: str
    enabled: bool
    code_refused: str | None = None
    last_success_at: datetime | None
    last_failure: LastFailure | None
    hour: HealthWindow
    day: HealthWindow
    limits: tuple[LimitState, ...]
    circuit: CircuitView
    feed: FeedState | None
    feed_age_seconds: int | None
    probe: ProbeView | None
