"""Fields of other people's JSON: what fits is taken, what does not is absent."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.sources import json_fields


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (" a\n\x1b[31mb ", "a  [31mb"),
        (7, "7"),
        (7.5, "7.5"),
        ("x" * 600, "x" * 499 + "…"),
        ("x" * 500, "x" * 500),
        (True, ""),
        (None, ""),
        (["a"], ""),
    ],
)
def test_text(value: Any, text: str) -> None:
    assert json_fields.text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (7.0, 7),
        ("7", 7),
        (" -7 ", -7),
        (7.5, None),
        (float("nan"), None),
        (float("inf"), None),
        ("7.5", None),
        ("9" * 5000, None),
        (True, None),
        (None, None),
    ],
)
def test_whole(value: Any, number: int | None) -> None:
    assert json_fields.whole(value) == number


@pytest.mark.parametrize("value", [0, None, "soon", 10**17, -(10**17), True])
def test_what_is_no_moment(value: Any) -> None:
    assert json_fields.moment(value) is None


def test_collections() -> None:
    assert json_fields.moment("1767225600") == datetime(2026, 1, 1, tzinfo=UTC)
    assert json_fields.texts(["a", "a", None, "", 7, {}]) == ["a", "7"]
    assert json_fields.texts("a") == []
    assert json_fields.table([1]) == {}
    assert json_fields.tables([{"a": 1}, None, 3]) == [{"a": 1}]
    assert json_fields.tables({"a": 1}) == []
    assert json_fields.key_values({"a": 1, "b": None, "c": ""}) == [{"key": "a", "value": "1"}]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-02-03 04:05:06 UTC", "2026-02-03T04:05:06+00:00"),
        ("2026-02-03T04:05:06+02:00", "2026-02-03T02:05:06+00:00"),
        ("2026-02-03T04:05:06.5Z", "2026-02-03T04:05:06.500000+00:00"),
        ("2026-02-03", "2026-02-03T00:00:00+00:00"),
        ("0000-00-00", None),
        ("soon", None),
        (17, None),
        (None, None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_times_from_their_texts(given: object, expected: str | None) -> None:
    found = json_fields.time_of(given)
    assert (found.isoformat() if found else None) == expected
