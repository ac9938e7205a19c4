"""A real appliance: `run` in a process of its own, on a data folder of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from appliance.paths import DataFolder
from tests.support.ports import NOWHERE, free_port
from tests.support.processes import alive, command, descendants, until

PROGRAMS = ("postgres", "runner-python", "runner-javascript", "backend", "gateway")
"""In the order in which they are started."""

FROM_SOURCE = (sys.executable, "-m", "appliance")

_PACKAGED = os.environ.get("TESTED_BINARY")
PROGRAM = (f"{_PACKAGED}/indicator-aggregator",) if _PACKAGED else FROM_SOURCE
"""What is tested: the clone, or under `./build.sh test-binary` the packaged program."""

READY_SECONDS = 60.0


class Appliance:
    """One data folder with its configuration file, and the supervisor that is started on it."""

    def __init__(
        self, folder: Path, settings: str = "", *, program: Sequence[str] = PROGRAM
    ) -> None:
        """Make `folder` with a configuration; `settings` is TOML that is added to it."""
        self.program = list(program)
        self.port = free_port()
        self.data = DataFolder(folder / "data")
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        self.config = folder / "config.toml"
        if "[outbound]" not in settings:
            settings += f"\n[outbound]\nproxy = {json.dumps(NOWHERE)}\n"
        self.config.write_text(
            f"[appliance]\ndata_dir = {json.dumps(str(self.data.root))}\n"
            f"[server]\nport = {self.port}\n{settings}"
        )
        self.output = folder / "stdout"
        self.errors = folder / "stderr"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def begin(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Start it, without waiting."""
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*self.program, "run", "--config", self.config, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env={**os.environ, **(environment or {})},
            )

    def start(self) -> float:
        """Start it and wait until it says that it is ready; the seconds that it took."""
        self.begin()
        took = until(lambda: self.output.read_text() or not self.runs(), READY_SECONDS)
        assert took is not None
        assert self.runs(), self.errors.read_text()
        return took

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it in order; its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)

    def end(self) -> None:
        """Leave nothing, whatever happened in the test."""
        if self.process is None:
            return
        left = descendants(self.process.pid) if self.runs() else set()
        self.process.kill()
        self.process.wait()
        until(lambda: not any(map(alive, left)), 10)
        for pid in filter(alive, left):
            os.kill(pid, signal.SIGKILL)

    def family(self) -> set[int]:
        """All processes of it but the supervisor."""
        return descendants(self.pid)

    def pids(self) -> dict[str, int]:
        """The supervisor's own children by program; incomplete while some are started."""
        found = {}
        for pid in self.family():
            words = command(pid)
            for name in PROGRAMS:
                if name in words:
                    found[name] = pid
            if words and words[0].endswith("/bin/postgres"):
                found["postgres"] = pid
        return found

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a GET through the public port; (0, None) when nobody answers."""
        return self.call("GET", path)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The same for any method, with a JSON body and the token of this machine."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.data.local_token.exists():
            headers["Authorization"] = f"Token local_{self.data.local_token.read_text().strip()}"
        try:
            content = json.dumps(body).encode() if body is not None else None
            connection.request(method, path, body=content, headers=headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, ValueError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def works(self) -> bool:
        """Whether everything answers: the gateway, the backend, its database, the runner."""
        status, found = self.get("/api/v1/health/ready")
        return status == http.client.OK and set(found["checks"].values()) == {"ok"}


def reachable_folder() -> Path:
    """A new folder that other accounts can enter, unlike pytest's own when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="ia-appliance-"))
    folder.chmod(0o755)
    return folder
