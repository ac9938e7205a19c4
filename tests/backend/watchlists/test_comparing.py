"""What counts as a changed verdict, and what does not."""

from dataclasses import dataclass
from typing import Any

import pytest

from backend.db.connection import utc_now
from backend.enrichment.verdicts import decide
from backend.models.answers import Level, SkipReason, Status
from backend.models.indicators import Indicator
from backend.models.requests import Timing
from backend.models.watchlists import Remembered
from backend.watchlists import comparing
from backend.watchlists.comparing import Compared, Judged, Run, Said, compare
from tests.support.enrichment import INDICATOR

RELIABILITY = {"a": 90, "b": 40, "c": 90, "d": 90}
NOT_FOUND, FOUND, ERROR, SKIPPED = Status.NOT_FOUND, Status.FOUND, Status.ERROR, Status.SKIPPED
MALICIOUS, SUSPICIOUS, BENIGN = Level.MALICIOUS, Level.SUSPICIOUS, Level.BENIGN
OPEN, OFF = SkipReason.CIRCUIT_OPEN, SkipReason.SOURCE_DISABLED


def said(slug: str, what: Any) -> Said:
    if isinstance(what, Level):
        return Said(slug=slug, name=slug.upper(), status=FOUND, level=what)
    if isinstance(what, SkipReason):
        return Said(slug=slug, name=slug.upper(), status=SKIPPED, skipped=what)
    return Said(slug=slug, name=slug.upper(), status=what)


@dataclass
class Watched:
    """One watched indicator, run after run."""

    memory: dict[Indicator, Remembered]

    def run(self, *, decided: Level | None = None, **answers: Any) -> Compared:
        """A run in which sources said this; a person may have `decided` otherwise."""
        given = [said(slug, what) for slug, what in answers.items()]
        timing = Timing(utc_now(), utc_now(), 0.0)
        results = [comparing._result(INDICATOR, one, timing) for one in given]
        verdict = decide(INDICATOR, results, RELIABILITY)
        judged = Judged(
            indicator=INDICATOR,
            level=decided or verdict.level,
            reason=verdict.reason,
            said=given,
        )
        run = Run(request_id="r", now=utc_now(), reliability=RELIABILITY)
        compared = compare([INDICATOR], {INDICATOR: judged}, self.memory, run)
        self.memory = {item.indicator: item for item in compared.memory}
        return compared

    @property
    def level(self) -> Level:
        return self.memory[INDICATOR].level


@pytest.fixture
def watched() -> Watched:
    return Watched({})


def changes(compared: Compared) -> list[tuple[Level, Level]]:
    return [(change.before, change.after) for change in compared.changes]


def test_the_first_verdict_is_no_change(watched: Watched) -> None:
    assert watched.run(a=MALICIOUS).changes == []
    assert watched.level is MALICIOUS


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # Nothing failed: what the run says is what holds.
        ({"a": MALICIOUS}, {"a": MALICIOUS}, []),
        ({"a": NOT_FOUND}, {"a": MALICIOUS}, [(Level.UNKNOWN, MALICIOUS)]),
        ({"a": MALICIOUS}, {"a": NOT_FOUND}, [(MALICIOUS, Level.UNKNOWN)]),
        # One that failed says what it said before.
        ({"a": MALICIOUS, "c": NOT_FOUND}, {"a": ERROR, "c": NOT_FOUND}, []),
        ({"a": MALICIOUS, "c": NOT_FOUND}, {"a": OPEN, "c": NOT_FOUND}, []),
        ({"a": MALICIOUS, "b": SUSPICIOUS}, {"a": ERROR, "b": SUSPICIOUS}, []),
        # Benign sources that contradicted failed: no worse than before.
        (
            {"a": MALICIOUS, "c": BENIGN, "d": BENIGN},
            {"a": MALICIOUS, "c": ERROR, "d": ERROR},
            [],
        ),
        # But what others say anew counts, whoever fails beside them.
        (
            {"a": NOT_FOUND, "b": SUSPICIOUS},
            {"a": MALICIOUS, "b": ERROR},
            [(SUSPICIOUS, MALICIOUS)],
        ),
        (
            {"a": SUSPICIOUS, "c": SUSPICIOUS},
            {"a": MALICIOUS, "c": ERROR},
            [(SUSPICIOUS, MALICIOUS)],
        ),
        # One that had said nothing before has nothing to be taken for.
        ({"a": ERROR, "c": NOT_FOUND}, {"a": MALICIOUS, "c": ERROR}, [(Level.UNKNOWN, MALICIOUS)]),
        # A source that somebody switched off is asked no longer: that is a change.
        (
            {"a": MALICIOUS, "c": NOT_FOUND},
            {"a": OFF, "c": NOT_FOUND},
            [(MALICIOUS, Level.UNKNOWN)],
        ),
    ],
)
def test_a_second_run(
    watched: Watched,
    before: dict[str, Any],
    now: dict[str, Any],
    expected: list[tuple[Level, Level]],
) -> None:
    watched.run(**before)
    assert changes(watched.run(**now)) == expected


def test_a_source_that_fails_for_long_is_remembered_until_it_answers(watched: Watched) -> None:
    watched.run(a=MALICIOUS, c=NOT_FOUND)
    for _ in range(3):
        assert watched.run(a=ERROR, c=NOT_FOUND).changes == []
    assert changes(watched.run(a=NOT_FOUND, c=NOT_FOUND)) == [(MALICIOUS, Level.UNKNOWN)]
    assert watched.run(a=ERROR, c=NOT_FOUND).changes == []


def test_what_nobody_said_anything_about_could_not_be_checked(watched: Watched) -> None:
    watched.run(a=MALICIOUS)
    compared = watched.run(a=ERROR)
    assert (compared.changes, compared.unchecked) == ([], 1)
    since = watched.memory[INDICATOR].unchecked_since
    assert since is not None
    assert watched.run(a=OPEN).unchecked == 1
    assert watched.memory[INDICATOR].unchecked_since == since
    assert watched.run(a=MALICIOUS).unchecked == 0
    assert watched.memory[INDICATOR].unchecked_since is None


def test_a_first_run_that_could_not_be_checked_is_nothing_to_compare_with(
    watched: Watched,
) -> None:
    assert watched.run(a=ERROR).memory == []
    assert watched.run(a=MALICIOUS).changes == []


def test_what_a_person_decided_holds_though_sources_fail(watched: Watched) -> None:
    watched.run(a=MALICIOUS, c=NOT_FOUND)
    decided = watched.run(a=ERROR, c=NOT_FOUND, decided=BENIGN)
    assert changes(decided) == [(MALICIOUS, BENIGN)]


def test_the_reason_of_what_was_carried_on_is_of_all_that_counts(watched: Watched) -> None:
    watched.run(a=NOT_FOUND, c=SUSPICIOUS)
    (change,) = watched.run(a=MALICIOUS, c=ERROR).changes
    assert change.reason == "A says that it is malicious."
