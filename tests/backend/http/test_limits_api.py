"""Limits over the API: set, taken, shown; and answers that are to be forgotten."""

from typing import Any

import pytest

from tests.support.backends import BackendProcess


def limits_of(backend: BackendProcess, slug: str, **more: Any) -> dict[str, Any]:
    (found,) = (s for s in backend.call("GET", "/limits", **more).json() if s["slug"] == slug)
    return dict(found)


def ask(backend: BackendProcess, slug: str, value: str = "192.0.2.10") -> dict[str, Any]:
    (result,) = backend.ask(value, source_ids=[backend.source_ids()[slug]])["results"]
    return dict(result)


def change(backend: BackendProcess, slug: str, **patch: Any) -> None:
    answer = backend.call("PATCH", f"/sources/{backend.source_ids()[slug]}", patch)
    assert answer.status == 204, answer.body


def test_what_a_source_declares_is_there_until_somebody_sets_it(backend: BackendProcess) -> None:
    declared = limits_of(backend, "virustotal")
    assert [(w["limit"], w["seconds"], w["origin"]) for w in declared["windows"]] == [
        (4, 60, "DECLARED"),
        (500, 86_400, "DECLARED"),
        (15_500, 2_592_000, "DECLARED"),
    ]
    source_id = backend.source_ids()["virustotal"]
    assert len(backend.call("GET", f"/sources/{source_id}").json()["limits"]) == 3
    for limits, expected in (([{"count": 9, "seconds": 60}], [(9, "SET")]), ([], [])):
        change(backend, "virustotal", limits=limits)
        found = limits_of(backend, "virustotal")["windows"]
        assert [(w["limit"], w["origin"]) for w in found] == expected
        assert backend.call("GET", f"/sources/{source_id}").json()["limits"] == limits
    change(backend, "virustotal", limits=None)
    assert limits_of(backend, "virustotal") == declared


def test_a_limit_is_taken_shown_and_refuses(backend: BackendProcess) -> None:
    change(
        backend,
        "tor-exits",
        limits=[{"count": 2, "seconds": 3600}],
        limitWait="REFUSE",
        limitReservePercent=50,
        limitEnabled=True,
        limitCount=5,
        limitInterval=86_400,
        cacheEnabled=False,
    )
    first = ask(backend, "tor-exits")
    assert first["limitsLeft"] == [
        {"seconds": 3600, "limit": 2, "left": 1},
        {"seconds": 86_400, "limit": 5, "left": 4},
    ]
    shown = limits_of(backend, "tor-exits")
    assert [(w["used"], w["left"]) for w in shown["windows"]] == [(1, 1), (1, 4)]
    assert all(w["resetsAt"].endswith("Z") for w in shown["windows"])
    assert (shown["reservePercent"], shown["circuit"]["state"]) == (50, "CLOSED")
    body = {"indicators": [{"data": "192.0.2.10"}], "sourceIds": [shown["sourceId"]]}
    (source,) = backend.call("POST", "/requests/preview", body).json()["sources"]
    assert [limit["left"] for limit in source["limits"]] == [1, 4]
    ask(backend, "tor-exits")
    refused = ask(backend, "tor-exits")
    assert refused["status"] == "SKIPPED"
    assert [skip["reason"] for skip in refused["skips"]] == ["LIMIT_REACHED"]
    assert "2 an hour" in refused["skips"][0]["detail"]


def test_a_secret_is_named_to_those_who_may_edit_secrets(backend: BackendProcess) -> None:
    secret_id = backend.call("POST", "/secrets", {"name": "vt", "value": "x"}).body.decode()
    source_id = backend.source_ids()["virustotal"]
    slots = [{"name": "api_key", "secretId": secret_id, "required": True}]
    assert backend.call("PUT", f"/sources/{source_id}/secrets", slots).status == 201
    assert limits_of(backend, "virustotal")["secretName"] == "vt"
    assert limits_of(backend, "virustotal", token="viewer")["secretName"] is None
    backend.call("DELETE", f"/secrets/{secret_id}")


@pytest.mark.parametrize(
    "patch",
    [
        {"limits": [{"count": 0, "seconds": 60}]},
        {"limits": [{"count": 1}]},
        {"limits": [{"count": 1, "seconds": 60, "more": 1}]},
        {"limits": [{"count": 1, "seconds": 60}] * 11},
        {"limitWait": "LATER"},
        {"limitReservePercent": 101},
        {"cacheNotFoundInterval": 0},
    ],
)
def test_limits_that_are_none(backend: BackendProcess, patch: dict[str, Any]) -> None:
    answer = backend.call("PATCH", f"/sources/{backend.source_ids()['dns']}", patch)
    assert answer.status == 422, answer.body


def test_answers_are_forgotten_by_hand(backend: BackendProcess) -> None:
    change(backend, "spamhaus-drop", cacheEnabled=True, cacheInterval=300)
    actions = [ask(backend, "spamhaus-drop", "203.0.113.9")["cache"]["action"] for _ in range(2)]
    source_id = backend.source_ids()["spamhaus-drop"]
    path = f"/sources/{source_id}/cache"
    assert backend.call("DELETE", path, token="viewer").status == 403
    assert backend.call("DELETE", path).status == 204
    actions.append(ask(backend, "spamhaus-drop", "203.0.113.9")["cache"]["action"])
    assert actions == ["SAVED_TO_CACHE", "FROM_CACHE", "SAVED_TO_CACHE"]
    assert backend.call("DELETE", "/sources/unknown/cache").status == 404
