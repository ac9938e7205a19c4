"""Compiles all entries of the database into one file, or some into memory.

The file is only ever replaced by another, in one step, so that whoever has the old one mapped
reads on in it.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.db.connection import ROLLBACK, Connection, connect
from backend.db.queries import load
from backend.ignore_lists.compiled import Compiled
from backend.ignore_lists.image import ImageBuilder, ImageError
from backend.models.ignore_lists import Matching

Q = load("ignore_lists")
NAME = "compiled.lists"
ENTRIES_TOGETHER = 20_000
_DECODER = msgspec.json.Decoder(list[tuple[str, Matching, str | None, int | None, str]])


class Mapped(NamedTuple):
    """A file that is mapped; `identity` tells it from the one that comes after it."""

    compiled: Compiled
    identity: tuple[int, int, int]


def identity_of(folder: Path) -> tuple[int, int, int] | None:
    """Of the file that is there now; None without one."""
    try:
        found = (folder / NAME).stat()
    except FileNotFoundError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def open_file(folder: Path) -> Mapped | None:
    """The file, mapped for reading; None without one, or where it is another version's.

    Raises:
        OSError: it can't be read.
    """
    try:
        with (folder / NAME).open("rb") as file:
            found = os.fstat(file.fileno())
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (FileNotFoundError, ValueError):  # an empty file can't be mapped
        return None
    try:
        compiled = Compiled(memoryview(mapped))
    except ImageError:
        return None
    return Mapped(compiled, (found.st_ino, found.st_mtime_ns, found.st_size))


def compile_some(connection: Connection, versions: dict[str, int]) -> Compiled:
    """These lists, in memory. To be called within a transaction, in which they are read."""
    builder = ImageBuilder(versions)
    if versions:
        _read(connection, builder, list(versions))
    return Compiled(memoryview(builder.image()))


def compile_all(url: str, folder: Path) -> int:
    """Compile every list, unless another process just did; how many bytes the file has.

    Raises:
        OSError: the folder can't be written.
        ImageError: there is more than the layout has room for.
        ApplicationError: the database failed.
    """
    with (
        _alone(folder),
        closing(connect(url, application_name="ignore-list-compile")) as connection,
    ):
        connection.run(Q.begin_reading)
        versions = {r["id"]: r["entries_version"] for r in connection.run(Q.list_versions)}
        there = open_file(folder)
        if there is not None and there.compiled.lists == versions:
            return there.identity[2]
        builder = ImageBuilder(versions)
        _read(connection, builder, None)
        connection.run(ROLLBACK)
        image = builder.image()
        _replace(folder, image)
        return len(image)


def _read(connection: Connection, builder: ImageBuilder, lists: Sequence[str] | None) -> None:
    after: str | None = ""
    while after is not None:
        row = connection.run(Q.read_entries, after=after, lists=lists, limit=ENTRIES_TOGETHER)[0]
        after = row["last"]
        if after is not None:
            for list_id, matching, kind, expires, data in _DECODER.decode(row["entries"]):
                builder.add(list_id, matching, kind, expires, data)


def _replace(folder: Path, image: bytearray) -> None:
    """Write it whole and on the disk before its name points to it."""
    waiting = folder / f".{NAME}.{os.getpid()}"
    try:
        with waiting.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(image)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(folder / NAME)
    except BaseException:
        with suppress(OSError):
            waiting.unlink()
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process compiles at a time; the kernel lets go for one that dies."""
    with (folder / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # What was left by a process that was killed.
        for left in folder.glob(f".{NAME}.*"):
            left.unlink(missing_ok=True)
        yield
