"""How sources do, over the API, and across a restart."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.standins.web import Canned, WebStandIn
from tests.support.backends import BackendProcess, running_backend
from tests.support.standins import served


def health_of(backend: BackendProcess, slug: str, token: str = "viewer") -> dict[str, Any]:
    source_id = backend.source_ids()[slug]
    return dict(backend.call("GET", f"/sources/{source_id}/health", token=token).json())


def test_answers_and_failures_are_counted(backend: BackendProcess) -> None:
    ids = backend.source_ids()
    before = health_of(backend, "tor-exits")
    assert (before["day"]["questions"], before["day"]["errorRate"]) == (0, None)
    assert (before["lastSuccessAt"], before["lastFailure"]) == (None, None)
    assert before["feedAgeSeconds"] >= 0
    backend.ask("192.0.2.10", "192.0.2.11", source_ids=[ids["tor-exits"]])
    # What is not asked is not counted: a private address is skipped by sources outside.
    backend.ask("10.0.0.1", source_ids=[ids["dns"]])
    assert health_of(backend, "dns")["day"]["questions"] == 0
    after = health_of(backend, "tor-exits")
    for window in (after["hour"], after["day"]):
        assert (window["questions"], window["failures"], window["errorRate"]) == (2, 0, 0)
        assert 0 < window["p50Ms"] <= window["p95Ms"] <= window["p99Ms"]
    assert after["lastSuccessAt"].endswith("Z")
    backend.call("PATCH", f"/sources/{ids['dns']}", {"timeLimitSeconds": 0.001})
    backend.ask("example.com", source_ids=[ids["dns"]], refresh=True)
    failed = health_of(backend, "dns")
    assert failed["lastFailure"]["kind"] == "TIMEOUT"
    assert "did not answer" in failed["lastFailure"]["detail"]
    assert (failed["hour"]["errorRate"], failed["circuit"]["state"]) == (1, "CLOSED")


def test_all_are_listed_by_name_to_those_who_see_results(backend: BackendProcess) -> None:
    listed = backend.call("GET", "/sources/health", token="viewer").json()
    assert [each["name"] for each in listed] == sorted(
        (each["name"] for each in listed), key=str.lower
    )
    assert {each["slug"] for each in listed} == set(backend.source_ids())
    virustotal = next(each for each in listed if each["slug"] == "virustotal")
    assert [window["limit"] for window in virustotal["limits"]][:2] == [4, 500]
    assert backend.call("GET", "/sources/health", token="request_create").status == 403
    assert backend.call("GET", "/sources/nothing/health").status == 404


KNOWN = "8ed4b4ed952526d89899e723f3488de4"
GOOD = {"MD5": KNOWN, "FileName": "example.txt", "hashlookup:trust": 80}


@pytest.fixture
def vendor() -> Iterator[WebStandIn]:
    """A server that plays hashlookup."""
    with served(WebStandIn()) as server:
        yield server


def knows(vendor: WebStandIn, answer: dict[str, Any]) -> None:
    vendor.put(f"/lookup/md5/{KNOWN}", Canned(body=json.dumps(answer).encode()))


def probed(backend: BackendProcess, source_id: str) -> dict[str, Any]:
    """Probe a source; what came of it."""

    def probe() -> dict[str, Any]:
        shown = backend.call("GET", f"/sources/{source_id}/health").json()
        return shown["probe"] or {"probedAt": None}

    before = probe()["probedAt"]
    assert backend.call("POST", f"/sources/{source_id}/probe").status == 202
    give_up = time.monotonic() + 20
    while probe()["probedAt"] == before:
        assert time.monotonic() < give_up, "it was not probed in time"
        time.sleep(0.1)
    return probe()


def told(backend: BackendProcess) -> list[dict[str, Any]]:
    """What authors of sources are told of sources that answer in another way."""
    found = backend.call("GET", "/notifications", token="source-author").json()
    return [each for each in found if each["kind"] == "SOURCE_CHANGED"]


def test_an_answer_in_another_shape_is_told_once_until_it_is_well(
    backend: BackendProcess, vendor: WebStandIn
) -> None:
    source_id = backend.source_ids()["hashlookup"]
    settings = [{"name": "base_url", "value": vendor.url}]
    change = {"enabled": True, "configValues": settings}
    assert backend.call("PATCH", f"/sources/{source_id}", change).status == 204
    knows(vendor, GOOD)
    assert probed(backend, source_id)["status"] == "WELL"
    assert told(backend) == []
    knows(vendor, {"MD5": KNOWN, "hashlookup:trust": "80"})
    changed = probed(backend, source_id)
    assert changed["status"] == "CHANGED"
    assert changed["detail"] == "FileName is gone, hashlookup:trust was number and is text"
    assert changed["goodAt"] < changed["probedAt"] < changed["nextAt"]
    assert probed(backend, source_id)["status"] == "CHANGED"
    (notice,) = told(backend)
    assert (notice["link"], notice["resolvedAt"]) == ("/sources/hashlookup", None)
    assert "FileName is gone" in notice["detail"]
    # It stays like that: what it answers now is right from now on.
    assert backend.call("DELETE", f"/sources/{source_id}/probe").status == 204
    assert told(backend)[0]["resolvedAt"] is not None
    assert probed(backend, source_id)["status"] == "WELL"
    assert backend.call("GET", f"/sources/{source_id}/health").json()["day"]["questions"] == 4


def test_what_is_not_probed_says_why(backend: BackendProcess) -> None:
    ids = backend.source_ids()
    for slug, why in (("tor-exits", "nothing is known"), ("virustotal", "it is switched off")):
        refused = backend.call("POST", f"/sources/{ids[slug]}/probe")
        assert refused.status == 409
        assert why in refused.json()["detail"]
    allowed = backend.call("POST", f"/sources/{ids['dns']}/probe", token="viewer")
    assert allowed.status == 403


def test_what_was_counted_outlives_a_restart(backend: BackendProcess, tmp_path: Path) -> None:
    """The last of the file: it stops the backend that the others share."""
    ids = backend.source_ids()
    before = health_of(backend, "tor-exits")["day"]["questions"]
    backend.ask("192.0.2.10", source_ids=[ids["tor-exits"]])
    assert backend.stop() == 0
    with running_backend(backend.database_url, tmp_path / "log", tokens=backend.tokens) as again:
        after = health_of(again, "tor-exits")
        assert after["day"]["questions"] == before + 1
        assert after["lastSuccessAt"] is not None
