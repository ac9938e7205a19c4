"""`build.sh` in small clones of its own, with packages that the tests make: no network is used."""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from tests.support.processes import alive, descendants, until

ROOT = Path(__file__).parents[2]
QUICK_SECONDS = 0.05

PROGRAM = """\
import os, sys
import sample
print(sample.VERSION, os.getcwd(), os.getpid(), sys.argv[1:], sep="|")
"""


class Clone:
    """A clone with the real build.sh and a program that only prints how it was called."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self._wheels = wheels
        shutil.copytree(ROOT / "packaging" / "bootstrap", folder / "packaging" / "bootstrap")
        shutil.copy2(ROOT / "build.sh", folder)
        (folder / "appliance").mkdir()
        (folder / "appliance" / "__init__.py").touch()
        (folder / "appliance" / "__main__.py").write_text(PROGRAM)
        self.lock("requirements.lock", "sample==1")
        self.lock("requirements-dev.lock", "sample==1", "tool==1")

    def lock(self, name: str, *packages: str) -> None:
        """Write a lock of packages that are made for it."""
        lines = []
        for package in packages:
            wheel = _wheel(self._wheels, *package.split("=="))
            lines.append(
                f"{package} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
            )
        (self.folder / name).write_text("\n".join(lines) + "\n")

    def command(self, *arguments: str) -> list[str]:
        return [str(self.folder / "build.sh"), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self._wheels)}
        return {**os.environ, **pip, "BUILD_PYTHON": sys.executable}

    def call(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            env={**self.environment, **environment},
            cwd="/",
            timeout=100,
            check=False,
        )

    def works(self) -> bool:
        done = self.call("cli", "x")
        assert done.returncode == 0, done.stderr
        return done.stdout.endswith("|['x']\n")

    @property
    def record(self) -> Path:
        return self.folder / ".venv" / ".made-from"


def _wheel(folder: Path, name: str, version: str) -> Path:
    """A package with a module and a script of the same name."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    if not path.exists():
        about = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(f"{name}.py", f"VERSION = {version!r}\ndef main(): print(VERSION)\n")
            metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            wheel.writestr(f"{about}/METADATA", metadata)
            wheel.writestr(
                f"{about}/WHEEL",
                "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            )
            wheel.writestr(
                f"{about}/entry_points.txt", f"[console_scripts]\n{name}-script={name}:main\n"
            )
            wheel.writestr(f"{about}/RECORD", "")
    return path


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wheels")


@pytest.fixture
def clone(tmp_path: Path, wheels: Path) -> Clone:
    return Clone(tmp_path / "clone", wheels)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Clone:
    """A clone whose environment is whole; for tests that leave it so."""
    clone = Clone(tmp_path_factory.mktemp("made") / "clone", wheels)
    assert clone.works()
    return clone


def test_nothing_but_the_program_is_on_stdout(clone: Clone) -> None:
    done = clone.call("cli", "a b", "--c", "")
    assert done.returncode == 0, done.stderr
    version, folder, _, arguments = done.stdout.rstrip("\n").split("|")
    # The caller's folder stays, and arguments are passed as they are.
    assert (version, folder, arguments) == ("1", "/", "['a b', '--c', '']")
    assert "making .venv" in done.stderr
    again = clone.call("cli")
    assert again.stderr == ""


def test_run_becomes_the_program(made: Clone) -> None:
    with subprocess.Popen(
        made.command("run", "--config", "x"),
        stdout=subprocess.PIPE,
        text=True,
        env=made.environment,
    ) as process:
        output, _ = process.communicate(timeout=60)
        _, _, pid, arguments = output.rstrip("\n").split("|")
    assert int(pid) == process.pid
    assert arguments == "['run', '--config', 'x']"


def test_a_second_start_is_quick(made: Clone) -> None:
    program = made.folder / "appliance" / "__main__.py"
    took = []
    for _ in range(10):
        begun = time.perf_counter()
        assert made.call("cli").returncode == 0
        whole = time.perf_counter() - begun
        begun = time.perf_counter()
        python = str(made.folder / ".venv" / "bin" / "python")
        subprocess.run([python, str(program)], check=True, stdout=subprocess.DEVNULL)
        took.append(whole - (time.perf_counter() - begun))
    assert min(took) < QUICK_SECONDS


def test_modules_of_the_callers_folder_are_not_taken(made: Clone, tmp_path: Path) -> None:
    for name in ("sample", "appliance", "os"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')\n")
    done = subprocess.run(
        made.command("cli"),
        cwd=tmp_path,
        env={**made.environment, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_program_is_found_from_any_folder(made: Clone) -> None:
    python = made.folder / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "appliance"], cwd="/", check=True, stdout=subprocess.DEVNULL)


def test_a_changed_lock_is_followed(clone: Clone) -> None:
    assert clone.call("cli").stdout.startswith("1|")
    clone.lock("requirements.lock", "sample==2")
    assert clone.call("cli").stdout.startswith("2|")


def test_tools_come_when_they_are_needed_and_stay(clone: Clone) -> None:
    assert clone.works()
    tool = clone.folder / ".venv" / "bin" / "tool-script"
    assert not tool.exists()
    clone.lock("requirements-dev.lock", "sample==1", "tool==1")
    clone.call("check")  # what it checks is not in this clone
    assert tool.exists()
    clone.lock("requirements.lock", "sample==2")
    clone.lock("requirements-dev.lock", "sample==2", "tool==1")
    assert clone.call("cli").stdout.startswith("2|")
    assert tool.exists()


@pytest.mark.parametrize("name", ["moved", "with spaces", "wíth-létters"])
def test_a_moved_clone_is_mended(clone: Clone, name: str) -> None:
    assert clone.works()
    moved = clone.folder.with_name(name)
    clone.folder.rename(moved)
    clone.folder = moved
    done = clone.call("cli")
    assert (done.returncode, done.stderr) == (
        0,
        "build.sh: the clone was moved; mending .venv\n",
    )
    for script in ("sample-script",):
        command = [moved / ".venv" / "bin" / script]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"1\n"
    assert clone.call("cli").stderr == ""


def test_a_linked_build_script_finds_its_clone(made: Clone, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(made.folder / "build.sh")
    subprocess.run([link, "cli"], env=made.environment, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_build_leaves_nothing_that_counts(
    clone: Clone, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        clone.command("cli"),
        env=clone.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    halfway = clone.folder / ".cache" / "environment" / "new" / "bin" / "python"
    assert until(halfway.exists, 30) is not None
    family = {process.pid, *descendants(process.pid)}
    os.killpg(process.pid, number)
    assert process.wait(30) != 0
    assert until(lambda: not any(map(alive, family)), 10) is not None
    assert not clone.record.exists()
    assert clone.works()
    assert not halfway.parents[2].exists()


def test_a_failed_build_leaves_the_old_environment(clone: Clone) -> None:
    assert clone.works()
    before = clone.record.read_text()
    with (clone.folder / "requirements.lock").open("a") as lock:
        lock.write("missing==1 --hash=sha256:" + "0" * 64 + "\n")
    done = clone.call("cli")
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing" in done.stderr
    assert "pip ended with status 1" in done.stderr
    assert clone.record.read_text() == before


def test_a_package_that_was_changed_is_refused(clone: Clone) -> None:
    (clone.folder / "requirements.lock").write_text("sample==1 --hash=sha256:" + "0" * 64 + "\n")
    done = clone.call("cli")
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr


def test_two_builds_at_a_time_make_one_environment(clone: Clone) -> None:
    both = [
        subprocess.Popen(
            clone.command("cli"),
            env=clone.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = "".join(process.communicate(timeout=100)[1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said.count("making .venv") == 1
    assert said.count("waiting for another") == 1


def test_a_whole_environment_needs_no_lock(made: Clone) -> None:
    with (made.folder / ".cache" / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert made.call("cli").returncode == 0


def test_an_interpreter_that_is_gone_is_replaced(clone: Clone) -> None:
    assert clone.works()
    python = clone.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nonexistent/python3.11")
    assert clone.works()


def test_an_unusable_python_is_skipped(clone: Clone, tmp_path: Path) -> None:
    # As a version manager's shim without that version, and as an old Python.
    shims = tmp_path / "shims"
    shims.mkdir()
    for name, text in (("python3.11", "exit 127"), ("python3.12", "echo no")):
        (shims / name).write_text(f"#!/bin/sh\n{text}\n")
        (shims / name).chmod(0o755)
    (shims / "python3.13").symlink_to(sys.executable)
    path = f"{shims}:{os.environ['PATH']}"
    done = clone.call("cli", BUILD_PYTHON="", PATH=path)
    assert done.returncode == 0, done.stderr


def test_without_python_it_says_what_to_install(clone: Clone, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for program in ("bash", "env", "readlink", "sha256sum"):
        found = shutil.which(program)
        assert found is not None
        (few / program).symlink_to(found)
    done = clone.call("cli", BUILD_PYTHON="", PATH=str(few))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Python 3.11 or later is needed" in done.stderr
    assert "apt-get install python3" in done.stderr
    chosen = clone.call("cli", BUILD_PYTHON="/bin/true")
    assert "BUILD_PYTHON=/bin/true is no Python 3.11 or later." in chosen.stderr


def test_unknown_commands(made: Clone) -> None:
    done = made.call("nope")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no command nope" in done.stderr
    assert made.call("help").stdout.startswith("Usage: ./build.sh COMMAND")
    assert made.call().stdout == made.call("--help").stdout


@pytest.fixture
def without_programs(clone: Clone, tmp_path: Path) -> dict[str, str]:
    """A machine that lacks what some tests drive, and whose packages can't be had."""
    clone.lock("requirements-dev.lock", "sample==1", "pytest==1")
    folder = tmp_path / "programs"
    folder.mkdir()
    for program in ("bash", "env", "readlink", "sha256sum"):
        found = shutil.which(program)
        assert found is not None
        (folder / program).symlink_to(found)
    (folder / "apt-get").write_text('#!/bin/sh\necho "E: no network for $*" >&2\nexit 100\n')
    (folder / "apt-get").chmod(0o755)
    return {"PATH": str(folder)}


def test_what_can_not_be_tested_is_said(clone: Clone, without_programs: dict[str, str]) -> None:
    done = clone.call("test", **without_programs)
    assert done.returncode == 0, done.stderr
    if os.geteuid() == 0:
        reason = "apt-get install .* failed, see above"
        assert re.search("E: no network for .* install .*redis-server", done.stderr)
    else:
        reason = "only root may install it: apt-get install .*"
    for tests, program in (
        ("tests of the shared cache", "redis-server"),
        ("tests of the page in a browser", "chromium"),
    ):
        sentence = rf"left out: {tests} \(there is no {program}: {reason}\)"
        assert re.search(sentence, done.stderr), done.stderr


@pytest.fixture
def account() -> pwd.struct_passwd:
    """An ordinary account; root's tests run as `nobody` what a user would do."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another account")
    return pwd.getpwnam("nobody")


def test_an_ordinary_user_with_debians_python(
    account: pwd.struct_passwd, reachable_folder: Path
) -> None:
    debian = Path("/usr/bin/python3")
    if not debian.exists() or _version(debian) < (3, 11):
        pytest.skip("this machine has no /usr/bin/python3 of 3.11 or later")
    folder = Path(tempfile.mkdtemp(dir=reachable_folder))
    wheels = folder / "wheels"
    wheels.mkdir()
    clone = Clone(folder / "clone", wheels)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    done = subprocess.run(
        clone.command("cli", "x"),
        env={**clone.environment, "BUILD_PYTHON": str(debian), "HOME": "/nonexistent"},
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("|['x']\n")


def test_a_clone_that_may_not_be_written(
    account: pwd.struct_passwd, reachable_folder: Path
) -> None:
    folder = Path(tempfile.mkdtemp(dir=reachable_folder))
    folder.chmod(0o755)
    clone = Clone(folder / "clone", folder)
    done = subprocess.run(
        clone.command("cli"),
        env={**clone.environment, "BUILD_PYTHON": "/usr/bin/python3"},
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"can't make {clone.folder / '.venv'}: Permission denied" in done.stderr
    assert "Traceback" not in done.stderr


def _version(python: Path) -> tuple[int, ...]:
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


def test_the_scripts_are_executable() -> None:
    for script in (ROOT / "build.sh", ROOT / ".ci" / "run"):
        assert script.stat().st_mode & stat.S_IXUSR
        subprocess.run(["bash", "-n", script], check=True)


def test_locks_name_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index-url" not in text
        assert "--find-links" not in text
        packages = [line for line in text.splitlines() if line[:1].isalnum()]
        assert packages
        assert all(line.endswith("\\") for line in packages)


def test_what_runs_is_what_was_tested() -> None:
    """The versions of requirements.lock stand in requirements-dev.lock too."""

    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if line[:1].isalnum()}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
