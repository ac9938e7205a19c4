"""Packs from the command line, on a real appliance."""

import json
from pathlib import Path

from tests.acceptance.conftest import Setup, run_cli


def test_made_trusted_imported_and_rolled_back(appliance: Setup, tmp_path: Path) -> None:
    key, pack = tmp_path / "key", tmp_path / "pack"
    content = tmp_path / "list.json"
    given = {"name": "Carried", "version": 1, "type": "hostname", "list": ["carried.example"]}
    content.write_text(json.dumps(given))
    assert appliance.cli("list", "import", str(content), "--annotate").returncode == 0
    try:
        made = run_cli("pack", "keygen", str(key))
        assert made.returncode == 0, made.stderr
        fingerprint = made.stdout.split()[3]
        packed = appliance.cli("pack", "make", str(pack), "--key", str(key))
        assert packed.returncode == 0, packed.stderr
        assert "lists/carried-" in packed.stdout
        trusted = appliance.cli("pack", "trust", f"{key}.pub")
        assert (trusted.returncode, fingerprint in trusted.stdout) == (0, True)
        verified = appliance.cli("pack", "verify", str(pack))
        assert f"is as {fingerprint} signed it." in verified.stdout, verified.stderr
        given = {**given, "version": 2, "list": ["later.example"]}
        content.write_text(json.dumps(given))
        appliance.cli("list", "import", str(content))
        # What is refreshed meanwhile is newer than the pack.
        imported = appliance.cli("pack", "import", str(pack), "--force")
        assert imported.returncode == 0, imported.stderr
        assert appliance.cli("list", "test", "carried.example").returncode == 0
        listed = appliance.cli("pack", "list")
        assert f"trusted key {fingerprint}\n" in listed.stdout
        assert "can be rolled back\n" in listed.stdout
        back = appliance.cli("pack", "rollback")
        assert (back.returncode, "are as they were." in back.stdout) == (0, True), back.stderr
        assert appliance.cli("list", "test", "later.example").returncode == 0
    finally:
        for each in appliance.api.call("GET", "/ignoreLists").json():
            appliance.api.call("DELETE", f"/ignoreLists/{each['id']}")
