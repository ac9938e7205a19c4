"""A PostgreSQL of a test's own, which it may stop, kill and start again."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from appliance.accounts import service_account
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres
from tests.support.processes import remaining

# What was committed outlives a kill of the server, though not a power cut.
FAST = {"fsync": "off"}


class OwnServer:
    """A server on a data folder of its own; its URL stays the same from start to start."""

    def __init__(self, folder: Path) -> None:
        self._data = DataFolder(folder)
        self._server = EmbeddedPostgres(self._data, service_account(None))
        self._running = ExitStack()
        self.url = self.start()

    def start(self) -> str:
        return self._running.enter_context(self._server.running(FAST))

    def stop(self) -> None:
        """As the appliance stops it: connections are ended, nothing is lost."""
        self._running.close()

    def kill(self) -> None:
        """Without a word to anybody."""
        (file,) = self._data.root.rglob("postmaster.pid")
        pid = int(file.read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        remaining({pid}, 5)
        self._running.close()


@contextmanager
def own_server(folder: Path) -> Iterator[OwnServer]:
    """A server as long as the block lasts."""
    server = OwnServer(folder)
    try:
        yield server
    finally:
        server.stop()
