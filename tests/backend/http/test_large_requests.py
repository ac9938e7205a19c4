"""Requests of thousands, previews and presets over the API."""

import time
from typing import Any

import pytest

from tests.support.backends import BackendProcess

COUNT = 1200


def cves(count: int) -> list[dict[str, str]]:
    return [{"data": f"CVE-2026-{number:04}"} for number in range(count)]


def until(backend: BackendProcess, request_id: str, state: str) -> dict[str, Any]:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        request = backend.call("GET", f"/requests/{request_id}").json()
        if request["state"] == state:
            return dict(request)
        time.sleep(0.05)
    raise AssertionError(f"it is {request['state']}")


def pages(backend: BackendProcess, path: str) -> list[dict[str, Any]]:
    """Every page of a list, as its links lead."""
    items: list[dict[str, Any]] = []
    while path:
        answer = backend.call("GET", path)
        assert answer.status == 200, answer.body
        items += answer.json()
        link = answer.headers.get("link", "")
        path = link.removeprefix("</api/v1").split(">")[0] if link else ""
    return items


@pytest.fixture(scope="module")
def large(backend: BackendProcess) -> dict[str, Any]:
    """A large request that is done, asked of one feed and of one source for other kinds."""
    ids = backend.source_ids()
    body = {
        "indicators": cves(COUNT),
        "sourceIds": [ids["cisa-kev"], ids["tor-exits"]],
        "tlp": "AMBER",
    }
    answer = backend.call("POST", "/requests", body)
    assert answer.status == 202, answer.body
    return until(backend, answer.json()["id"], "DONE")


def test_a_large_request_comes_to_its_end_in_the_background(large: dict[str, Any]) -> None:
    assert large["background"] is True
    assert large["progress"] == {"done": 2 * COUNT, "total": 2 * COUNT}
    assert large["counts"]["skipped"] == COUNT
    assert (large["verdict"], large["tlp"], large["indicatorCount"]) == (
        "MALICIOUS",
        "AMBER",
        COUNT,
    )


def test_its_results_are_read_in_pages(backend: BackendProcess, large: dict[str, Any]) -> None:
    results = pages(backend, f"/requests/{large['id']}/results?limit=1000")
    asked = {(r["sourceSlug"], r["result"]["indicator"]["data"]) for r in results}
    assert len(results) == len(asked) == 2 * COUNT
    one = pages(backend, f"/requests/{large['id']}/results?position=1")
    assert {(r["sourceSlug"], r["result"]["status"]) for r in one} == {
        ("cisa-kev", "FOUND"),
        ("tor-exits", "SKIPPED"),
    }


def test_its_indicators_are_read_with_their_verdicts(
    backend: BackendProcess, large: dict[str, Any]
) -> None:
    judged = pages(backend, f"/requests/{large['id']}/indicators?limit=1000")
    assert [j["position"] for j in judged] == list(range(COUNT))
    path = f"/requests/{large['id']}/indicators?level=MALICIOUS"
    bad = pages(backend, path)
    assert [j["indicator"]["data"] for j in bad] == [
        j["indicator"]["data"] for j in judged if j["verdict"]["level"] == "MALICIOUS"
    ]
    assert "CVE-2026-0001" in [j["indicator"]["data"] for j in bad]


def test_what_a_small_request_brought_is_read_the_same_way(backend: BackendProcess) -> None:
    finished = backend.ask("CVE-2026-0001", "CVE-2026-9999")
    path = f"/requests/{finished['request']['id']}"
    (bad,) = pages(backend, f"{path}/indicators?level=MALICIOUS")
    assert (bad["position"], bad["verdict"]["level"]) == (0, "MALICIOUS")
    assert len(pages(backend, f"{path}/indicators?limit=1")) == 2
    results = pages(backend, f"{path}/results?position=1&limit=2")
    assert {r["result"]["indicator"]["data"] for r in results} == {"CVE-2026-9999"}
    assert len(pages(backend, f"{path}/results?limit=3")) == len(finished["results"])


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/history", 409, "in pages"),
        ("/results?position=1200", 404, "counted from 0"),
        ("/indicators?level=AWFUL", 422, "level"),
    ],
)
def test_what_can_not_be_read_is_said(
    backend: BackendProcess, large: dict[str, Any], path: str, status: int, word: str
) -> None:
    answer = backend.call("GET", f"/requests/{large['id']}{path}")
    assert answer.status == status
    assert word in answer.json()["detail"]


def test_a_large_one_can_not_be_waited_for(backend: BackendProcess) -> None:
    answer = backend.call("POST", "/requests", {"indicators": cves(COUNT), "wait": True})
    assert answer.status == 422
    assert answer.json()["errors"][0]["pointer"] == "/wait"


def test_values_that_do_not_fit_are_named_and_not_all_of_them(backend: BackendProcess) -> None:
    body = {"indicators": [{"data": "no such thing at all"}] * 500}
    answer = backend.call("POST", "/requests", body)
    assert answer.status == 422
    assert len(answer.json()["errors"]) == 100


def test_one_that_is_done_is_neither_paused_nor_resumed(
    backend: BackendProcess, large: dict[str, Any]
) -> None:
    for step in ("pause", "resume"):
        answer = backend.call("POST", f"/requests/{large['id']}/{step}")
        assert answer.status == 409
        assert answer.json()["detail"]
        assert backend.call("POST", f"/requests/unknown/{step}").status == 404


def test_a_preview_asks_and_keeps_nothing(backend: BackendProcess) -> None:
    before = backend.call("GET", "/requests").headers["x-total-count"]
    body = {"indicators": [{"data": "198.51.100[.]7"}, {"data": "10.0.0.1"}], "tlp": "RED"}
    shown = backend.call("POST", "/requests/preview", body)
    assert shown.status == 200, shown.body
    preview = shown.json()
    assert preview["indicators"][0]["data"] == "198.51.100.7"
    assert preview["indicators"][1]["staysInside"] is True
    assert not any(question["leaves"] for question in preview["questions"])
    skipped = {s["slug"]: s["skipped"] for s in preview["sources"]}
    assert skipped["dns"]["POLICY_TLP"] == 2
    assert backend.call("GET", "/requests").headers["x-total-count"] == before


def test_a_preset_chooses_its_sources(backend: BackendProcess) -> None:
    ids = backend.source_ids()
    new = {"name": "Only KEV", "sourceIds": [ids["cisa-kev"]]}
    made = backend.call("POST", "/presets", new)
    assert made.status == 201, made.body
    preset = made.json()
    assert backend.call("POST", "/presets", new).status == 409
    finished = backend.ask("CVE-2026-0001", presetId=preset["id"])
    assert [r["slug"] for r in finished["results"]] == ["cisa-kev"]
    assert finished["request"]["presetId"] == preset["id"]
    path = f"/presets/{preset['id']}"
    changed = backend.call("PATCH", path, {"name": "KEV and Tor", "sourceIds": list(ids.values())})
    assert (changed.status, changed.json()["name"]) == (200, "KEV and Tor")
    assert backend.call("GET", path).json()["description"] == ""
    assert "KEV and Tor" in [p["name"] for p in backend.call("GET", "/presets").json()]
    both = {"indicators": cves(1), "presetId": preset["id"], "sourceIds": [ids["dns"]]}
    assert backend.call("POST", "/requests", both).status == 422
    assert backend.call("DELETE", path).status == 204
    assert backend.call("DELETE", path).status == 404
    gone = backend.call("POST", "/requests", {"indicators": cves(1), "presetId": preset["id"]})
    assert gone.json()["errors"][0]["pointer"] == "/presetId"
    bad = backend.call("POST", "/presets", {"name": "Bad", "sourceIds": ["unknown"]})
    assert bad.status == 422
