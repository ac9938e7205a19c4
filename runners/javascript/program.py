"""What a worker runs: Deno, without rights, and in it the harness that loads the source.

Deno comes from the wheel of that name, whose own Python code is not used; the packaged binary has
it beside it. Where user code has an account of its own, that account gets a copy which it can
reach, and may run but not read: the kernel then keeps the memory of such a process, with the
secrets of a call, from others of the same account.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from runners.sandbox.accounts import Account

_DENO, _HARNESS = "deno", "harness"
_MAIN = "main.js"
_ALONE = ("alone",)  # tells the harness that `fetch` goes by the channel

# Everybody may run it, and only its owner read it.
_RUN_ONLY = 0o711

# Without a cache and a configuration to
# find, without asking anybody, without code from elsewhere.
_FLAGS = (
    *("--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-code-cache"),
    *("--no-remote", "--no-npm", "--cached-only"),
    *("--deny-read", "--deny-write", "--deny-env", "--deny-run", "--deny-ffi", "--deny-sys"),
    "--deny-import",
)

_ENVIRONMENT = {
    "DENO_DIR": "/nonexistent",
    # Without it, Deno waits 150 ms for a cache that it can't write.
    "DENO_EMIT_CACHE_MODE": "disable",
    "DENO_NO_UPDATE_CHECK": "1",
    "NO_COLOR": "1",
}


class ProgramError(Exception):
    """There is nothing to run JavaScript with; the text says why and what to do."""


@dataclass(frozen=True)
class Program:
    """The program of Deno and the folder of the harness."""

    deno: Path
    harness: Path

    @classmethod
    def shipped(cls) -> Self:
        """What came with this program.

        Raises:
            ProgramError: there is no Deno.
        """
        place = _beside() if getattr(sys, "frozen", False) else _installed()
        if place is None or not place.is_file():
            raise ProgramError(
                f"Deno, which runs JavaScript sources, is missing ({place or 'not installed'}). "
                "Install the requirements again, or set [runners.javascript] enabled = false."
            )
        return cls(place, Path(__file__).resolve().parent / _HARNESS)

    def for_account(self, account: Account | None, folder: Path) -> "Program":
        """This one, or its copy in `folder` where an account is to run it.

        The copy is made once for each version; `folder` is made where it is missing.

        Raises:
            ProgramError: it can't be copied, or the account can't run the copy.
        """
        if account is None:
            return self
        copied = Program(folder / _DENO, folder / _HARNESS)
        try:
            self._copy_to(copied)
        except OSError as error:
            raise ProgramError(f"Can't copy Deno to {folder}: {error.strerror}.") from error
        if not copied.runs_as(account):
            raise ProgramError(
                f"JavaScript sources run as {account.name}, which can't run {copied.deno}: is that "
                "file system mounted noexec? Choose another [appliance] data_dir."
            )
        return copied

    def runs_as(self, account: Account) -> bool:
        """Whether `account` can run it: tried, so that each obstacle counts."""
        try:
            tried = subprocess.run(
                [self.deno, "--version"],
                user=account.uid,
                group=account.gid,
                extra_groups=[],
                cwd="/",
                env={},
                capture_output=True,
                check=False,
            )
        except PermissionError:
            return False
        return tried.returncode == 0

    def command(self, heap_mb: int, *, alone: bool = False) -> list[str]:
        """Start a worker whose objects may take `heap_mb` MiB; one that is `alone` has no network.

        What a network reaches is not of Deno's permissions: a worker is started before it is known
        for which source.
        """
        heap = f"--v8-flags=--max-old-space-size={heap_mb}"
        flags = (*_FLAGS, "--deny-net" if alone else "--allow-net", heap)
        return [
            str(self.deno),
            "run",
            *flags,
            str(self.harness / _MAIN),
            *(_ALONE if alone else ()),
        ]

    def _copy_to(self, copied: "Program") -> None:
        folder = copied.deno.parent
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # whatever the umask is
        with tempfile.TemporaryDirectory(prefix=".staged-", dir=folder) as temporary:
            staged = Path(temporary)
            if not _same(self.deno, copied.deno):
                shutil.copyfile(self.deno, staged / _DENO)
                shutil.copystat(self.deno, staged / _DENO)
                (staged / _DENO).chmod(_RUN_ONLY)
                (staged / _DENO).replace(copied.deno)
            shutil.rmtree(copied.harness, ignore_errors=True)
            shutil.copytree(self.harness, staged / _HARNESS)
            for path in (staged / _HARNESS, *(staged / _HARNESS).iterdir()):
                path.chmod(0o755 if path.is_dir() else 0o644)
            (staged / _HARNESS).replace(copied.harness)


def environment(inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What Deno gets of ours, and what it is to know."""
    return {**inherited, **_ENVIRONMENT}


def _beside() -> Path:
    return Path(sys.executable).resolve().parent / _DENO / _DENO


def _installed() -> Path | None:
    """As the wheel's list of files has it."""
    try:
        files = importlib.metadata.files(_DENO) or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (Path(str(file.locate())).resolve() for file in files if file.name == _DENO)
    return next((path for path in found if path.is_file()), None)


def _same(deno: Path, copied: Path) -> bool:
    """Whether the copy is of this version."""
    try:
        there = copied.stat()
    except FileNotFoundError:
        return False
    here = deno.stat()
    return (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns)
