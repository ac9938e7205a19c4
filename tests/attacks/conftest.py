"""The arenas: one as the account of user code, one as whoever runs the tests."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runners.sandbox.accounts import find_account

ROOT = Path(__file__).parents[2]


class Arena:
    """An arena in a process of its own."""

    def __init__(self, folder: Path, account: str) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.arena", str(folder), account],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"MALLOC_ARENA_MAX": "1"},
            text=True,
        )
        words = self._answer().split()
        self.pid, self.port, self.udp_port = map(int, words[1:])

    def attempt(
        self,
        code: str,
        layers: list[str],
        *,
        policy: str = "python",
        network: str = "open",
        seconds: float = 10.0,
        bounds: dict[str, int] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """How it ended, in the words of the arena."""
        order = {"code": code, "layers": layers, "policy": policy, "network": network}
        order |= {"seconds": seconds, **more}
        order["bounds"] = bounds or {}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._answer())
        return told

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the arena ended with status {self._process.wait(5)}"
        return line

    def close(self) -> None:
        self._process.communicate(timeout=10)


def _prepare(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "secret.toml").write_text("secret")
    (folder / "secret.toml").chmod(0o644)
    (folder / "writable").mkdir()
    (folder / "writable").chmod(0o777)
    shutil.copytree(Path(__file__).parent / "javascript", folder / "code")
    (folder / "code").chmod(0o755)


@pytest.fixture(scope="session")
def arena_of() -> Iterator[Callable[[bool], Arena]]:
    """The arena of attacks that need root's rights, or of the others."""
    with contextlib.ExitStack() as stack:
        made: dict[bool, Arena] = {}

        def get(as_root: bool) -> Arena:
            account = None if as_root else find_account(None)
            as_root = as_root and os.geteuid() == 0
            if as_root not in made:
                folder = Path(tempfile.mkdtemp(prefix="arena-"))
                stack.callback(shutil.rmtree, folder)
                _prepare(folder)
                if account is not None:
                    os.chown(folder, account.uid, account.gid)
                made[as_root] = Arena(folder, account.as_argument() if account else "-")
                stack.callback(made[as_root].close)
            return made[as_root]

        yield get


@pytest.fixture
def arena(arena_of: Callable[[bool], Arena]) -> Arena:
    return arena_of(False)


@pytest.fixture
def datagrams(arena: Arena) -> Iterator[socket.socket]:
    """A socket for datagrams beside the runner's."""
    path = arena.folder / "datagrams.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiving:
        receiving.bind(str(path))
        path.chmod(0o777)
        yield receiving
    path.unlink()
