"""The verdict: what all answers about one indicator say together.

A pure function of the results, the sources' reliability (0 to 100), the ignore lists that the
indicator is on, and an analyst's override. docs/verdicts.md says the policy in words; a test
holds the two together. The order of the results changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from backend.enrichment.reasons import sentence
from backend.models.answers import Level, Status
from backend.models.indicators import Indicator, Kind
from backend.models.overrides import Override
from backend.models.requests import Result, Silence, Verdict
from backend.models.verdicts import OverrideNote, ReasonCode

DECISIVE_WEIGHT = 50
SOURCES_THAT_CLEAR = 2
OUTWEIGHS = 3
# Of a source that was deleted while it was asked: what a new one has.
UNRATED = 70
EXPLOITED = "exploited"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The results about an indicator, the most reliable source first, by what they say.

    A source that judges nothing knows it, and so does one of reliability 0. The figures are what
    answers weigh together (see `weigh`): `concern` are the malicious and suspicious ones.
    """

    results: tuple[Result, ...]
    said: Mapping[Level, Sequence[Result]]
    statuses: frozenset[Status]
    lists: tuple[str, ...]
    exploited: float
    malicious: float
    concern: float
    benign: float

    @property
    def clears(self) -> bool:
        """Whether the benign answers suffice for BENIGN where nothing is said against it."""
        several = len(self.said[Level.BENIGN]) >= SOURCES_THAT_CLEAR
        return several and self.benign >= DECISIVE_WEIGHT


def weigh(reliabilities: Sequence[int]) -> float:
    """The strongest counts in full, each further one half as much as the one before it.

    Many sources repeat each other, so that a crowd weighs less than twice its strongest.
    """
    weight = 0.0
    for reliability in sorted(reliabilities):
        weight = weight / 2 + reliability
    return weight


def decide(
    indicator: Indicator,
    results: Sequence[Result],
    reliability: Mapping[str, int],
    *,
    lists: tuple[str, ...] = (),
    override: Override | None = None,
) -> Verdict:
    """The verdict on `indicator`; `reliability` by source slug, `lists` by name."""
    evidence = gather(indicator, results, reliability, lists)
    rule = next(rule for rule in RULES if rule.fits(evidence))
    level, code, note = rule.level, rule.code, None
    deciding = [r for decisive in rule.deciding for r in evidence.said[decisive]]
    if code is ReasonCode.EXPLOITED:
        deciding = [r for r in deciding if is_exploited(indicator, r)]
    if override is not None:
        note = OverrideNote(
            id=override.id,
            level=override.level,
            reason=override.reason,
            author_name=override.author_name,
            policy_level=level,
        )
        level, code, deciding = override.level, ReasonCode.OVERRIDDEN, []
    disagreeing = [r for other in _opposed(level, code) for r in evidence.said[other]]
    return Verdict(
        indicator=indicator,
        level=level,
        score=max((r.score for r in deciding if r.score is not None), default=None),
        reason=sentence(code, deciding, disagreeing, evidence.results, lists=lists, note=note),
        reason_code=code,
        decided_by=tuple(r.slug for r in deciding),
        disagree=tuple(r.slug for r in disagreeing),
        silent=tuple(
            Silence(r.slug, why(r)) for r in evidence.results if r.status is not Status.FOUND
        ),
        lists=lists,
        override=note,
    )


def why(result: Result) -> str:
    """Why a source said nothing, as an enum value."""
    if result.error is not None:
        return result.error.kind
    if result.skips:
        return result.skips[0].reason
    return result.status


def gather(
    indicator: Indicator,
    results: Sequence[Result],
    reliability: Mapping[str, int],
    lists: tuple[str, ...],
) -> Evidence:
    """The results, sorted by weight and by what they say."""

    def weight_of(*some: Result) -> float:
        return weigh([reliability.get(r.slug, UNRATED) for r in some])

    ordered = sorted(results, key=lambda r: (-weight_of(r), r.name, r.slug))
    said: dict[Level, list[Result]] = {level: [] for level in Level}
    for result in ordered:
        if result.status is Status.FOUND:
            counts = weight_of(result) > 0
            said[_level(indicator, result) if counts else Level.INFORMATIONAL].append(result)
    bad, odd = said[Level.MALICIOUS], said[Level.SUSPICIOUS]
    return Evidence(
        results=tuple(ordered),
        said=said,
        statuses=frozenset(r.status for r in ordered),
        lists=lists,
        exploited=weight_of(*(r for r in bad if is_exploited(indicator, r))),
        malicious=weight_of(*bad),
        concern=weight_of(*bad, *odd),
        benign=weight_of(*said[Level.BENIGN]),
    )


def is_exploited(indicator: Indicator, result: Result) -> bool:
    """Whether a source says that a vulnerability is exploited, which counts as malicious."""
    return indicator.kind == Kind.CVE and EXPLOITED in result.tags


def _level(indicator: Indicator, result: Result) -> Level:
    if is_exploited(indicator, result):
        return Level.MALICIOUS
    if result.verdict is None or result.verdict is Level.UNKNOWN:
        return Level.INFORMATIONAL
    return result.verdict


class Rule(msgspec.Struct, frozen=True):
    """The level where `fits`; answers of the levels `deciding` decided."""

    code: ReasonCode
    level: Level
    fits: Callable[[Evidence], bool]
    deciding: tuple[Level, ...] = ()


BAD, ODD, GOOD = Level.MALICIOUS, Level.SUSPICIOUS, Level.BENIGN

RULES: tuple[Rule, ...] = (
    Rule(ReasonCode.EXPLOITED, BAD, lambda e: e.exploited >= DECISIVE_WEIGHT, (BAD,)),
    Rule(
        ReasonCode.CONTRADICTED,
        ODD,
        lambda e: e.malicious >= DECISIVE_WEIGHT and e.clears and e.benign > e.malicious,
        (BAD, ODD),
    ),
    Rule(
        ReasonCode.LIKELY_FALSE_ALARM,
        ODD,
        lambda e: e.malicious >= DECISIVE_WEIGHT and bool(e.lists) and len(e.said[BAD]) == 1,
        (BAD, ODD),
    ),
    Rule(ReasonCode.MALICIOUS, BAD, lambda e: e.malicious >= DECISIVE_WEIGHT, (BAD,)),
    Rule(
        ReasonCode.OUTWEIGHED,
        GOOD,
        lambda e: (
            0 < e.concern < DECISIVE_WEIGHT and e.clears and e.benign >= OUTWEIGHS * e.concern
        ),
        (GOOD,),
    ),
    Rule(ReasonCode.WEAK, ODD, lambda e: bool(e.said[BAD] and not e.said[ODD]), (BAD,)),
    Rule(ReasonCode.SUSPICIOUS, ODD, lambda e: e.concern > 0, (BAD, ODD)),
    Rule(ReasonCode.BENIGN, GOOD, lambda e: e.clears, (GOOD,)),
    Rule(
        ReasonCode.KNOWN,
        Level.INFORMATIONAL,
        lambda e: bool(e.said[Level.INFORMATIONAL]),
        (Level.INFORMATIONAL,),
    ),
    Rule(ReasonCode.LISTED, Level.INFORMATIONAL, lambda e: bool(e.lists)),
    Rule(ReasonCode.NOT_CLEARED, Level.UNKNOWN, lambda e: bool(e.said[GOOD])),
    Rule(ReasonCode.NOT_KNOWN, Level.UNKNOWN, lambda e: Status.NOT_FOUND in e.statuses),
    Rule(ReasonCode.NO_ANSWER, Level.UNKNOWN, lambda e: Status.ERROR in e.statuses),
    Rule(ReasonCode.NOT_ASKED, Level.UNKNOWN, lambda _: True),
)
"""The policy: the first that fits makes the verdict. The last one always does."""


def _opposed(level: Level, code: ReasonCode) -> tuple[Level, ...]:
    """The levels of those who disagree with a verdict."""
    if level in (BAD, ODD):
        return (GOOD,)
    if level is GOOD or code is ReasonCode.OVERRIDDEN:
        return (BAD, ODD)
    return ()
