"""API tokens over HTTP: made, used, changed, replaced, deleted; each user their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.db.connection import utc_now
from tests.support.backends import BackendProcess
from tests.support.databases import execute

FUTURE = (utc_now() + timedelta(days=30)).isoformat()


def make(backend: BackendProcess, note: str, **more: Any) -> dict[str, str]:
    answer = backend.call("POST", "/apiTokens", {"note": note, **more}, token="analyst")
    assert answer.status == 200, answer.body
    return dict(answer.json())


def own(backend: BackendProcess, token_id: str, role: str = "analyst") -> dict[str, Any] | None:
    found = backend.call("GET", "/apiTokens", token=role).json()
    return next((token for token in found if token["id"] == token_id), None)


def status(backend: BackendProcess, credential: str) -> int:
    return backend.call("GET", "/sources", token=credential).status


def test_from_made_to_deleted(backend: BackendProcess) -> None:
    made = make(backend, "nightly", expiresAt=FUTURE)
    credential = f"{made['id']}_{made['token']}"
    assert len(made["token"]) == 32
    assert status(backend, credential) == 200
    shown = own(backend, made["id"])
    assert shown is not None
    assert set(shown) == {"id", "createdAt", "updatedAt", "note", "expiresAt", "lastUsedAt"}
    assert datetime.fromisoformat(shown["expiresAt"]) == datetime.fromisoformat(FUTURE)
    assert shown["lastUsedAt"] is None
    path = f"/apiTokens/{made['id']}"
    change = {"note": "weekly", "expiresAt": None}
    assert backend.call("PATCH", path, change, token="analyst").status == 204
    shown = own(backend, made["id"])
    assert shown is not None
    assert (shown["note"], shown["expiresAt"]) == ("weekly", None)
    assert shown["updatedAt"] > shown["createdAt"]
    assert backend.call("DELETE", path, token="analyst").status == 204
    assert status(backend, credential) == 401
    assert own(backend, made["id"]) is None
    assert backend.call("DELETE", path, token="analyst").status == 404


def test_a_new_secret_replaces_the_old_one(backend: BackendProcess) -> None:
    made = make(backend, "replaced")
    old = f"{made['id']}_{made['token']}"
    assert status(backend, old) == 200
    answer = backend.call("POST", f"/apiTokens/{made['id']}/regenerate", token="analyst")
    assert answer.headers["content-type"] == "text/plain"
    assert (status(backend, old), len(answer.body)) == (401, 32)
    assert status(backend, f"{made['id']}_{answer.body.decode()}") == 200


def test_one_that_expires_is_refused_then(backend: BackendProcess) -> None:
    made = make(backend, "short", expiresAt=FUTURE)
    credential = f"{made['id']}_{made['token']}"
    assert status(backend, credential) == 200
    past = utc_now() - timedelta(seconds=1)
    execute(
        backend.database_url,
        f"UPDATE api_tokens SET expires_at = '{past}' WHERE id = '{made['id']}'",
    )
    give_up = utc_now() + timedelta(seconds=1)
    while status(backend, credential) == 200:
        assert utc_now() < give_up
    # Its note can still be changed.
    path = f"/apiTokens/{made['id']}"
    assert backend.call("PATCH", path, {"note": "over"}, token="analyst").status == 204


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"note": ""}, 422),
        ({"note": "a\nb"}, 422),
        ({"note": "x" * 201}, 422),
        ({}, 422),
        ({"note": "x", "expiresAt": "2020-01-01T00:00:00Z"}, 422),
        ({"note": "x", "expiresAt": "2099-01-01T00:00:00"}, 422),
        ({"note": "x", "expiresAt": "soon"}, 422),
        ({"note": "x", "token": "mine"}, 422),
        ({"note": "tests"}, 409),
    ],
)
def test_what_does_not_fit_is_refused(
    backend: BackendProcess, body: dict[str, Any], expected: int
) -> None:
    answer = backend.call("POST", "/apiTokens", body, token="analyst")
    assert answer.status == expected, answer.body
    if "note" in body:
        other = make(backend, f"other {utc_now()}")
        path = f"/apiTokens/{other['id']}"
        assert backend.call("PATCH", path, body, token="analyst").status == expected


def test_those_of_others_are_nobodys(backend: BackendProcess) -> None:
    made = make(backend, "mine")
    path = f"/apiTokens/{made['id']}"
    assert own(backend, made["id"], "admin") is None
    for method, below, body in (
        ("PATCH", "", {"note": "yours"}),
        ("POST", "/regenerate", None),
        ("DELETE", "", None),
    ):
        assert backend.call(method, path + below, body, token="admin").status == 404
    assert status(backend, f"{made['id']}_{made['token']}") == 200


def test_times_are_in_utc(backend: BackendProcess) -> None:
    made = make(backend, "zones", expiresAt="2099-06-01T12:00:00+02:00")
    shown = own(backend, made["id"])
    assert shown is not None
    assert shown["expiresAt"] == "2099-06-01T10:00:00Z"
    assert datetime.fromisoformat(shown["createdAt"]).tzinfo == UTC
