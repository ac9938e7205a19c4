"""What the appliance can do without goes away: Redis, the collector of traces, Sentry.

Clients ask all the time. Every answer is whole, the logs say it once and not with each request,
what comes back is used again, and a stop takes no longer than otherwise.
"""

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import EMAIL, FEEDS, PASSWORD, Setup
from tests.standins.otlp import OtlpStandIn, orphans
from tests.support.api import Api
from tests.support.appliances import Appliance, reachable_folder
from tests.support.databases import execute, new_database
from tests.support.ports import free_port, wait_for_port
from tests.support.processes import until

CLIENTS = 3
# The exporter gives a batch up after 5 s.
NOTICED_SECONDS = 30.0
SOURCES = ("tor-exits", "mine")


@dataclass
class Asked:
    """What clients got: how many answers were whole, and what was not."""

    whole: int = 0
    broken: list[Any] = field(default_factory=list)


@contextmanager
def running(database_url: str, settings: str) -> Iterator[Setup]:
    """An appliance with a feed and a Python source, both with a cache."""
    folder = reachable_folder()
    database = f"[database]\nurl = {json.dumps(database_url)}\n"
    appliance = Appliance(folder / "one", database + settings)
    appliance.start()
    try:
        setup = Setup(appliance, Api(appliance.port), "")
        setup.cli(
            *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
            stdin=PASSWORD,
        )
        made = setup.cli("token", "create", "--email", EMAIL, "--note", "faults")
        setup.token = setup.api.tokens["admin"] = made.stdout.strip()
        assert setup.cli("feed", "import", "tor-exits", str(FEEDS / "tor.txt")).returncode == 0
        source = {
            "name": "mine",
            "kind": "PYTHON",
            "supportedIndicators": ["IPV4"],
            "sourceCode": "def fetch_data(data, kind):\n    return {'seen': data}\n",
            "cacheEnabled": True,
            "cacheInterval": 300,
        }
        assert setup.api.call("POST", "/sources", source).status == 200
        yield setup
    finally:
        appliance.end()
        shutil.rmtree(folder)


@pytest.fixture
def own_database(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url) as url:
        yield url


@contextmanager
def asking(setup: Setup) -> Iterator[Asked]:
    """Clients that ask all the time while the block lasts; each answer is looked at."""
    asked, stop = Asked(), threading.Event()
    ids = setup.api.source_ids()
    chosen = [ids[slug] for slug in SOURCES]

    def ask(number: int) -> None:
        while not stop.is_set():
            number += CLIENTS
            body = {
                "indicators": [{"data": f"192.0.2.{number % 250}"}],
                "sourceIds": chosen,
                "wait": True,
            }
            try:
                answer = setup.api.call("POST", "/requests", body)
                statuses = {r["slug"]: r["status"] for r in answer.json()["results"]}
            except Exception as error:  # noqa: BLE001 — any is a fault
                asked.broken.append(error)
                continue
            if statuses["mine"] == "FOUND" and statuses["tor-exits"] in ("FOUND", "NOT_FOUND"):
                asked.whole += 1
            else:
                asked.broken.append(answer.json())

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        yield asked
    finally:
        stop.set()
        for client in clients:
            client.join(60)


def lines(setup: Setup) -> list[dict[str, Any]]:
    """What backend, gateway and runner logged, without what they say of feeds and of each call."""
    found = []
    for name in ("backend", "gateway", "runner-python"):
        # The last line may be in the middle of being written.
        whole, _, _ = (setup.appliance.data.logs / f"{name}.log").read_text().rpartition("\n")
        found += [{"program": name, **json.loads(line)} for line in whole.splitlines()]
    usual = {"feed_refresh_failed", "feed_refreshed", "run_started", "run_ended", "runner_call"}
    return [line for line in found if line["event"] not in usual]


def complaints(setup: Setup) -> list[str]:
    """Events above information."""
    return [line["event"] for line in lines(setup) if line["level"] != "info"]


def events(setup: Setup, event: str) -> list[str]:
    """The programs that said this, as often as they did."""
    return sorted(line["program"] for line in lines(setup) if line["event"] == event)


def stop_in_order(setup: Setup) -> None:
    """A stop during which nobody had to be killed, and all were done by themselves."""
    began = time.monotonic()
    assert setup.appliance.stop() == 0
    print(f"stopped in {time.monotonic() - began:.1f} s")  # noqa: T201 — a figure of this run
    log = (setup.appliance.data.logs / "supervisor.log").read_text()
    for name in ("gateway", "backend", "runner-python"):
        assert f"stopped: {name} (exit status 0)" in log
    assert "killing" not in log


# --- Redis --------------------------------------------------------------------------------------


class OwnRedis:
    """A Redis that may be killed and started again at the same port."""

    def __init__(self, program: str, folder: Path) -> None:
        self._command = [program, "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [*self._command, "--port", str(self.port)], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: `./build.sh test` as root installs it")
    own = OwnRedis(program, tmp_path)
    own.start()
    yield own
    own.kill()


@pytest.mark.timeout(240)
def test_redis_is_killed_and_comes_back(own_database: str, redis: OwnRedis) -> None:
    with running(own_database, f"[redis]\nurl = {json.dumps(redis.url)}\n") as setup:

        def cached() -> str | None:
            asked = setup.api.ask("192.0.2.7", source_ids=[setup.api.source_ids()["mine"]])
            note = asked["results"][0]["cache"]
            return str(note["action"]) if note else None

        assert [cached(), cached()] == ["SAVED_TO_CACHE", "FROM_CACHE"]
        with asking(setup) as asked:
            for _ in range(5):
                time.sleep(1.0)
                redis.kill()
                before = asked.whole
                time.sleep(1.0)
                assert asked.whole > before, "nothing is answered without Redis"
                redis.start()
            assert until(lambda: cached() == "FROM_CACHE", 10) is not None
        assert asked.broken == []
        assert asked.whole > 50
        # One a minute at most, whatever was asked meanwhile.
        assert set(complaints(setup)) == {"redis_unavailable"}
        assert len(complaints(setup)) <= 2
        stop_in_order(setup)


# --- the collector of traces --------------------------------------------------------------------


@contextmanager
def black_hole() -> Iterator[int]:
    """A port at which connections are taken and nothing is ever said."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def nobody() -> Iterator[int]:
    """A port at which nobody is."""
    yield free_port()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("where", [nobody, black_hole])
def test_a_collector_that_never_answers(own_database: str, where: Callable[[], Any]) -> None:
    with where() as port:
        settings = f'[telemetry]\notlp_endpoint = "http://127.0.0.1:{port}"\n'
        with running(own_database, settings) as setup:
            with asking(setup) as asked:
                everybody = ["backend", "gateway", "runner-python"]
                noticed = until(
                    lambda: events(setup, "traces_undelivered") == everybody, NOTICED_SECONDS
                )
                assert noticed is not None, lines(setup)
                time.sleep(15.0)  # two more batches of each were given up by then
            assert asked.broken == []
            assert asked.whole > 50
            assert complaints(setup) == ["traces_undelivered"] * 3
            stop_in_order(setup)


@pytest.mark.timeout(240)
def test_a_collector_that_dies_and_comes_back(own_database: str) -> None:
    collector = OtlpStandIn()
    collector.start()
    settings = f"[telemetry]\notlp_endpoint = {json.dumps(collector.endpoint)}\n"
    everybody = ["backend", "gateway", "runner-python"]
    try:
        with running(own_database, settings) as setup:
            with asking(setup) as asked:
                assert until(lambda: len(collector.spans()) > 100, NOTICED_SECONDS) is not None
                collector.stop()
                assert (
                    until(lambda: events(setup, "traces_undelivered") == everybody, NOTICED_SECONDS)
                    is not None
                ), lines(setup)
                collector.start()
                assert (
                    until(
                        lambda: events(setup, "traces_delivered_again") == everybody,
                        NOTICED_SECONDS,
                    )
                    is not None
                ), lines(setup)
            assert asked.broken == []
            assert complaints(setup) == ["traces_undelivered"] * 3
            # What is asked from now on is whole again.
            answer = setup.api.call(
                "POST", "/requests", {"indicators": [{"data": "192.0.2.251"}], "wait": True}
            )
            trace_id = answer.json()["request"]["traceId"]
            names = ("POST /api", "create_request", "request", "worker")
            spans = collector.whole(trace_id, *names)
            assert set(names) <= {span.name for span in spans}
            assert not orphans(spans)
            # The last spans are sent by the stop itself.
            last = setup.api.call("GET", "/sources").headers["traceparent"].split("-")[1]
            stop_in_order(setup)
            assert {span.name for span in collector.trace(last)} >= {"GET /api", "list_sources"}
    finally:
        collector.stop()


# --- Sentry -------------------------------------------------------------------------------------


@pytest.mark.timeout(240)
@pytest.mark.parametrize("where", [nobody, black_hole])
def test_a_sentry_that_never_answers(own_database: str, where: Callable[[], Any]) -> None:
    with where() as port:
        settings = f'[sentry]\ndsn = "http://example-key@127.0.0.1:{port}/1"\n'
        with running(own_database, settings) as setup:
            asked = setup.api.ask("192.0.2.10", source_ids=[setup.api.source_ids()["tor-exits"]])
            request_id = asked["request"]["id"]
            # Nobody but a defect of ours writes such a row.
            execute(
                own_database,
                f"""UPDATE request_events SET data = '{{}}'
                WHERE request_id = '{request_id}' AND event = 'result'""",
            )
            with asking(setup) as others:
                for _ in range(50):
                    assert setup.api.call("GET", f"/requests/{request_id}/history").status == 500
                time.sleep(3.0)
            assert others.broken == []
            assert complaints(setup) == ["request_defect"] * 50
            stop_in_order(setup)
