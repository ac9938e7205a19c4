"""Entries put into the database, on one connection and within the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from backend.db.connection import Connection
from backend.db.queries import load
from backend.db.rows import to_json
from backend.ignore_lists.entries import Canonical
from backend.models.ids import new_ids

T = TypeVar("T")
Q = load("ignore_lists")
TOGETHER = 10_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = r"\N"


class Wanted(NamedTuple):
    """An entry to be. `remarked` is whether something was said beside its value."""

    entry: Canonical
    comment: str = ""
    expires_at: datetime | None = None

    @property
    def remarked(self) -> bool:
        return bool(self.comment) or self.expires_at is not None


class Written(NamedTuple):
    """What became of entries."""

    added: int
    duplicates: int
    removed: int


def add_entries(
    connection: Connection, list_id: str, wanted: Sequence[Wanted], user_id: str | None
) -> Written:
    """Add those that a list has not; of the others comment and time are taken, where given."""
    by_digest = _once(wanted)
    there: dict[str, str] = {}
    for digests in _batches(by_digest):
        rows = connection.run(Q.find_digests, list_id=list_id, digests=digests)
        there |= {row["digest"]: row["id"] for row in rows}
    added = _add(connection, list_id, by_digest, there, user_id)
    return Written(added, len(wanted) - added, 0)


def replace_entries(
    connection: Connection, list_id: str, wanted: Iterable[Wanted], user_id: str | None
) -> Written:
    """Make these the entries of a list. Those that stay keep their id and their time."""
    by_digest = _once(wanted)
    there = {r["digest"]: r["id"] for r in connection.run(Q.list_digests, list_id=list_id)}
    gone = [entry_id for digest, entry_id in there.items() if digest not in by_digest]
    for ids in _batches(gone):
        connection.run(Q.delete_entries, list_id=list_id, ids=ids)
    added = _add(connection, list_id, by_digest, there, user_id)
    return Written(added, 0, len(gone))


def _once(wanted: Iterable[Wanted]) -> dict[str, Wanted]:
    """By digest, so that each is there once; what was said of the last counts."""
    return {item.entry.digest(): item for item in wanted}


def _add(
    connection: Connection,
    list_id: str,
    by_digest: dict[str, Wanted],
    there: dict[str, str],
    user_id: str | None,
) -> int:
    new = [(digest, item) for digest, item in by_digest.items() if digest not in there]
    # In the order of an index, and ids in theirs: so that most of a million rows are appended.
    new.sort(key=lambda pair: pair[1].entry.data)
    if new:
        connection.copy_in(Q.copy_entries, _lines(list_id, new, user_id))
    remarks = [
        {"id": there[digest], "comment": item.comment, "expires_at": item.expires_at}
        for digest, item in by_digest.items()
        if item.remarked and digest in there
    ]
    for some in _batches(remarks):
        connection.run(Q.remark_entries, entries=to_json(some), user_id=user_id)
    return len(new)


def _lines(list_id: str, new: Sequence[tuple[str, Wanted]], user_id: str | None) -> Iterator[bytes]:
    """Lines of COPY's text format."""
    author = user_id or NULL
    for entry_id, (digest, item) in zip(sorted(new_ids(len(new))), new, strict=True):
        matching, kind, data = item.entry
        until = item.expires_at.isoformat() if item.expires_at else NULL
        comment = item.comment.translate(ESCAPES) if item.comment else ""
        yield (
            f"{entry_id}\t{list_id}\t{data.translate(ESCAPES)}\t{kind or NULL}\t{matching}\t"
            f"{digest}\t{comment}\t{until}\t{author}\n"
        ).encode()


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as one statement takes."""
    rest = iter(items)
    while batch := list(islice(rest, TOGETHER)):
        yield batch
