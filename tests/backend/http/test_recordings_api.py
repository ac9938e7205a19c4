"""Answers are recorded without secrets, and replayed by a backend that asks nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.enrichment.replaying import read_replay
from tests.standins.vendors import API_KEY, BAD_FILE, VendorsStandIn, address_of
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database
from tests.support.standins import served

SLUG = "virustotal"
KNOWN, UNKNOWN, REFUSED = BAD_FILE, "c" * 64, address_of("unauthorized")


@pytest.fixture(scope="module")
def vendors() -> Iterator[VendorsStandIn]:
    with served(VendorsStandIn()) as vendors:
        yield vendors


@pytest.fixture(scope="module")
def asking(backend: BackendProcess, vendors: VendorsStandIn) -> BackendProcess:
    """A backend whose VirusTotal is the stand-in, with a key."""
    source_id = backend.source_ids()[SLUG]
    settings = [{"name": n, "value": v} for n, v in vendors.settings()[SLUG].items()]
    change = {"enabled": True, "configValues": settings, "limits": []}
    assert backend.call("PATCH", f"/sources/{source_id}", change).status == 204
    secret_id = backend.call("POST", "/secrets", {"name": "vt", "value": API_KEY}).body.decode()
    slots = [{"name": "api_key", "secretId": secret_id, "required": True}]
    assert backend.call("PUT", f"/sources/{source_id}/secrets", slots).status == 201
    return backend


def results(backend: BackendProcess, *values: str) -> dict[str, Any]:
    """What VirusTotal says, by value."""
    request = backend.ask(*values, source_ids=[backend.source_ids()[SLUG]])
    return {each["indicator"]["data"]: each for each in request["results"]}


def start(backend: BackendProcess, name: str, **more: Any) -> dict[str, Any]:
    answer = backend.call("POST", "/recordings", {"name": name, **more})
    assert answer.status == 201, answer.body
    return dict(answer.json())


def test_answers_are_recorded_without_secrets_and_replayed_elsewhere(
    asking: BackendProcess,
    vendors: VendorsStandIn,
    postgres_url: str,
    template: str,
    tmp_path: Path,
) -> None:
    recording = start(asking, "demo")
    real = results(asking, KNOWN, UNKNOWN, REFUSED)
    assert {r["status"] for r in real.values()} == {"FOUND", "NOT_FOUND", "ERROR"}
    assert asking.call("POST", f"/recordings/{recording['id']}/stop").status == 204
    # After its end nothing is recorded.
    results(asking, "192.0.2.80")
    (listed,) = asking.call("GET", "/recordings").json()
    assert (listed["name"], listed["answers"]) == ("demo", 3)
    assert listed["endedAt"] is not None
    assert len(read_replay("demo", asking.database_url)) == 3
    exported = asking.call("GET", f"/recordings/{recording['id']}/export")
    assert "attachment" in exported.headers["content-disposition"]
    assert API_KEY.encode() not in exported.body
    file = tmp_path / "demo.json"
    file.write_bytes(exported.body)
    seen = len(vendors.seen)
    with (
        new_database(postgres_url, template) as url,
        running_backend(url, tmp_path / "log", replay=str(file)) as replaying,
    ):
        ready = replaying.call("GET", "/health/ready", token=None).json()
        assert (ready["replay"], ready["offline"]) == (True, False)
        # No key is linked here, and the address is the vendor's: nobody is asked.
        replayed = results(replaying, KNOWN, UNKNOWN, REFUSED, "192.0.2.80")
        for value, result in real.items():
            for part in ("status", "verdict", "tags", "elements", "raw", "error"):
                assert replayed[value][part] == result[part], part
        assert "replayed from the recording 'demo'" in replayed[KNOWN]["logs"][0]
        missing = replayed["192.0.2.80"]
        assert [skip["reason"] for skip in missing["skips"]] == ["NOT_RECORDED"]
        source_id = replaying.source_ids()[SLUG]
        trial = {"indicator": {"data": KNOWN}}
        tried = replaying.call("POST", f"/sources/{source_id}/test", trial).json()
        assert (tried["status"], tried["raw"]) == ("FOUND", real[KNOWN]["raw"])
        for path, status in (("/recordings", 409), (f"/sources/{source_id}/probe", 409)):
            assert replaying.call("POST", path, {"name": "again"}).status == status
    assert len(vendors.seen) == seen


def test_a_recording_is_of_the_sources_that_were_chosen_and_one_at_a_time(
    asking: BackendProcess,
) -> None:
    ids = asking.source_ids()
    recording = start(asking, "chosen", sourceIds=[ids["tor-exits"]])
    for name in ("chosen", "another"):
        assert asking.call("POST", "/recordings", {"name": name}).status == 409
    asking.ask("192.0.2.10", source_ids=[ids["tor-exits"], ids["spamhaus-drop"]])
    exported = asking.call("GET", f"/recordings/{recording['id']}/export").json()
    assert [each["slug"] for each in exported["answers"]] == ["tor-exits"]
    assert asking.call("DELETE", f"/recordings/{recording['id']}").status == 204
    assert asking.call("DELETE", f"/recordings/{recording['id']}").status == 404
    unknown = asking.call("POST", "/recordings", {"name": "x", "sourceIds": ["nothing"]})
    assert unknown.status == 422
    assert asking.call("GET", "/recordings", token="source-author").status == 403
