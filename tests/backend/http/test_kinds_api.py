"""Kinds that users define, over the API: from their definition to history."""

import time
from typing import Any

import pytest

from tests.support.backends import BackendProcess

MAC = {
    "name": "MAC_ADDRESS",
    "description": "of a network card",
    "pattern": "[0-9a-f]{2}(:[0-9a-f]{2}){5}",
    "normaliser": "LOWER",
    "example": "00:00:5E:00:53:01",
}


def define(backend: BackendProcess, **fields: Any) -> dict[str, Any]:
    answer = backend.call("POST", "/kinds", {**MAC, **fields})
    assert answer.status == 201, answer.body
    return dict(answer.json())


def detected(backend: BackendProcess, value: str) -> dict[str, Any]:
    (found,) = backend.call("POST", "/indicators/detect", {"values": [value]}).json()
    return dict(found)


def test_a_kind_lives_from_its_definition_to_history(backend: BackendProcess) -> None:
    built_in = backend.call("GET", "/indicatorKinds").json()
    made = define(backend)
    assert made["canonicalExample"] == "00:00:5e:00:53:01"
    assert made["detectedAs"] is None
    assert backend.call("GET", f"/kinds/{made['id']}").json() == made
    assert backend.call("GET", "/indicatorKinds").json() == [*built_in, "MAC_ADDRESS"]
    found = detected(backend, " 00:00:5E:00:53:02 ")
    assert found["indicator"] == {"data": "00:00:5e:00:53:02", "kind": "MAC_ADDRESS"}
    assert found["defanged"] == "00:00:5e:00:53:02"
    assert "MAC_ADDRESS" in found["reason"]

    source = {
        "name": "Cards",
        "kind": "PYTHON",
        "supportedIndicators": ["MAC_ADDRESS", "IPV4"],
        "sourceCode": "def fetch_data(data, kind):\n    return {}\n",
    }
    source_id = backend.call("POST", "/sources", source).json()["id"]
    named = [{"data": "00:00:5E:00:53:03", "kind": "MAC_ADDRESS"}]
    body = {"indicators": named, "sourceIds": [source_id], "wait": True}
    asked = backend.call("POST", "/requests", body).json()
    assert asked["request"]["kind"] == "MAC_ADDRESS"
    assert asked["verdicts"][0]["indicator"]["data"] == "00:00:5e:00:53:03"
    reasons = [skip["reason"] for skip in asked["results"][0]["skips"]]
    assert reasons == ["RUNNER_DISABLED"]  # and not that the source does not know the kind
    again = backend.call("GET", f"/requests/{asked['request']['id']}").json()
    assert (again["data"], again["kind"]) == ("00:00:5e:00:53:03", "MAC_ADDRESS")
    query = "data=00:00:5E:00:53:04&kind=MAC_ADDRESS"
    assert backend.call("GET", f"/requests/execute?{query}&sourceIds={source_id}").status == 200

    refused = backend.call("DELETE", f"/kinds/{made['id']}")
    assert refused.status == 409
    assert "named by Cards" in refused.json()["detail"]
    assert backend.call("DELETE", f"/sources/{source_id}").status == 204
    assert backend.call("DELETE", f"/kinds/{made['id']}").status == 204
    assert backend.call("GET", f"/kinds/{made['id']}").status == 404
    assert backend.call("GET", "/indicatorKinds").json() == built_in
    gone = backend.call("POST", "/requests", body | {"sourceIds": []})
    assert gone.status == 422
    assert gone.json()["errors"][0]["pointer"] == "/indicators/0/kind"
    history = backend.call("GET", f"/requests/{asked['request']['id']}/history").json()
    assert history[0]["result"]["indicator"]["kind"] == "MAC_ADDRESS"


def test_a_kind_is_changed_and_switched_off(backend: BackendProcess) -> None:
    made = define(backend, name="CARD")
    path = f"/kinds/{made['id']}"
    changed = {"pattern": "[0-9A-F]{12}", "normaliser": "UPPER", "example": "00005e005301"}
    assert backend.call("PATCH", path, {"pattern": "[0-9A-F]{12}"}).status == 422  # its example
    assert backend.call("PATCH", path, changed).status == 204
    assert detected(backend, "00005e0053ff")["indicator"]["data"] == "00005E0053FF"
    assert backend.call("PATCH", path, {"enabled": False}).status == 204
    assert detected(backend, "00005e0053ff")["indicator"] is None
    assert "CARD" not in backend.call("GET", "/indicatorKinds").json()
    body = {"indicators": [{"data": "00005e0053ff", "kind": "CARD"}]}
    answer = backend.call("POST", "/requests", body)
    assert answer.status == 422
    assert "the kind CARD is switched off" in answer.json()["detail"]
    assert backend.call("GET", path).json()["detectedAs"] is None  # as it would be
    assert backend.call("DELETE", path).status == 204


def test_an_example_that_is_another_kind_first_is_told(backend: BackendProcess) -> None:
    made = define(backend, name="JA3", pattern="[0-9a-f]{32}", example="d" * 32)
    assert made["detectedAs"] == "MD5"
    found = detected(backend, "d" * 32)
    assert (found["indicator"]["kind"], found["alternatives"]) == ("MD5", ["JA3"])
    assert found["reason"] == "It is 32 hexadecimal digits. It could be JA3 too."
    assert backend.call("DELETE", f"/kinds/{made['id']}").status == 204


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": "IPV4"}, "/name"),
        ({"name": "mac"}, "/name"),
        ({"name": "M" * 41}, "/name"),
        ({"pattern": "("}, "/pattern"),
        ({"pattern": r"(a)\1"}, "/pattern"),
        ({"pattern": ".*"}, "/pattern"),
        ({"pattern": "a" * 1001}, "/pattern"),
        ({"example": "another"}, "/example"),
        ({"normaliser": "ROT13"}, "/normaliser"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    backend: BackendProcess, fields: dict[str, Any], pointer: str
) -> None:
    answer = backend.call("POST", "/kinds", {**MAC, **fields})
    assert answer.status == 422, answer.body
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_names_are_unique_and_for_good(backend: BackendProcess) -> None:
    made = define(backend, name="TWICE")
    assert backend.call("POST", "/kinds", {**MAC, "name": "TWICE"}).status == 409
    assert backend.call("PATCH", f"/kinds/{made['id']}", {"name": "OTHER"}).status == 422
    assert backend.call("PATCH", f"/kinds/{made['id']}", {"nonsense": 1}).status == 422
    assert backend.call("PATCH", "/kinds/nothing", {"enabled": True}).status == 404
    assert backend.call("DELETE", "/kinds/nothing").status == 404
    assert backend.call("DELETE", f"/kinds/{made['id']}").status == 204


def test_who_may(backend: BackendProcess) -> None:
    for token in ("analyst", "source-author"):
        assert backend.call("POST", "/kinds", MAC, token=token).status == 403
    assert backend.call("GET", "/kinds", token="viewer").json() == []


def test_a_source_names_kinds_that_exist(backend: BackendProcess) -> None:
    (tor,) = [s for s in backend.call("GET", "/sources").json() if s["slug"] == "tor-exits"]
    answer = backend.call("PATCH", f"/sources/{tor['id']}", {"disabledIndicators": ["IPV9"]})
    assert answer.status == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "/disabledIndicators/0",
            "message": 'there is no kind "IPV9": GET /indicatorKinds lists them',
        }
    ]


def test_a_kind_that_somebody_else_wrote_is_heard_of(backend: BackendProcess) -> None:
    from backend.db.connection import connect
    from backend.db.queries import Query

    insert = """INSERT INTO indicator_kinds (id, name, pattern, normaliser, example)
        VALUES ('a', 'ATTACK', 'T[0-9]{4}', 'NONE', 'T1059'), ('b', 'BROKEN', '(', 'NONE', 'x')"""
    connection = connect(backend.database_url, application_name="tests")
    try:
        connection.run(Query("insert", insert))
        give_up = time.monotonic() + 10
        while detected(backend, "T1059")["indicator"] is None:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        listed = {kind["name"]: kind for kind in backend.call("GET", "/kinds").json()}
        assert listed["ATTACK"]["canonicalExample"] == "T1059"
        assert listed["BROKEN"]["canonicalExample"] is None  # it takes no other kind along
        assert backend.call("DELETE", "/kinds/b").status == 204
        assert backend.call("DELETE", "/kinds/a").status == 204
    finally:
        connection.close()
