"""A running packaged program: of what it consists, and what user code finds in it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.paths import DataFolder
from tests.binary.conftest import NAME, linked
from tests.support.appliances import Appliance
from tests.support.processes import command

# Of other systems, not in this Python either, or left out of the program on purpose.
NOT_HERE = (
    *("_msi", "_overlapped", "_scproxy", "_winapi", "msilib", "msvcrt", "nt", "winreg", "winsound"),
    *("_dbm", "_gdbm", "_tkinter", "tkinter", "turtle", "turtledemo", "antigravity", "this"),
    *("distutils", "ensurepip", "idlelib", "lib2to3", "venv", "test", "nis", "readline"),
)

IMPORTS = """
import importlib

def fetch_data(indicator_data, indicator_kind):
    failed = {}
    for name in NAMES:
        try:
            importlib.import_module(name)
        except BaseException as error:
            failed[name] = repr(error)
    return {"failed": failed}
"""


@pytest.fixture(scope="module")
def home(copy: Path) -> Iterator[Path]:
    """The program below a home that nobody else may enter, as when root unpacked it there."""
    home = Path(tempfile.mkdtemp())
    yield linked(copy, home / NAME)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def appliance(home: Path, folder: Path) -> Iterator[Appliance]:
    running = Appliance(folder / "running", program=[str(home / NAME)])
    running.start()
    try:
        yield running
    finally:
        running.end()


def returned(appliance: Appliance, code: str) -> Any:
    """What a source with this code answers, raw."""
    new = {
        "name": f"Source {os.urandom(4).hex()}",
        "kind": "PYTHON",
        "supportedIndicators": ["IPV4"],
        "sourceCode": code,
        "timeLimitSeconds": 60,
    }
    status, source = appliance.call("POST", "/api/v1/sources", new)
    assert status == 200, source
    question = {"indicators": [{"data": "192.0.2.1"}], "sourceIds": [source["id"]], "wait": True}
    status, answer = appliance.call("POST", "/api/v1/requests", question)
    assert status == 200, answer
    (result,) = answer["results"]
    assert result["status"] == "FOUND", result
    return result["raw"]


def test_every_process_is_of_the_program_and_none_inherits_its_libraries(
    appliance: Appliance, home: Path
) -> None:
    family = appliance.family()
    assert len(family) > 5
    for pid in family:
        executable = Path(f"/proc/{pid}/exe").resolve()
        # PostgreSQL's and Deno's copies, which their accounts can reach.
        copied = executable.is_relative_to(appliance.data.root)
        assert executable.is_relative_to(home) or copied, command(pid)
        # Not the libraries of the Python that it was built with.
        assert f" {sys.base_prefix}/lib" not in Path(f"/proc/{pid}/maps").read_text()
    postgres = appliance.pids()["postgres"]
    environment = Path(f"/proc/{postgres}/environ").read_bytes()
    assert b"LD_LIBRARY_PATH" not in environment
    assert b"_PYI_" not in environment
    assert "_internal" not in Path(f"/proc/{postgres}/maps").read_text()


def test_sources_import_the_whole_standard_library(appliance: Appliance) -> None:
    names = sorted(set(sys.stdlib_module_names) - set(NOT_HERE))
    names += ["email.mime.text", "encodings.idna", "unittest.mock", "xml.dom.minidom"]
    assert returned(appliance, f"NAMES = {names}\n{IMPORTS}")["failed"] == {}


def test_sources_import_the_libraries_and_nothing_of_ours(appliance: Appliance) -> None:
    libraries = ["aiohttp", "certifi", "cryptography.x509", "dns.resolver", "idna", "msgspec"]
    libraries += ["bs4", "dateutil.parser", "dateutil.rrule", "httpx", "lxml.html", "requests"]
    libraries += ["bs4.builder", "dns.asyncresolver", "soupsieve", "urllib3.util.retry"]
    ours = ["appliance.paths", "backend.main", "runners.server", "pytest", "PyInstaller"]
    failed = returned(appliance, f"NAMES = {libraries + ours}\n{IMPORTS}")["failed"]
    assert sorted(failed) == sorted(ours)


def test_sources_know_time_zones_and_certificates(appliance: Appliance) -> None:
    code = """
import certifi, datetime, requests.adapters, ssl, zoneinfo

def fetch_data(indicator_data, indicator_kind):
    zone = zoneinfo.ZoneInfo("Europe/Paris")
    context = ssl.create_default_context(cafile=certifi.where())
    return {
        "offset": str(datetime.datetime(2026, 7, 1, tzinfo=zone).utcoffset()),
        "authorities": len(context.get_ca_certs()),
        "same": requests.adapters.DEFAULT_CA_BUNDLE_PATH == certifi.where(),
    }
"""
    told = returned(appliance, code)
    assert told["offset"] == "2:00:00"
    assert told["authorities"] > 50
    assert told["same"] is True


def test_status_and_stop_find_it(appliance: Appliance, home: Path) -> None:
    def run(name: str) -> "subprocess.CompletedProcess[str]":
        words = [home / NAME, name, "--config", appliance.config]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    told = run("status")
    assert told.returncode == 0, told.stdout + told.stderr
    family, data = appliance.family(), DataFolder(appliance.data.root)
    assert run("stop").returncode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)
    assert not [path for path in data.run.rglob("*") if path.is_socket()]
