"""Tasks of sources from the command line, on a running appliance."""

import json

from tests.acceptance.conftest import Setup


def test_a_feed_is_refreshed_and_its_runs_are_listed(appliance: Setup) -> None:
    done = appliance.cli("source", "run", "spamhaus-drop")
    assert done.returncode == 0, done.stderr
    assert "v6: " in done.stdout
    assert "DONE with " in done.stdout
    listed = appliance.cli("source", "runs", "spamhaus-drop", "--json")
    newest = json.loads(listed.stdout)[0]
    assert (newest["outcome"], newest["trigger"]) == ("DONE", "PERSON")
    assert newest["id"]
    table = appliance.cli("source", "runs", "spamhaus-drop", "--limit", "1").stdout
    assert table.count("\n") == 1
    assert "PERSON" in table


def test_what_can_not_be_run_is_one_line(appliance: Setup) -> None:
    unknown = appliance.cli("source", "run", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "There is no source 'nothing'; there are " in unknown.stderr
    without = appliance.cli("source", "run", "dns")
    assert without.returncode == 1
    assert without.stderr.count("\n") == 1
    assert "nothing to run" in without.stderr
