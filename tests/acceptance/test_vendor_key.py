"""A source with a key, from the missing key to the answer, and that the key is told nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.conftest import Setup
from tests.standins.vendors import API_KEY, BAD_FILE

WRONG_KEY = "a-wrong-key-0123456789abcdef"


@pytest.fixture(autouse=True)
def tidy(appliance: Setup) -> Iterator[None]:
    """Other tests meet the source without its key, as it was."""
    yield
    for secret in appliance.api.call("GET", "/secrets").json():
        appliance.api.call("DELETE", f"/secrets/{secret['id']}")


def link(appliance: Setup, name: str, value: str) -> None:
    created = appliance.api.call("POST", "/secrets", {"name": name, "value": value})
    assert created.status == 200, created.body
    secret_id = created.body.decode()
    assert appliance.api.call("GET", f"/secrets/{secret_id}/value").body.decode() == value
    source_id = appliance.api.source_ids()["virustotal"]
    slots = [{"name": "api_key", "secretId": secret_id, "required": True}]
    linked = appliance.api.call("PUT", f"/sources/{source_id}/secrets", slots)
    assert linked.status == 201, linked.body


def asked(appliance: Setup) -> dict[str, Any]:
    source_id = appliance.api.source_ids()["virustotal"]
    (result,) = appliance.api.ask(BAD_FILE, source_ids=[source_id], refresh=True)["results"]
    return dict(result)


def test_a_key_from_missing_to_linked(appliance: Setup) -> None:
    without = asked(appliance)
    assert without["status"] == "SKIPPED"
    assert [skip["reason"] for skip in without["skips"]] == ["MISSING_SECRET"]
    link(appliance, "wrong", WRONG_KEY)
    refused = asked(appliance)
    assert refused["error"]["kind"] == "UNAUTHORIZED"
    link(appliance, "right", API_KEY)
    found = asked(appliance)
    assert (found["status"], found["verdict"], found["families"]) == (
        "FOUND",
        "MALICIOUS",
        ["example"],
    )
    logged = "".join(p.read_text() for p in appliance.appliance.data.logs.iterdir())
    for secret in (WRONG_KEY, API_KEY):
        assert secret not in logged
        assert secret not in str((without, refused, found))
