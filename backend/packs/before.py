"""What was there before an import: kept with it, and put back by a roll-back.

Only of the last import: `pack rollback` goes back by one.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from backend.db.connection import Connection, connect
from backend.db.queries import load
from backend.feeds.files import FeedFiles
from backend.packs.manifest import Entry, EntryKind, PackError
from backend.sources.contract import FilePart
from backend.sources.registry import all_sources

Q = load("packs")
# Kept of a part whose rows stay, where only its time is to change.
SEEN = "SEEN"


@dataclass(frozen=True, kw_only=True)
class RolledBack:
    """What a roll-back did. `left` was changed by others since, and stays as it is."""

    pack_id: str
    restored: tuple[str, ...]
    left: tuple[str, ...]


class PastImport(msgspec.Struct, frozen=True, kw_only=True):
    """An import; `can_go_back` is whether what was there before it is kept."""

    id: str
    pack_id: str
    made_at: datetime
    imported_at: datetime
    signed_by: str
    base_id: str | None
    entries: int
    rolled_back_at: datetime | None
    can_go_back: bool


def list_imports(connection: Connection) -> list[PastImport]:
    """The last hundred, the newest first."""
    return [PastImport(**row) for row in connection.run(Q.list_imports)]


def keep_part(connection: Connection, import_id: str, entry: Entry) -> None:
    """Keep a feed's part, before the import's transaction changes it."""
    slug, part = entry.part
    kind = SEEN if entry.packed is None else entry.kind
    key = {"import_id": import_id, "name": entry.name, "slug": slug, "part": part}
    connection.run(Q.keep_part, **key, kind=kind)
    if kind == EntryKind.ROWS:
        connection.run(Q.keep_rows, **key)


def keep_list(connection: Connection, import_id: str, entry: Entry, list_name: str) -> None:
    """Keep an ignore list, before the import's transaction changes it."""
    key = {"import_id": import_id, "name": entry.name, "list_name": list_name}
    connection.run(Q.keep_list, **key)
    connection.run(Q.keep_entries, **key)


def note_after(connection: Connection, import_id: str, entry: Entry) -> None:
    """Note what tells later whether somebody else changed it since."""
    query = Q.note_list if entry.kind is EntryKind.LIST else Q.note_part
    connection.run(query, import_id=import_id, name=entry.name)


def roll_back(url: str, *, files: FeedFiles) -> RolledBack:
    """Put back what was there before the last import.

    Raises:
        PackError: there is no import whose before is known.
        FeedError: a file can't be put back; nothing was changed.
        DatabaseUnavailableError: the database does not answer.
    """
    with (
        closing(connect(url, application_name="pack-rollback")) as connection,
        connection.transaction(),
    ):
        connection.run(Q.lock)
        found = connection.run(Q.find_last)
        if not found:
            raise PackError(
                "there is no import to roll back: none was made here, or the last one was "
                "rolled back already"
            )
        import_id = found[0]["id"]
        restored, left = [], []
        for row in connection.run(Q.list_before, import_id=import_id):
            if not row["unchanged"]:
                left.append(row["name"])
                continue
            key = {"import_id": import_id, "name": row["name"]}
            if row["kind"] == EntryKind.LIST:
                _put_back_list(connection, key, row["slug"], was_there=row["was_there"])
            else:
                _put_back_part(connection, key, row, files)
            connection.run(Q.drop_content, name=row["name"])
            connection.run(Q.put_back_content, **key)
            restored.append(row["name"])
        connection.run(Q.note_rolled_back, import_id=import_id)
        connection.run(Q.forget_import, import_id=import_id)
    return RolledBack(pack_id=found[0]["pack_id"], restored=tuple(restored), left=tuple(left))


def _put_back_part(
    connection: Connection, key: dict[str, str], row: dict[str, Any], files: FeedFiles
) -> None:
    slug, part = row["slug"], row["part"]
    if row["kind"] == EntryKind.ROWS:
        connection.run(Q.drop_rows, slug=slug, part=part)
        connection.run(Q.put_back_rows, **key)
    connection.run(Q.drop_part, slug=slug, part=part)
    connection.run(Q.put_back_part, **key)
    if row["kind"] == EntryKind.FILE and (file := file_part(slug, part)) is not None:
        files.put_back(slug, file)


def file_part(slug: str, name: str) -> FilePart | None:
    """A part that is kept as a file; None when this version has no such part."""
    source = all_sources().get(slug)
    files = [part for part in (source.feed if source else ()) if isinstance(part, FilePart)]
    return next((part for part in files if part.name == name), None)


def _put_back_list(
    connection: Connection, key: dict[str, str], list_name: str, *, was_there: bool
) -> None:
    if not was_there:
        connection.run(Q.drop_list, list_name=list_name)
        return
    connection.run(Q.put_back_list, **key)
    connection.run(Q.drop_entries, list_name=list_name)
    connection.run(Q.put_back_entries, **key)
