"""One real appliance for the acceptance tests, with the outside world played by stand-ins."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.appliances import PROGRAM, Appliance, reachable_folder

ROOT = Path(__file__).resolve().parent.parent.parent
FEEDS = ROOT / "tests" / "backend" / "http" / "feeds"
EMAIL, PASSWORD = "analyst@example.com", "correct horse battery"


@dataclass
class Setup:
    """A running appliance as its users meet it: address, token, command line."""

    appliance: Appliance
    api: Api
    token: str

    @property
    def url(self) -> str:
        return self.appliance.url

    @property
    def port(self) -> int:
        return self.appliance.port

    def cli(self, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """A command, on this appliance's configuration."""
        return run_cli("--config", str(self.appliance.config), *arguments, stdin=stdin)

    def query(self, *arguments: str) -> Any:
        """The document of `query --json`."""
        done = self.cli("query", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def run_cli(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """A command of the command line, to its end."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="session")
def standins() -> Iterator[dict[str, Any]]:
    """Where the stand-ins are: `settings` by slug point a source at them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standins"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@pytest.fixture(scope="session")
def appliance(standins: dict[str, Any]) -> Iterator[Setup]:
    """Started, its sources pointed at the stand-ins, its feeds imported, an administrator made."""
    folder = reachable_folder()
    running = Appliance(folder / "one")
    running.start()
    try:
        setup = Setup(running, Api(running.port), "")
        made = setup.cli(
            *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
            stdin=PASSWORD,
        )
        assert made.returncode == 0, made.stderr
        token = setup.cli("token", "create", "--email", EMAIL, "--note", "acceptance")
        setup.token = setup.api.tokens["admin"] = token.stdout.strip()
        for slug, settings in standins["settings"].items():
            point(setup.api, slug, settings)
        point(setup.api, "dns", {"servers": [standins["dns"]]})
        setup.api.switch_off_vendors(played=standins["settings"])
        for slug, file in (("cisa-kev", "kev.json"), ("tor-exits", "tor.txt")):
            done = setup.cli("feed", "import", slug, str(FEEDS / file))
            assert done.returncode == 0, done.stderr
        done = setup.cli("feed", "import", "spamhaus-drop", str(FEEDS / "drop_v4.json"))
        assert done.returncode == 0, done.stderr
        yield setup
    finally:
        running.end()
        shutil.rmtree(folder)


def point(api: Api, slug: str, settings: dict[str, Any]) -> None:
    """Set a source's settings, as an administrator does."""
    values = [{"name": name, "value": value} for name, value in settings.items()]
    answer = api.call("PATCH", f"/sources/{api.source_ids()[slug]}", {"configValues": values})
    assert answer.status == 204, answer.body
