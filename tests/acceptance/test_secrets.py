"""Secrets from the command line, on a real appliance."""

import pytest

from tests.acceptance.conftest import Setup

SENTINEL = "sentinel-of-the-command-line-8e02"
CODE = "def fetch_data(d, k, context):\n    return len(context.secret('key'))\n"


@pytest.fixture
def source_id(appliance: Setup) -> str:
    """A source with a slot, and a secret in it."""
    done = appliance.cli("secret", "set", "From the command line", stdin=SENTINEL + "\n")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    secrets = appliance.api.call("GET", "/secrets").json()
    (secret,) = [each for each in secrets if each["name"] == "From the command line"]
    new = {
        "name": "Keyed",
        "kind": "PYTHON",
        "sourceCode": CODE,
        "supportedIndicators": ["IPV4"],
    }
    made = str(appliance.api.call("POST", "/sources", new).json()["id"])
    slots = [{"name": "key", "secretId": secret["id"]}]
    assert appliance.api.call("PUT", f"/sources/{made}/secrets", slots).status == 201
    return made


def test_set_listed_used_and_encrypted_anew(appliance: Setup, source_id: str) -> None:
    def asked() -> object:
        (result,) = appliance.api.ask("192.0.2.1", source_ids=[source_id])["results"]
        return result["raw"]

    keys, file = appliance.appliance.data.keys, appliance.appliance.data.secret_keys
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_uid == keys.stat().st_uid
    assert asked() == len(SENTINEL)
    listed = appliance.cli("secret", "list")
    assert "From the command line" in listed.stdout
    before = file.read_text()
    rotated = appliance.cli("secret", "rotate-key")
    assert rotated.returncode == 0, rotated.stderr
    assert "by key 2" in rotated.stdout
    assert file.read_text() != before
    assert file.stat().st_uid == keys.stat().st_uid
    assert asked() == len(SENTINEL)
    again = appliance.cli("secret", "set", "From the command line", stdin="shorter")
    assert again.stdout.startswith("Changed")
    # The change is announced to the backend; it need not have come yet.
    for _ in range(100):
        if asked() == len("shorter"):
            break
    assert asked() == len("shorter")
    for done in (listed, rotated, again):
        assert SENTINEL not in done.stdout + done.stderr
    for log in appliance.appliance.data.logs.iterdir():
        assert SENTINEL not in log.read_text(errors="replace")


def test_an_empty_value_is_refused(appliance: Setup) -> None:
    done = appliance.cli("secret", "set", "Empty", stdin="\n")
    assert done.returncode == 1
    assert "nothing was kept" in done.stderr
