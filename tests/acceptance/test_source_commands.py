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


def test_sources_are_listed_shown_and_tested(appliance: Setup) -> None:
    listed = json.loads(appliance.cli("source", "list", "--json").stdout)
    assert "tor-exits" in {source["slug"] for source in listed}
    assert "Tor exits" in appliance.cli("source", "list").stdout
    shown = json.loads(appliance.cli("source", "show", "spamhaus-drop", "--json").stdout)
    assert (shown["slug"], shown["health"]["slug"]) == ("spamhaus-drop", "spamhaus-drop")
    assert "last hour" in appliance.cli("source", "show", "spamhaus-drop").stdout
    missed = appliance.cli("source", "test", "spamhaus-drop", "192.0.2.77")
    assert (missed.returncode, missed.stdout.split()[0]) == (0, "NOT_FOUND")
    unfit = appliance.cli("source", "test", "spamhaus-drop", "d" * 32, "--json")
    assert (unfit.returncode, json.loads(unfit.stdout)["status"]) == (1, "SKIPPED")


def test_the_health_of_sources_is_shown(appliance: Setup) -> None:
    asked = appliance.cli("query", "198.51.100.200", "--source", "spamhaus-drop")
    assert asked.returncode in (0, 3), asked.stderr
    (health,) = json.loads(appliance.cli("source", "health", "spamhaus-drop", "--json").stdout)
    assert health["day"]["questions"] >= 1
    assert health["lastSuccessAt"] is not None
    table = appliance.cli("source", "health").stdout
    assert "asked" in table
    assert health["name"].split()[0] in table
