"""Overrides over the API: an analyst overrules the sources, and is named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.backends import BackendProcess


def make(backend: BackendProcess, pattern: str, **more: Any) -> dict[str, Any]:
    body = {"pattern": pattern, "level": "BENIGN", "reason": "Our own scanner", **more}
    answer = backend.call("POST", "/overrides", body, token="analyst")
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/overrides/{made['id']}"
    return made


def verdict(backend: BackendProcess, value: str) -> dict[str, Any]:
    (found,) = backend.ask(value)["verdicts"]
    return dict(found)


def test_it_goes_before_the_sources_and_is_shown_as_such(backend: BackendProcess) -> None:
    made = make(backend, "198.51.100.*", matching="WILDCARD", kind="IPV4")
    found = verdict(backend, "198.51.100.7")
    assert (found["level"], found["reasonCode"]) == ("BENIGN", "OVERRIDDEN")
    assert found["override"] == {
        "id": made["id"],
        "level": "BENIGN",
        "reason": "Our own scanner",
        "authorName": made["authorName"],
        "policyLevel": "MALICIOUS",
    }
    assert found["disagree"] == ["spamhaus-drop"]
    assert made["authorName"] in found["reason"]
    assert "by the sources alone it would be malicious" in found["reason"]

    assert backend.call("DELETE", f"/overrides/{made['id']}", token="analyst").status == 204
    assert verdict(backend, "198.51.100.7")["override"] is None
    assert backend.call("GET", f"/overrides/{made['id']}").status == 404


def test_an_exact_one_is_canonical_and_goes_before_a_wildcard(backend: BackendProcess) -> None:
    make(backend, "*.override.example", matching="WILDCARD")
    exact = make(backend, "WWW[.]Override.example", level="SUSPICIOUS", reason="Seen in a phish")
    assert exact["pattern"] == "www.override.example"
    assert verdict(backend, "www.override.example")["level"] == "SUSPICIOUS"
    assert verdict(backend, "mail.override.example")["level"] == "BENIGN"
    assert verdict(backend, "override.example")["override"] is None


def test_past_its_time_it_counts_no_more(backend: BackendProcess) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = make(backend, "203.0.113.9", expiresAt=later)
    assert verdict(backend, "203.0.113.9")["level"] == "BENIGN"
    change = {"expiresAt": "2020-01-01T00:00:00Z"}
    assert backend.call("PATCH", f"/overrides/{made['id']}", change).status == 204
    found = verdict(backend, "203.0.113.9")
    assert (found["level"], found["override"]) == ("MALICIOUS", None)
    assert made["id"] in [o["id"] for o in backend.call("GET", "/overrides").json()]


def test_who_changes_it_answers_for_it(backend: BackendProcess) -> None:
    made = make(backend, "192.0.2.77")
    path = f"/overrides/{made['id']}"
    change = {"level": "MALICIOUS", "reason": "It was taken over"}
    assert backend.call("PATCH", path, change).status == 204
    changed = backend.call("GET", path, token="viewer").json()
    assert (changed["level"], changed["reason"]) == ("MALICIOUS", "It was taken over")
    assert changed["createdUserId"] == made["createdUserId"] != changed["updatedUserId"]
    assert changed["authorName"] == backend.call("GET", "/me").json()["name"]
    assert (changed["pattern"], changed["expiresAt"]) == (made["pattern"], None)


@pytest.mark.parametrize("token", ["viewer", "request_create", "request_view"])
def test_who_may_not_edit_lists_may_not_overrule(backend: BackendProcess, token: str) -> None:
    body = {"pattern": "192.0.2.5", "level": "BENIGN", "reason": "ours"}
    assert backend.call("POST", "/overrides", body, token=token).status == 403
    assert backend.call("PATCH", "/overrides/none", {}, token=token).status == 403
    assert backend.call("DELETE", "/overrides/none", token=token).status == 403
    assert backend.call("GET", "/overrides", token=token).status == (
        403 if token == "request_create" else 200
    )


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"pattern": "nothing of ours"}, "/pattern"),
        ({"pattern": "*", "matching": "WILDCARD"}, "/pattern"),
        ({"reason": " "}, "/reason"),
        ({"level": "NICE"}, "/level"),
    ],
)
def test_what_does_not_fit_is_refused(
    backend: BackendProcess, change: dict[str, str], pointer: str
) -> None:
    body = {"pattern": "192.0.2.5", "level": "BENIGN", "reason": "ours", **change}
    answer = backend.call("POST", "/overrides", body)
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_one_of_a_kind(backend: BackendProcess) -> None:
    value = f"http://long.example/{'a' * 5000}"
    make(backend, value)
    make(backend, value, kind="URL")
    body = {"pattern": value, "kind": "URL", "level": "MALICIOUS", "reason": "no"}
    answer = backend.call("POST", "/overrides", body)
    assert answer.status == 409
    assert "change or delete it" in answer.json()["detail"]
    assert backend.call("PATCH", "/overrides/none", {}).status == 404
    assert backend.call("DELETE", "/overrides/none").status == 404
