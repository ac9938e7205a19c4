"""Lists from a file, a zip archive, or a folder at any depth, put into the database.

To be called in a process that may take its time: the command line's, or a child of the backend.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from backend.db.connection import Connection, UniqueViolationError, connect
from backend.db.queries import load
from backend.ignore_lists.formats import (
    FormatError,
    Read,
    entries_of,
    read_csv,
    read_lines,
    read_warning_list,
)
from backend.ignore_lists.writing import replace_entries
from backend.models.errors import InvalidInputError
from backend.models.ids import new_id
from backend.models.ignore_lists import (
    Action,
    Imported,
    ImportedList,
    ImportOutcome,
    Origin,
)
from backend.models.slugs import slug_of

Q = load("ignore_lists")

FORMATS = ("misp-warninglist", "csv", "text")
SUFFIXES = {None: ".json", "misp-warninglist": ".json", "csv": ".csv", "text": ".txt"}
"""Which files of a folder or an archive are lists."""

EXAMPLES = 5
FILE_AT_MOST_BYTES = 256 * 1024 * 1024
ALL_AT_MOST_BYTES = 2 * 1024 * 1024 * 1024
FILES_AT_MOST = 10_000
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What is to be said of lists that are new, and the format, where it is not to be told."""

    format: str | None = None
    enabled: bool = True
    is_global: bool = True
    action: Action = Action.BLOCK
    name: str | None = None


class Published(NamedTuple):
    """A list as a file has it."""

    name: str
    description: str
    version: str | None
    kinds: list[str] | None
    origin: Origin
    read: Read


class _File(NamedTuple):
    name: str
    content: bytes


def import_path(
    url: str, path: Path, options: ImportOptions, *, user_id: str | None = None
) -> Imported:
    """Put every list of a path into the database, each as a whole or not at all.

    A list that is there under its name gets these entries; ids, and what people chose for it, stay.

    Raises:
        InvalidInputError: the path can't be read, or there was no list to take.
        DatabaseUnavailableError: the database does not answer.
    """
    lists: list[ImportedList] = []
    passed_over = 0
    with closing(connect(url, application_name="ignore-list-import")) as connection:
        for file in _files(path, options):
            try:
                published = _read(file, options)
            except FormatError as error:
                if _may_be_another(file, options):
                    passed_over += 1
                else:
                    lists.append(_refused(file.name, str(error)))
                continue
            lists.append(_put(connection, published, options, user_id))
    if not lists:
        raise InvalidInputError(
            f"there is no ignore list in {path.name}: expected MISP warninglists (list.json), "
            "a CSV file or a text with a value in each line"
        )
    if all(found.outcome is ImportOutcome.REFUSED for found in lists):
        more = f" (and {len(lists) - 1} more like it)" if len(lists) > 1 else ""
        raise InvalidInputError(f"{lists[0].name}: {lists[0].detail}{more}; nothing was imported")
    return Imported(lists=tuple(lists), passed_over=passed_over)


def _read(file: _File, options: ImportOptions) -> Published:
    chosen = options.format or _format_of(file)
    if chosen == "misp-warninglist":
        found = read_warning_list(file.content)
        return Published(
            name=options.name or " ".join(found.name.split()),
            description=found.description.replace("\0", "")[:10_000],
            version=str(found.version)[:100] or None,
            kinds=None if found.kinds is None else [str(kind) for kind in found.kinds],
            origin=Origin.MISP_WARNINGLIST,
            read=entries_of(found),
        )
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"it is no UTF-8 text: byte {error.start} does not fit") from None
    read = read_csv(text) if chosen == "csv" else read_lines(text)
    if not read.wanted:
        raise FormatError("there is no entry in it")
    name = options.name or Path(file.name).stem[:200]
    return Published(name, "", None, None, Origin.MANUAL, read)


def _format_of(file: _File) -> str:
    suffix = Path(file.name).suffix.lower()
    if suffix == ".json" or file.content[:200].lstrip().startswith(b"{"):
        return "misp-warninglist"
    return "csv" if suffix == ".csv" else "text"


def _may_be_another(file: _File, options: ImportOptions) -> bool:
    """Whether it stands beside lists without being one, as a schema does."""
    return "/" in file.name and options.format is None and not file.name.endswith("/list.json")


def _put(
    connection: Connection, published: Published, options: ImportOptions, user_id: str | None
) -> ImportedList:
    try:
        with connection.transaction():
            return put_published(connection, published, options, user_id)
    except UniqueViolationError:
        return _refused(published.name, "there is another list with its name or slug")


def put_published(
    connection: Connection, published: Published, options: ImportOptions, user_id: str | None
) -> ImportedList:
    """Create a list, or give the one of its name these entries, in the caller's transaction."""
    rows = connection.run(Q.lock_by_name, name=published.name)
    if rows and rows[0]["origin"] != published.origin:
        return _refused(
            published.name,
            f"there is a list of this name that is no {published.origin}: rename or delete it",
        )
    said: dict[str, Any] = {
        "description": published.description,
        "kinds": published.kinds,
        "version": published.version,
    }
    if rows:
        list_id = rows[0]["id"]
        if published.origin is not Origin.MANUAL:
            connection.run(Q.set_published, id=list_id, **said)
    else:
        list_id = _create(connection, published, options, said, user_id)
    done = replace_entries(connection, list_id, published.read.wanted, user_id)
    outcome = ImportOutcome.CREATED
    if rows:
        same = not (done.added or done.removed) and rows[0]["version"] == published.version
        outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.UPDATED
    return ImportedList(
        name=published.name,
        origin=published.origin,
        outcome=outcome,
        list_id=list_id,
        entries=len({item.entry for item in published.read.wanted}),
        added=done.added,
        removed=done.removed,
        unfit=published.read.unfit,
        examples=published.read.refused[:EXAMPLES],
    )


def _create(
    connection: Connection,
    published: Published,
    options: ImportOptions,
    said: dict[str, Any],
    user_id: str | None,
) -> str:
    list_id = new_id()
    connection.run(
        Q.insert_list,
        id=list_id,
        name=published.name,
        slug=slug_of(published.name) or f"list-{list_id}",
        enabled=options.enabled,
        **{"global": options.is_global},
        action=options.action,
        expires_at=None,
        origin=published.origin,
        user_id=user_id,
        **said,
    )
    return list_id


def _refused(name: str, detail: str) -> ImportedList:
    return ImportedList(name=name, origin="", outcome=ImportOutcome.REFUSED, detail=detail)


def _files(path: Path, options: ImportOptions) -> Iterator[_File]:
    """What is to be looked at; those of a folder or an archive with their place in it.

    Raises:
        InvalidInputError: it can't be read, or is too large.
    """
    try:
        if path.is_dir():
            yield from _in_folder(path, SUFFIXES[options.format])
        elif _head(path).startswith(ZIP):
            yield from _in_archive(path, SUFFIXES[options.format])
        else:
            _check_size(path.name, path.stat().st_size)
            yield _File(path.name, path.read_bytes())
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InvalidInputError(f"cannot read the archive {path.name}: {error}") from None


def _in_folder(folder: Path, suffix: str) -> Iterator[_File]:
    found = sorted(p for p in folder.rglob("*") if p.name.lower().endswith(suffix) and p.is_file())
    for path in found[:FILES_AT_MOST]:
        _check_size(str(path), path.stat().st_size)
        yield _File(f"{folder.name}/{path.relative_to(folder)}", path.read_bytes())


def _in_archive(path: Path, suffix: str) -> Iterator[_File]:
    left = ALL_AT_MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if m.filename.lower().endswith(suffix)]
        for member in members[:FILES_AT_MOST]:
            # What the archive says of sizes may be a lie, so that no more than that is read.
            with archive.open(member) as file:
                content = file.read(min(FILE_AT_MOST_BYTES, left) + 1)
            _check_size(member.filename, len(content))
            left -= len(content)
            if left < 0:
                raise InvalidInputError(
                    f"the archive unpacks to more than {ALL_AT_MOST_BYTES >> 20} MiB"
                )
            yield _File(f"{path.name}/{member.filename}", content)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(ZIP))


def _check_size(name: str, size: int) -> None:
    if size > FILE_AT_MOST_BYTES:
        raise InvalidInputError(f"{name} is larger than {FILE_AT_MOST_BYTES >> 20} MiB")
