"""The preview: what a request would ask and tell whom, without asking anything."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import msgspec

from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.limits_left import LimitsLeft
from backend.enrichment.memory import Memory
from backend.enrichment.plan import About, Circumstances, Rules, make_rules
from backend.indicators.special import Special, special
from backend.models.answers import Skip, SkipReason
from backend.models.ignore_lists import ListHit
from backend.models.indicators import Indicator
from backend.models.limits import LimitLeft
from backend.models.requests import Options
from backend.models.sources import Activity, Source
from backend.models.verdicts import AskedBefore

# So many questions are named one by one; all of them are counted.
QUESTIONS_NAMED = 2000
INDICATORS_NAMED = 1000
INDICATORS_AT_ONCE = 200


class PreviewedIndicator(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An indicator in canonical form; `special` sets it apart, `hits` are those of ignore lists.

    `asked_before` is the last request that came to a verdict on it.
    """

    data: str
    kind: str
    special: Special | None
    stays_inside: bool
    hits: tuple[ListHit, ...] = ()
    asked_before: AskedBefore | None


class PreviewedSource(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a source would be asked.

    `asked` counts the indicators that it would be asked about, `skipped` the others by reason; one
    with several reasons is counted under each. `leaves` says whether values go outside, `limits`
    how many questions the source's limits still allow.
    """

    source_id: str
    slug: str
    name: str
    activity: Activity
    leaves: bool
    asked: int
    skipped: dict[SkipReason, int]
    limits: tuple[LimitLeft, ...] = ()


class PreviewedQuestion(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One source and one indicator, by its place; `leaves` is the value that goes outside."""

    indicator: int
    source_id: str
    leaves: str | None
    skips: tuple[Skip, ...]


class Preview(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a request would ask.

    `indicators` and `questions` are the first ones; `indicator_count`, `total` and `asked` count
    all. Answers that are in the cache are counted as asked: nobody knows yet whether they stay.
    """

    indicators: tuple[PreviewedIndicator, ...]
    indicator_count: int
    sources: tuple[PreviewedSource, ...]
    questions: tuple[PreviewedQuestion, ...]
    total: int
    asked: int


class Previewer:
    """Makes previews by the same rules as the engine's plan."""

    def __init__(
        self,
        catalog: CatalogHolder,
        circumstances: Circumstances,
        memory: Memory,
        limits: LimitsLeft,
    ) -> None:
        self._catalog = catalog
        self._circumstances = circumstances
        self._memory = memory
        self._limits = limits

    async def preview(
        self, indicators: Sequence[Indicator], sources: Sequence[Source], options: Options
    ) -> Preview:
        """What asking `sources` about `indicators` would do."""
        rules = make_rules(sources, self._catalog.current, self._circumstances, options)
        tallies = {source.id: _Tally() for source in sources}
        shown: list[About] = []
        await self._limits.look()
        questions: list[PreviewedQuestion] = []
        for place, indicator in enumerate(indicators):
            if place % INDICATORS_AT_ONCE == 0:
                await asyncio.sleep(0)
            about = self._circumstances.look_at(indicator)
            if place < INDICATORS_NAMED:
                shown.append(about)
            for rule in rules:
                skips = rule.skips(about)
                tallies[rule.source.id].count(skips)
                if len(questions) < QUESTIONS_NAMED:
                    questions.append(_question(place, indicator, rule, skips))
        asked_before = await self._memory.asked_before([about.indicator for about in shown])
        return Preview(
            indicators=tuple(_indicator(a, asked_before.get(a.indicator)) for a in shown),
            indicator_count=len(indicators),
            sources=tuple(
                _source(source, tallies[source.id], self._limits.left(source)) for source in sources
            ),
            questions=tuple(questions),
            total=len(indicators) * len(sources),
            asked=sum(tally.asked for tally in tallies.values()),
        )


class _Tally:
    """How often one source would be asked and skipped."""

    def __init__(self) -> None:
        self.asked = 0
        self.skipped: Counter[SkipReason] = Counter()

    def count(self, skips: Sequence[Skip]) -> None:
        if not skips:
            self.asked += 1
        for skip in skips:
            self.skipped[skip.reason] += 1


def _indicator(about: About, asked_before: AskedBefore | None) -> PreviewedIndicator:
    return PreviewedIndicator(
        data=about.indicator.data,
        kind=about.indicator.kind,
        special=special(about.indicator),
        stays_inside=about.inside,
        hits=tuple(hit.shown() for hit in about.hits),
        asked_before=asked_before,
    )


def _source(source: Source, tally: _Tally, limits: tuple[LimitLeft, ...]) -> PreviewedSource:
    return PreviewedSource(
        source_id=source.id,
        slug=source.slug,
        name=source.name,
        activity=source.activity,
        leaves=source.activity is not Activity.LOCAL and tally.asked > 0,
        asked=tally.asked,
        skipped=dict(tally.skipped),
        limits=limits,
    )


def _question(
    place: int, indicator: Indicator, rule: Rules, skips: tuple[Skip, ...]
) -> PreviewedQuestion:
    outside = not skips and rule.source.activity is not Activity.LOCAL
    return PreviewedQuestion(
        indicator=place,
        source_id=rule.source.id,
        leaves=indicator.data if outside else None,
        skips=skips,
    )
