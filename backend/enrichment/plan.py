"""The plan: for each indicator and source, ask, or skip with every reason that there is."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from backend.enrichment.catalog import Catalog
from backend.enrichment.policy import forbidden
from backend.ignore_lists import matching
from backend.indicators.special import stays_inside
from backend.models.answers import Skip, SkipReason
from backend.models.ignore_lists import IndicatorHits
from backend.models.indicators import Indicator
from backend.models.requests import Options, Question
from backend.models.sources import Activity, Source, SourceKind

_ORDER = {reason: place for place, reason in enumerate(SkipReason)}


class Circumstances(msgspec.Struct, frozen=True):
    """What else decides, beside the sources themselves."""

    enabled_runners: frozenset[SourceKind]
    find_in_lists: Callable[[Indicator], tuple[matching.Hit, ...]] = matching.NOTHING.match
    # Answers are replayed: neither runners nor keys are needed.
    replay: bool = False
    offline: bool = False

    def look_at(self, indicator: Indicator) -> "About":
        """What decides about an indicator, whoever is asked about it."""
        return About(indicator, stays_inside(indicator), self.find_in_lists(indicator))


class About(msgspec.Struct, frozen=True):
    """An indicator, whether no source outside may be told of it, and what ignore lists say."""

    indicator: Indicator
    inside: bool
    hits: tuple[matching.Hit, ...]


class Rules:
    """When one source is asked; what is the same for every indicator is found once."""

    def __init__(
        self, source: Source, catalog: Catalog, circumstances: Circumstances, options: Options
    ) -> None:
        self.source = source
        self._always = tuple(_reasons_always(source, catalog, circumstances, options))
        self._supported = frozenset(source.supported_indicators)
        self._disabled = frozenset(source.disabled_indicators)
        self._known: dict[tuple[str, bool], tuple[Skip, ...]] = {}

    def skips(self, about: About) -> tuple[Skip, ...]:
        """Every reason not to ask, in their usual order; none means ask."""
        key = (about.indicator.kind, about.inside)
        skips = self._known.get(key)
        if skips is None:
            skips = self._known[key] = _ordered((*self._always, *self._reasons(*key)))
        if about.hits:
            return _ordered((*skips, *matching.reasons(about.hits, self.source)))
        return skips

    def _reasons(self, kind: str, inside: bool) -> Iterable[Skip]:  # noqa: FBT001 — of one place
        name = self.source.name
        if kind not in self._supported:
            detail = f"{name} does not answer about {kind}"
            yield Skip(SkipReason.UNSUPPORTED_INDICATOR, detail)
        if kind in self._disabled:
            yield Skip(SkipReason.DISABLED_INDICATOR, f"{kind} is switched off for {name}")
        if inside and self.source.activity is not Activity.LOCAL:
            detail = "it is private to a network, and this source would be told outside"
            yield Skip(SkipReason.PRIVATE_INDICATOR, detail)


def make_plan(
    abouts: Iterable[About], rules: Sequence[Rules], *, pictures: bool
) -> tuple[Question, ...]:
    """A question for each pair, in the order of indicators, then sources.

    A source's picture stands in each of its questions and results, so that `pictures` are for
    requests of one indicator: thousands of copies would be most of what is sent.
    """
    questions: list[Question] = []
    for about in abouts:
        questions += [
            Question(
                source_id=rule.source.id,
                slug=rule.source.slug,
                name=rule.source.name,
                url=rule.source.url,
                favicon=rule.source.favicon if pictures else None,
                indicator=about.indicator,
                skips=rule.skips(about),
            )
            for rule in rules
        ]
    return tuple(questions)


def list_hits(abouts: Iterable[About]) -> tuple[IndicatorHits, ...]:
    """What ignore lists say of indicators; those that no list names are left out."""
    return tuple(
        IndicatorHits(indicator=about.indicator, hits=tuple(hit.shown() for hit in about.hits))
        for about in abouts
        if about.hits
    )


def make_rules(
    sources: Iterable[Source], catalog: Catalog, circumstances: Circumstances, options: Options
) -> list[Rules]:
    """The rules of each source."""
    return [Rules(source, catalog, circumstances, options) for source in sources]


def reasons_to_skip(
    indicator: Indicator,
    source: Source,
    catalog: Catalog,
    circumstances: Circumstances,
    options: Options | None = None,
) -> tuple[Skip, ...]:
    """Every reason not to ask this source about this indicator; none means ask."""
    rules = Rules(source, catalog, circumstances, options or Options())
    return rules.skips(circumstances.look_at(indicator))


def _reasons_always(
    source: Source, catalog: Catalog, circumstances: Circumstances, options: Options
) -> Iterable[Skip]:
    if not source.enabled:
        yield Skip(SkipReason.SOURCE_DISABLED, f"{source.name} is switched off")
    provider = catalog.providers.get(source.provider_id or "")
    if provider is not None and not provider.enabled:
        detail = f"the provider {provider.name} is switched off"
        yield Skip(SkipReason.PROVIDER_DISABLED, detail, provider.id)
    # What is replayed leaves no site, whatever this one's way out is.
    offline = circumstances.offline and not circumstances.replay
    yield from forbidden(source.name, source.activity, options, offline=offline)
    if circumstances.replay:
        return
    if source.kind is not SourceKind.SYSTEM and source.kind not in circumstances.enabled_runners:
        detail = f"the runner for {source.kind} sources is switched off"
        yield Skip(SkipReason.RUNNER_DISABLED, detail, source.kind)
    missing = catalog.missing(source.id)
    if missing:
        detail = "; ".join(f"{source.name} {why}" for _, why in missing)
        yield Skip(SkipReason.MISSING_SECRET, detail, [slot.id for slot, _ in missing])


def _ordered(skips: tuple[Skip, ...]) -> tuple[Skip, ...]:
    return tuple(sorted(skips, key=lambda skip: _ORDER[skip.reason]))
