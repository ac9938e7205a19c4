"""The verdict: what all answers about one indicator say together.

A pure function of the results and the sources' reliability (0 to 100). In this order:

1. Weight is the sum of the reliability of the sources that say the same level.
2. MALICIOUS when malicious answers weigh at least 50. If two or more sources say benign and weigh
   more, the sources contradict each other: SUSPICIOUS.
3. SUSPICIOUS when any source says suspicious, or malicious with less weight than that.
4. BENIGN when two or more sources say benign and none says worse. One such answer does not clear.
5. INFORMATIONAL when a source knows the indicator without judging it.
6. UNKNOWN otherwise. Errors, skips and misses never count as benign; they are named as silent.

The score is the highest score among the sources that decided.
"""

from collections.abc import Mapping, Sequence

from backend.models.answers import Level, Status
from backend.models.indicators import Indicator
from backend.models.requests import Result, Silence, Verdict

DECISIVE_WEIGHT = 50
SOURCES_THAT_CLEAR = 2
NAMED_AT_MOST = 3


def decide(
    indicator: Indicator, results: Sequence[Result], reliability: Mapping[str, int]
) -> Verdict:
    """The verdict on `indicator`; `reliability` by source slug."""
    said = {level: [r for r in results if _level(r) is level] for level in Level}
    weights = {
        level: sum(reliability.get(r.slug, 0) for r in answers) for level, answers in said.items()
    }
    level = _decide_level(said, weights)
    deciding = _deciding(level, said)
    return Verdict(
        indicator=indicator,
        level=level,
        score=max((r.score for r in deciding if r.score is not None), default=None),
        reason=_reason(level, deciding, said, results),
        decided_by=tuple(r.slug for r in deciding),
        disagree=tuple(r.slug for r in _disagreeing(level, said)),
        silent=tuple(Silence(r.slug, why(r)) for r in results if r.status is not Status.FOUND),
    )


def why(result: Result) -> str:
    """Why a source said nothing, as an enum value."""
    if result.error is not None:
        return result.error.kind
    if result.skips:
        return result.skips[0].reason
    return result.status


def _level(result: Result) -> Level | None:
    if result.status is not Status.FOUND:
        return None
    return result.verdict or Level.INFORMATIONAL


def _decide_level(said: dict[Level, list[Result]], weights: dict[Level, int]) -> Level:
    clearing = len(said[Level.BENIGN]) >= SOURCES_THAT_CLEAR
    malicious = weights[Level.MALICIOUS]
    if malicious >= DECISIVE_WEIGHT:
        contradicted = clearing and weights[Level.BENIGN] > malicious
        return Level.SUSPICIOUS if contradicted else Level.MALICIOUS
    if said[Level.MALICIOUS] or said[Level.SUSPICIOUS]:
        return Level.SUSPICIOUS
    if clearing:
        return Level.BENIGN
    if said[Level.INFORMATIONAL]:
        return Level.INFORMATIONAL
    return Level.UNKNOWN


def _deciding(level: Level, said: dict[Level, list[Result]]) -> list[Result]:
    if level is Level.SUSPICIOUS:
        return said[Level.MALICIOUS] + said[Level.SUSPICIOUS]
    if level is Level.UNKNOWN:
        return []
    return said[level]


def _disagreeing(level: Level, said: dict[Level, list[Result]]) -> list[Result]:
    if level in (Level.MALICIOUS, Level.SUSPICIOUS):
        return said[Level.BENIGN]
    return []


def _reason(
    level: Level, deciding: list[Result], said: dict[Level, list[Result]], results: Sequence[Result]
) -> str:
    if level is Level.UNKNOWN:
        return _reason_unknown(said, results)
    names = _names(deciding)
    tags = sorted({tag for r in deciding for tag in r.tags})
    because = f" ({', '.join(tags[:NAMED_AT_MOST])})" if tags else ""
    verb = "say" if len(deciding) > 1 else "says"
    if level is Level.INFORMATIONAL:
        knows = "know" if len(deciding) > 1 else "knows"
        return f"{names} {knows} it{because}; no source judges it."
    if level is Level.BENIGN:
        return f"{names} say that it is benign{because}, and no source says otherwise."
    sentence = f"{names} {verb} that it is {_words(level, deciding)}{because}"
    benign = said[Level.BENIGN]
    if benign:
        sentence += f"; {_names(benign)} {'disagree' if len(benign) > 1 else 'disagrees'}"
    return sentence + "."


def _words(level: Level, deciding: list[Result]) -> str:
    levels = {r.verdict for r in deciding}
    if level is Level.SUSPICIOUS and levels == {Level.MALICIOUS}:
        return "malicious, which alone does not weigh enough"
    if level is Level.SUSPICIOUS and Level.MALICIOUS in levels:
        return "malicious or suspicious"
    return level.lower()


def _reason_unknown(said: dict[Level, list[Result]], results: Sequence[Result]) -> str:
    benign = said[Level.BENIGN]
    if benign:
        return f"Only {_names(benign)} says that it is benign, and one such answer does not clear."
    misses = sum(r.status is Status.NOT_FOUND for r in results)
    errors = [r for r in results if r.status is Status.ERROR]
    if misses:
        sentence = f"None of the {misses} sources that answered knows it"
        if misses == 1:
            sentence = "The one source that answered does not know it"
    elif errors:
        sentence = "No source answered"
    else:
        return "No source was asked."
    if errors:
        sentence += f"; {_names(errors)} failed"
    return sentence + "."


def _names(results: Sequence[Result]) -> str:
    names = [r.name for r in results]
    if len(names) > NAMED_AT_MOST:
        return f"{', '.join(names[:NAMED_AT_MOST])} and {len(names) - NAMED_AT_MOST} more"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return names[0]
