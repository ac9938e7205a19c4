"""The policy of the verdict, as a table and as properties, held against its documentation."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.enrichment import verdicts
from backend.enrichment.verdicts import RULES, decide, weigh
from backend.models.answers import Failure, FailureKind, Level, Skip, SkipReason, Status
from backend.models.indicators import Indicator, Kind
from backend.models.overrides import Override, OverrideMatching
from backend.models.requests import Result, Timing, Verdict
from backend.models.verdicts import ReasonCode

PAGE = Path(__file__).parents[3] / "docs" / "verdicts.md"
INDICATOR = Indicator("192.0.2.1", Kind.IPV4)
CVE = Indicator("CVE-2024-12345", Kind.CVE)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CROWD = tuple(f"weak{n}" for n in range(40))
RELIABILITY = {
    "high": 90,
    "higher": 95,
    "middle": 60,
    "fair": 40,
    "low": 20,
    "low2": 20,
    "low3": 20,
    "nil": 0,
    **dict.fromkeys(CROWD, 25),
}


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


def override(level: Level, reason: str = "Our own scanner.") -> Override:
    return Override(
        id="override1234",
        created_at=NOW,
        updated_at=NOW,
        pattern="192.0.2.*",
        matching=OverrideMatching.WILDCARD,
        kind=None,
        level=level,
        reason=reason,
        expires_at=None,
        created_user_id=None,
        updated_user_id=None,
        author_name="Alice Martin",
    )


MISS = Status.NOT_FOUND
BAD, ODD, GOOD, INFO = Level.MALICIOUS, Level.SUSPICIOUS, Level.BENIGN, Level.INFORMATIONAL
UNKNOWN = Level.UNKNOWN
EXPLOITED = ("exploited", "ransomware")

TABLE: list[tuple[list[Result], Level, str]] = [
    # One malicious among benign.
    (
        [said("high", BAD, tags=("c2",)), said("low", GOOD)],
        BAD,
        "High says that it is malicious (c2); Low disagrees.",
    ),
    (
        [said("middle", BAD), said("high", GOOD), said("low", GOOD)],
        ODD,
        (
            "Middle says that it is malicious, but High and Low, which weigh more, say that it is "
            "benign."
        ),
    ),
    (
        [said("low", BAD), said("high", GOOD), said("middle", GOOD)],
        GOOD,
        (
            "High and Middle say that it is benign, and weigh far more than Low, which says that "
            "it is malicious."
        ),
    ),
    (
        [said("low", BAD), said("middle", GOOD)],
        ODD,
        "Low says that it is malicious, which alone does not weigh enough; Middle disagrees.",
    ),
    # Disagreement between sources that both count.
    (
        [said("high", BAD), said("higher", GOOD)],
        BAD,
        "High says that it is malicious; Higher disagrees.",
    ),
    (
        [said("high", ODD), said("higher", GOOD), said("middle", GOOD)],
        ODD,
        "High says that it is suspicious; Higher and Middle disagree.",
    ),
    ([said("high", ODD), said("low", BAD)], ODD, "Low and High say that it is malicious or"),
    # Many that are not reliable against one that is.
    (
        [said("low", BAD), said("low2", BAD), said("low3", BAD)],
        ODD,
        "Low, Low2 and Low3 say that it is malicious, which even together does not weigh enough.",
    ),
    ([*(said(slug, BAD) for slug in CROWD), said("higher", GOOD)], ODD, "and 37 more say"),
    ([said("fair", BAD), said("fair2", BAD)], BAD, "Fair2 and Fair say that it is malicious."),
    ([said("high", BAD), *(said(slug, GOOD) for slug in CROWD)], BAD, "37 more disagree."),
    ([said("low", GOOD), said("low2", GOOD)], UNKNOWN, "Low and Low2 say that it is benign, which"),
    # What clears.
    (
        [said("high", GOOD), said("low", GOOD)],
        GOOD,
        "High and Low say that it is benign, and no source says otherwise.",
    ),
    (
        [said("high", GOOD)],
        UNKNOWN,
        "Only High says that it is benign, and one such answer does not clear.",
    ),
    ([said("high", GOOD), failed("low"), skipped("low2")], UNKNOWN, "one such answer does not"),
    # Known, and not judged.
    ([said("high", None), result("low", MISS)], INFO, "High knows it; no source judges it."),
    ([said("high", UNKNOWN)], INFO, "High knows it; no source judges it."),
    (
        [said("high", INFO, tags=("tor-exit",)), result("low", MISS)],
        INFO,
        "High knows it (tor-exit); no source judges it.",
    ),
    ([said("high", INFO, tags=("tor-exit",)), said("middle", BAD)], BAD, "Middle says that it is"),
    ([said("high", INFO), said("low", GOOD)], INFO, "High knows it; only Low says that it is"),
    ([said("nil", BAD)], INFO, "Nil knows it; no source that counts judges it."),
    # Only errors, only skips, stale.
    ([failed("high"), failed("low")], UNKNOWN, "No source answered; High and Low failed."),
    (
        [failed("high", FailureKind.STALE), failed("low")],
        UNKNOWN,
        "No source answered; Low failed, and the data of High is not there or out of date.",
    ),
    (
        [failed("high", FailureKind.STALE), result("low", MISS)],
        UNKNOWN,
        "The one source that answered does not know it; the data of High is not there or out",
    ),
    ([skipped("high")], UNKNOWN, "No source was asked."),
    ([], UNKNOWN, "No source was asked."),
    (
        [result("high", MISS), result("low", MISS), failed("middle")],
        UNKNOWN,
        "None of the 2 sources that answered knows it; Middle failed.",
    ),
]


@pytest.mark.parametrize(("results", "level", "reason"), TABLE)
def test_level_and_reason(results: list[Result], level: Level, reason: str) -> None:
    verdict = decide(INDICATOR, results, {**RELIABILITY, "fair2": 41})
    assert (verdict.level, reason in verdict.reason) == (level, True), verdict.reason


def test_a_vulnerability_that_is_exploited_is_malicious_whatever_else_is_said() -> None:
    results = [
        said("high", INFO, tags=EXPLOITED),
        said("higher", GOOD),
        said("middle", GOOD),
        said("fair", BAD),
    ]
    verdict = decide(CVE, results, RELIABILITY, lists=("Old ones",))
    assert (verdict.level, verdict.decided_by) == (BAD, ("high",))
    assert verdict.reason == (
        "High says that this vulnerability is exploited (ransomware); Higher and Middle disagree; "
        "it is on the list Old ones."
    )
    # The tag says nothing about an address.
    assert decide(INDICATOR, results[:1], RELIABILITY).level is INFO


@pytest.mark.parametrize(
    ("results", "level", "reason"),
    [
        (
            [said("high", BAD), result("low", MISS)],
            ODD,
            (
                "Only High says that it is malicious, and it is on the list Public resolvers, "
                "whose entries are often false alarms."
            ),
        ),
        ([said("high", BAD), said("low", BAD)], BAD, "; it is on the list Public resolvers."),
        ([said("high", GOOD)], INFO, "Public resolvers, and only High says that it is benign, and"),
        ([said("high", INFO)], INFO, "no source judges it; it is on the list Public resolvers."),
        ([skipped("high")], INFO, "on the list Public resolvers, and no source was asked."),
    ],
)
def test_what_is_on_a_list(results: list[Result], level: Level, reason: str) -> None:
    verdict = decide(INDICATOR, results, RELIABILITY, lists=("Public resolvers",))
    assert (verdict.level, reason in verdict.reason) == (level, True), verdict.reason
    assert verdict.lists == ("Public resolvers",)


def test_an_override_goes_before_the_sources_and_says_what_they_would_make() -> None:
    results = [said("high", BAD, score=80), said("low", GOOD), failed("middle")]
    verdict = decide(INDICATOR, results, RELIABILITY, override=override(GOOD))
    assert (verdict.level, verdict.score, verdict.reason_code) == (GOOD, None, "OVERRIDDEN")
    assert verdict.reason == (
        "Alice Martin rated it benign (Our own scanner); by the sources alone it would be "
        "malicious."
    )
    assert (verdict.decided_by, verdict.disagree) == ((), ("high",))
    note = verdict.override
    assert note is not None
    assert (note.id, note.level, note.policy_level) == ("override1234", GOOD, BAD)
    assert (note.author_name, note.reason) == ("Alice Martin", "Our own scanner.")
    same = decide(INDICATOR, results, RELIABILITY, override=override(BAD))
    assert same.reason.endswith("and by the sources alone it would be the same.")
    assert same.disagree == ("low",)


def test_names_who_decided_who_disagrees_and_who_was_silent() -> None:
    results = [said("high", BAD, score=80, tags=("c2",)), said("low", GOOD), failed("middle")]
    verdict = decide(INDICATOR, results, RELIABILITY)
    assert verdict.decided_by == ("high",)
    assert verdict.disagree == ("low",)
    assert [(s.slug, s.why) for s in verdict.silent] == [("middle", "TIMEOUT")]
    assert verdict.score == 80
    assert verdict.override is verdict.asked_before is None


# --- properties ------------------------------------------------------------------------------

SLUGS = [f"s{n}" for n in range(8)]
RATINGS = st.fixed_dictionaries({slug: st.integers(0, 100) for slug in SLUGS})
LISTS = st.sampled_from([(), ("One",)])


@st.composite
def answers(draw: st.DrawFn, at_most: int = len(SLUGS)) -> list[Result]:
    slugs = draw(st.lists(st.sampled_from(SLUGS), unique=True, max_size=at_most))
    return [draw(_answer(slug)) for slug in slugs]


def _answer(slug: str) -> st.SearchStrategy[Result]:
    found = st.sampled_from([*Level, None]).map(lambda level: said(slug, level))
    return found | st.sampled_from([failed(slug), skipped(slug), result(slug, MISS)])


def severity(verdict: Verdict) -> int:
    return {BAD: 2, ODD: 1}.get(verdict.level, 0)


def others(results: Sequence[Result]) -> list[str]:
    return [slug for slug in SLUGS if slug not in {r.slug for r in results}]


@given(answers(), RATINGS, LISTS, st.randoms())
def test_the_order_of_answers_changes_nothing(
    results: list[Result], ratings: dict[str, int], lists: tuple[str, ...], random: object
) -> None:
    before = decide(INDICATOR, results, ratings, lists=lists)
    random.shuffle(results)  # type: ignore[attr-defined]
    assert decide(INDICATOR, results, ratings, lists=lists) == before


@given(answers(at_most=7), RATINGS, LISTS)
def test_a_further_answer_moves_a_verdict_only_its_own_way(
    results: list[Result], ratings: dict[str, int], lists: tuple[str, ...]
) -> None:
    before = severity(decide(INDICATOR, results, ratings, lists=lists))
    slug = others(results)[0]

    def after(further: Result) -> Verdict:
        return decide(INDICATOR, [*results, further], ratings, lists=lists)

    assert severity(after(said(slug, GOOD))) <= before
    assert severity(after(said(slug, BAD))) >= before
    for nothing in (failed(slug), skipped(slug), result(slug, MISS), said(slug, INFO)):
        assert severity(after(nothing)) == before


@given(answers(), RATINGS)
def test_a_list_never_makes_a_verdict_worse(results: list[Result], ratings: dict[str, int]) -> None:
    plain = decide(INDICATOR, results, ratings)
    assert severity(decide(INDICATOR, results, ratings, lists=("One",))) <= severity(plain)


@given(answers(), RATINGS)
def test_what_clears_is_never_silence(results: list[Result], ratings: dict[str, int]) -> None:
    verdict = decide(INDICATOR, results, ratings)
    if verdict.level is GOOD:
        assert sum(r.verdict is GOOD for r in results if ratings[r.slug]) >= 2


@given(st.lists(st.integers(1, 100), min_size=1, max_size=60))
def test_a_crowd_weighs_less_than_twice_its_strongest(reliabilities: list[int]) -> None:
    assert max(reliabilities) <= weigh(reliabilities) <= 2 * max(reliabilities)


@given(answers(), RATINGS, LISTS)
def test_a_reason_is_one_sentence(
    results: list[Result], ratings: dict[str, int], lists: tuple[str, ...]
) -> None:
    reason = decide(INDICATOR, results, ratings, lists=lists).reason
    assert re.fullmatch(r"[A-Z][^.]*\.", reason), reason
    assert "  " not in reason


# --- the page --------------------------------------------------------------------------------


def test_the_page_has_the_rules_of_the_code_in_their_order() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \|.*\| `?([^`|]+)`? \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert rows[0] == ("OVERRIDDEN", "as the override says")
    assert rows[1:] == [(rule.code, rule.level) for rule in RULES]
    assert [code for code, _ in rows] == list(ReasonCode)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        (r"\*\*decisive\*\* when they weigh at least (\d+)", verdicts.DECISIVE_WEIGHT),
        (r"come from at least (\d+) sources", verdicts.SOURCES_THAT_CLEAR),
        (r"weigh at least (\d+) times as much", verdicts.OUTWEIGHS),
        (r"counts as one of reliability (\d+)", verdicts.UNRATED),
        (r"sources of reliability (\d+) or less never", 25),
    ],
)
def test_the_page_has_the_figures_of_the_code(words: str, figure: int) -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    assert [int(found) for found in re.findall(words, text)] == [figure]
