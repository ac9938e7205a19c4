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


def test_a_background_task_is_tried(appliance: Setup) -> None:
    code = (
        "def background_task(context):\n"
        "    print('begun')\n"
        "    context.state['at'] = 7\n"
        "    context.rows.add('bad.example', data={'seen': 3})\n"
    )
    new = {"name": "Tried task", "kind": "PYTHON", "sourceCode": code}
    made = appliance.api.call("POST", "/sources", new)
    assert made.status == 200, made.body
    try:
        tried = appliance.cli("source", "test-task", "tried-task")
        assert tried.returncode == 0, tried.stderr
        lines = tried.stdout.splitlines()
        assert lines[0].startswith("DONE after ")
        assert lines[1] == "INFO: begun"
        assert lines[2:] == [
            'state: {"at": 7}',
            "1 rows",
            '  bad.example (DOMAIN): {"seen": 3}',
        ]
    finally:
        appliance.api.call("DELETE", f"/sources/{made.json()['id']}")


def test_versions_of_code_are_listed_compared_and_restored(appliance: Setup) -> None:
    codes = [f"def fetch_data(data, kind):\n    return {number}\n" for number in (1, 2)]
    new = {"name": "Written", "kind": "PYTHON", "sourceCode": codes[0], "note": "a beginning"}
    answer = appliance.api.call("POST", "/sources", {**new, "supportedIndicators": ["IPV4"]})
    assert answer.status == 200, answer.body
    path = f"/sources/{answer.json()['id']}"
    try:
        changed = {"sourceCode": codes[1], "note": "\x1b[31mred"}
        assert appliance.api.call("PATCH", path, changed).status == 204
        listed = appliance.cli("source", "versions", "written").stdout.splitlines()
        assert [line.split()[0] for line in listed] == ["2", "1"]
        assert "\ufffd[31mred  (saved)" in listed[0]
        assert listed[1].endswith("a beginning")
        shown = appliance.cli("source", "diff", "written", "2").stdout
        assert "-    return 1\n+    return 2\n" in shown
        asked = appliance.cli("source", "diff", "written", "1", "--against", "2", "--json")
        assert json.loads(asked.stdout)["removed"] == 1
        restored = appliance.cli("source", "restore", "written", "1")
        assert "as version 3" in restored.stdout, restored.stderr
        tested = appliance.cli("source", "test", "written", "192.0.2.1", "--json")
        assert json.loads(tested.stdout)["raw"] == 1
        missing = appliance.cli("source", "restore", "written", "9")
        assert missing.returncode == 1
        assert "there is no version 9" in missing.stderr
    finally:
        appliance.api.call("DELETE", path)
