"""What JavaScript can see and reach."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from runners.rpc import runner_pb2 as pb
from runners.sandbox.accounts import find_account
from tests.runners.harness import (
    ROOT,
    Asker,
    Runner,
    children_of,
    environment_of,
    eventually,
    status_of,
)

ATTEMPT = """
export async function fetchData(data) {{
  try {{
    const value = await (async () => {{ {body} }})();
    return ["done", String(value)];
  }} catch (error) {{
    return ["refused", String(error)];
  }}
}}
"""


@pytest.fixture
async def spare(runner: Runner) -> int:
    """A worker that waits."""
    assert await eventually(lambda: len(children_of(runner.launcher)) == 2)
    return children_of(runner.launcher)[0]


@pytest.fixture
def open_file() -> Iterator[Path]:
    """A file that everybody may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    file = folder / "open.js"
    file.write_text("export default 'read'")
    file.chmod(0o644)
    yield file
    file.unlink()
    folder.rmdir()


REFUSED = {
    "Deno.readTextFile": "return Deno.readTextFileSync(data)",
    "node:fs": "return (await import('node:fs')).readFileSync(data, 'utf8')",
    "import": "return (await import('file://' + data)).default",
    "fetch": "return await (await fetch('file://' + data)).text()",
    "Deno.writeTextFile": "return Deno.writeTextFileSync('/tmp/written-by-a-source', 'x')",
    "Deno.Command": "return new Deno.Command('/bin/true').outputSync().code",
    "child_process": "return (await import('node:child_process')).execSync('true')",
    "cluster": "return (await import('node:cluster')).default.fork().id",
    "dlopen": "return Deno.dlopen('libc.so.6', {})",
    "napi": "return (await import('node:module')).createRequire('file:///')(data)",
    "environment": "return Deno.env.toObject()",
    "process.env": "return process.env.HOME ?? Object.keys(process.env)",
    "hostname": "return Deno.hostname()",
    "node:os": "return (await import('node:os')).userInfo().username",
    "kill": "return process.kill(process.ppid, 'SIGKILL')",
    "https import": "return import('https://example.com/x.js')",
    "npm import": "return import('npm:lodash')",
    "jsr import": "return import('jsr:@std/path')",
    "inspector": "return (await import('node:inspector')).open(0)",
    "key-value store": "return (await Deno.openKv()).get(['x'])",
    "cache": "return await (await caches.open('x')).match('https://example.com')",
    "sqlite": "return new (await import('node:sqlite')).DatabaseSync('/tmp/by-a-source')",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_all_but_the_network_is_refused(ask: Asker, name: str, open_file: Path) -> None:
    reply = await ask.test(ATTEMPT.format(body=REFUSED[name]), data=str(open_file))
    assert not reply.HasField("error"), reply.error
    outcome, value = json.loads(reply.data)
    assert outcome == "refused", value


async def test_rights_can_not_be_asked_for(ask: Asker) -> None:
    code = """
export async function fetchData() {
  const names = ["read", "write", "env", "run", "ffi", "sys", "import"];
  return await Promise.all(names.map(async (name) => {
    const before = await Deno.permissions.query({ name });
    const after = await Deno.permissions.request({ name });
    return [before.state, after.state];
  }));
}
"""
    assert json.loads((await ask.test(code)).data) == [["denied", "denied"]] * 7


async def test_a_thread_of_its_own_has_no_more_rights(ask: Asker, open_file: Path) -> None:
    code = """
export async function fetchData(data) {
  const code = `
    try { postMessage(Deno.readTextFileSync(${JSON.stringify(data)})) }
    catch (error) { postMessage(String(error)) }`;
  const url = URL.createObjectURL(new Blob([code], { type: "application/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return await new Promise((done) => {
    worker.onmessage = (event) => done(event.data);
    worker.onerror = (event) => done(event.message);
  });
}
"""
    reply = await ask.test(code, data=str(open_file))
    # It takes more memory than most limits allow.
    if reply.error.kind != pb.Error.MEMORY_LIMIT:
        assert "NotCapable" in json.loads(reply.data)


@pytest.mark.parametrize(
    "body",
    [
        "return await Deno.connect({ transport: 'unix', path: data })",
        """const net = await import('node:net'); return await new Promise((done, fail) =>
        net.connect(data).on('connect', done).on('error', fail))""",
    ],
)
async def test_unix_sockets_are_out_of_reach(ask: Asker, runner: Runner, body: str) -> None:
    reply = await ask.test(ATTEMPT.format(body=body), data=str(runner.socket))
    assert not reply.HasField("error"), reply.error
    outcome, value = json.loads(reply.data)
    assert outcome == "refused", value


@pytest.mark.usefixtures("as_root")
def test_the_environment_is_clean(runner: Runner, spare: int) -> None:
    assert b"SECRET_OF_THE_SERVICE" in environment_of(runner.pid)
    for pid in (runner.launcher, spare):
        assert b"SECRET_OF_THE_SERVICE" not in environment_of(pid)
        assert str(ROOT).encode() not in environment_of(spare)


def test_limits_session_and_rights_of_a_worker(spare: int) -> None:
    assert os.getsid(spare) == os.getpgid(spare) == spare
    status = status_of(spare)
    assert status["NoNewPrivs"] == "1"
    lines = Path(f"/proc/{spare}/limits").read_text().splitlines()
    limits = {line[:25].strip(): line[25:].split()[:2] for line in lines}
    assert limits["Max core file size"] == ["0", "0"]
    assert limits["Max file size"] == [str(8 * 1024 * 1024)] * 2
    assert limits["Max open files"] == ["64", "64"]
    assert limits["Max data size"][0].isdecimal()
    assert limits["Max cpu time"][0].isdecimal()


@pytest.mark.usefixtures("as_root")
def test_root_is_given_up(runner: Runner, spare: int) -> None:
    for pid in (runner.pid, runner.launcher, spare):
        status = status_of(pid)
        assert "0" not in status["Uid"].split() + status["Gid"].split()
        assert status["Groups"] == ""
        assert int(status["CapEff"], 16) == 0


@pytest.mark.usefixtures("as_root")
def test_a_worker_has_the_channel_and_what_deno_opened(spare: int) -> None:
    folder = Path(f"/proc/{spare}/fd")
    found = {int(entry.name): str(entry.readlink()) for entry in folder.iterdir()}
    assert found[0] == found[1]
    assert found[0].startswith("socket:")
    assert found[2] == "/dev/null"
    files = {target for target in found.values() if target.startswith("/")}
    assert files <= {"/dev/null", "/dev/urandom"}


PEEK = """
import os, sys
os.setgroups([]); os.setresgid(int(sys.argv[2]), *[int(sys.argv[2])] * 2)
os.setresuid(int(sys.argv[2]), *[int(sys.argv[2])] * 2)
for name in ("mem", "environ", "maps"):
    try:
        open(f"/proc/{sys.argv[1]}/{name}", "rb").read(1)
        print("read", name)
    except PermissionError:
        pass
"""


@pytest.mark.usefixtures("as_root")
def test_memory_of_a_worker_is_out_of_reach_of_its_own_account(runner: Runner, spare: int) -> None:
    account = find_account(None)
    assert account is not None
    for pid in (runner.pid, runner.launcher, spare):
        command = [sys.executable, "-I", "-c", PEEK, str(pid), str(account.uid)]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b""
