"""What changed from one run of a watchlist to the next. A pure function of answers and memory.

A source that fails is no news: where one gave no answer in this run (an error, a limit, an open
circuit, a missing secret, a cancelled request), it is taken to say what it said when it last
answered, and the verdict is decided so. An indicator that nobody said anything about could not be
checked: what is known of it stays. A first verdict is what later ones are compared with, and no
change. What a person decided (the recorded verdict is another than the answers give) holds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from backend.enrichment.verdicts import decide
from backend.models.answers import Level, SkipReason, Status
from backend.models.indicators import Indicator
from backend.models.requests import Result, Timing
from backend.models.watchlists import Remembered

PASSING = frozenset(
    {
        SkipReason.LIMIT_REACHED,
        SkipReason.CIRCUIT_OPEN,
        SkipReason.RUNNER_UNAVAILABLE,
        SkipReason.MISSING_SECRET,
        SkipReason.CANCELLED,
    }
)
"""Reasons to skip that say nothing of what the source knows; the others are somebody's decision."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a source said of an indicator in a run; `level` when it found it."""

    slug: str
    name: str
    status: Status
    level: Level | None = None
    skipped: SkipReason | None = None

    @property
    def answered(self) -> bool:
        """Whether it said something, be it that it knows nothing."""
        return self.status in (Status.FOUND, Status.NOT_FOUND)

    @property
    def failed(self) -> bool:
        """Whether it would have said something, had nothing gone wrong."""
        return self.status is Status.ERROR or self.skipped in PASSING


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator with the verdict of a run, and all that was said."""

    indicator: Indicator
    level: Level
    reason: str
    said: Sequence[Said]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict that is another than before."""

    indicator: Indicator
    before: Level
    after: Level
    reason: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: changes, what is known from now on, and how many could not be checked."""

    changes: list[Change]
    memory: list[Remembered]
    unchecked: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Which run it is, when it is compared, and the sources' reliability by slug."""

    request_id: str
    now: datetime
    reliability: Mapping[str, int]


def compare(
    watched: Sequence[Indicator],
    judged: Mapping[Indicator, Judged],
    memory: Mapping[Indicator, Remembered],
    run: Run,
) -> Compared:
    """Compare a run with what is known. Indicators that are watched no longer are forgotten."""
    changes: list[Change] = []
    kept: list[Remembered] = []
    unchecked = 0
    for indicator in watched:
        known, now = memory.get(indicator), judged.get(indicator)
        if now is None or not any(said.answered for said in now.said):
            unchecked += 1
            if known is not None:
                since = known.unchecked_since or run.now
                kept.append(msgspec.structs.replace(known, unchecked_since=since))
            continue
        level, reason = _believed(now, known, run)
        if known is not None and known.level is not level:
            change = Change(indicator=indicator, before=known.level, after=level, reason=reason)
            changes.append(change)
        kept.append(
            Remembered(
                indicator=indicator,
                level=level,
                reason=reason,
                request_id=run.request_id,
                judged_at=run.now,
                said=_remember(now, known),
            )
        )
    return Compared(changes=changes, memory=kept, unchecked=unchecked)


def _believed(now: Judged, known: Remembered | None, run: Run) -> tuple[Level, str]:
    """The level and its reason, with what sources said before that failed now."""
    before = known.said if known is not None else {}
    missing = {said.slug: before[said.slug] for said in now.said if _carried(said, before)}
    if not missing:
        return now.level, now.reason
    timing = Timing(run.now, run.now, 0.0)
    plain = [_result(now.indicator, said, timing) for said in now.said]
    if decide(now.indicator, plain, run.reliability).level is not now.level:
        return now.level, now.reason
    carried = [
        _result(
            now.indicator,
            msgspec.structs.replace(said, status=Status.FOUND, level=missing[said.slug])
            if said.slug in missing
            else said,
            timing,
        )
        for said in now.said
    ]
    verdict = decide(now.indicator, carried, run.reliability)
    return verdict.level, verdict.reason


def _carried(said: Said, before: Mapping[str, Level]) -> bool:
    return said.failed and said.slug in before


def _remember(now: Judged, known: Remembered | None) -> dict[str, Level]:
    """What each source said when it last answered, of those that were asked in this run."""
    before = known.said if known is not None else {}
    remembered = {}
    for said in now.said:
        if said.status is Status.FOUND:
            remembered[said.slug] = said.level or Level.INFORMATIONAL
        elif _carried(said, before):
            remembered[said.slug] = before[said.slug]
    return remembered


def _result(indicator: Indicator, said: Said, timing: Timing) -> Result:
    """As much of a result as decides a verdict."""
    return Result(
        id="",
        source_id="",
        slug=said.slug,
        name=said.name,
        url="",
        favicon=None,
        indicator=indicator,
        status=said.status,
        timing=timing,
        verdict=said.level,
    )
