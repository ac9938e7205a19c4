"""The import path after a change of account, in a process that may change it."""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("as_root")


@pytest.fixture
def home() -> Iterator[Path]:
    """A 0700 folder with an import path below it: open/ and, closed itself, shut/."""
    home = Path(tempfile.mkdtemp())
    for name in ("open", "shut"):
        package = home / name / f"pkg_{name}"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "late.py").write_text("import os\nwhere = __file__\n")
        (package / "data.txt").write_text("data")
        (home / name / f"single_{name}.py").touch()
    (home / "shut").chmod(0o700)
    home.chmod(0o700)
    yield home
    shutil.rmtree(home)


def run(home: Path, code: str) -> str:
    """What `code` prints as an unprivileged account; it finds `lost`, `home`."""
    script = f"""
import importlib.resources, os, sys
sys.path += [{str(home / "open")!r}, {str(home / "shut")!r}]
import pkg_open
from runners.sandbox import reachable
from runners.sandbox.accounts import Account, drop_to
home = {str(home)!r}
with reachable.import_path_kept() as lost:
    drop_to(Account("spare", 65533, 65533))
{textwrap.dedent(code)}
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_modules_below_a_closed_home_are_found(home: Path) -> None:
    where = run(home, "import single_open; print(single_open.__file__)")
    assert where.startswith("/proc/self/fd/")


def test_submodules_of_a_package_that_was_loaded_before_are_found(home: Path) -> None:
    where = run(home, "import pkg_open.late; print(pkg_open.late.where)")
    assert where.startswith("/proc/self/fd/")


def test_files_beside_a_module_are_found(home: Path) -> None:
    code = "print(importlib.resources.files('pkg_open').joinpath('data.txt').read_text())"
    assert run(home, code) == "data"


def test_what_is_closed_itself_is_named_and_not_opened_by_the_way_around(home: Path) -> None:
    code = """
    try:
        import single_shut
    except ModuleNotFoundError:
        print([entry.removeprefix(home) for entry in lost if entry.startswith(home)])
    """
    assert run(home, code) == "['/shut']"


def test_the_closed_home_itself_stays_closed(home: Path) -> None:
    code = """
    (entry,) = [e for e in sys.path if e.startswith("/proc") and os.readlink(e) == home + "/open"]
    for attempt in (f"{entry}/..", f"{entry}/../shut", home):
        try:
            print(os.listdir(attempt))
        except PermissionError:
            print("refused")
    """
    assert run(home, code).split() == ["refused"] * 3


def test_a_folder_can_be_taken_out_again(home: Path) -> None:
    code = """
    before = reachable.descriptors()
    (entry,) = [e for e in sys.path if e.startswith("/proc") and os.readlink(e) == home + "/open"]
    reachable.forget(entry)
    print(len(before - reachable.descriptors()), os.path.exists(entry), entry in sys.path)
    """
    assert run(home, code) == "1 False False"


def test_a_path_that_is_open_to_all_stays_as_it_is(home: Path) -> None:
    home.chmod(0o755)
    code = "import single_open; print(single_open.__file__); print(lost == [home + '/shut'])"
    assert run(home, code).split() == [os.fspath(home / "open/single_open.py"), "True"]


def test_the_folder_in_which_it_was_started_is_no_place_for_modules() -> None:
    code = """
import os, sys
from runners.sandbox import reachable
sys.path += ["", os.getcwd()]
reachable.forget_where_started()
print(os.getcwd() in sys.path or "" in sys.path, "encodings" in sys.modules)
import tomllib
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "False True\n"
