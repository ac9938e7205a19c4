"""A real appliance: its start, its healing, its end."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance import __version__
from tests.support import processes
from tests.support.appliances import PROGRAMS, Appliance, reachable_folder

HEALED_SECONDS = 10.0
STOPPED_SECONDS = 15.0
LEFT_SECONDS = 5.0

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = reachable_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def initialised(folder: Path) -> Iterator[Appliance]:
    """An appliance whose data folder is complete, stopped or not."""
    appliance = Appliance(folder / "one")
    appliance.start()
    yield appliance
    appliance.end()


@pytest.fixture
def running(initialised: Appliance) -> Appliance:
    """The same, started again where the test before has ended it."""
    if not initialised.runs():
        initialised.start()
    return initialised


def test_the_first_start_makes_everything_and_says_so_in_one_line(
    folder: Path, record_property: Record
) -> None:
    appliance = Appliance(folder / "first")
    try:
        took = appliance.start()
        record_property("start_seconds", took)
        token = appliance.data.setup_token.read_text().strip()
        line = (
            f"Indicator Aggregator {__version__} is ready: {appliance.url} - "
            f"make its administrator at {appliance.url}/setup#token={token}\n"
        )
        assert appliance.output.read_text() == line
        assert appliance.works()
        description = json.loads(appliance.data.description.read_bytes())
        assert description["url"] == appliance.url
        assert description["pid"] == appliance.pid
        assert description["version"] == __version__
        assert set(appliance.pids()) == set(PROGRAMS)
        for name in PROGRAMS:
            assert appliance.data.log(name).exists(), name
        for private in (appliance.data.supervisor_config, appliance.data.supervisor_socket):
            assert stat.S_IMODE(private.stat().st_mode) == 0o600
        for key in appliance.data.keys.iterdir():
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert appliance.stop() == 0
        assert appliance.output.read_text() == line
    finally:
        appliance.end()


def test_the_link_is_gone_once_there_is_an_administrator(folder: Path) -> None:
    appliance = Appliance(folder / "set-up")
    try:
        appliance.start()
        first = appliance.output.read_text()
        token = first.rstrip().split("#token=")[1]
        assert appliance.stop() == 0
        appliance.start()
        # Until it is used, the link that was printed stays the right one.
        assert appliance.output.read_text() == first
        answers = {"token": token, "email": "a@example.com", "password": "a long sentence"}
        assert appliance.call("POST", "/api/v1/setup", answers)[0] == 201
        assert not appliance.data.setup_token.exists()
        assert token not in "".join(
            path.read_text(errors="replace") for path in appliance.data.logs.iterdir()
        )
        assert appliance.stop() == 0
        appliance.start()
        line = f"Indicator Aggregator {__version__} is ready: {appliance.url}\n"
        assert appliance.output.read_text() == line
        assert appliance.stop() == 0
    finally:
        appliance.end()


def test_notices_are_lines_that_say_who_runs_as_what(running: Appliance) -> None:
    lines = running.errors.read_text().splitlines()
    if os.geteuid() != 0:
        assert lines == []
        return
    assert len(lines) <= 2, lines
    assert all(line.startswith("Notice: ") for line in lines)
    pids = running.pids()
    assert processes.uid(pids["postgres"]) != 0
    assert processes.uid(pids["runner-python"]) != 0
    assert processes.uid(pids["runner-javascript"]) != 0
    if processes.uid(pids["gateway"]) == 0:
        assert "root" in "".join(lines)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_killed_program_is_healed(running: Appliance, name: str, record_property: Record) -> None:
    before = running.pids()[name]
    os.kill(before, signal.SIGKILL)

    def healed() -> bool:
        now = running.pids().get(name)
        return now is not None and now != before and running.works()

    took = processes.until(healed, HEALED_SECONDS)
    assert took is not None, running.data.log(name).read_text()[-2000:]
    record_property("healed_seconds", took)


def test_a_program_that_is_killed_at_each_start_is_still_healed(running: Appliance) -> None:
    for _ in range(6):
        assert (
            processes.until(lambda: "runner-python" in running.pids(), HEALED_SECONDS) is not None
        )
        os.kill(running.pids()["runner-python"], signal.SIGKILL)
        time.sleep(0.3)
    assert processes.until(running.works, HEALED_SECONDS) is not None


def test_all_killed_at_once_are_healed(running: Appliance) -> None:
    for pid in running.pids().values():
        os.kill(pid, signal.SIGKILL)
    assert processes.until(running.works, HEALED_SECONDS) is not None


def test_a_second_start_is_refused_and_leaves_the_first_alone(running: Appliance) -> None:
    second = Appliance(running.config.parent / "second")
    second.config.write_text(
        running.config.read_text().replace(f"port = {running.port}", f"port = {second.port}")
    )
    pids = running.pids()
    second.begin()
    assert second.process is not None
    assert second.process.wait(20) == 2
    said = second.errors.read_text()
    assert said.count("\n") == 1
    assert str(running.pid) in said
    assert str(running.data.root) in said
    assert second.output.read_text() == ""
    assert running.pids() == pids
    assert running.works()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_all_in_reverse_order(
    running: Appliance, number: signal.Signals, record_property: Record
) -> None:
    assert processes.until(running.works, HEALED_SECONDS) is not None
    family = running.family()
    log = running.data.log("supervisor")
    size = log.stat().st_size
    began = time.monotonic()
    assert running.stop(number) == 0
    took = time.monotonic() - began
    assert took < STOPPED_SECONDS
    record_property("stop_seconds", took)
    assert processes.remaining(family, 0.5) == set()
    assert not running.data.description.exists()
    assert not running.data.supervisor_socket.exists()
    stopped = re.findall(r"stopped: (\S+)", log.read_bytes()[size:].decode())
    assert stopped == list(reversed(PROGRAMS))
    assert b"SIGKILL" not in log.read_bytes()[size:]


def test_more_signals_do_not_break_the_stop(running: Appliance) -> None:
    family = running.family()
    assert running.process is not None
    for _ in range(20):
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.01)
    assert running.stop() == 0
    assert processes.remaining(family, 0.5) == set()
    assert not running.data.description.exists()


def test_a_signal_while_it_starts_stops_it(initialised: Appliance) -> None:
    if initialised.runs():
        initialised.stop()
    for pause in (0.05, 0.3, 0.6, 1.0, 1.5):
        initialised.begin()
        time.sleep(pause)
        family = initialised.family()
        status = initialised.stop()
        # Before it has its handlers, the signal ends it as it ends any process.
        assert status in ({0} if pause >= 1 else {0, -signal.SIGTERM}), pause
        assert processes.remaining(family, LEFT_SECONDS) == set()


def test_nothing_outlives_a_killed_supervisor_and_a_new_one_starts_at_once(
    running: Appliance,
) -> None:
    assert processes.until(running.works, HEALED_SECONDS) is not None
    family = running.family()
    assert len(family) > len(PROGRAMS)
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    running.start()
    assert running.works()
    assert processes.remaining(family, LEFT_SECONDS) == set()


def test_nothing_outlives_a_supervisor_that_is_killed_at_any_time(initialised: Appliance) -> None:
    if initialised.runs():
        initialised.stop()
    for pause in (0.3, 0.5, 0.7, 0.9, 1.2):
        initialised.begin()
        time.sleep(pause)
        family = initialised.family()
        assert initialised.process is not None
        initialised.process.kill()
        initialised.process.wait()
        assert processes.remaining(family, LEFT_SECONDS) == set(), pause
    initialised.start()
    assert initialised.works()


SLEEPER = """
import time

def fetch_data(indicator_data, indicator_kind):
    time.sleep(float(indicator_data.split(".")[3]))
    return {"slept": indicator_data}
"""


def sleeper(appliance: Appliance) -> str:
    """The id of a source that takes as many seconds as the last number of its address."""
    _, sources = appliance.get("/api/v1/sources")
    for source in sources:
        if source["name"] == "Sleeper":
            return str(source["id"])
    body = {
        "name": "Sleeper",
        "kind": "PYTHON",
        "supportedIndicators": ["IPV4"],
        "sourceCode": SLEEPER,
        "timeLimitSeconds": 60,
    }
    status, created = appliance.call("POST", "/api/v1/sources", body)
    assert status in (200, 201), created
    return str(created["id"])


class Asking(threading.Thread):
    """A request whose one source takes some seconds, waited for."""

    def __init__(self, appliance: Appliance, source: str, seconds: int) -> None:
        super().__init__()
        self.answer: tuple[int, Any] = (0, None)
        self._appliance = appliance
        self._body = {
            "indicators": [{"data": f"192.0.2.{seconds}"}],
            "sourceIds": [source],
            "wait": True,
        }

    def run(self) -> None:
        self.answer = self._appliance.call("POST", "/api/v1/requests", self._body)


def begin_asking(appliance: Appliance, seconds: int) -> Asking:
    """A request that is in flight, its worker busy."""
    assert processes.until(appliance.works, HEALED_SECONDS) is not None
    asking = Asking(appliance, sleeper(appliance), seconds)
    asking.start()
    time.sleep(1.0)
    assert asking.is_alive(), asking.answer
    return asking


def test_a_short_request_in_flight_is_finished_by_a_stop(
    running: Appliance, record_property: Record
) -> None:
    asking = begin_asking(running, 3)
    family = running.family()
    began = time.monotonic()
    assert running.stop() == 0
    record_property("stop_seconds", time.monotonic() - began)
    asking.join(20)
    status, found = asking.answer
    assert status == 200, found
    assert "slept" in json.dumps(found)
    assert processes.remaining(family, 0.5) == set()


def test_a_long_request_in_flight_does_not_hold_up_a_stop(
    running: Appliance, record_property: Record
) -> None:
    asking = begin_asking(running, 50)
    family = running.family()
    began = time.monotonic()
    assert running.stop() == 0
    took = time.monotonic() - began
    record_property("stop_seconds", took)
    assert took < STOPPED_SECONDS
    asking.join(20)
    record_property("answer", asking.answer)
    assert processes.remaining(family, 0.5) == set()


def test_a_killed_supervisor_takes_busy_programs_along(
    running: Appliance, record_property: Record
) -> None:
    asking = begin_asking(running, 50)
    family = running.family()
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    began = time.monotonic()
    left = processes.remaining(family, LEFT_SECONDS)
    record_property("left_seconds", time.monotonic() - began)
    assert {pid: processes.command(pid) for pid in left} == {}
    asking.join(20)
    running.start()
    assert running.works()


def test_a_new_one_starts_at_once_beside_what_a_killed_one_left(running: Appliance) -> None:
    asking = begin_asking(running, 50)
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    running.start()
    assert processes.until(running.works, HEALED_SECONDS) is not None
    asking.join(20)


@pytest.mark.parametrize("name", ["backend", "runner-python", "runner-javascript"])
def test_what_a_killed_program_leaves_ends_too(running: Appliance, name: str) -> None:
    asking = begin_asking(running, 50)
    killed = running.pids()[name]
    below = processes.descendants(killed)
    os.kill(killed, signal.SIGKILL)
    assert processes.remaining(below, LEFT_SECONDS) == set()
    assert processes.until(running.works, HEALED_SECONDS) is not None
    assert running.stop() == 0
    asking.join(20)


def refused(appliance: Appliance) -> str:
    """The one line with which a start is refused."""
    appliance.begin()
    assert appliance.process is not None
    assert appliance.process.wait(20) == 2
    said = appliance.errors.read_text()
    assert said.count("\n") == 1, said
    assert appliance.output.read_text() == ""
    assert not appliance.data.description.exists()
    return said


def test_a_busy_port_is_one_line(folder: Path) -> None:
    appliance = Appliance(folder / "busy")
    with socket.create_server(("127.0.0.1", appliance.port)):
        assert str(appliance.port) in refused(appliance)


def test_an_address_of_another_machine_is_one_line(folder: Path) -> None:
    appliance = Appliance(folder / "address")
    text = appliance.config.read_text()
    appliance.config.write_text(text.replace("[server]\n", '[server]\nhost = "192.0.2.1"\n'))
    assert "192.0.2.1" in refused(appliance)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root chooses an account")
def test_an_unknown_account_is_one_line(folder: Path) -> None:
    appliance = Appliance(folder / "account")
    text = appliance.config.read_text()
    appliance.config.write_text(text.replace("[server]", 'user = "nobody-of-this-name"\n[server]'))
    assert "nobody-of-this-name" in refused(appliance)


def test_a_data_folder_with_a_long_path_is_one_line(folder: Path) -> None:
    appliance = Appliance(folder / ("long" * 20))
    assert "[appliance] data_dir" in refused(appliance)


def test_a_data_folder_that_can_not_be_made_is_one_line(folder: Path) -> None:
    appliance = Appliance(folder / "file")
    appliance.data.root.write_text("this is a file")
    assert str(appliance.data.root) in refused(appliance)


def test_a_data_folder_may_have_any_name(folder: Path) -> None:
    appliance = Appliance(folder / "a%(x)s %% \u00e9' #b ;c \u00a0;d")
    try:
        appliance.start()
        assert appliance.works()
        os.kill(appliance.pids()["gateway"], signal.SIGKILL)
        assert processes.until(appliance.works, HEALED_SECONDS) is not None
        assert appliance.stop() == 0
    finally:
        appliance.end()


def test_an_external_database_is_left_alone(folder: Path, database_url: str) -> None:
    appliance = Appliance(folder / "external", f"[database]\nurl = {json.dumps(database_url)}\n")
    try:
        appliance.start()
        assert set(appliance.pids()) == set(PROGRAMS) - {"postgres"}
        assert not any(appliance.data.postgresql.iterdir())
        # Nothing of a request is lost with the supervisor; nothing waits for it either.
        asking = begin_asking(appliance, 50)
        family = appliance.family()
        assert appliance.process is not None
        appliance.process.kill()
        appliance.process.wait()
        assert processes.remaining(family, LEFT_SECONDS) == set()
        asking.join(20)
    finally:
        appliance.end()


def test_without_the_python_runner(folder: Path) -> None:
    appliance = Appliance(folder / "without", "[runners.python]\nenabled = false\n")
    try:
        appliance.start()
        assert set(appliance.pids()) == set(PROGRAMS) - {"runner-python"}
        assert appliance.works()
        assert appliance.stop() == 0
    finally:
        appliance.end()
