"""`selftest`: a whole appliance from nothing, used once, and nothing left of it.

It shows that the program works on this machine, wherever it was put: the database is made, all
that is packed is found, each runner runs code, the web UI is served, and the end is clean. It has a
data folder and a port of its own, and asks nobody outside.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from appliance import lifeline
from appliance.client.api import Client
from appliance.config import SECTIONS, Config, load_config
from appliance.config_file import ENVIRONMENT_PREFIX
from appliance.errors import ApplianceError
from appliance.local import find_appliance
from appliance.paths import PROGRAM, self_command
from appliance.programs import programs_of
from appliance.terminal import say
from backend.db import migrate, queries
from runners.sandbox import kernel, leftovers

_START_SECONDS = 90.0
_STOP_SECONDS = 25.0
_GONE_SECONDS = 5.0
_HTTP_SECONDS = 30.0

_ANSWER = "42"

# By the runner's program: the kind of its sources, and one that answers with a tag. What the
# Python one imports is loaded only then, within the sandbox.
_SOURCES = {
    "runner-python": (
        "PYTHON",
        """
import sqlite3, tomllib

def fetch_data(indicator_data, indicator_kind):
    number = tomllib.loads("number = 42")["number"]
    row = sqlite3.connect(":memory:").execute("SELECT ?", (number,)).fetchone()
    return {"found": True, "tags": [str(row[0])]}
""",
    ),
    "runner-javascript": (
        "JAVA_SCRIPT",
        """
async function fetchData(indicatorData, indicatorKind) {
    return { found: true, tags: [String(await Promise.resolve(42))] };
}
""",
    ),
}


def run(config: Config) -> None:
    """Test the program; a line on standard output for each step.

    Args:
        config: says which runners there are and whom PostgreSQL runs as; nothing else of it counts,
            least of all its database.

    Raises:
        ApplianceError: a step failed; says which, why, and where the logs are.
    """
    folder = Path(tempfile.mkdtemp(prefix="ia-selftest-"))
    if os.geteuid() == 0:
        folder.chmod(0o755)  # PostgreSQL and the runners have accounts of their own
    trial = _Trial(folder, config)
    # What a process of the appliance leaves behind becomes a child of this one, and is seen.
    kernel.adopt_orphans()
    before = signal.signal(signal.SIGTERM, _interrupted)
    begun, logs_are_needed = time.monotonic(), False
    try:
        for name, step in trial.steps():
            _do(name, step, trial)
    except ApplianceError:
        logs_are_needed = True
        raise
    finally:
        trial.end()
        signal.signal(signal.SIGTERM, before)
        if not logs_are_needed:
            shutil.rmtree(folder)
    say(f"passed in {time.monotonic() - begun:.1f} s", sys.stdout)


def _interrupted(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _do(name: str, step: Callable[[], str], trial: "_Trial") -> None:
    begun = time.monotonic()
    try:
        told = step()
    except (ApplianceError, OSError, http.client.HTTPException, KeyError, ValueError) as error:
        reason = (str(error) if isinstance(error, ApplianceError) else repr(error)).rstrip(".")
        say(_line("FAILED", name, begun, reason), sys.stdout)
        raise ApplianceError(
            f"The step {name!r} failed: {reason}. The logs are in {trial.logs}."
        ) from error
    say(_line("ok", name, begun, told), sys.stdout)


def _line(outcome: str, name: str, begun: float, told: str) -> str:
    return f"{outcome:<7}{name:<20}{time.monotonic() - begun:6.2f} s  {told}"


class _Trial:
    """One appliance in `folder`, from its start to its end."""

    def __init__(self, folder: Path, config: Config) -> None:
        self._folder = folder
        self._file = folder / "config.toml"
        self._file.write_text(_configuration(folder, config), encoding="utf-8")
        self._config = load_config(self._file, environment={})
        self._output, self._errors = folder / "stdout", folder / "stderr"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def logs(self) -> Path:
        return self._config.data.logs if self._config.data.logs.exists() else self._folder

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Names and steps, in order; each says what it found."""
        yield "start from nothing", self._start
        yield "what is packed", self._count
        for program in self._programs():
            if program.startswith("runner-"):
                yield program, partial(self._ask, program)
        yield "web UI", self._visit
        yield "stop", self._stop

    def _programs(self) -> list[str]:
        return [program.name for program in programs_of(self._config, backend_port=0)]

    def _start(self) -> str:
        with self._output.open("wb") as output, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                self_command("run", f"--config={self._file}"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                cwd="/",
                env=_environment(),
                # If this process is killed, so is the appliance.
                preexec_fn=lifeline.follow_parent,  # noqa: PLW1509 — there is no other thread
            )
        give_up = time.monotonic() + _START_SECONDS
        while not self._output.read_bytes().endswith(b"\n"):
            if self._process.poll() is not None:
                raise ApplianceError(
                    f"it ended with status {self._process.returncode}: {self._said()}"
                )
            if time.monotonic() > give_up:
                raise ApplianceError(f"not ready after {_START_SECONDS:.0f} s: {self._said()}")
            time.sleep(0.02)
        return f"{', '.join(self._programs())} are ready"

    def _said(self) -> str:
        lines = self._errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].removeprefix(f"{PROGRAM}: ") if lines else "it said nothing"

    def _count(self) -> str:
        client = self._client()
        paths = client.call("GET", "/api/v1/docs/openapi.json")["paths"]
        found = {
            "sources": len(client.call("GET", "/api/v1/sources")),
            "named queries": sum(len(list(queries.load(noun))) for noun in queries.nouns()),
            "migrations": len(migrate.available()),
            "routes": sum(len(operations) for operations in paths.values()),
        }
        if missing := [name for name, number in found.items() if number == 0]:
            raise ApplianceError(f"there are no {' and no '.join(missing)}")
        return ", ".join(f"{number} {name}" for name, number in found.items())

    def _ask(self, program: str) -> str:
        """Make a source by the API, ask it, remove it."""
        if program not in _SOURCES:
            raise ApplianceError(f"this test has no code for {program}")
        kind, code = _SOURCES[program]
        client = self._client()
        new = {
            "name": "Selftest",
            "kind": kind,
            "supportedIndicators": ["IPV4"],
            "sourceCode": code,
        }
        source = client.call("POST", "/api/v1/sources", new)["id"]
        question = {"indicators": [{"data": "192.0.2.1"}], "sourceIds": [source], "wait": True}
        (result,) = client.call("POST", "/api/v1/requests", question)["results"]
        if result["status"] != "FOUND" or result["tags"] != [_ANSWER]:
            raise ApplianceError(f"the source answered {json.dumps(result)[:1000]}")
        client.call("DELETE", f"/api/v1/sources/{source}")
        return f"a {kind} source was made, asked and removed"

    def _client(self) -> Client:
        found = find_appliance(self._config, environment={})
        return Client(found.url, found.token)

    def _visit(self) -> str:
        """Load the page as a browser does, also by the address of a page within."""
        kind, page = self._get("/", 200)
        asset = re.search(rb'(?:src|href)="(/assets/[^"]+)"', page)
        if not kind.startswith("text/html") or asset is None:
            raise ApplianceError(f"/ is {kind} without assets")
        name = asset[1].decode()
        if not self._get(name, 200)[1]:
            raise ApplianceError(f"{name} is empty")
        if self._get("/history", 200)[1] != page:
            raise ApplianceError("/history is another page than /")
        kind, _ = self._get("/api/v1/no-such-thing", 404)
        if kind != "application/problem+json":
            raise ApplianceError(f"an unknown path of the API answers {kind}")
        return f"/, /history and {name}; an unknown path of the API is a problem"

    def _get(self, path: str, expected: int) -> tuple[str, bytes]:
        """Type and content."""
        server = self._config.server
        connection = http.client.HTTPConnection(server.host, server.port, timeout=_HTTP_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status != expected:
            raise ApplianceError(f"GET {path} answers {answer.status}, not {expected}")
        return answer.headers.get_content_type(), content

    def _stop(self) -> str:
        """End it in order, and look for what it left."""
        process = self._process
        if process is None:
            raise ApplianceError("it was not started")
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ApplianceError(f"it still runs after {_STOP_SECONDS:.0f} s") from error
        if status != 0:
            raise ApplianceError(f"it ended with status {status}: {self._said()}")
        if left := _processes_left():
            raise ApplianceError(f"it left the processes {sorted(left)}")
        run = self._config.data.run
        if sockets := [path.name for path in run.rglob("*") if path.is_socket()]:
            raise ApplianceError(f"it left sockets in {run}: {', '.join(sockets)}")
        return "no process and no socket is left"

    def end(self) -> None:
        """Leave no process, whatever happened."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        leftovers.end_all(_GONE_SECONDS)


def _configuration(folder: Path, config: Config) -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lines = ["[appliance]", f"data_dir = {_text(folder / 'data')}"]
    if config.appliance.user is not None:
        lines.append(f"user = {_text(config.appliance.user)}")
    lines += ["[server]", 'host = "127.0.0.1"', f"port = {port}"]
    for section in SECTIONS:
        if section.startswith("runners."):
            runner: Any = getattr(config, section.replace("runners.", "runner_"))
            lines += [f"[{section}]", f"enabled = {str(runner.enabled).lower()}"]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    # JSON's strings are TOML's too.
    return json.dumps(str(value), ensure_ascii=False)


def _environment() -> dict[str, str]:
    """Ours without settings, which would win over the file."""
    return {k: v for k, v in os.environ.items() if not k.startswith(ENVIRONMENT_PREFIX)}


def _processes_left() -> set[int]:
    """Those that outlive the supervisor by more than the moment that their death takes."""
    give_up = time.monotonic() + _GONE_SECONDS
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = leftovers.children()
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.02)
