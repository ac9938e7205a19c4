"""Landlock as older kernels know it, and what of a place is allowed."""

import subprocess
import sys
from pathlib import Path

import pytest

from runners.sandbox import landlock

ROOT = Path(__file__).parents[3]

ATTEMPTS = """
import os, socket, sys
from pathlib import Path
from runners.sandbox import kernel, landlock
from runners.sandbox.landlock import EXECUTE, READ, READ_AND_WRITE, Place

known, folder = int(sys.argv[1]), Path(sys.argv[2])
landlock.abi = lambda: known
for name in ("read", "write", "closed"):
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "file").write_text("x")
places = [Place(str(folder / "read")), Place(str(folder / "write" / "file"), READ_AND_WRITE),
          Place("/bin", EXECUTE), Place("/usr", EXECUTE), Place("/lib", EXECUTE),
          Place("/lib64", EXECUTE), Place(str(folder / "missing")),
          Place(str(folder / "read" / "file" / "below")), Place("/dev/null", READ_AND_WRITE)]
ruleset = landlock.make(places)
kernel.gain_nothing_by_exec()
landlock.take_on(ruleset)
landlock.close_ports()

def tried(name, action):
    try:
        action()
    except PermissionError:
        return
    except ConnectionRefusedError:
        pass
    print(name)

tried("read", (folder / "read" / "file").read_text)
tried("list", lambda: os.listdir(folder / "read"))
tried("overwrite", lambda: (folder / "write" / "file").write_text("y"))
tried("execute", lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0))
tried("read closed", (folder / "closed" / "file").read_text)
tried("list closed", lambda: os.listdir(folder))
tried("write what is read", lambda: (folder / "read" / "file").write_text("y"))
tried("make", lambda: (folder / "read" / "new").write_text("y"))
tried("remove", (folder / "read" / "file").unlink)
tried("bind", lambda: socket.socket().bind(("127.0.0.1", 0)))
tried("connect to 1", lambda: socket.socket().connect(("127.0.0.1", 1)))
tried("connect to 2", lambda: socket.socket().connect(("127.0.0.1", 2)))
"""

ALLOWED = ["read", "list", "overwrite", "execute"]


@pytest.mark.parametrize("known", [1, 2, 3, 4, 5, 6, 7, 8])
def test_each_version(known: int, tmp_path: Path) -> None:
    if known > landlock.abi() and known <= 7:
        pytest.skip(f"this kernel knows version {landlock.abi()}")
    ended = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, str(known), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    ports = [] if known >= landlock.NET_ABI else ["bind", *PORTS]
    assert ended.stdout.splitlines() == [*ALLOWED, *ports]


PORTS = ["connect to 1", "connect to 2"]
