"""Files of feeds that are kept whole: `<folder>/<slug>/<part>.<suffix>`, in the data folder.

A file is only ever replaced by another, in one step, so that whoever has the old one open reads on
in it, and whoever asks next finds the new one: every process of the machine, without a word.
"""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO

from backend.feeds.errors import FeedError
from backend.sources.contract import FeedFormatError, FilePart, KeptFile

CHUNK_BYTES = 1024 * 1024
UNREADABLE = (FeedFormatError, OSError)


class FeedFiles:
    """The folder, and the files of it that this process has open. For one thread.

    Without a folder there are no files, and none can be put.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._open: dict[Path, tuple[tuple[int, int, int], KeptFile]] = {}

    def find(self, slug: str, part: FilePart) -> KeptFile | None:
        """The part's file as it is now; None when there is none. Costs a look at the folder.

        Raises:
            OSError, FeedFormatError: it can't be read.
        """
        if self._folder is None:
            return None
        path = _path(self._folder, slug, part)
        try:
            found = path.stat()
        except FileNotFoundError:
            self._open.pop(path, None)
            return None
        identity = (found.st_ino, found.st_mtime_ns, found.st_size)
        known = self._open.get(path)
        if known is None or known[0] != identity:
            # Whoever looks in the old one still has it; it is closed when nobody does.
            known = self._open[path] = (identity, part.form.open(path))
        return known[1]

    def path_of(self, slug: str, part: FilePart) -> Path:
        """Where the part's file is, or would be.

        Raises:
            FeedError: there is no folder for files.
        """
        if self._folder is None:
            raise FeedError("there is no folder for such files")
        return _path(self._folder, slug, part)

    def keep(self, slug: str, part: FilePart) -> None:
        """Have the part's file as it is now aside, for `put_back`, until the next call.

        Raises:
            FeedError: it can't be done.
        """
        path = self.path_of(slug, part)
        aside = _aside(path)
        try:
            aside.unlink(missing_ok=True)
            # A second name for the same file: `put` gives the first one to another.
            with suppress(FileNotFoundError):
                os.link(path, aside)
        except OSError as error:
            raise FeedError(f"cannot keep {path} aside: {error.strerror or error}") from None

    def put_back(self, slug: str, part: FilePart) -> None:
        """Have the file that `keep` had aside, or none, in the place of the part's.

        Raises:
            FeedError: it can't be done.
        """
        path = self.path_of(slug, part)
        try:
            if _aside(path).exists():
                _aside(path).replace(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise FeedError(f"cannot put {path} back: {error.strerror or error}") from None

    def put(self, slug: str, part: FilePart, content: IO[bytes], as_of: datetime) -> None:
        """Put a file in the place of the part's old one, on the disk before its name points to it.

        `as_of` becomes the time of the file, because not every form has a place for it. To be
        called by one at a time: the part's row in the database is locked.

        Raises:
            FeedError: it can't be written, or not be looked in; the old one stays.
        """
        folder = self._folder
        if folder is None or not folder.is_dir():
            raise FeedError(
                f"there is no folder {folder or 'for such files'}: start the appliance once, "
                "which makes it"
            )
        path = _path(folder, slug, part)
        # What a load that was killed left there is overwritten.
        waiting = path.with_name(f".{path.name}.loading")
        try:
            _write(folder, waiting, content)
            os.utime(waiting, (as_of.timestamp(), as_of.timestamp()))
            part.form.open(waiting).close()
            waiting.replace(path)
            _sync(path.parent)
        except UNREADABLE as error:
            with suppress(OSError):  # the next load overwrites it
                waiting.unlink()
            reason = error.strerror if isinstance(error, OSError) else None
            raise FeedError(f"cannot keep {path}: {reason or error}") from None


@cache
def _path(folder: Path, slug: str, part: FilePart) -> Path:
    return folder / slug / f"{part.name}{part.form.suffix}"


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.before")


def _write(folder: Path, path: Path, content: IO[bytes]) -> None:
    """Write a file that the account whose folder it is can read and replace, whoever writes."""
    owner = folder.stat()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("wb") as file:
        if os.geteuid() == 0:
            os.chown(path.parent, owner.st_uid, owner.st_gid)
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        os.fchmod(file.fileno(), 0o600)
        shutil.copyfileobj(content, file, CHUNK_BYTES)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
