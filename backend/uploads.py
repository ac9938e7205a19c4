"""Files on their way in: received by the gateway, read once by us, and gone after an hour.

`<spool>/uploads/<id>.json` says whose a file is and what it is called; its content is written by
the gateway into `<id>.part`, which is called `<id>` from the moment when it is whole. The folder
holds all that is known of uploads, so that every backend of the machine sees the same.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.models.errors import (
    NotFoundError,
    TooLargeError,
    TooManyRequestsError,
    UnavailableError,
)
from backend.models.ids import new_id

FOLDER = "uploads"
KEPT_SECONDS = 3600.0
PER_USER = 20
MIB = 1024 * 1024
# What is left to PostgreSQL and the logs, which may share the disk.
FREE_BYTES = 512 * MIB
RETRY_SECONDS = 60
MAX_NAME = 255

_ID = re.compile(r"[0-9a-z]{12}")
_PART = ".part"
_ABOUT = ".json"


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was received whole; `size` in bytes."""

    id: str
    name: str
    size: int


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """Room for a file that is about to be received: at most `at_most_bytes`."""

    id: str
    name: str
    at_most_bytes: int


class _About(msgspec.Struct, frozen=True, kw_only=True):
    user_id: str
    name: str
    at_most_bytes: Annotated[int, Meta(ge=0)]


class Uploads:
    """The folder of uploads. Every call looks at the disk, and none for long."""

    def __init__(
        self, spool: Path | None, *, upload_bytes: int = 256 * MIB, spool_bytes: int = 4096 * MIB
    ) -> None:
        """Files of at most `upload_bytes`, all together of `spool_bytes`; None: none are taken."""
        self._folder = None if spool is None else spool / FOLDER
        self._upload_bytes = upload_bytes
        self._spool_bytes = spool_bytes

    def reserve(self, user_id: str, name: str, declared_bytes: int | None) -> Reservation:
        """Make room for a file of a user; without a declared size, for the largest possible.

        Raises:
            TooLargeError: more was declared than a file may have.
            TooManyRequestsError: this user has too many files here.
            UnavailableError: the spool or the disk is full.
        """
        if declared_bytes is not None and declared_bytes > self._upload_bytes:
            raise TooLargeError(
                f"the file is larger than {self._upload_bytes // MIB} MiB, the most that is "
                "accepted ([backend] upload_mb): split it"
            )
        wanted = self._upload_bytes if declared_bytes is None else declared_bytes
        with self._locked() as folder:
            self._refuse_if_full(folder, user_id, wanted)
            made = Reservation(id=new_id(), name=_clean(name), at_most_bytes=wanted)
            about = _About(user_id=user_id, name=made.name, at_most_bytes=wanted)
            # The gateway may be another account: it opens what is there, and makes nothing.
            _write(folder / f"{made.id}{_PART}", b"")
            _write(folder / f"{made.id}{_ABOUT}", msgspec.json.encode(about))
        return made

    def find(self, upload_id: str, user_id: str) -> Upload:
        """What is known of a user's file.

        Raises:
            NotFoundError: there is none, it is somebody else's, or its hour is over.
        """
        path = self.open(upload_id, user_id)
        name = self._about(upload_id).name
        return Upload(id=upload_id, name=name, size=path.stat().st_size)

    def open(self, upload_id: str, user_id: str) -> Path:
        """The path of a user's file, which stays for another hour. `delete` it after use.

        Raises:
            NotFoundError: there is none, it is somebody else's, or its hour is over.
        """
        about = self._about(upload_id)
        if about.user_id != user_id or self._folder is None:
            raise _unknown(upload_id)
        path = self._folder / upload_id
        try:
            os.utime(path)
        except FileNotFoundError:
            raise _unknown(upload_id) from None
        return path

    def delete(self, upload_id: str) -> None:
        """Forget a file, if it is there. Whoever has it open reads on."""
        if self._folder is None or not _ID.fullmatch(upload_id):
            return
        for name in (upload_id, f"{upload_id}{_PART}", f"{upload_id}{_ABOUT}"):
            (self._folder / name).unlink(missing_ok=True)

    def delete_expired(self) -> int:
        """Forget what nobody touched for an hour; how many files that were."""
        if self._folder is None or not self._folder.is_dir():
            return 0
        before = time.time() - KEPT_SECONDS
        names = {path.name.partition(".")[0] for path in self._folder.iterdir()}
        ids = filter(_ID.fullmatch, names)
        old = [upload_id for upload_id in ids if _touched(self._folder, upload_id) < before]
        for upload_id in old:
            self.delete(upload_id)
        return len(old)

    def _refuse_if_full(self, folder: Path, user_id: str, wanted: int) -> None:
        taken, own = 0, 0
        for file in folder.glob(f"*{_ABOUT}"):
            about = _read(file)
            if about is None:
                continue
            whole = folder / file.name.removesuffix(_ABOUT)
            try:
                taken += whole.stat().st_size
            except FileNotFoundError:
                taken += about.at_most_bytes
            own += about.user_id == user_id
        if own >= PER_USER:
            raise TooManyRequestsError(
                f"{own} files of yours are here that were not used yet, the most that is possible: "
                "use them, or wait until their hour is over",
                retry_after=RETRY_SECONDS,
            )
        free = shutil.disk_usage(folder).free - FREE_BYTES
        if taken + wanted > self._spool_bytes or wanted > free:
            raise UnavailableError(
                "there is no room for the file now: try again in a minute, when others were used. "
                "If it lasts, the disk of the data folder or [backend] spool_mb is too small"
            )

    def _about(self, upload_id: str) -> _About:
        if self._folder is None or not _ID.fullmatch(upload_id):
            raise _unknown(upload_id)
        about = _read(self._folder / f"{upload_id}{_ABOUT}")
        if about is None:
            raise _unknown(upload_id)
        return about

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        """The folder, while no other process makes room in it."""
        if self._folder is None:
            raise UnavailableError("files are not accepted here: there is no folder for them")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise UnavailableError(
                f"files can't be kept: {error.strerror} (the folder {FOLDER} of the spool)"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield self._folder
        finally:
            os.close(descriptor)


def _touched(folder: Path, upload_id: str) -> float:
    """When a file was touched last: its content, where there is one, and not what is said of it."""
    for name in (upload_id, f"{upload_id}{_PART}", f"{upload_id}{_ABOUT}"):
        try:
            return (folder / name).stat().st_mtime
        except FileNotFoundError:
            continue
    return time.time()  # deleted meanwhile


def _read(file: Path) -> _About | None:
    """None of what is gone or being written."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_About)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with open(os.open(path, flags, 0o600), "wb") as file:  # noqa: PTH123 — a descriptor
        file.write(content)


def _clean(name: str) -> str:
    """A file's name without folders and without what can't be seen."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:MAX_NAME] or "file"


def _unknown(upload_id: str) -> NotFoundError:
    return NotFoundError(
        f"there is no upload {upload_id[:40]!r} of yours: each is used once, within an hour"
    )
