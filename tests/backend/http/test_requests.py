"""Requests over the API: asked, answered, kept."""

import time
from typing import Any

import pytest

from tests.support.backends import BackendProcess


def by_slug(finished: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["slug"]: result for result in finished["results"]}


def test_a_listed_vulnerability_is_malicious_with_its_reason(backend: BackendProcess) -> None:
    finished = backend.ask("cve-2026-0001")
    (verdict,) = finished["verdicts"]
    assert verdict["level"] == "MALICIOUS"
    assert "CISA" in verdict["reason"]
    assert "exploited" in verdict["reason"]
    assert by_slug(finished)["cisa-kev"]["status"] == "FOUND"
    assert by_slug(finished)["cisa-kev"]["elements"]
    assert finished["request"]["state"] == "DONE"
    assert finished["request"]["verdict"] == "MALICIOUS"


def test_one_that_is_not_listed_is_not_found(backend: BackendProcess) -> None:
    finished = backend.ask("CVE-2026-9999")
    assert by_slug(finished)["cisa-kev"]["status"] == "NOT_FOUND"
    assert finished["verdicts"][0]["level"] == "UNKNOWN"


def test_an_address_within_a_listed_network_is_found(backend: BackendProcess) -> None:
    results = by_slug(backend.ask("198.51.100.7"))
    assert (results["spamhaus-drop"]["status"], results["spamhaus-drop"]["verdict"]) == (
        "FOUND",
        "MALICIOUS",
    )
    assert results["tor-exits"]["status"] == "NOT_FOUND"


def test_a_tor_exit_is_informational(backend: BackendProcess) -> None:
    finished = backend.ask("192.0.2.10")
    assert by_slug(finished)["tor-exits"]["tags"] == ["tor-exit"]
    assert finished["verdicts"][0]["level"] == "INFORMATIONAL"


def test_a_source_of_other_kinds_is_skipped_with_the_reason(backend: BackendProcess) -> None:
    skipped = by_slug(backend.ask("CVE-2026-0001"))["tor-exits"]
    assert skipped["status"] == "SKIPPED"
    assert [skip["reason"] for skip in skipped["skips"]] == ["UNSUPPORTED_INDICATOR"]


def test_a_private_address_never_leaves(backend: BackendProcess) -> None:
    results = by_slug(backend.ask("10.0.0.1"))
    assert "PRIVATE_INDICATOR" in [skip["reason"] for skip in results["dns"]["skips"]]
    assert results["spamhaus-drop"]["status"] == "NOT_FOUND"


def test_several_indicators_each_get_a_verdict(backend: BackendProcess) -> None:
    finished = backend.ask("CVE-2026-0001", "hxxp://198.51.100[.]7/", "198.51.100.7")
    assert finished["verdicts"][0]["level"] == "MALICIOUS"
    assert len(finished["verdicts"]) == 3


def test_the_same_indicator_twice_is_asked_once(backend: BackendProcess) -> None:
    finished = backend.ask("CVE-2026-0001", "cve-2026-0001")
    assert len(finished["verdicts"]) == 1


def test_202_then_events_then_history(backend: BackendProcess) -> None:
    answer = backend.call("POST", "/requests", {"indicators": [{"data": "CVE-2026-0001"}]})
    assert answer.status == 202
    request_id = answer.json()["id"]
    assert answer.headers["location"] == f"/api/v1/requests/{request_id}"
    events = follow(backend, request_id)
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert events[0]["event"] == "start"
    assert events[-1]["event"] == "done"
    results = [e["data"] for e in events if e["event"] == "result"]
    history = backend.call("GET", f"/requests/{request_id}/history").json()
    assert {h["id"] for h in history} == {r["id"] for r in results}
    assert len(results) == events[0]["data"]["total"]
    again = follow(backend, request_id)
    assert again == events


def test_events_after_the_backend_has_forgotten_come_from_the_database(
    backend: BackendProcess,
) -> None:
    finished = backend.ask("CVE-2026-0001")
    path = f"/requests/{finished['request']['id']}/events/batch?after=2"
    batch = backend.call("GET", path).json()
    assert batch["events"][0]["seq"] == 3
    assert batch["done"] is True


def test_a_stream_is_handed_to_the_gateway(backend: BackendProcess) -> None:
    request_id = backend.ask("CVE-2026-0001")["request"]["id"]
    answer = backend.call("GET", f"/requests/{request_id}/events")
    assert answer.headers["x-event-stream"] == f"/api/v1/requests/{request_id}/events/batch"


def test_history_is_paged_newest_first(backend: BackendProcess) -> None:
    for _ in range(3):
        backend.ask("CVE-2026-0001")
    first = backend.call("GET", "/requests?limit=2")
    assert int(first.headers["x-total-count"]) >= 3
    path = first.headers["link"].removeprefix("</api/v1").split(">")[0]
    second = backend.call("GET", path)
    ids = [r["id"] for r in first.json() + second.json()]
    times = [r["createdAt"] for r in first.json() + second.json()]
    assert len(set(ids)) == len(ids)
    assert times == sorted(times, reverse=True)


def test_execute_answers_as_the_earlier_implementation(backend: BackendProcess) -> None:
    sources = {s["slug"]: s["id"] for s in backend.call("GET", "/sources").json()}
    path = f"/requests/execute?data=CVE-2026-0001&kind=CVE&sourceIds={sources['cisa-kev']}"
    (entry,) = backend.call("GET", path).json()
    assert entry["source"]["slug"] == "cisa-kev"
    assert entry["errors"] == []
    assert entry["data"]
    assert not entry["timing"]["startedAt"].endswith("Z")
    path = f"/requests/execute?data=CVE-2026-9999&kind=CVE&source_ids={sources['cisa-kev']}"
    (entry,) = backend.call("GET", path).json()
    assert entry["errors"] == [{"kind": "NOT_FOUND"}]
    assert backend.call("GET", path + "&ignoreErrors=true").json() == []


def test_execute_stream_has_three_kinds_of_events(backend: BackendProcess) -> None:
    answer = backend.call("GET", "/requests/execute/sse?data=CVE-2026-0001&kind=CVE")
    path = answer.headers["x-event-stream"].removeprefix("/api/v1")
    events = follow(backend, path=path)
    assert events[0]["event"] == "fetching_start"
    assert {e["event"] for e in events[1:]} == {"fetching_data", "fetching_error"}
    by_id = {e["id"]: e for e in events[1:]}
    assert {s["source"]["id"] for s in events[0]["data"]} == set(by_id)
    assert all(s["hasSourceCode"] for s in events[0]["data"])


def test_a_request_can_be_cancelled(backend: BackendProcess) -> None:
    request_id = backend.ask("CVE-2026-0001")["request"]["id"]
    assert backend.call("DELETE", f"/requests/{request_id}").status == 204
    assert backend.call("GET", f"/requests/{request_id}").json()["state"] == "DONE"


def test_trace_id_of_the_caller_is_kept(backend: BackendProcess) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    headers = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    body = {"indicators": [{"data": "CVE-2026-0001"}]}
    created = backend.call("POST", "/requests", body, headers=headers).json()
    request = backend.call("GET", f"/requests/{created['id']}").json()
    assert request["traceId"] == trace_id


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/requests/unknown", 404),
        ("/requests/unknown/history", 404),
        ("/requests/unknown/events", 404),
        ("/requests/unknown/events/batch", 404),
        ("/requests?limit=0", 422),
        ("/requests?limit=x", 422),
        ("/requests?cursor=%%%", 422),
        ("/requests?nonsense=1", 422),
        ("/requests/execute?kind=CVE", 422),
        ("/requests/execute?data=x&kind=NONSENSE", 422),
        ("/requests/execute?data=x&kind=IPV4", 422),
        ("/requests/execute/sse?data=x&kind=IPV4", 422),
        ("/requests/execute?data=192.0.2.1&kind=IPV4&sourceIds=unknown", 422),
        ("/nothing/here", 404),
    ],
)
def test_bad_questions_are_problems(backend: BackendProcess, path: str, status: int) -> None:
    answer = backend.call("GET", path)
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert len(problem["traceId"]) == 32


def follow(backend: BackendProcess, request_id: str = "", path: str = "") -> list[dict[str, Any]]:
    """Every event, by long poll."""
    path = path or f"/requests/{request_id}/events/batch"
    after, events, give_up = 0, [], time.monotonic() + 20
    while time.monotonic() < give_up:
        joint = "&" if "?" in path else "?"
        batch = backend.call("GET", f"{path}{joint}after={after}&wait=5").json()
        events += batch["events"]
        after = batch["after"]
        if batch["done"]:
            return events
    raise AssertionError("no end")
