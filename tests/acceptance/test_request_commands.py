"""The `request` commands on a real appliance, and an indicator's page through the gateway."""

import json
from typing import Any
from urllib.parse import quote

from tests.acceptance.conftest import Setup


def document(appliance: Setup, *arguments: str) -> Any:
    done = appliance.cli("request", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask(appliance: Setup, *values: str) -> str:
    ids = appliance.api.source_ids()
    chosen = [ids["tor-exits"], ids["spamhaus-drop"]]
    return str(appliance.api.ask(*values, source_ids=chosen)["request"]["id"])


def test_requests_are_listed_shown_and_cancelled(appliance: Setup) -> None:
    request_id = ask(appliance, "198.51.100.77", "192.0.2.10")
    (found,) = document(appliance, "list", "--search", "198.51.100.77")
    assert (found["id"], found["indicatorCount"]) == (request_id, 2)
    listed = appliance.cli("request", "list", "--limit", "1").stdout
    assert request_id in listed
    assert "malicious" in listed
    assert "198.51.100.77 and 1 more" in " ".join(listed.split())

    whole = document(appliance, "show", request_id)
    assert (whole["request"]["state"], len(whole["results"]), len(whole["verdicts"])) == (
        "DONE",
        4,
        2,
    )
    shown = appliance.cli("request", "show", request_id).stdout
    for words in (request_id, "Spamhaus DROP says that it is malicious", "Tor", "done"):
        assert words in " ".join(shown.split()), shown

    cancelled = appliance.cli("request", "cancel", request_id)
    assert (cancelled.returncode, cancelled.stdout) == (
        0,
        f"Nothing more is asked for request {request_id}.\n",
    )


def test_two_requests_are_compared(appliance: Setup) -> None:
    a, b = ask(appliance, "198.51.100.78"), ask(appliance, "198.51.100.78", "192.0.2.11")
    found = document(appliance, "compare", a, b)
    assert found["counts"] == {"changed": 0, "new": 3, "gone": 0, "same": 3}
    assert {c["indicator"]["data"] for c in found["changes"]} == {"192.0.2.11"}
    assert "Asked before by " in appliance.cli("request", "show", b).stdout
    drawn = " ".join(appliance.cli("request", "compare", a, b).stdout.split())
    assert "+ 192.0.2.11 verdict - i informational" in drawn
    assert "0 changed, 3 new, 0 gone, 3 the same" in drawn


def test_what_there_is_not(appliance: Setup) -> None:
    for arguments in (["show", "none"], ["cancel", "none/.."], ["compare", "none", "nobody"]):
        done = appliance.cli("request", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "there is no request 'none" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_an_address_within_a_path_reaches_the_backend_as_it_is(appliance: Setup) -> None:
    url = "http://example.com/a%2Fb/../c//d?e=%20&f=1"
    answer = appliance.api.call("GET", f"/indicators/URL/{quote(url, safe='')}")
    assert answer.status == 200, answer.body
    detected = appliance.api.call("POST", "/indicators/detect", {"values": [url]}).json()
    assert answer.json()["indicator"] == detected[0]["indicator"]
