"""Odd values from sources of both languages, through the API into the database and back."""

from typing import Any

import pytest

from tests.acceptance.conftest import Setup
from tests.support import odd_values
from tests.support.odd_values import Odd, address

CODES = {
    "PYTHON": (odd_values.PYTHON, odd_values.python_source()),
    "JAVA_SCRIPT": (odd_values.JAVASCRIPT, odd_values.javascript_source()),
}
BEYOND = 2**63


@pytest.fixture(params=CODES)
def source(request: pytest.FixtureRequest, appliance: Setup) -> Any:
    """Its id and the values that it returns."""
    cases, code = CODES[request.param]
    body = {
        "name": f"Odd {request.param}",
        "kind": request.param,
        "supportedIndicators": ["IPV4"],
        "sourceCode": code,
        "timeLimitSeconds": 30,
    }
    made = appliance.api.call("POST", "/sources", body)
    assert made.status == 200, made.body
    yield made.json()["id"], cases
    assert appliance.api.call("DELETE", f"/sources/{made.json()['id']}").status == 204


def test_each_ends_its_request_and_is_the_same_in_history(
    appliance: Setup, source: tuple[str, tuple[Odd, ...]]
) -> None:
    source_id, cases = source
    asked = {}
    for number, odd in enumerate(cases):
        told = appliance.api.ask(address(number), source_ids=[source_id])
        (asked[odd.name],) = told["results"]
        kept = appliance.api.call("GET", f"/requests/{told['request']['id']}/results")
        assert kept.status == 200, (odd.name, kept.body[:500])
        (again,) = kept.json()
        assert outcome(again["result"]) == outcome(asked[odd.name]), odd.name
    assert {name: outcome(result) for name, result in asked.items()} == {
        odd.name: odd.failure or stored(odd.value) for odd in cases
    }


def outcome(result: dict[str, Any]) -> Any:
    """What a result says: the value or the kind of failure."""
    return result["error"]["kind"] if result["error"] else read(result["raw"])


def read(value: Any) -> Any:
    """With numbers as doubles where PostgreSQL wrote them with all their digits."""
    if isinstance(value, list):
        return [read(item) for item in value]
    return float(value) if isinstance(value, int) and abs(value) > BEYOND else value


def stored(value: Any) -> Any:
    """As it is kept: an integer beyond 64 bits with a sign is text, so that no digit is lost."""
    if isinstance(value, list):
        return [stored(item) for item in value]
    if isinstance(value, int) and abs(value) >= BEYOND:
        return f"{value:#x}"
    return value
