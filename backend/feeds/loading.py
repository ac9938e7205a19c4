"""Puts a parsed file's rows in the place of its part's old ones, or leaves everything as it is."""

from dataclasses import dataclass

from backend.db.connection import Connection
from backend.db.queries import load
from backend.feeds.errors import FeedError
from backend.feeds.parsing import ParsedFile
from backend.sources.contract import Source

Q = load("feeds")
# Short lists lose half of their rows in a day without anything being wrong.
SHRINKING_MATTERS_FROM_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class LoadedPart:
    """What a load did: `rows` are there now, `rows_before` were there."""

    slug: str
    part: str
    rows: int
    rows_before: int


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a file came from: its name or address, and what the server said of it."""

    text: str
    etag: str | None = None
    last_modified: str | None = None


def load_part(
    connection: Connection, source: Source, parsed: ParsedFile, origin: Origin, *, force: bool
) -> LoadedPart:
    """Replace the part's rows; to be called inside a transaction, as often as it is repeated.

    Raises:
        FeedError: no rows where the part always has some, or less than half of a long list.
    """
    key = {"slug": source.slug, "part": parsed.part}
    connection.run(Q.ensure_part, **key)
    before = int(connection.run(Q.lock_part, **key)[0]["rows"])
    _check_rows(source, parsed, before, force=force)
    connection.run(Q.delete_rows, **key)
    copied = connection.copy_in(Q.copy_rows, parsed.copy_lines())
    if copied != parsed.rows:
        raise FeedError(f"{copied} of {parsed.rows} rows arrived in the database")
    connection.run(
        Q.set_loaded,
        **key,
        rows=parsed.rows,
        etag=origin.etag,
        last_modified=origin.last_modified,
        sha256=parsed.sha256,
        origin=origin.text,
    )
    return LoadedPart(**key, rows=parsed.rows, rows_before=before)


def _check_rows(source: Source, parsed: ParsedFile, before: int, *, force: bool) -> None:
    part = next(part for part in source.feed if part.name == parsed.part)
    if parsed.rows == 0 and not part.may_be_empty:
        raise FeedError(f"the file has no rows, which {parsed.part} of {source.slug} never has")
    shrunk = before >= SHRINKING_MATTERS_FROM_ROWS and parsed.rows * 2 < before
    if shrunk and not force:
        raise FeedError(
            f"the file has {parsed.rows} rows where {parsed.part} of {source.slug} has {before}: "
            "it looks cut off. Load it with force if this is right"
        )
