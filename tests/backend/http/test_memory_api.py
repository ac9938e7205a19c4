"""The memory of the team over the API: asked before, an indicator's page, two requests compared."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.backends import BackendProcess

URL = "http://slashes.example/a%2Fb/c?d=e&f=*#"


def verdict(backend: BackendProcess, value: str, **more: Any) -> dict[str, Any]:
    (found,) = backend.ask(value, **more)["verdicts"]
    return dict(found)


def page(backend: BackendProcess, kind: str, value: str, query: str = "") -> dict[str, Any]:
    answer = backend.call("GET", f"/indicators/{kind}/{quote(value, safe='')}{query}")
    assert answer.status == 200, answer.body
    return {**answer.json(), "headers": answer.headers}


def test_the_second_who_asks_hears_of_the_first(backend: BackendProcess) -> None:
    assert verdict(backend, "198.51.100.20")["askedBefore"] is None
    first = backend.ask("198.51.100.20", "cve-2026-0001")["request"]
    again = backend.ask("CVE-2026-0001", "198.51.100.20", "192.0.2.201")["verdicts"]
    before = {v["indicator"]["data"]: v["askedBefore"] for v in again}
    assert before["192.0.2.201"] is None
    for value in ("198.51.100.20", "CVE-2026-0001"):
        assert before[value] == {
            "requestId": first["id"],
            "createdAt": first["createdAt"],
            "userName": backend.call("GET", "/me").json()["name"],
            "level": "MALICIOUS",
        }


def test_a_preview_says_it_before_anything_is_asked(backend: BackendProcess) -> None:
    request = backend.ask("198.51.100.21")["request"]
    values = ["198.51.100.21", "198.51.100.22"]
    body = {"indicators": [{"data": value} for value in values]}
    shown = backend.call("POST", "/requests/preview", body).json()["indicators"]
    before = {i["data"]: i["askedBefore"] for i in shown}
    assert before["198.51.100.22"] is None
    assert (before["198.51.100.21"]["requestId"], before["198.51.100.21"]["level"]) == (
        request["id"],
        "MALICIOUS",
    )


def test_the_page_of_an_indicator(backend: BackendProcess) -> None:
    nothing = page(backend, "URL", URL)
    assert (nothing["latest"], nothing["override"], nothing["requests"]) == (None, None, [])
    canonical = nothing["indicator"]["data"]
    asked = [backend.ask(URL)["request"]["id"] for _ in range(3)]
    body = {"pattern": URL, "level": "SUSPICIOUS", "reason": "A test"}
    override = backend.call("POST", "/overrides", body).json()

    found = page(backend, "url", URL)
    assert [r["requestId"] for r in found["requests"]] == asked[::-1]
    assert found["latest"]["indicator"] == {"data": canonical, "kind": "URL"}
    assert found["latest"]["askedBefore"]["requestId"] == asked[1]
    assert (found["latest"]["level"], found["override"]) == ("UNKNOWN", override)
    assert found["headers"]["x-total-count"] == "3"
    assert "link" not in found["headers"]

    first = page(backend, "URL", URL, "?limit=2")
    link = first["headers"]["link"]
    assert link.endswith('>; rel="next"')
    rest = backend.call("GET", link[1:].split(">")[0].removeprefix("/api/v1")).json()
    assert [r["requestId"] for r in (*first["requests"], *rest["requests"])] == asked[::-1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/indicators/IPV4/example.com", 422),
        ("/indicators/NONSENSE/x", 422),
        ("/indicators/IPV4/192.0.2.1?cursor=no", 422),
        ("/requests/compare?a=none", 422),
        ("/requests/compare?a=none&b=nobody", 404),
        ("/requests/compare?a=same&b=same", 422),
    ],
)
def test_what_is_not_there(backend: BackendProcess, path: str, status: int) -> None:
    answer = backend.call("GET", path)
    assert answer.status == status
    assert answer.json()["detail"]


def test_two_requests_side_by_side(backend: BackendProcess) -> None:
    ids = backend.source_ids()
    chosen = [ids["spamhaus-drop"], ids["tor-exits"]]
    a = backend.ask("198.51.100.30", "192.0.2.10", source_ids=chosen)["request"]
    backend.call("PATCH", f"/sources/{ids['spamhaus-drop']}", {"enabled": False})
    try:
        b = backend.ask("198.51.100.30", "192.0.2.11", source_ids=[*chosen, ids["cisa-kev"]])[
            "request"
        ]
    finally:
        backend.call("PATCH", f"/sources/{ids['spamhaus-drop']}", {"enabled": True})

    path = f"/requests/compare?a={a['id']}&b={b['id']}"
    answer = backend.call("GET", path, token="viewer")
    found = answer.json()
    assert (found["a"]["id"], found["b"]["id"]) == (a["id"], b["id"])
    # Of one indicator that is in both: its verdict and a source changed, a source is new.
    assert found["counts"] == {"changed": 2, "new": 5, "gone": 3, "same": 1}
    assert answer.headers["x-total-count"] == "10" == str(len(found["changes"]))
    changes = found["changes"]
    assert [c["change"] for c in changes] == ["CHANGED"] * 2 + ["NEW"] * 5 + ["GONE"] * 3
    whole, source = changes[:2]
    assert whole["sourceId"] is whole["sourceName"] is whole["before"]["status"] is None
    assert (whole["before"]["level"], whole["after"]["level"]) == ("MALICIOUS", "UNKNOWN")
    assert (source["sourceId"], source["sourceName"]) == (ids["spamhaus-drop"], "Spamhaus DROP")
    assert source["indicator"] == whole["indicator"] == {"data": "198.51.100.30", "kind": "IPV4"}
    assert (source["before"]["status"], source["after"]["status"]) == ("FOUND", "SKIPPED")
    assert (source["before"]["level"], source["after"]["level"]) == ("MALICIOUS", None)
    gone = [c for c in changes if c["change"] == "GONE"]
    assert {c["indicator"]["data"] for c in gone} == {"192.0.2.10"}
    assert [c["before"]["tags"] for c in gone if c["sourceId"] == ids["tor-exits"]] == [
        ["tor-exit"]
    ]
    assert all(c["after"] is None for c in gone)

    in_parts: list[dict[str, Any]] = []
    link = f"/api/v1{path}&limit=4"
    while link:
        part = backend.call("GET", link.removeprefix("/api/v1"))
        in_parts += part.json()["changes"]
        link = part.headers.get("link", "")[1:].split(">")[0]
    assert in_parts == changes


def test_nothing_changed(backend: BackendProcess) -> None:
    a, b = (backend.ask("192.0.2.10")["request"]["id"] for _ in range(2))
    found = backend.call("GET", f"/requests/compare?a={a}&b={b}").json()
    assert found["changes"] == []
    assert (found["counts"]["changed"], found["counts"]["same"] > 1) == (0, True)
