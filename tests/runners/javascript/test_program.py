"""Deno's program: found, copied for an account, replaced when it is of another version."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from runners.javascript import program
from runners.javascript.program import Program, ProgramError
from runners.sandbox.accounts import SPARE_ID, Account

ACCOUNT = Account("spare", SPARE_ID, SPARE_ID)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts can enter."""
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    yield base / "deno"
    shutil.rmtree(base)


def test_the_shipped_one_is_that_of_the_wheel() -> None:
    shipped = Program.shipped()
    assert shipped.deno.name == "deno"
    assert (shipped.harness / "main.js").is_file()
    assert shipped.for_account(None, Path("/nonexistent")) is shipped


def test_the_packaged_one_lies_beside_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "indicator-aggregator"))
    with pytest.raises(ProgramError, match="Deno, which runs JavaScript sources, is missing"):
        Program.shipped()
    (tmp_path / "deno").mkdir()
    (tmp_path / "deno" / "deno").touch()
    assert Program.shipped().deno == tmp_path.resolve() / "deno" / "deno"


def test_one_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_DENO", "no-such-distribution")
    with pytest.raises(ProgramError, match=r"missing \(not installed\)"):
        Program.shipped()


@pytest.mark.usefixtures("as_root")
def test_an_account_gets_a_copy_that_it_may_run_and_not_read(folder: Path) -> None:
    shipped = Program.shipped()
    copied = shipped.for_account(ACCOUNT, folder)
    assert copied.runs_as(ACCOUNT)
    assert copied.deno.stat().st_mode & 0o777 == 0o711
    assert copied.deno.read_bytes() == shipped.deno.read_bytes()
    assert [path.name for path in sorted(folder.iterdir())] == ["deno", "harness"]


@pytest.mark.usefixtures("as_root")
def test_the_copy_is_made_once_and_replaced_by_another_version(folder: Path) -> None:
    shipped = Program.shipped()
    first = shipped.for_account(ACCOUNT, folder).deno.stat().st_ino
    (folder / "harness" / "main.js").write_text("of another version")
    again = shipped.for_account(ACCOUNT, folder)
    assert again.deno.stat().st_ino == first
    assert (again.harness / "main.js").read_text() == (shipped.harness / "main.js").read_text()
    again.deno.write_bytes(b"half a copy")
    assert shipped.for_account(ACCOUNT, folder).runs_as(ACCOUNT)


@pytest.mark.usefixtures("as_root")
def test_what_the_account_can_not_run_is_said(folder: Path) -> None:
    folder.parent.chmod(0o700)
    with pytest.raises(ProgramError, match="which can't run"):
        Program.shipped().for_account(ACCOUNT, folder)
    with pytest.raises(ProgramError, match="Can't copy Deno"):
        Program.shipped().for_account(ACCOUNT, Path("/proc/deno"))
