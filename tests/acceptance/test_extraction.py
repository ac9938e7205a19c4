"""Texts and files through the whole appliance: the API, the command line, a pipe."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import PASSWORD, Setup
from tests.backend.extraction import documents as made

TEXT = "It went to hxxps://evil[.]example[.]com/a and 198.51.100[.]7, from 10.0.0.1.\n"


def bring(appliance: Setup, name: str, content: bytes, token: str = "admin") -> Any:
    return appliance.api.call(
        "POST",
        f"/uploads?name={name}",
        raw=content,
        token=token,
        headers={"Content-Type": "application/octet-stream"},
    )


def test_a_text(appliance: Setup) -> None:
    found = appliance.api.call("POST", "/indicators/extract", {"text": TEXT * 2}).json()
    assert [(i["indicator"]["data"], i["count"], i["special"]) for i in found["indicators"]] == [
        ("https://evil.example.com/a", 2, "EXAMPLE_NAME"),
        ("198.51.100.7", 2, "DOCUMENTATION"),
        ("10.0.0.1", 2, "PRIVATE"),
    ]
    assert found["indicators"][1]["first"] == {
        "part": "",
        "offset": TEXT.index("198"),
        "line": 1,
        "context": TEXT.strip(),
    }
    assert (found["truncated"], found["warnings"]) == (False, [])


def test_a_file_is_used_once(appliance: Setup) -> None:
    content = made.mail(a_docx=made.word())
    answer = bring(appliance, "a.eml", content)
    assert answer.status == 201
    upload = answer.json()
    assert (upload["name"], upload["size"]) == ("a.eml", len(content))
    body = {"uploadId": upload["id"]}
    found = appliance.api.call("POST", "/indicators/extract", body)
    assert found.status == 200
    parts = {i["indicator"]["data"]: i["first"]["part"] for i in found.json()["indicators"]}
    assert parts["evil.example.com"] == "a.docx"
    assert appliance.api.call("POST", "/indicators/extract", body).status == 404
    folder = appliance.appliance.data.spool / "uploads"
    assert list(folder.iterdir()) == []


def test_a_file_that_can_not_be_read_is_a_problem_with_a_code(appliance: Setup) -> None:
    upload = bring(appliance, "a.pdf", made.pdf(password="secret")).json()
    refused = appliance.api.call("POST", "/indicators/extract", {"uploadId": upload["id"]})
    assert (refused.status, refused.json()["code"]) == (422, "DOCUMENT_ENCRYPTED")
    assert "save it without" in refused.json()["detail"]


@pytest.mark.parametrize("body", [{}, {"text": "x", "uploadId": "abcdefgh0123"}])
def test_one_of_text_and_file(appliance: Setup, body: dict[str, str]) -> None:
    assert appliance.api.call("POST", "/indicators/extract", body).status == 422


def test_who_may_not_ask_brings_nothing(appliance: Setup) -> None:
    made_user = appliance.cli(
        *("user", "create", "--email", "viewer@example.com", "--role", "viewer"),
        "--password-stdin",
        stdin=PASSWORD,
    )
    assert made_user.returncode == 0, made_user.stderr
    done = appliance.cli("token", "create", "--email", "viewer@example.com", "--note", "x")
    token = done.stdout.strip()
    assert bring(appliance, "a.txt", b"x" * 3_000_000, token=token).status == 403
    refused = appliance.api.call("POST", "/indicators/extract", {"text": "x"}, token=token)
    assert refused.status == 403
    assert bring(appliance, "a.txt", b"x", token="nobody").status == 401


def test_the_command_line_reads_files_and_pipes(appliance: Setup, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(made.word())
    done = appliance.cli("extract", str(file), "--json")
    assert done.returncode == 0, done.stderr
    rows = {row["value"]: row for row in json.loads(done.stdout)}
    assert rows["192.0.2.9"]["kind"] == "IPV4"
    assert rows["header.example.org"]["part"] == "header1"
    piped = appliance.cli("extract", "-", "--json", stdin=TEXT * 20_000)
    (url, _, _) = json.loads(piped.stdout)
    assert url == {
        "value": "https://evil.example.com/a",
        "kind": "URL",
        "count": 20_000,
        "part": "",
        "offset": 11,
        "line": 1,
        "context": TEXT.strip(),
        "special": "EXAMPLE_NAME",
    }
    table = appliance.cli("extract", "-", stdin=TEXT)
    assert ["198.51.100.7", "IPV4", "1", "1"] in [
        line.split()[:4] for line in table.stdout.split("\n")
    ]
    assert json.loads(appliance.cli("extract", "-", "--json", stdin="nothing").stdout) == []
    missing = appliance.cli("extract", str(tmp_path / "none"))
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert "No such file" in missing.stderr


def test_the_command_line_says_what_values_are(appliance: Setup) -> None:
    done = appliance.cli("detect", "198.51.100[.]7", "CVE-2024-12345", "--json")
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout)
    assert (first["indicator"]["data"], second["indicator"]["kind"]) == ("198.51.100.7", "CVE")
    shown = appliance.cli("detect", "10.0.0.1", "999.1.2.3")
    assert shown.returncode == 1
    assert "No source outside is told of it." in shown.stdout
    assert "a number is above 255" in shown.stdout
