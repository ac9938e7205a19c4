"""A request that is being executed, as its readers see it: the events committed so far."""

import asyncio
import enum
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from backend.models.answers import Level, Status
from backend.models.requests import Counts, Done, Options, Plan, Progress, Request
from runners.telemetry import tracing

# Who is late by more events reads the database: a large request has millions.
EVENTS_KEPT = 40_000


class Numbered(msgspec.Struct, frozen=True):
    """An event with its number; `data` is encoded already."""

    sequence: int
    event: str
    data: msgspec.Raw


class Hold(enum.Enum):
    """Why nothing more is asked for a request."""

    CANCEL = "CANCEL"
    PAUSE = "PAUSE"
    STOP = "STOP"


class Running:
    """What is known of a request in this process. Readers wait for the next event."""

    def __init__(
        self,
        *,
        request_id: str,
        created_at: datetime,
        trace_id: str,
        user_id: str | None,
        plan: Plan,
        sequence: int,
        span: tracing.Span = tracing.NOTHING,
    ) -> None:
        self.id = request_id
        self.created_at = created_at
        self.trace_id = trace_id
        self.user_id = user_id
        self.plan = plan
        self.span = span
        self.hold: Hold | None = None
        # Its last event is on its way: nothing may be numbered behind it.
        self.ending = False
        self.statuses: Counter[Status] = Counter()
        self.levels: set[Level] = set()
        # Nobody executes it any longer here: it ended, was paused, or is left to another backend.
        self.finished = asyncio.Event()
        self.first_sequence = sequence
        self._events: list[Numbered] = []
        self._sequence = sequence
        self._changed = asyncio.Event()

    @property
    def options(self) -> Options:
        """What it was asked with."""
        return self.plan.options

    @property
    def sequence(self) -> int:
        """The number of the latest event."""
        return self._sequence

    @property
    def progress(self) -> Progress:
        """How many questions have ended."""
        return Progress(self.statuses.total(), self.plan.total)

    @property
    def verdict(self) -> Level | None:
        """The worst of its verdicts so far."""
        return worst_of(self.levels)

    def request(self) -> Request | None:
        """Its row, once it has ended; None for one in the background, which is not kept whole."""
        if not self.ended or self.plan.background:
            return None
        done = msgspec.json.decode(self._events[-1].data, type=Done)
        first, options = self.plan.indicators[0], self.options
        return Request(
            id=self.id,
            created_at=self.created_at,
            updated_at=done.ended_at,
            data=first.data,
            kind=first.kind,
            indicator_count=len(self.plan.indicators),
            trace_id=self.trace_id,
            user_id=self.user_id,
            state=done.state,
            verdict=self.verdict,
            counts=done.counts,
            ended_at=done.ended_at,
            background=False,
            progress=self.progress,
            tlp=options.tlp,
            pap=options.pap,
            offline=options.offline,
            preset_id=options.preset_id,
        )

    def events(self) -> list[Numbered]:
        """Every event that is kept here."""
        return list(self._events)

    def held(self, *holds: Hold) -> bool:
        """Whether it is held for one of these reasons."""
        return self.hold in holds

    def next_sequence(self) -> int:
        """The number of the next event."""
        self._sequence += 1
        return self._sequence

    def publish(self, events: Sequence[Numbered]) -> None:
        """Events were committed: show them to whoever waits."""
        self._events += events
        if len(self._events) > EVENTS_KEPT:
            cut = EVENTS_KEPT // 2
            self.first_sequence = self._events[cut - 1].sequence
            del self._events[:cut]
        self._wake()
        if self.ended:
            self.finished.set()

    def leave(self) -> None:
        """Nothing more will come of it in this process."""
        self.finished.set()
        self._wake()

    @property
    def ended(self) -> bool:
        """Whether its last event was shown."""
        return bool(self._events) and self._events[-1].event == "done"

    def holds(self, after: int) -> bool:
        """Whether every event later than `after` is here, or has to be read from the database."""
        return after >= self.first_sequence

    async def events_after(self, after: int, *, wait_seconds: float, limit: int) -> list[Numbered]:
        """Events later than `after`, the first as soon as there is one; none when time is up."""
        try:
            async with asyncio.timeout(wait_seconds):
                while True:
                    changed = self._changed
                    first = bisect_right(self._events, after, key=lambda e: e.sequence)
                    later = self._events[first : first + limit]
                    if later or self.finished.is_set():
                        return later
                    await changed.wait()
        except TimeoutError:
            return []

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def count_of(statuses: Counter[Status]) -> Counts:
    """How questions ended."""
    return Counts(
        statuses[Status.FOUND],
        statuses[Status.NOT_FOUND],
        statuses[Status.SKIPPED],
        statuses[Status.ERROR],
    )


def worst_of(levels: Iterable[Level]) -> Level | None:
    """The worst of some verdicts; None when there are none."""
    order = list(Level)
    return min(levels, key=order.index, default=None)
