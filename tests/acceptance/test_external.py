"""An appliance with a PostgreSQL and a Redis of somebody else."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import EMAIL, FEEDS, PASSWORD, Setup
from tests.standins.feeds import city
from tests.support.api import Api
from tests.support.appliances import PROGRAMS, Appliance, reachable_folder
from tests.support.databases import new_database


@pytest.fixture(scope="module")
def external(postgres_url: str, redis_server: str) -> Iterator[Setup]:
    folder = reachable_folder()
    with new_database(postgres_url) as url:
        settings = f"[database]\nurl = {json.dumps(url)}\n[redis]\nurl = {json.dumps(redis_server)}"
        running = Appliance(folder / "one", settings)
        running.start()
        try:
            setup = Setup(running, Api(running.port), "")
            setup.cli(
                *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
                stdin=PASSWORD,
            )
            made = setup.cli("token", "create", "--email", EMAIL, "--note", "external")
            setup.api.tokens["admin"] = made.stdout.strip()
            yield setup
        finally:
            running.end()
            shutil.rmtree(folder)


def test_no_embedded_postgresql_runs(external: Setup) -> None:
    assert set(external.appliance.pids()) == set(PROGRAMS) - {"postgres"}
    assert external.cli("check-config").returncode == 0


def test_the_main_job(external: Setup) -> None:
    done = external.cli("feed", "import", "cisa-kev", str(FEEDS / "kev.json"))
    assert done.returncode == 0, done.stderr
    assert external.query("CVE-2026-0001")["verdicts"][0]["level"] == "MALICIOUS"


def test_a_feed_of_files(external: Setup, tmp_path: Path) -> None:
    file = tmp_path / "GeoLite2-City.mmdb"
    file.write_bytes(city())
    done = external.cli("feed", "import", "mmdb", str(file))
    assert done.returncode == 0, done.stderr
    (result,) = external.query("192.0.2.80", "--source", "mmdb")["results"]
    assert "Exampleton" in json.dumps(result["elements"])


def test_an_answer_is_kept_in_redis_and_asked_anew_when_told(external: Setup) -> None:
    source_id = external.api.source_ids()["cisa-kev"]
    change = {"cacheEnabled": True, "cacheInterval": 60}
    assert external.api.call("PATCH", f"/sources/{source_id}", change).status == 204

    def action(**more: bool) -> str:
        asked = external.api.ask("CVE-2026-0001", source_ids=[source_id], **more)
        return str(asked["results"][0]["cache"]["action"])

    assert [action(), action(), action(refresh=True)] == [
        "SAVED_TO_CACHE",
        "FROM_CACHE",
        "SAVED_TO_CACHE",
    ]
