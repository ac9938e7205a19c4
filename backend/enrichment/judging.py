"""The judge: the policy with what it needs beside the results."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import structlog

from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.memory import Memory
from backend.enrichment.overrides import OverrideHolder
from backend.enrichment.verdicts import decide
from backend.models.errors import ApplicationError
from backend.models.indicators import Indicator
from backend.models.requests import Result, Verdict
from backend.models.verdicts import AskedBefore

log = structlog.get_logger()

RECALLED_AT_ONCE = 200
Remembered = Mapping[Indicator, AskedBefore]
"""Who asked before, of the indicators that somebody asked about."""


def on_no_list(_indicator: Indicator) -> tuple[str, ...]:
    """Of an indicator, where there are no ignore lists."""
    return ()


class Judge:
    """Makes verdicts. `lists_of` gives the names of the ignore lists that an indicator is on."""

    def __init__(
        self,
        catalog: CatalogHolder,
        overrides: OverrideHolder,
        memory: Memory,
        lists_of: Callable[[Indicator], tuple[str, ...]] = on_no_list,
    ) -> None:
        self._catalog = catalog
        self._overrides = overrides
        self._memory = memory
        self._lists_of = lists_of

    async def recall(self, request_id: str, indicators: Sequence[Indicator]) -> Remembered:
        """Who asked about these before; of many, some at a time, so that others get their turn.

        What is nice to know must not keep a verdict from being made.
        """
        remembered: dict[Indicator, AskedBefore] = {}
        try:
            for first in range(0, len(indicators), RECALLED_AT_ONCE):
                some = indicators[first : first + RECALLED_AT_ONCE]
                remembered |= await self._memory.asked_before(some, apart_from=request_id)
        except ApplicationError as error:
            log.warning("memory_unavailable", request_id=request_id, detail=error.detail)
        return remembered

    def judge(
        self, indicator: Indicator, results: Sequence[Result], remembered: Remembered
    ) -> Verdict:
        """The verdict on an indicator, by what holds now."""
        sources = self._catalog.current.sources
        reliability = {
            r.slug: source.reliability
            for r in results
            if (source := sources.get(r.source_id)) is not None
        }
        verdict = decide(
            indicator,
            results,
            reliability,
            lists=self._lists_of(indicator),
            override=self._overrides.current.find(indicator),
        )
        return msgspec.structs.replace(verdict, asked_before=remembered.get(indicator))
