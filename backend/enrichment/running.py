"""A request that is being executed, as its readers see it: the events committed so far."""

import asyncio
from bisect import bisect_right
from datetime import datetime

import msgspec

from backend.models.requests import Plan, Result, Verdict
from runners.telemetry import tracing


class Numbered(msgspec.Struct, frozen=True):
    """An event with its number; `data` is encoded already."""

    sequence: int
    event: str
    data: msgspec.Raw


class Running:
    """What is known of a request in this process. Readers wait for the next event."""

    def __init__(
        self,
        *,
        request_id: str,
        created_at: datetime,
        trace_id: str,
        plan: Plan,
        sequence: int,
        span: tracing.Span = tracing.NOTHING,
    ) -> None:
        self.id = request_id
        self.created_at = created_at
        self.trace_id = trace_id
        self.plan = plan
        self.span = span
        self.results: list[Result] = []
        self.verdicts: list[Verdict] = []
        self.finished = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.first_sequence = sequence
        self._events: list[Numbered] = []
        self._sequence = sequence
        self._changed = asyncio.Event()

    def next_sequence(self) -> int:
        """The number of the next event."""
        self._sequence += 1
        return self._sequence

    def publish(self, event: Numbered) -> None:
        """An event was committed: show it to whoever waits."""
        self._events.append(event)
        self._changed.set()
        self._changed = asyncio.Event()
        if event.event == "done":
            self.finished.set()

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
