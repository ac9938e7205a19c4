"""Recordings from the command line, on a running appliance."""

import json
from pathlib import Path

from tests.acceptance.conftest import Setup


def test_a_recording_is_made_exported_and_deleted(appliance: Setup, tmp_path: Path) -> None:
    begun = appliance.cli("recording", "start", "for a test", "--source", "spamhaus-drop")
    assert begun.returncode == 0, begun.stderr
    second = appliance.cli("recording", "start", "another")
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    asked = appliance.cli("query", "198.51.100.201", "--source", "spamhaus-drop")
    assert asked.returncode in (0, 3), asked.stderr
    assert appliance.cli("recording", "stop").returncode == 0
    (made,) = json.loads(appliance.cli("recording", "list", "--json").stdout)
    assert (made["name"], made["endedAt"] is None) == ("for a test", False)
    assert "ended" in appliance.cli("recording", "list").stdout
    file = tmp_path / "recording.json"
    exported = appliance.cli("recording", "export", made["id"], str(file))
    assert exported.returncode == 0, exported.stderr
    assert len(json.loads(file.read_text())["answers"]) == made["answers"] == 1
    assert appliance.cli("recording", "delete", made["id"]).returncode == 0
    assert appliance.cli("recording", "list").stdout == ""


def test_nothing_to_stop_is_one_line(appliance: Setup) -> None:
    stopped = appliance.cli("recording", "stop")
    assert stopped.returncode == 1
    assert "No recording goes on" in stopped.stderr
