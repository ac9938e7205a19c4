"""Ignore lists from the command line, on a real appliance."""

import json
import zipfile
from pathlib import Path

from tests.acceptance.conftest import Setup


def test_carried_in_tested_and_obeyed(appliance: Setup, tmp_path: Path) -> None:
    described = {"description": "", "version": 1}
    for name, kind, entries in (
        ("Names", "hostname", ["listed.example"]),
        ("Networks", "cidr", ["192.0.2.10/31"]),
        ("Parts", "substring", ["sub.st"]),
    ):
        path = tmp_path / "clone" / "lists" / "deep" / kind / "list.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({**described, "name": name, "type": kind, "list": entries}))
    done = appliance.cli("list", "import", str(tmp_path / "clone"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Created Networks: 1 entries (1 added, 0 removed).\n" in done.stdout
    try:
        # What an import says it did counts from then on.
        for value, listed in (
            ("https://a.listed[.]example/x", "Names: listed.example (SUBDOMAIN; BLOCK, GLOBAL)\n"),
            ("192.0.2.11", "Networks: 192.0.2.10/31 (CIDR; BLOCK, GLOBAL)\n"),
        ):
            tested = appliance.cli("list", "test", value)
            assert (tested.returncode, tested.stdout) == (0, listed)
        unlisted = appliance.cli("list", "test", "192.0.2.12")
        assert (unlisted.returncode, unlisted.stdout, unlisted.stderr) == (3, "", "")
        assert appliance.cli("list", "test", "999.1.1.1").returncode == 1
        (result,) = appliance.query("192.0.2.10", "--source", "tor-exits")["results"]
        assert [skip["reason"] for skip in result["skips"]] == ["WITHIN_IGNORE_LIST"]
        with zipfile.ZipFile(tmp_path / "lists.zip", "w") as archive:
            for file in (tmp_path / "clone").rglob("*.json"):
                content = json.loads(file.read_text())
                content["version"] = 2
                archive.writestr(f"w/{file.relative_to(tmp_path)}", json.dumps(content))
        again = appliance.cli("list", "import", str(tmp_path / "lists.zip"))
        assert "Updated Names: 1 entries (0 added, 0 removed).\n" in again.stdout
        text = tmp_path / "Partners.txt"
        text.write_text("partner.example\n999.1.1.1\n")
        quiet = appliance.cli("list", "import", str(text), "--disabled", "--not-global")
        assert quiet.stdout.startswith("Created Partners: 1 entries")
        assert "'999.1.1.1'" in quiet.stderr
        assert appliance.cli("list", "test", "partner.example").returncode == 3
        wrong = appliance.cli("list", "import", str(text), "--format", "misp-warninglist")
        assert (wrong.returncode, "no MISP warninglist" in wrong.stderr) == (1, True)
    finally:
        for each in appliance.api.call("GET", "/ignoreLists").json():
            appliance.api.call("DELETE", f"/ignoreLists/{each['id']}")
    assert appliance.cli("list", "test", "192.0.2.11").returncode == 3


def test_an_uploaded_archive_is_imported_and_forgotten(appliance: Setup, tmp_path: Path) -> None:
    archive = tmp_path / "lists.zip"
    with zipfile.ZipFile(archive, "w") as file:
        content = {"name": "Brought", "description": "", "version": 1, "type": "hostname"}
        file.writestr(
            "lists/brought/list.json", json.dumps({**content, "list": ["brought.example"]})
        )
    headers = {"Content-Type": "application/octet-stream"}
    path = "/uploads?name=lists.zip"
    sent = appliance.api.call("POST", path, raw=archive.read_bytes(), headers=headers)
    assert sent.status == 201, sent.body
    body = {"uploadId": sent.json()["id"]}
    imported = appliance.api.call("POST", "/ignoreLists/import", body)
    assert imported.status == 200, imported.body
    (found,) = imported.json()["lists"]
    try:
        assert appliance.cli("list", "test", "brought.example").returncode == 0
        assert appliance.api.call("POST", "/ignoreLists/import", body).status == 404
        both = appliance.api.call("POST", "/ignoreLists/import", {**body, "text": "x"})
        assert both.status == 422
    finally:
        appliance.api.call("DELETE", f"/ignoreLists/{found['listId']}")
