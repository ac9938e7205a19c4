"""What user code returned, as an answer."""

from typing import Any

import pytest

from backend.models.answers import ElementKind, FailureKind, Level
from backend.models.errors import SourceError
from backend.sources.returned import interpret


def test_null_is_a_miss() -> None:
    assert interpret(None).found is False


@pytest.mark.parametrize("value", [0, "", [], {}, False, "text", {"seen": 3}, [1, 2]])
def test_any_other_value_is_what_the_source_knows(value: Any) -> None:
    answer = interpret(value)
    assert (answer.found, answer.raw) == (True, value)


def test_a_plain_object_gets_a_readable_layout() -> None:
    (element,) = interpret({"seen": 3, "inner": {"x": 1}}).elements
    assert element.kind is ElementKind.KEY_VALUES
    assert element.value == [{"key": "seen", "value": "3"}]


def test_an_answer_is_taken_as_one() -> None:
    answer = interpret({"verdict": "MALICIOUS", "score": 90, "tags": ["a"], "firstSeen": None})
    assert (answer.found, answer.verdict, answer.score, answer.tags) == (
        True,
        Level.MALICIOUS,
        90,
        ("a",),
    )
    assert interpret({"found": False}).found is False


def test_an_object_with_other_fields_is_no_answer() -> None:
    value = {"verdict": "whatever", "vendor": "x"}
    assert interpret(value).raw == value


@pytest.mark.parametrize(
    "value",
    [
        {"verdict": "VERY_BAD"},
        {"found": True, "score": 101},
        {"found": True, "score": 10**30},
        {"found": "yes"},
        {"found": True, "elements": [{"kind": "PICTURE", "label": "x", "value": 1}]},
        {"found": True, "firstSeen": "yesterday"},
    ],
)
def test_an_answer_that_does_not_fit_says_where(value: Any) -> None:
    with pytest.raises(SourceError) as caught:
        interpret(value)
    assert caught.value.kind is FailureKind.INVALID_ANSWER
    assert "$." in caught.value.detail
