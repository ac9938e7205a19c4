"""Finding and ending processes that nobody waits for."""

import subprocess
import sys
from pathlib import Path

import pytest

from runners.sandbox import leftovers

ROOT = Path(__file__).parents[3]

# In a process of its own: it kills every child of the process that calls it.
ADOPT = """
import os, time
from runners.sandbox import kernel, leftovers
kernel.adopt_orphans()
read, write = os.pipe()
if os.fork() == 0:
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            os.write(write, b"x")
            time.sleep(60)
    os._exit(0)
kept = os.fork()
if kept == 0:
    time.sleep(60)
os.read(read, 1), os.read(read, 1), os.read(read, 1)
for _ in range(200):
    leftovers.kill_strangers({kept})
    if leftovers.children() == {kept}:
        break
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG)
    time.sleep(0.01)
print(leftovers.children() == {kept}, leftovers.kill_strangers({kept}))
leftovers.end_all(5)
print(leftovers.children())
"""


def test_orphans_are_adopted_and_killed_and_known_children_are_not() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ADOPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "True 0\nset()\n"


def test_children_are_found_where_the_kernel_keeps_no_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        assert child.pid in leftovers.children()
        real = Path.iterdir

        def without_tasks(path: Path) -> object:
            if str(path) == "/proc/self/task":
                raise FileNotFoundError
            return real(path)

        monkeypatch.setattr(Path, "iterdir", without_tasks)
        assert child.pid in leftovers.children()
        child.kill()


def test_a_session_of_nobody_is_no_error() -> None:
    with subprocess.Popen(["true"], start_new_session=True) as child:
        child.wait()
    leftovers.kill_session(2**22 - 1)
