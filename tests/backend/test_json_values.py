"""JSON of others, normalised."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.models.json_values import TOO_DEEP, clean


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "?"),
        (float("nan"), None),
        (float("inf"), None),
        (-0.0, -0.0),
        (10**20, hex(10**20)),
        (2**63 - 1, 2**63 - 1),
        ({1: (1, 2)}, {"1": [1, 2]}),
        ({"__proto__": {}}, {"__proto__": {}}),
    ],
)
def test_odd_values(value: Any, expected: Any) -> None:
    assert clean(value) == expected


def test_a_number_of_four_thousand_digits_keeps_them_all() -> None:
    number = 10**4000 + 7
    assert int(clean(number), 16) == number


def test_depth_is_bounded() -> None:
    value: Any = "core"
    for _ in range(100_000):
        value = [value]
    cleaned = clean(value)
    assert TOO_DEEP in json.dumps(cleaned)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_result_can_always_be_encoded_and_is_stable(value: Any) -> None:
    cleaned = clean(value)
    assert clean(cleaned) == cleaned
    assert "\\u0000" not in msgspec.json.encode(cleaned).decode().replace("\\\\", "")
