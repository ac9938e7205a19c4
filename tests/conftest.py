"""What many tests share: a real PostgreSQL, a database of its own for each test, a real Redis."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from appliance.accounts import service_account
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres
from backend.db.connection import Connection, connect
from backend.db.migrate import migrate
from backend.db.pool import Database
from tests.support.databases import execute, new_database, with_database
from tests.support.ports import free_port, wait_for_port

# A shell's background job ignores SIGINT, and so would every program that tests interrupt.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Settings of the machine that runs the tests must not reach them.
for name in list(os.environ):
    if name.startswith("INDICATOR_AGGREGATOR"):
        del os.environ[name]

# A server that only tests use need not survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def reachable_folder() -> Iterator[Path]:
    """A folder that an unprivileged account can reach, unlike pytest's own when root runs them."""
    folder = Path(tempfile.mkdtemp(prefix="ia-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_url(reachable_folder: Path) -> Iterator[str]:
    """A server for the whole session."""
    data = DataFolder(reachable_folder / "postgres")
    server = EmbeddedPostgres(data, service_account(None))
    with server.running(FAST) as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """The name of a migrated database that the others are copies of."""
    execute(postgres_url, "CREATE DATABASE template_of_tests")
    connection = connect(with_database(postgres_url, "template_of_tests"), application_name="tests")
    migrate(connection)
    connection.close()
    return "template_of_tests"


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A migrated database of the test's own."""
    with new_database(postgres_url, template) as url:
        yield url


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A connection to the test's own database."""
    connection = connect(database_url, application_name="tests")
    yield connection
    connection.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The test's own database behind a pool."""
    database = Database(database_url, connections=2, application_name="tests")
    yield database
    await database.close()


@pytest.fixture(scope="session")
def redis_server(reachable_folder: Path) -> Iterator[str]:
    """The URL of a Redis of the session's own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: `./build.sh test` as root installs it")
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        cwd=reachable_folder,
    )
    wait_for_port(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)
