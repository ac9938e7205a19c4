"""Making the data folder, taking one that is ours, and refusing one that is not."""

import os
import secrets
import stat
import tempfile
from pathlib import Path

from appliance.errors import SetupError
from appliance.paths import MAX_DATA_FOLDER_BYTES, DataFolder

# The first word of the lock file, by which a folder is known as one of ours.
MARK = "indicator-aggregator"

# What a file system puts into its top folder by itself, so that a mounted one counts as empty.
_NOT_CONTENT = frozenset({"lost+found"})


def prepare(folder: DataFolder) -> None:
    """Make the data folder and the folders within; an existing empty one is taken as it is.

    As root, the folder may be passed through by other accounts (0711), because PostgreSQL runs as
    one; what is secret lies in folders that are closed.

    Raises:
        SetupError: the folder can't be made or written, or is somebody else's.
    """
    root = folder.root
    if len(os.fsencode(root)) > MAX_DATA_FOLDER_BYTES:
        raise SetupError(
            f"[appliance] data_dir: {root} is longer than {MAX_DATA_FOLDER_BYTES} bytes, so that "
            "sockets within would be longer than the system allows. Choose a shorter path."
        )
    try:
        _prepare(folder)
    except OSError as error:
        raise SetupError(
            f"[appliance] data_dir: can't use {root}: {error.strerror} ({error.filename}). "
            "Choose a folder that this account may write, or let it be given to this account."
        ) from error


def _prepare(folder: DataFolder) -> None:
    passable = 0o711 if os.geteuid() == 0 else 0o700
    folder.root.mkdir(parents=True, exist_ok=True)
    if not _looked_within(folder):
        raise SetupError(
            f"[appliance] data_dir: {folder.root} holds other files and is no data folder of "
            "Indicator Aggregator. Choose an empty or a new folder."
        )
    folder.root.chmod(passable)
    if not folder.lock.exists():
        write_whole(folder.lock, MARK + "\n", mode=0o644)
    _make(folder.run, passable)
    _make(folder.logs, 0o700)
    _make(folder.keys, 0o700)
    _make(folder.postgresql, passable)
    _make(folder.feeds, 0o700)
    _make(folder.ignore_lists, 0o700)
    _make(folder.spool, 0o700)


def _looked_within(folder: DataFolder) -> bool:
    """`is_ours`, also of a folder whose mode keeps its own owner out, as an empty one may."""
    try:
        return is_ours(folder)
    except PermissionError:
        mode = folder.root.stat().st_mode & 0o7777
        folder.root.chmod(0o700)
        ours = is_ours(folder)
        if not ours:
            folder.root.chmod(mode)
        return ours


def is_ours(folder: DataFolder) -> bool:
    """Whether the folder is empty or was made by us."""
    content = {entry.name for entry in folder.root.iterdir()} - _NOT_CONTENT
    if not content:
        return True
    if "lock" not in content:
        return False
    return folder.lock.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def _make(folder: Path, mode: int) -> None:
    folder.mkdir(exist_ok=True)
    if folder.stat().st_mode & 0o777 != mode:
        folder.chmod(mode)


def give(folder: Path, uid: int, gid: int) -> None:
    """Give a folder and all within to an account; the folder last, so that it tells that all is.

    Its owner until now may be hostile: links are not followed, nor folders that became one, and
    a file with a second name, which could be one of root's, is left alone.
    """
    for _, folders, files, descriptor in os.fwalk(folder, topdown=False):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            linked = found.st_nlink > 1 and not stat.S_ISDIR(found.st_mode)
            if (found.st_uid, found.st_gid) != (uid, gid) and not linked:
                os.chown(name, uid, gid, dir_fd=descriptor, follow_symlinks=False)
    os.chown(folder, uid, gid, follow_symlinks=False)


def secret(path: Path) -> str:
    """The secret in `path`; made at random when there is none yet (0600, whole or not at all)."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return store_secret(path, secrets.token_hex(32))


def store_secret(path: Path, value: str) -> str:
    """Write a secret to `path` so that a power cut leaves the old file or the new one."""
    write_whole(path, value + "\n", mode=0o600)
    return value


def write_whole(path: Path, text: str, *, mode: int) -> None:
    """Replace a file at once, on the disk before the name points to it."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 — a descriptor
            os.fchmod(descriptor, mode)
            if os.geteuid() == 0:
                # Who may read the folder's secrets may read this one.
                owner = path.parent.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk, after a rename within."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
