"""What user code can see and leave behind."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runners.harness import (
    ROOT,
    Asker,
    Runner,
    environment_of,
    status_of,
)


async def test_the_environment_is_clean(ask: Asker) -> None:
    code = "import os\ndef fetch_data(data, kind): return dict(os.environ)"
    found = json.loads((await ask.test(code)).data)
    found.pop("TZ", None)
    proxies = {found.pop(name) for name in tuple(found) if name.lower().endswith("_proxy")}
    assert proxies == {"http://127.0.0.1:3128"}
    assert found == {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}


async def test_no_process_around_user_code_has_our_environment(ask: Asker, runner: Runner) -> None:
    if os.geteuid() == 0:  # not even its owner may read it otherwise
        assert b"SECRET_OF_THE_SERVICE" in environment_of(runner.pid)
        assert b"SECRET_OF_THE_SERVICE" not in environment_of(runner.launcher)


async def test_only_the_channel_and_the_import_path_are_open(ask: Asker) -> None:
    code = """
import os
def fetch_data(data, kind):
    found = {}
    for fd in range(1024):
        try:
            found[fd] = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            pass
    return found
"""
    found = json.loads((await ask.test(code)).data)
    assert [found.pop(str(fd)) for fd in range(3)] == ["/dev/null"] * 3
    sockets = [target for target in found.values() if target.startswith("socket:")]
    folders = {target for target in found.values() if target.startswith("/")}
    assert len(sockets) == 1
    assert len(found) <= 1 + len(folders) + 1  # and what the module sys.stdin stands on
    assert folders <= {"/dev/null", *sys.path}
    assert str(ROOT) not in folders


async def test_limits_session_and_rights_of_a_worker(ask: Asker) -> None:
    code = """
import os, resource
def fetch_data(data, kind):
    return {
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "file": resource.getrlimit(resource.RLIMIT_FSIZE),
        "open": resource.getrlimit(resource.RLIMIT_NOFILE),
        "cpu": resource.getrlimit(resource.RLIMIT_CPU),
        "leads": os.getsid(0) == os.getpid() == os.getpgid(0),
        "cwd": os.getcwd(),
    }
"""
    assert json.loads((await ask.test(code, deadline_ms=5000)).data) == {
        "core": [0, 0],
        "file": [8 * 1024 * 1024] * 2,
        "open": [64, 64],
        "cpu": [11, 12],
        "leads": True,
        "cwd": "/",
    }


@pytest.mark.usefixtures("as_root")
async def test_root_is_given_up(ask: Asker) -> None:
    code = """
import os
def fetch_data(data, kind):
    def tried(action):
        try:
            action()
        except PermissionError:
            return "refused"
    return [os.getresuid(), os.getresgid(), os.getgroups(), tried(lambda: os.setuid(0))]
"""
    uids, gids, groups, back = json.loads((await ask.test(code)).data)
    assert 0 not in uids + gids
    assert groups == []
    assert back == "refused"


@pytest.mark.usefixtures("as_root")
async def test_zygote_and_runner_gave_root_up_too(ask: Asker, runner: Runner) -> None:
    for pid in (runner.pid, runner.launcher):
        status = status_of(pid)
        assert "0" not in status["Uid"].split() + status["Gid"].split()
        assert int(status["CapEff"], 16) == 0


ATTEMPT = """
import ctypes, os, socket
def fetch_data(data, kind):
    try:
        return {action}
    except OSError as error:
        return type(error).__name__
"""


@pytest.fixture
def private_file() -> Iterator[Path]:
    """A file of ours that only we may read, in a folder open to all."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    file = folder / "secret"
    file.touch(0o600)
    file.write_text("private")
    yield file
    file.unlink()
    folder.rmdir()


@pytest.mark.usefixtures("as_root")
async def test_the_runners_socket_is_out_of_reach(ask: Asker, runner: Runner) -> None:
    connect = ATTEMPT.format(action="socket.socket(socket.AF_UNIX).connect(data)")
    reply = await ask.test(connect, data=str(runner.socket))
    assert json.loads(reply.data) == "PermissionError"
    assert runner.socket.parent.stat().st_mode & 0o777 == 0o700
    assert runner.socket.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("as_root")
async def test_private_files_are_out_of_reach(ask: Asker, private_file: Path) -> None:
    read = ATTEMPT.format(action="open(data).read()")
    assert json.loads((await ask.test(read, data=str(private_file))).data) == "PermissionError"


@pytest.mark.parametrize("name", ["environ", "mem", "maps"])
async def test_memory_of_runner_and_zygote_is_out_of_reach(
    ask: Asker, runner: Runner, name: str
) -> None:
    for pid in (runner.pid, runner.launcher):
        read = ATTEMPT.format(action="len(open(data, 'rb').read(1))")
        reply = await ask.test(read, data=f"/proc/{pid}/{name}")
        assert json.loads(reply.data) == "PermissionError"


async def test_the_runner_can_not_be_traced(ask: Asker, runner: Runner) -> None:
    attach = ATTEMPT.format(action="ctypes.CDLL(None).ptrace(16, int(data), 0, 0)")
    for pid in (runner.pid, runner.launcher):
        assert json.loads((await ask.test(attach, data=str(pid))).data) == -1


@pytest.mark.usefixtures("as_root")
async def test_modules_below_a_closed_home_can_still_be_imported(ask: Asker) -> None:
    """From the library, its compiled part and site-packages, none of them loaded before."""
    code = """
import sys
before = set(sys.modules)
import sqlite3, tomllib, cachetools
import xml.sax.handler, wsgiref.util, email.mime.text
def fetch_data(data, kind):
    names = ["_sqlite3", "tomllib", "cachetools", "wsgiref.util"]
    assert before.isdisjoint(names)
    return [sys.modules[name].__file__ for name in names]
"""
    reply = await ask.test(code, memory_mb=256)
    assert not reply.HasField("error"), reply.error.traceback
    files = json.loads(reply.data)
    library = Path(os.__file__).parent
    if any(not folder.stat().st_mode & 0o001 for folder in library.resolve().parents):
        assert all(file.startswith("/proc/self/fd/") for file in (files[1], files[3]))


STARTS = {
    "fork": "os.fork()",
    "a program": "subprocess.run(['true'])",
    "posix_spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "another program in its place": "os.execv('/bin/true', ['true'])",
}


@pytest.mark.parametrize("how", STARTS)
async def test_no_process_can_be_started(ask: Asker, how: str) -> None:
    attempt = "import subprocess\n" + ATTEMPT.format(action=STARTS[how])
    assert json.loads((await ask.test(attempt)).data) == "PermissionError"
