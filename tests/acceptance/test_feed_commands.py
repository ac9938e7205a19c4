"""Feeds from the command line, on a running appliance."""

import json
from pathlib import Path

from tests.acceptance.conftest import FEEDS, Setup


def test_feeds_are_listed_refreshed_and_imported(appliance: Setup, tmp_path: Path) -> None:
    done = appliance.cli("feed", "refresh", "spamhaus-drop")
    assert done.returncode == 0, done.stderr
    assert "DONE with " in done.stdout
    refreshed = json.loads(appliance.cli("feed", "refresh", "spamhaus-drop", "--json").stdout)
    assert refreshed["trigger"] == "PERSON"
    head, *lines = appliance.cli("feed", "list").stdout.splitlines()
    assert head.split() == ["feed", "rows", "as", "of", "(UTC)", "state"]
    (line,) = [line for line in lines if line.startswith("spamhaus-drop ")]
    assert line.endswith("ok")
    status = json.loads(appliance.cli("feed", "status", "spamhaus-drop", "--json").stdout)
    assert [part["name"] for part in status["parts"]] == ["v4", "v6", "asn"]
    wrong = tmp_path / "wrong"
    wrong.write_text("<html>")
    refused = appliance.cli("feed", "import", "spamhaus-drop", str(wrong), "--part", "v6")
    assert refused.returncode == 1
    assert "(part v6)" in refused.stderr
    file = str(FEEDS / "drop_v4.json")
    loaded = appliance.cli("feed", "import", "spamhaus-drop", file, "--part", "v4", "--json")
    assert json.loads(loaded.stdout)["part"] == "v4"
    told = appliance.cli("feed", "status", "spamhaus-drop").stdout
    assert "drop_v4.json" in told
    assert told.count("\n") == 4


def test_what_is_no_feed_is_one_line(appliance: Setup) -> None:
    for command in ("refresh", "status"):
        unknown = appliance.cli("feed", command, "dns")
        assert (unknown.returncode, unknown.stdout) == (1, "")
        assert "There is no feed 'dns'; there are abuseipdb-blacklist, " in unknown.stderr
        assert unknown.stderr.count("\n") == 1
