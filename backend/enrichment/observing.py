"""What stands before the sources, and sees each question that reaches one, and what came of it."""

import time
from typing import Protocol

from backend.enrichment.fetching import Again
from backend.enrichment.results import Outcome
from backend.health.counting import HealthCounter
from backend.models.indicators import Indicator
from backend.models.sources import Source


class Fetches(Protocol):
    """Asks a source. A source that fails is an outcome, never an exception."""

    async def fetch(
        self, source: Source, indicator: Indicator, trace_id: str, again: Again
    ) -> Outcome:
        """Ask with the source's secrets; their values stay out of whatever comes of it."""
        ...


class Counted:
    """Implements `Fetches`: counts what another is asked."""

    def __init__(self, fetcher: Fetches, health: HealthCounter) -> None:
        self._fetcher = fetcher
        self._health = health

    async def fetch(
        self, source: Source, indicator: Indicator, trace_id: str, again: Again
    ) -> Outcome:
        """As the other does. What can't be asked (its runner is away) is no question."""
        began = time.perf_counter()
        outcome = await self._fetcher.fetch(source, indicator, trace_id, again)
        if outcome.skip is None:
            elapsed = (time.perf_counter() - began) * 1000
            self._health.count(source.id, outcome.failure, elapsed)
        return outcome
