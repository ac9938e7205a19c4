"""The lock of the data folder: one appliance at a time."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

from appliance.data_folder import MARK
from appliance.errors import SetupError
from appliance.paths import DataFolder

# A predecessor that was just told to stop or was killed may be about to let go, and `held` of
# another process holds the lock for a moment.
_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.02


@contextlib.contextmanager
def locked(folder: DataFolder) -> Iterator[None]:
    """Hold the data folder, which was prepared, as long as the block or this process lasts.

    The kernel lets go when the process ends, however it ends. Child processes don't inherit it.

    Raises:
        SetupError: another process holds it; names it.
    """
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CLOEXEC)
    try:
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while not _taken(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > give_up:
                raise SetupError(
                    f"An appliance already runs on {folder.root}, as process "
                    f"{holder(folder) or '?'}. Stop that one first, or choose another "
                    "[appliance] data_dir."
                )
            time.sleep(_PAUSE_SECONDS)
        _write(descriptor, f"{MARK} {os.getpid()}\n")
        yield
        # The mark stays, because it says whose folder this is.
        _write(descriptor, f"{MARK}\n")
    finally:
        os.close(descriptor)


def held(folder: DataFolder) -> bool:
    """Whether an appliance runs on the data folder; False also when there is no such folder.

    Raises:
        OSError: the lock may not be read.
    """
    try:
        descriptor = os.open(folder.lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def holder(folder: DataFolder) -> int | None:
    """The process that the lock file names; it may have been killed since.

    Raises:
        OSError: there is no lock, or it may not be read.
    """
    words = folder.lock.read_text(encoding="utf-8", errors="replace").split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def _taken(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(descriptor: int, text: str) -> None:
    # The mark is written over the same mark, so that it is there at any moment.
    content = text.encode()
    os.pwrite(descriptor, content, 0)
    os.ftruncate(descriptor, len(content))
