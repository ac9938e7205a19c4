"""The policy of the verdict, as a table."""

from datetime import UTC, datetime

import pytest

from backend.enrichment.verdicts import decide
from backend.models.answers import Failure, FailureKind, Level, Skip, SkipReason, Status
from backend.models.indicators import Indicator, Kind
from backend.models.requests import Result, Timing

INDICATOR = Indicator("192.0.2.1", Kind.IPV4)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RELIABILITY = {"high": 90, "higher": 95, "low": 20, "low2": 20, "low3": 20, "middle": 60}


def said(
    slug: str, verdict: Level | None, *, score: int | None = None, tags: tuple[str, ...] = ()
) -> Result:
    return result(slug, Status.FOUND, verdict=verdict, score=score, tags=tags)


def result(slug: str, status: Status, **more: object) -> Result:
    return Result(
        id=f"result-{slug}",
        source_id=f"id-{slug}",
        slug=slug,
        name=slug.title(),
        url="",
        favicon=None,
        indicator=INDICATOR,
        status=status,
        timing=Timing(NOW, NOW, 1.0),
        **more,
    )


def failed(slug: str, kind: FailureKind = FailureKind.TIMEOUT) -> Result:
    return result(slug, Status.ERROR, error=Failure(kind, "no answer"))


def skipped(slug: str) -> Result:
    return result(slug, Status.SKIPPED, skips=(Skip(SkipReason.SOURCE_DISABLED),))


MISS = Status.NOT_FOUND
BAD, ODD, GOOD, INFO = Level.MALICIOUS, Level.SUSPICIOUS, Level.BENIGN, Level.INFORMATIONAL


@pytest.mark.parametrize(
    ("results", "level", "fragment"),
    [
        ([said("high", BAD, score=90), said("low", GOOD)], BAD, "High says that it is malicious"),
        ([said("high", BAD), said("low", GOOD)], BAD, "Low disagrees"),
        ([said("middle", BAD), said("high", GOOD), said("low", GOOD)], ODD, "malicious"),
        ([said("low", BAD)], ODD, "alone does not weigh enough"),
        ([said("low", BAD), said("low2", BAD)], ODD, "Low and Low2"),
        ([said("low", BAD), said("low2", BAD), said("low3", BAD)], BAD, "Low, Low2 and Low3"),
        ([said("high", ODD)], ODD, "suspicious"),
        ([said("high", GOOD)], Level.UNKNOWN, "one such answer does not clear"),
        ([said("high", GOOD), said("low", GOOD)], GOOD, "benign"),
        ([said("high", INFO), result("low", MISS)], INFO, "no source judges it"),
        ([said("high", None)], INFO, "High knows it"),
        ([failed("high"), failed("low")], Level.UNKNOWN, "No source answered; High and Low failed"),
        ([skipped("high")], Level.UNKNOWN, "No source was asked"),
        ([result("high", MISS)], Level.UNKNOWN, "The one source that answered does not know it"),
        (
            [result("high", MISS), result("low", MISS), failed("middle")],
            Level.UNKNOWN,
            "Middle fail",
        ),
        ([], Level.UNKNOWN, "No source was asked"),
    ],
)
def test_level_and_reason(results: list[Result], level: Level, fragment: str) -> None:
    verdict = decide(INDICATOR, results, RELIABILITY)
    assert (verdict.level, fragment in verdict.reason) == (level, True), verdict.reason


def test_names_who_decided_who_disagrees_and_who_was_silent() -> None:
    results = [said("high", BAD, score=80, tags=("c2",)), said("low", GOOD), failed("middle")]
    verdict = decide(INDICATOR, results, RELIABILITY)
    assert verdict.decided_by == ("high",)
    assert verdict.disagree == ("low",)
    assert [(s.slug, s.why) for s in verdict.silent] == [("middle", "TIMEOUT")]
    assert verdict.score == 80
    assert "(c2)" in verdict.reason


def test_errors_and_skips_never_clear() -> None:
    verdict = decide(INDICATOR, [said("high", GOOD), failed("low"), skipped("low2")], RELIABILITY)
    assert verdict.level is Level.UNKNOWN
