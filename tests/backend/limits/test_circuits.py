"""Circuits: a source that fails is left alone, and tried by one."""

import pytest

from backend.limits import circuits
from backend.limits.circuits import FAILURES, REFUSALS, Circuits
from backend.models.answers import Failure, FailureKind, SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.limits import CircuitState
from tests.support.enrichment import row

DOWN = Failure(FailureKind.REQUEST_ERROR, "cannot connect")
REFUSED = Failure(FailureKind.UNAUTHORIZED, "HTTP 401")


class Clock:
    """A monotonic clock that a test moves."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(circuits, "time", clock)
    return clock


def fail(them: Circuits, times: int, error: Failure = DOWN, version: int = 1) -> None:
    for _ in range(times):
        source = row(version=version)
        them.enter(source)
        them.failed(source, error)


def test_it_opens_after_so_many_failures_in_a_row(clock: Clock) -> None:
    them = Circuits()
    fail(them, FAILURES - 1)
    them.answered(row())
    fail(them, FAILURES - 1)
    assert them.state(row()).state is CircuitState.CLOSED
    fail(them, 1)
    with pytest.raises(SourceSkippedError, match="Fake failed 5 times in a row since") as refused:
        them.enter(row())
    assert refused.value.reason is SkipReason.CIRCUIT_OPEN
    assert "cannot connect" in refused.value.detail
    assert refused.value.content["error"] == {"kind": "REQUEST_ERROR", "detail": "cannot connect"}
    assert refused.value.content["until"] > refused.value.content["since"]
    assert them.state(row()).open_until is not None


def test_one_may_try_after_a_while_and_its_answer_closes_it(clock: Clock) -> None:
    them = Circuits()
    fail(them, FAILURES)
    clock.now += circuits.REST_SECONDS
    assert them.state(row()).state is CircuitState.HALF_OPEN
    assert them.enter(row())
    with pytest.raises(SourceSkippedError, match="being tried again at this moment"):
        them.enter(row())
    them.answered(row())
    assert not them.enter(row())
    assert them.state(row()).state is CircuitState.CLOSED


def test_a_trial_that_fails_doubles_the_rest(clock: Clock) -> None:
    them = Circuits()
    fail(them, FAILURES)
    for rest in (30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0):
        clock.now += rest - 1
        with pytest.raises(SourceSkippedError):
            them.enter(row())
        clock.now += 1
        fail(them, 1)


def test_a_trial_that_was_given_up_leaves_it_to_another(clock: Clock) -> None:
    them = Circuits()
    fail(them, FAILURES)
    clock.now += circuits.REST_SECONDS
    assert them.enter(row())
    them.left(row())
    assert them.enter(row())


def test_a_refused_key_rests_longer_until_the_source_changes(clock: Clock) -> None:
    them = Circuits()
    fail(them, REFUSALS, REFUSED)
    clock.now += circuits.REFUSED_REST_SECONDS - 1
    with pytest.raises(SourceSkippedError, match="HTTP 401"):
        them.enter(row())
    assert not them.enter(row(version=2))
    assert them.state(row()).state is CircuitState.CLOSED


def test_circuits_of_sources_are_their_own(clock: Clock) -> None:
    them = Circuits()
    fail(them, FAILURES)
    assert not them.enter(row("other"))
