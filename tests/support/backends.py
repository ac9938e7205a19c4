"""A real backend behind a real port."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend import admin
from backend.db.connection import connect
from backend.db.migrate import migrate
from tests.support.api import Api
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct horse battery"


class BackendProcess(Api):
    """A backend that runs, with users of its own."""

    def __init__(
        self,
        port: int,
        database_url: str,
        process: "subprocess.Popen[bytes]",
        *,
        log: Path,
        key_file: Path,
    ) -> None:
        super().__init__(port)
        self.database_url = database_url
        self.process = process
        self.log = log
        self.key_file = key_file

    def user(self, role: str) -> str:
        """A token of a new user with this role, known as the role's name from then on."""
        email = f"{role}@example.com"
        admin.create_user(self.database_url, email=email, role=role, password=PASSWORD)
        self.tokens[role] = admin.create_token(self.database_url, email=email, note="tests")
        return self.tokens[role]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def running_backend(
    database_url: str, log: Path, *, tokens: dict[str, str] | None = None, **told: Any
) -> Iterator[BackendProcess]:
    """A backend on this database; with `tokens` of one before, else with an admin's of its own."""
    port = free_port()
    key_file = log.parent / "keys" / "secrets"
    settings = {
        "port": port,
        "database_url": database_url,
        "secret_key_file": str(key_file),
        **told,
    }
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
    backend = BackendProcess(port, database_url, process, log=log, key_file=key_file)
    try:
        backend.wait_until_ready()
        if tokens is None:
            backend.user("admin")
        else:
            backend.tokens = tokens
        yield backend
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
