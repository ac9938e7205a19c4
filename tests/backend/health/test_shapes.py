"""Shapes of answers, and what counts as a change."""

from typing import Any

import pytest

from backend.health.shapes import PATHS_AT_MOST, changes, shape_of, widened

ANSWER = {
    "name": "example",
    "owner": None,
    "tags": ["a", "b"],
    "network": {"asn": 64496, "hosts": [{"address": "192.0.2.1", "up": True}]},
    "engines": {f"Engine {n}": {"result": "clean", "rank": n} for n in range(6)},
}


def test_a_shape_names_places_and_types() -> None:
    assert shape_of(ANSWER) == {
        "": ["object"],
        "name": ["text"],
        "owner": ["null"],
        "tags": ["list"],
        "tags[]": ["text"],
        "network": ["object"],
        "network.asn": ["number"],
        "network.hosts": ["list"],
        "network.hosts[]": ["object"],
        "network.hosts[].address": ["text"],
        "network.hosts[].up": ["boolean"],
        "engines": ["object"],
        "engines.*": ["object"],
        "engines.*.result": ["text"],
        "engines.*.rank": ["number"],
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"more": 1}, []),
        ({"owner": "EXAMPLE"}, []),
        ({"name": None}, []),
        ({"tags": []}, []),
        ({"engines": {f"Other {n}": {"result": "x", "rank": n} for n in range(9)}}, []),
        ({"name": 5}, ["name was text and is number"]),
        ({"tags": {"a": 1}}, ["tags was list and is object"]),
        ({"network": {"hosts": []}}, ["network.asn is gone"]),
        ({"network": {"asn": 1, "hosts": [{"up": True}]}}, ["network.hosts[].address is gone"]),
    ],
)
def test_what_is_a_change(change: dict[str, Any], expected: list[str]) -> None:
    assert changes(shape_of(ANSWER), shape_of({**ANSWER, **change})) == expected


def test_what_vanished_as_a_whole_is_told_once() -> None:
    left = {name: value for name, value in ANSWER.items() if name != "network"}
    assert changes(shape_of(ANSWER), shape_of(left)) == ["network is gone"]
    assert changes(shape_of(ANSWER), shape_of([])) == ["the answer was object and is list"]


def test_types_that_were_seen_are_known_from_then_on() -> None:
    wide = widened(shape_of({"a": None}), shape_of({"a": 1, "b": 2}))
    assert wide == {"": ["object"], "a": ["null", "number"]}
    assert changes(wide, shape_of({"a": "x"})) == ["a was number and is text"]


def test_a_huge_answer_has_a_bounded_shape() -> None:
    deep: Any = "end"
    for _ in range(100):
        deep = [{"a": deep}]
    huge = {"deep": deep, **{f"name {n}": n for n in range(10_000)}}
    assert len(shape_of(huge)) == PATHS_AT_MOST
