"""The main job on a real appliance: command line, API, sources, streams."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import ROOT, Setup, run_cli
from tests.standins.feeds import city
from tests.standins.vendors import GOOD_FILE, NEW_FILE, hash_of

SAMPLES = ROOT.parent / "shared" / "samples"
PYTHON_SOURCE = """
import os

def fetch_data(indicator_data, indicator_kind, context):
    print("asked about", indicator_data)
    return {
        "found": True,
        "verdict": "SUSPICIOUS",
        "score": 60,
        "tags": ["seen"],
        "elements": [{"kind": "NUMBER", "label": "Account", "value": os.getuid()}],
    }
"""
JAVASCRIPT_SOURCE = """
interface Element { kind: string; label: string; value: number }

export async function fetchData(indicatorData: string, indicatorKind: string, context: any) {
  console.log("asked about", indicatorData);
  const elements: Element[] = [{ kind: "NUMBER", label: "Letters", value: indicatorKind.length }];
  return { found: true, verdict: "SUSPICIOUS", score: 60, tags: ["seen"], elements };
}
"""
SOURCES = {
    "PYTHON": (PYTHON_SOURCE, "def fetch_data(:\n"),
    "JAVA_SCRIPT": (JAVASCRIPT_SOURCE, "export function fetchData(: {}\n"),
}


def by_slug(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["slug"]: result for result in document["results"]}


def test_commands_on_the_database_say_that_nothing_runs(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    for command in (
        ["token", "create", "--email", "a@example.com", "--note", "x"],
        ["feed", "import", "cisa-kev", "file"],
    ):
        done = run_cli(*command, "--data-dir", folder)
        assert done.returncode == 1
        assert "No appliance runs on" in done.stderr


def test_version() -> None:
    done = run_cli("version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\d+\.\d+\.\d+", done.stdout)


def test_query_finds_a_vulnerability_known_to_be_exploited(appliance: Setup) -> None:
    document = appliance.query("CVE-2026-0001")
    (verdict,) = document["verdicts"]
    assert (verdict["level"], verdict["score"]) == ("MALICIOUS", 100)
    assert verdict["reason"] == "CISA KEV says that this vulnerability is exploited (ransomware)."


def test_one_that_is_not_listed_is_not_found(appliance: Setup) -> None:
    document = appliance.query("CVE-2026-9999")
    assert by_slug(document)["cisa-kev"]["status"] == "NOT_FOUND"


def test_a_network_holds_its_addresses(appliance: Setup) -> None:
    document = appliance.query("203.0.113.9", "--source", "spamhaus-drop")
    assert document["verdicts"][0]["level"] == "MALICIOUS"
    assert [r["slug"] for r in document["results"]] == ["spamhaus-drop"]


def test_a_tor_exit_is_information(appliance: Setup) -> None:
    document = appliance.query("192.0.2.10", "--source", "tor-exits")
    assert document["verdicts"][0]["level"] == "INFORMATIONAL"


def test_dns_is_asked(appliance: Setup) -> None:
    document = appliance.query("host.example.com", "--kind", "domain", "--source", "dns")
    (result,) = document["results"]
    assert result["status"] == "FOUND", result
    assert "192.0.2.80" in json.dumps(result["elements"])


def test_query_draws_a_table_and_the_verdict(appliance: Setup) -> None:
    done = appliance.cli("query", "CVE-2026-0001", "192.0.2.10")
    assert done.returncode == 0
    assert "CISA KEV" in done.stdout
    assert "malicious 100" in done.stdout


def test_a_feed_of_files_is_carried_in_and_replaced(appliance: Setup, tmp_path: Path) -> None:
    for name in ("First", "Second"):
        file = tmp_path / "GeoLite2-City.mmdb"
        file.write_bytes(city(name))
        done = appliance.cli("feed", "import", "mmdb", str(file))
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Loaded 2 rows into city of mmdb; ")
        assert f"It was built on {datetime.now(UTC):%Y-}" in done.stdout
        (result,) = appliance.query("192.0.2.80", "--source", "mmdb")["results"]
        assert name in json.dumps(result["elements"])
    file.write_bytes(city("Third")[:-30])
    refused = appliance.cli("feed", "import", "mmdb", str(file))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    (result,) = appliance.query("192.0.2.80", "--source", "mmdb")["results"]
    assert "Second" in json.dumps(result["elements"])


def test_vendors_are_asked(appliance: Setup) -> None:
    (known,) = appliance.query(GOOD_FILE, "--source", "hashlookup")["results"]
    assert (known["status"], known["verdict"]) == ("FOUND", "BENIGN")
    (new,) = appliance.query(NEW_FILE, "--source", "hashlookup")["results"]
    assert new["status"] == "NOT_FOUND"
    (failed,) = appliance.query(hash_of("rate"), "--source", "hashlookup")["results"]
    assert failed["error"]["kind"] == "RATE_LIMITED"
    (origin,) = appliance.query("192.0.2.80", "--source", "asn-cymru")["results"]
    assert origin["tags"] == ["multi-origin"]
    (broken,) = appliance.query("192.0.2.201", "--source", "asn-cymru")["results"]
    assert broken["error"]["kind"] == "RESPONSE_ERROR"


def test_limits_are_shown_by_the_command_line(appliance: Setup) -> None:
    shown = appliance.cli("limits")
    assert shown.returncode == 0, shown.stderr
    first = next(line for line in shown.stdout.splitlines() if line.startswith("VirusTotal"))
    assert first.split()[1:5] == ["minute", "4", "0", "4"]
    everything = json.loads(appliance.cli("limits", "--json").stdout)
    windows = {source["slug"]: source["windows"] for source in everything}
    assert [w["limit"] for w in windows["virustotal"]] == [4, 500, 15_500]
    assert windows["tor-exits"] == []


def test_query_takes_a_pipe_and_names_the_lines_that_are_no_indicators(appliance: Setup) -> None:
    piped = "# seen last night\n\nCVE-2026-0001\nnothing at all\nhxxp://192.0.2[.]10/\n"
    done = appliance.cli("query", "-", "--json", "--tlp", "amber+strict", stdin=piped)
    assert done.returncode == 1
    assert done.stderr.startswith("line 4: nothing at all: ")
    document = json.loads(done.stdout)
    asked = {v["indicator"]["data"]: v["level"] for v in document["verdicts"]}
    assert asked == {"CVE-2026-0001": "MALICIOUS", "http://192.0.2.10/": "UNKNOWN"}
    reasons = {s["reason"] for r in document["results"] for s in r["skips"] if r["slug"] == "dns"}
    assert "POLICY_TLP" in reasons
    nothing = appliance.cli("query", "-", stdin="no\n")
    assert nothing.returncode == 1
    assert "nothing was asked" in nothing.stderr


def test_query_of_thousands_tells_what_wants_attention(appliance: Setup) -> None:
    piped = "".join(f"CVE-2026-{number:04}\n" for number in range(1200))
    done = appliance.cli("query", "-", "--source", "cisa-kev", stdin=piped)
    assert done.returncode == 0, done.stderr
    assert "malicious  CVE-2026-0001" in done.stdout
    assert "1,200 indicators: " in done.stdout


def test_query_says_what_is_wrong(appliance: Setup) -> None:
    for arguments, fragment in (
        (["no such thing"], "no such thing"),
        (["192.0.2.1", "--kind", "CVE"], "CVE"),
        (["192.0.2.1", "--source", "nonsense"], "there are abuseipdb, "),
    ):
        done = appliance.cli("query", *arguments)
        assert done.returncode == 1
        assert fragment in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert appliance.cli("query").returncode == 2


def test_status_names_every_program(appliance: Setup) -> None:
    done = appliance.cli("status")
    assert done.returncode == 0, done.stdout
    for name in ("postgres", "backend", "gateway", "runner-python", "runner-javascript"):
        assert name in done.stdout


def test_logs_are_json_lines(appliance: Setup) -> None:
    done = appliance.cli("logs", "backend", "--lines", "5")
    assert done.returncode == 0
    assert all("event" in json.loads(line) for line in done.stdout.splitlines())


def test_an_unknown_feed_and_a_wrong_file_are_refused(appliance: Setup, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html>not a feed</html>")
    wrong = appliance.cli("feed", "import", "cisa-kev", str(file))
    assert wrong.returncode == 1
    assert "<html>" in wrong.stderr
    assert by_slug(appliance.query("CVE-2026-0001"))["cisa-kev"]["status"] == "FOUND"
    unknown = appliance.cli("feed", "import", "nonsense", str(file))
    assert "there are" in unknown.stderr


def test_answers_arrive_one_by_one_and_the_stream_can_be_resumed(appliance: Setup) -> None:
    body = {"indicators": [{"data": "192.0.2.10"}]}
    created = appliance.api.call("POST", "/requests", body)
    assert created.status == 202
    path = f"/requests/{created.json()['id']}/events"
    events = list(appliance.api.stream(path))
    assert [int(e["id"]) for e in events] == list(range(1, len(events) + 1))
    assert [events[0]["event"], events[-1]["event"]] == ["start", "done"]
    again = list(appliance.api.stream(path, **{"Last-Event-ID": "2"}))
    assert again == events[2:]


def test_the_earlier_implementations_stream(appliance: Setup) -> None:
    events = list(appliance.api.stream("/requests/execute/sse?data=CVE-2026-0001&kind=CVE"))
    assert events[0]["event"] == "fetching_start"
    assert {e["event"] for e in events[1:]} == {"fetching_data", "fetching_error"}
    assert len(events) == 1 + len(json.loads(events[0]["data"]))


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_of_a_user_through_the_whole_path(appliance: Setup, kind: str) -> None:
    code, wrong = SOURCES[kind]
    new = {
        "name": f"Acceptance {kind}",
        "kind": kind,
        "sourceCode": code,
        "supportedIndicators": ["IPV4"],
    }
    created = appliance.api.call("POST", "/sources", new).json()
    document = appliance.query("192.0.2.99", "--source", created["slug"])
    (result,) = document["results"]
    assert (result["status"], result["verdict"]) == ("FOUND", "SUSPICIOUS")
    assert result["logs"] == ["asked about 192.0.2.99"]
    assert result["elements"][0]["value"] != 0
    refused = appliance.api.call("PATCH", f"/sources/{created['id']}", {"sourceCode": wrong})
    assert refused.status == 422
    assert "line 1" in refused.json()["detail"]
    assert appliance.api.call("DELETE", f"/sources/{created['id']}").status == 204


def test_openapi_is_public_and_whole(appliance: Setup) -> None:
    document = appliance.api.call("GET", "/docs/openapi.json", token=None).json()
    assert document["openapi"] == "3.1.0"
    assert "/requests/{id}/events" in document["paths"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the reference samples are not beside the clone")
def test_the_real_catalogue(appliance: Setup) -> None:
    file = SAMPLES / "cisa-kev" / "known_exploited_vulnerabilities.trim25.json"
    listed = json.loads(file.read_text())["vulnerabilities"][0]["cveID"]
    try:
        assert appliance.cli("feed", "import", "cisa-kev", str(file)).returncode == 0
        document = appliance.query(listed)
        assert document["verdicts"][0]["level"] == "MALICIOUS"
        assert "exploited" in document["verdicts"][0]["reason"]
        missing = appliance.query("CVE-2026-0001")
        assert by_slug(missing)["cisa-kev"]["status"] == "NOT_FOUND"
    finally:
        ours = ROOT / "tests" / "backend" / "http" / "feeds" / "kev.json"
        appliance.cli("feed", "import", "cisa-kev", str(ours))
