"""Servers that measurements start for themselves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.accounts import service_account
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres
from tests.support.backends import ROOT

STOP_SECONDS = 20


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL of its own with the appliance's settings: commits reach the disk."""
    with EmbeddedPostgres(DataFolder(folder), service_account(None)).running({}) as url:
        yield url


@contextmanager
def child(role: str, told: dict[str, Any]) -> Iterator[None]:
    """A process of `tests.load.serve`; what it says goes to our standard error."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.load.serve", role, json.dumps(told)],
        cwd=ROOT,
        stdout=sys.stderr,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
