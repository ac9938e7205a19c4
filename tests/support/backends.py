"""A real backend behind a real port, and a client for it."""

import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from backend import admin
from backend.db.connection import connect
from backend.db.migrate import migrate
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct horse battery"


@dataclass
class Answer:
    """Status, headers (names in lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class BackendProcess:
    """A backend that runs; `call` asks it as the admin unless told otherwise."""

    port: int
    database_url: str
    process: "subprocess.Popen[bytes]"
    tokens: dict[str, str] = field(default_factory=dict)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "admin",
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Token {self.tokens.get(token, token)}"
        payload = raw
        if body is not None:
            payload = json.dumps(body).encode()
        if payload is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, f"/api/v1{path}", body=payload, headers=sent)
        answer = connection.getresponse()
        result = Answer(
            answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        )
        connection.close()
        return result

    def ask(self, *values: str, source_ids: list[str] | None = None, **more: Any) -> dict[str, Any]:
        """Ask and wait; the finished request."""
        body = {"indicators": [{"data": v} for v in values], "wait": True, **more}
        if source_ids is not None:
            body["sourceIds"] = source_ids
        answer = self.call("POST", "/requests", body)
        assert answer.status == 200, answer.body
        return answer.json()

    def user(self, role: str) -> str:
        """A token of a new user with this role, known as the role's name from then on."""
        email = f"{role}@example.com"
        admin.create_user(self.database_url, email=email, role=role, password=PASSWORD)
        self.tokens[role] = admin.create_token(self.database_url, email=email, note="tests")
        return self.tokens[role]

    def wait_until_ready(self, seconds: float = 20.0) -> None:
        give_up = time.monotonic() + seconds
        while True:
            try:
                if self.call("GET", "/health/ready", token=None).status == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, "the backend ended"
            assert time.monotonic() < give_up, "the backend was not ready in time"
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def running_backend(database_url: str, log: Path, **told: Any) -> Iterator[BackendProcess]:
    """A backend on this database, with an admin's token."""
    port = free_port()
    settings = {"port": port, "database_url": database_url, **told}
    connection = connect(database_url, application_name="tests")
    migrate(connection)
    connection.close()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.serve_backend", json.dumps(settings)],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    backend = BackendProcess(port, database_url, process)
    try:
        backend.wait_until_ready()
        backend.user("admin")
        yield backend
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
