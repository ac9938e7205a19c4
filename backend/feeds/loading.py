"""Puts a parsed file's rows in the place of its part's old ones, or leaves everything as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.db.connection import Connection
from backend.db.queries import load
from backend.feeds.errors import FeedError
from backend.feeds.files import FeedFiles
from backend.feeds.parsing import ParsedFile
from backend.sources.contract import Source

Q = load("feeds")
# Short lists lose half of their rows in a day without anything being wrong.
SHRINKING_MATTERS_FROM_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class LoadedPart:
    """What a load did: `rows` are there now, `rows_before` were there.

    `as_of` is the time that a file says it was built, None where files don't say.
    """

    slug: str
    part: str
    rows: int
    rows_before: int
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a file came from: its name or address, and what the server said of it."""

    text: str
    etag: str | None = None
    last_modified: str | None = None


def load_part(
    connection: Connection,
    source: Source,
    parsed: ParsedFile,
    origin: Origin,
    *,
    files: FeedFiles,
    force: bool,
) -> LoadedPart:
    """Replace the part; to be called inside a transaction, as often as it is repeated.

    Raises:
        FeedError: no rows where the part always has some, less than half of a long list, a file
            older than the one that is there, or one that can't be written.
    """
    key = {"slug": source.slug, "part": parsed.part}
    connection.run(Q.ensure_part, **key)
    there = connection.run(Q.lock_part, **key)[0]
    before = int(there["rows"])
    _check_rows(source, parsed, before, force=force)
    if parsed.as_of is None:
        _replace_rows(connection, key, parsed)
    elif there["loaded_at"] is not None and not force:
        _check_age(parsed, parsed.as_of, there["as_of"])
    connection.run(
        Q.set_loaded,
        **key,
        rows=parsed.rows,
        as_of=parsed.as_of,
        etag=origin.etag,
        last_modified=origin.last_modified,
        sha256=parsed.sha256,
        origin=origin.text,
    )
    if parsed.as_of is not None:
        # At last: when it fails, the database forgets what was said above.
        files.put(source.slug, parsed.part, parsed.from_start())
    return LoadedPart(**key, rows=parsed.rows, rows_before=before, as_of=parsed.as_of)


def _replace_rows(connection: Connection, key: dict[str, Any], parsed: ParsedFile) -> None:
    connection.run(Q.delete_rows, **key)
    copied = connection.copy_in(Q.copy_rows, parsed.copy_lines())
    if copied != parsed.rows:
        raise FeedError(f"{copied} of {parsed.rows} rows arrived in the database")


def _check_age(parsed: ParsedFile, built_at: datetime, there: datetime) -> None:
    if built_at < there:
        raise FeedError(
            f"the file was built on {built_at:%Y-%m-%d}, before the one that {parsed.part} has, "
            f"which is of {there:%Y-%m-%d}. Load it with force if this is right"
        )


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
