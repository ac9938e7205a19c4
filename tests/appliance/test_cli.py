"""The command line: arguments, exit statuses, one line for each failure, and a real appliance."""

import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from appliance import __version__, lock
from appliance.cli.commands import COMMANDS
from appliance.config import load_config
from appliance.errors import ApplianceError, SetupError
from appliance.local import LocalAppliance, find_appliance
from appliance.log_reading import follow, tail
from tests.standins.otlp import collector
from tests.support.appliances import PROGRAMS, Appliance, reachable_folder
from tests.support.processes import until

FAST_SECONDS = 0.12


def cli(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments],
        capture_output=True,
        text=True,
        input=given,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )


def failure(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The one line that a failed call wrote."""
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("indicator-aggregator: ")
    return done.stderr.removeprefix("indicator-aggregator: ").rstrip("\n")


def test_version() -> None:
    done = cli("version")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"indicator-aggregator {__version__}\n",
        "",
    )


def test_version_is_fast() -> None:
    assert cli("version").returncode == 0  # its bytecode is written
    took = []
    for _ in range(10):
        begun = time.perf_counter()
        cli("version")
        took.append(time.perf_counter() - begun)
    assert min(took) < FAST_SECONDS


@pytest.mark.parametrize("arguments", [["version"], ["logs", "--help"], ["nope"]])
def test_little_is_loaded_until_it_is_needed(arguments: list[str]) -> None:
    code = "import sys; from appliance.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    loaded = set(done.stdout.split("\n")[-2].split())
    assert "appliance.cli.commands" in loaded
    heavy = {"aiohttp", "robyn", "grpc", "pg8000", "psycopg", "supervisor", "rich", "structlog"}
    assert not loaded & heavy
    assert "appliance.cli.query" not in loaded


def test_help_names_every_command() -> None:
    done = cli("--help")
    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z-]+)  +[A-Z]", done.stdout, re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_common_options(name: str) -> None:
    command = importlib.import_module(f"appliance.cli.{COMMANDS[name]}").command
    assert command.name == name
    inner = command.commands.values() if isinstance(command, click.Group) else []
    for each in (command, *inner):
        options = {option for parameter in each.params for option in parameter.opts}
        assert {"--config", "--data-dir"} <= options, each.name
        assert each.help


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nope"], "No such command 'nope'. See: indicator-aggregator --help"),
        (["--nope"], "No such option"),
        (["run", "--port", "x"], "Invalid value for '--port': 'x' is not a valid integer."),
        (["run", "--port", "0"], "[server] port on the command line: expected a whole number"),
        (["logs"], "Missing argument 'NAME'. See: indicator-aggregator logs --help"),
        (["status", "--config"], "Option '--config' requires an argument."),
        (["status", "--config", "/nope"], "Can't read the configuration file /nope: No such file"),
        (["--config", "/nope", "status"], "Can't read the configuration file /nope: No such file"),
        (["--config", "/etc", "run"], "The configuration file /etc is a folder."),
        (["user", "create", "--email", "a@example.com"], "Missing option '--role'."),
        (["query"], "Missing argument 'VALUE...|-'."),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], expected: str) -> None:
    assert failure(cli(*arguments), 2).startswith(expected)


def test_what_stands_after_the_subcommand_wins(tmp_path: Path) -> None:
    good = tmp_path / "good.toml"
    good.write_text(f"[appliance]\ndata_dir = {json.dumps(str(tmp_path / 'data'))}\n")
    said = failure(cli("--config", "/nope", "status", "--config", good), 1)
    assert said.startswith(f"No appliance runs on {tmp_path / 'data'}. Start it with")
    said = failure(cli("status", "--config", good, "--data-dir", "/somewhere"), 1)
    assert said.startswith("No appliance runs on /somewhere.")


@pytest.mark.parametrize(
    "arguments", [["status"], ["stop"], ["restart", "backend"], ["query", "example.com"]]
)
def test_without_an_appliance_it_is_said_how_to_start_one(
    arguments: list[str], tmp_path: Path
) -> None:
    said = failure(cli(*arguments, "--data-dir", tmp_path), 1)
    assert "Start it with the command run" in said


def test_a_reader_that_leaves_is_no_failure_worth_a_word() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "appliance", "version"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(10) == 1
    process.stderr.close()


def test_a_full_disk_is_a_failure() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "appliance", "version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "indicator-aggregator: No space left on device\n",
    )


def test_an_interruption_has_its_status(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "gateway.log"
    log.parent.mkdir()
    log.write_text("a line\n")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "appliance", "logs", "gateway", "--follow"),
            *("--data-dir", tmp_path),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "a line\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert said.strip() == ""


def test_check_config_says_what_it_tried(tmp_path: Path) -> None:
    done = cli("check-config", "--data-dir", tmp_path)
    assert done.returncode in (0, 1)  # another program may use the port
    assert done.stdout.startswith("configuration: valid (no file, defaults)\n")
    assert f"data folder: {tmp_path}\n" in done.stdout


def test_check_config_tries_the_database(tmp_path: Path, database_url: str) -> None:
    arguments = ["check-config", "--data-dir", tmp_path]
    variable = "INDICATOR_AGGREGATOR__DATABASE__URL"
    answers = cli(*arguments, environment={variable: database_url})
    assert re.search(r"^database: PostgreSQL 1[5-9]\S* answers$", answers.stdout, re.MULTILINE)
    silent = "postgresql://user:hunter2@127.0.0.1:1/x"
    refused = cli(*arguments, environment={variable: silent})
    assert refused.returncode == 1
    assert re.search(r"^database: does not answer: ", refused.stdout, re.MULTILINE)
    assert "hunter2" not in refused.stdout + refused.stderr


def test_check_config_tries_the_cache(tmp_path: Path, redis_server: str) -> None:
    arguments = ["check-config", "--data-dir", tmp_path]
    variable = "INDICATOR_AGGREGATOR__REDIS__URL"
    assert "redis: answers\n" in cli(*arguments, environment={variable: redis_server}).stdout
    silent = cli(*arguments, environment={variable: "redis://127.0.0.1:1/0"})
    # The appliance runs without it.
    assert "redis: does not answer" in silent.stdout


def test_check_config_tries_where_traces_and_defects_go(tmp_path: Path) -> None:
    arguments = ["check-config", "--data-dir", tmp_path]

    def lines(endpoint: str, host: str) -> list[str]:
        told = {"TELEMETRY__OTLP_ENDPOINT": endpoint, "SENTRY__DSN": f"http://hunter2@{host}/1"}
        environment = {f"INDICATOR_AGGREGATOR__{name}": value for name, value in told.items()}
        done = cli(*arguments, environment=environment)
        assert "hunter2" not in done.stdout + done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith(("traces", "sentry"))]

    with collector() as there:
        answers = lines(there.endpoint, f"127.0.0.1:{there.port}")
    assert answers == ["traces: the collector answers", "sentry: answers"]
    # The appliance runs without them.
    silent = lines("http://127.0.0.1:1", "127.0.0.1:1")
    assert [line.partition(" (")[0] for line in silent] == [
        "traces: the collector at 127.0.0.1:1 does not answer",
        "sentry: does not answer",
    ]
    assert all("runs without" in line for line in silent)


def test_check_config_names_the_program_of_javascript_sources(tmp_path: Path) -> None:
    arguments = ["check-config", "--data-dir", tmp_path]
    assert re.search(r"^deno: /\S+/deno$", cli(*arguments).stdout, re.MULTILINE)
    off = {"INDICATOR_AGGREGATOR__RUNNERS__JAVASCRIPT__ENABLED": "false"}
    assert "deno:" not in cli(*arguments, environment=off).stdout


# --- reading logs -------------------------------------------------------------------------------


def test_the_end_of_a_log_goes_on_before_its_rotation(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.with_name("x.log.1").write_text("1\n2\n3\n")
    log.write_text("4\n5\n")
    assert list(tail(log, 1)) == ["5"]
    assert list(tail(log, 4)) == ["2", "3", "4", "5"]
    assert list(tail(log, 0)) == []


def test_following_goes_on_over_a_rotation(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("before\n")
    lines = follow(log)
    # A generator runs up to its first line; a writer of its own makes one.
    writer = subprocess.Popen(
        [
            *("sh", "-c"),
            'sleep 0.5; echo one >>"$1"; sleep 0.5; mv "$1" "$1.1"; echo two >"$1"',
            *("sh", str(log)),
        ]
    )
    assert [next(lines), next(lines)] == ["one", "two"]
    writer.wait(10)
    lines.close()  # type: ignore[attr-defined]


# --- with a real appliance ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def appliance() -> Iterator[Appliance]:
    folder = reachable_folder()
    appliance = Appliance(folder / "one")
    try:
        appliance.start()
        yield appliance
    finally:
        appliance.end()
        shutil.rmtree(folder)


@pytest.fixture
def config(appliance: Appliance) -> list[str]:
    return ["--config", str(appliance.config)]


def states(text: str) -> dict[str, list[str]]:
    said = ("There is no administrator", "Sandbox of ")
    lines = [line for line in text.splitlines()[2:] if not line.startswith(said)]
    return {words[0]: words[1:] for words in map(str.split, lines)}


def test_status(appliance: Appliance, config: list[str]) -> None:
    assert until(appliance.works, 20) is not None
    done = cli("status", *config)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"process {appliance.pid}, {appliance.url}\n" in done.stdout
    for kind in ("JAVA_SCRIPT", "PYTHON"):
        assert re.search(
            rf"^Sandbox of {kind}: (full|strong) \(landlock, seccomp", done.stdout, re.MULTILINE
        )
    found = states(done.stdout)
    assert tuple(found) == PROGRAMS
    assert {name: int(words[1]) for name, words in found.items()} == appliance.pids()
    assert all(words[-1] == "yes" for words in found.values())


def test_status_shows_the_set_up_link_until_there_is_an_administrator(
    appliance: Appliance, config: list[str]
) -> None:
    link = f"{appliance.url}/setup#token={appliance.data.setup_token.read_text().strip()}"
    assert f"There is no administrator yet; make one at {link}\n" in cli("status", *config).stdout
    create = ["user", "create", "--email", "a@example.com", "--role", "admin", "--password-stdin"]
    assert cli(*create, *config, given="a long sentence\n").returncode == 0
    assert until(lambda: not appliance.data.setup_token.exists(), 5) is not None
    assert "administrator" not in cli("status", *config).stdout
    status, found = appliance.get("/api/v1/setup")
    assert (status, found) == (200, {"needed": False})


def test_a_password_is_replaced_from_standard_input(
    appliance: Appliance, config: list[str]
) -> None:
    create = ["user", "create", "--email", "b@example.com", "--role", "viewer", "--password-stdin"]
    assert cli(*create, *config, given="a long sentence\n").returncode == 0
    form = {"email": "b@example.com", "password": "a long sentence"}
    assert appliance.call("POST", "/api/v1/sessions", form)[0] == 201
    change = ["user", "password", "--email", "b@example.com", *config]
    done = cli(*change, given="another long sentence\n")
    assert (done.returncode, done.stdout) == (
        0,
        "Changed the password of b@example.com; sessions ended: 1.\n",
    )
    assert appliance.call("POST", "/api/v1/sessions", form)[0] == 401
    form["password"] = "another long sentence"
    assert appliance.call("POST", "/api/v1/sessions", form)[0] == 201
    assert "0 characters" in failure(cli(*change), 1)
    change[3] = "nobody@example.com"
    assert "there is no user" in failure(cli(*change, given="another long sentence\n"), 1)


def test_status_knows_the_address_that_was_chosen_at_the_start(appliance: Appliance) -> None:
    done = cli("status", "--data-dir", appliance.data.root)
    assert done.returncode == 0, done.stdout
    assert appliance.url in done.stdout


def test_restart(appliance: Appliance, config: list[str]) -> None:
    before = appliance.pids()
    done = cli("restart", "gateway", *config)
    assert (done.returncode, done.stdout) == (0, "gateway was restarted and is ready\n")
    after = appliance.pids()
    assert after.pop("gateway") != before.pop("gateway")
    assert after == before
    assert appliance.works()
    said = failure(cli("restart", "nope", *config), 2)
    assert said == f"There is no program 'nope'; there are: {', '.join(PROGRAMS)}."


def test_logs(appliance: Appliance, config: list[str]) -> None:
    done = cli("logs", "gateway", "--lines", "1", *config)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert done.stdout in appliance.data.log("gateway").read_text()
    assert "there are: " in failure(cli("logs", "../keys/postgres", *config), 2)


def test_a_second_start_is_refused(appliance: Appliance, config: list[str]) -> None:
    said = failure(cli("run", *config), 2)
    assert said.startswith(f"An appliance already runs on {appliance.data.root}, as process")
    assert str(appliance.pid) in said


def test_check_config_knows_that_the_port_is_ours(config: list[str]) -> None:
    done = cli("check-config", *config)
    assert done.returncode == 0
    assert "(not tried: the appliance runs)" in done.stdout


def test_only_its_account_may_steer_it(appliance: Appliance, config: list[str]) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another account")
    done = subprocess.run(
        [sys.executable, "-c", _STOP_AS_NOBODY, *config],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Only root or the account that started the appliance on")
    assert appliance.works()


_STOP_AS_NOBODY = """
import os, sys
from pathlib import Path
from appliance import control
from appliance.config import load_config
from appliance.errors import ApplianceError
config = load_config(Path(sys.argv[2]), environment={})
os.setresuid(65534, 65534, 65534)
try:
    control.connect(config).stop()
except ApplianceError as error:
    print(error)
"""


@pytest.fixture
def secret(appliance: Appliance) -> str:
    return "local_" + appliance.data.local_token.read_text().strip()


def find(appliance: Appliance, **environment: str) -> LocalAppliance:
    return find_appliance(load_config(appliance.config, environment={}), environment)


def test_clients_find_the_appliance_of_this_machine(appliance: Appliance, secret: str) -> None:
    assert find(appliance) == LocalAppliance(appliance.url, secret)


def test_each_variable_wins_alone_too(appliance: Appliance, secret: str) -> None:
    url, token = "INDICATOR_AGGREGATOR_URL", "INDICATOR_AGGREGATOR_TOKEN"
    other = "http://other.example.com"
    assert find(appliance, **{token: "t"}) == LocalAppliance(appliance.url, "t")
    assert find(appliance, **{url: other + "/", token: "t"}) == LocalAppliance(other, "t")
    assert find(appliance, **{url: appliance.url}) == LocalAppliance(appliance.url, secret)
    # The local token opens everything here, and so goes nowhere else.
    with pytest.raises(SetupError, match="INDICATOR_AGGREGATOR_TOKEN too"):
        find(appliance, **{url: other})
    with pytest.raises(SetupError, match="expected http://host:port"):
        find(appliance, **{url: "other.example.com", token: "t"})
    with pytest.raises(SetupError, match="no token has"):
        find(appliance, **{token: "t\r\nX: y"})


def test_the_local_token_is_for_its_owner_alone(appliance: Appliance) -> None:
    assert appliance.data.local_token.stat().st_mode & 0o777 == 0o600
    assert len(appliance.data.local_token.read_text().strip()) >= 32


def test_stop_waits_for_the_end(appliance: Appliance, config: list[str]) -> None:
    family = appliance.family()
    done = cli("stop", *config)
    assert (done.returncode, done.stdout) == (0, "The appliance has stopped\n")
    assert not lock.held(appliance.data)
    assert appliance.process is not None
    assert appliance.process.wait(5) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)
    with pytest.raises(ApplianceError, match="No appliance runs on"):
        find(appliance)
