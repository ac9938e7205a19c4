"""The data folder: made, taken, refused; its secrets; its lock."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import data_folder, lock
from appliance.errors import SetupError
from appliance.paths import MAX_DATA_FOLDER_BYTES, DataFolder

ROOT = os.geteuid() == 0


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder with a short path, as sockets need it."""
    folder = Path(tempfile.mkdtemp(prefix="ia-data-"))
    yield folder
    shutil.rmtree(folder)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_is_made_with_the_folders_above_it(base: Path) -> None:
    folder = DataFolder(base / "a" / "b")
    data_folder.prepare(folder)
    assert mode(folder.root) == (0o711 if ROOT else 0o700)
    assert [mode(p) for p in (folder.keys, folder.logs, folder.spool)] == [0o700] * 3
    assert folder.run.is_dir()
    data_folder.prepare(folder)


@pytest.mark.parametrize("before", [0o000, 0o500, 0o755, 0o777])
def test_an_empty_folder_is_taken_whatever_its_mode(base: Path, before: int) -> None:
    folder = DataFolder(base / "empty")
    folder.root.mkdir()
    folder.root.chmod(before)
    data_folder.prepare(folder)
    assert mode(folder.root) == (0o711 if ROOT else 0o700)


def test_a_mounted_file_system_counts_as_empty(base: Path) -> None:
    (base / "lost+found").mkdir()
    data_folder.prepare(DataFolder(base))


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "lock"])
def test_a_folder_with_other_things_is_refused_and_not_touched(base: Path, name: str) -> None:
    (base / name).write_text("mine")
    base.chmod(0o750)
    with pytest.raises(SetupError, match="holds other files"):
        data_folder.prepare(DataFolder(base))
    assert mode(base) == 0o750
    assert [p.name for p in base.iterdir()] == [name]


def test_a_file_in_its_place_is_one_sentence(base: Path) -> None:
    (base / "file").write_text("")
    for path in (base / "file", base / "file" / "below"):
        with pytest.raises(SetupError, match="can't use"):
            data_folder.prepare(DataFolder(path))


def test_a_path_that_is_too_long_for_sockets_is_refused(base: Path) -> None:
    path = base / ("x" * MAX_DATA_FOLDER_BYTES)
    with pytest.raises(SetupError, match=f"longer than {MAX_DATA_FOLDER_BYTES} bytes"):
        data_folder.prepare(DataFolder(path))
    assert not path.exists()


def test_the_longest_path_leaves_room_for_each_socket() -> None:
    folder = DataFolder(Path("/" + "x" * (MAX_DATA_FOLDER_BYTES - 1)))
    sockets = (
        f"{folder.supervisor_socket}.{2**22}",
        str(folder.postgres_sockets / ".s.PGSQL.5432"),
        str(folder.runner_python_socket),
        str(folder.runner_javascript_socket),
    )
    assert max(map(len, sockets)) <= 107


def test_a_secret_is_made_once_and_closed_to_others(base: Path) -> None:
    path = base / "secret"
    made = data_folder.secret(path)
    assert len(made) == 64
    assert data_folder.secret(path) == made
    assert mode(path) == 0o600
    assert data_folder.secret(base / "other") != made
    assert sorted(p.name for p in base.iterdir()) == ["other", "secret"]


@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_giving_leaves_links_and_second_names_alone(base: Path) -> None:
    target, folder = base / "target", base / "folder"
    target.write_text("root's")
    folder.mkdir()
    (folder / "inner").mkdir()
    (folder / "inner" / "file").write_text("")
    (folder / "symbolic").symlink_to(target)
    (folder / "hard").hardlink_to(target)
    (folder / "outside").symlink_to(base)
    data_folder.give(folder, 1, 1)
    assert target.stat().st_uid == base.stat().st_uid == 0
    given = (folder, folder / "inner", folder / "inner" / "file")
    assert [p.stat().st_uid for p in given] == [1, 1, 1]


def test_the_lock_is_held_by_one_process_that_it_names(base: Path) -> None:
    folder = DataFolder(base)
    assert not lock.held(folder)
    data_folder.prepare(folder)
    assert not lock.held(folder)
    with lock.locked(folder):
        assert lock.held(folder)
        assert lock.holder(folder) == os.getpid()
        with pytest.raises(SetupError, match=f"process {os.getpid()}"), lock.locked(folder):
            pass
    assert not lock.held(folder)
    assert data_folder.is_ours(folder)


def test_the_lock_of_a_killed_process_is_free_at_once(base: Path) -> None:
    folder = DataFolder(base)
    data_folder.prepare(folder)
    code = (
        "import time\nfrom pathlib import Path\n"
        "from appliance import lock\nfrom appliance.paths import DataFolder\n"
        f"with lock.locked(DataFolder(Path({str(base)!r}))):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert lock.holder(folder) == holder.pid
        with pytest.raises(SetupError, match=f"process {holder.pid}"), lock.locked(folder):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert not lock.held(folder)
        with lock.locked(folder):
            assert lock.holder(folder) == os.getpid()
