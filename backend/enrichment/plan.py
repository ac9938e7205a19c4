"""The plan: for each indicator and source, ask, or skip with every reason that there is."""

from collections.abc import Sequence

import msgspec

from backend.enrichment.catalog import Catalog
from backend.indicators.special import stays_inside
from backend.models.answers import Skip, SkipReason
from backend.models.indicators import Indicator
from backend.models.requests import Question
from backend.models.sources import Activity, Source, SourceKind


class Circumstances(msgspec.Struct, frozen=True):
    """What else decides, beside the sources themselves."""

    enabled_runners: frozenset[SourceKind]


def make_plan(
    indicators: Sequence[Indicator],
    sources: Sequence[Source],
    catalog: Catalog,
    circumstances: Circumstances,
) -> tuple[Question, ...]:
    """A question for each pair, in the order of indicators, then sources.

    A source's picture stands in each of its questions and results, so that of many indicators it
    is left out: thousands of copies would be most of what is sent.
    """
    pictures = len(indicators) == 1
    return tuple(
        Question(
            source_id=source.id,
            slug=source.slug,
            name=source.name,
            url=source.url,
            favicon=source.favicon if pictures else None,
            indicator=indicator,
            skips=tuple(reasons_to_skip(indicator, source, catalog, circumstances)),
        )
        for indicator in indicators
        for source in sources
    )


def reasons_to_skip(
    indicator: Indicator, source: Source, catalog: Catalog, circumstances: Circumstances
) -> list[Skip]:
    """Every reason not to ask this source about this indicator; none means ask."""
    skips = []
    if indicator.kind not in source.supported_indicators:
        detail = f"{source.name} does not answer about {indicator.kind}"
        skips.append(Skip(SkipReason.UNSUPPORTED_INDICATOR, detail))
    if not source.enabled:
        skips.append(Skip(SkipReason.SOURCE_DISABLED, f"{source.name} is switched off"))
    provider = catalog.providers.get(source.provider_id or "")
    if provider is not None and not provider.enabled:
        detail = f"the provider {provider.name} is switched off"
        skips.append(Skip(SkipReason.PROVIDER_DISABLED, detail, provider.id))
    if source.kind is not SourceKind.SYSTEM and source.kind not in circumstances.enabled_runners:
        detail = f"the runner for {source.kind} sources is switched off"
        skips.append(Skip(SkipReason.RUNNER_DISABLED, detail, source.kind))
    if indicator.kind in source.disabled_indicators:
        detail = f"{indicator.kind} is switched off for {source.name}"
        skips.append(Skip(SkipReason.DISABLED_INDICATOR, detail))
    missing = catalog.missing(source.id)
    if missing:
        detail = "; ".join(f"{source.name} {why}" for _, why in missing)
        skips.append(Skip(SkipReason.MISSING_SECRET, detail, [slot.id for slot, _ in missing]))
    if source.activity is not Activity.LOCAL and stays_inside(indicator):
        detail = "it is private to a network, and this source would be told outside"
        skips.append(Skip(SkipReason.PRIVATE_INDICATOR, detail))
    return skips
