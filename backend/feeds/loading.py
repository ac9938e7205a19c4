"""Puts a parsed file's rows in the place of its part's old ones, or leaves everything as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.db.connection import Connection
from backend.db.queries import load
from backend.db.rows import to_json
from backend.feeds.errors import FeedError
from backend.feeds.files import FeedFiles
from backend.feeds.merging import forget_aged, merge_rows
from backend.feeds.parsing import ParsedFile
from backend.feeds.settings import keep_days
from backend.sources.contract import FeedPart, FilePart, Source

Q = load("feeds")
# Short lists lose half of their rows in a day without anything being wrong.
SHRINKING_MATTERS_FROM_ROWS = 100
LOST_PERCENT = 50


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
    """Where a file came from: its name or address, and what the server said of it.

    `state` is what the next gathering goes on from.
    """

    text: str
    etag: str | None = None
    last_modified: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


def load_part(
    connection: Connection,
    source: Source,
    parsed: ParsedFile,
    origin: Origin,
    *,
    settings: Mapping[str, Any],
    files: FeedFiles,
    force: bool,
    lost_percent: int = LOST_PERCENT,
) -> LoadedPart:
    """Replace the part; to be called inside a transaction, as often as it is repeated.

    Raises:
        FeedError: no rows where the part always has some, more than `lost_percent` of a long
            list's rows lost, a file older than the one that is there, or one that can't be
            written. With `force` the second and the third are taken.
    """
    key = {"slug": source.slug, "part": parsed.part}
    part = next(part for part in source.feed if part.name == parsed.part)
    days = keep_days(source, settings, part)
    connection.run(Q.ensure_part, **key)
    there = connection.run(Q.lock_part, **key)[0]
    before, rows = int(there["rows"]), parsed.rows
    _check_some(source, part, parsed)
    if days is None and not force:
        _check_lost(source, parsed, before, lost_percent)
    if parsed.as_of is None:
        rows = merge_rows(connection, key, parsed, keep_days=days, seen_at=there["as_of"])
    elif there["loaded_at"] is not None and not force:
        _check_age(parsed, parsed.as_of, there["as_of"])
    connection.run(
        Q.set_loaded,
        **key,
        rows=rows,
        as_of=parsed.as_of,
        etag=origin.etag,
        last_modified=origin.last_modified,
        sha256=parsed.sha256,
        origin=origin.text,
        state=to_json(origin.state),
    )
    if isinstance(part, FilePart) and parsed.as_of is not None:
        # At last: when it fails, the database forgets what was said above.
        files.put(source.slug, part, parsed.from_start(), parsed.as_of)
    return LoadedPart(**key, rows=rows, rows_before=before, as_of=parsed.as_of)


def confirm_part(
    connection: Connection,
    source: Source,
    part: FeedPart | FilePart,
    origin: Origin,
    *,
    settings: Mapping[str, Any],
    as_of: datetime | None,
) -> int | None:
    """Note that the part is still the publisher's, inside a transaction; how many rows it has.

    `as_of` is given where a file says it. None when its rows came from elsewhere meanwhile.
    """
    key = {"slug": source.slug, "part": part.name}
    confirmed = connection.run(
        Q.set_confirmed,
        **key,
        origin=origin.text,
        as_of=as_of,
        etag=origin.etag,
        last_modified=origin.last_modified,
    )
    if not confirmed:
        return None
    days = keep_days(source, settings, part)
    if days is None:
        return int(confirmed[0]["rows"])
    rows = forget_aged(connection, key, days)
    connection.run(Q.set_rows, **key, rows=rows)
    return rows


def _check_age(parsed: ParsedFile, built_at: datetime, there: datetime) -> None:
    if built_at < there:
        raise FeedError(
            f"the file was built on {built_at:%Y-%m-%d}, before the one that {parsed.part} has, "
            f"which is of {there:%Y-%m-%d}. Load it with force if this is right"
        )


def _check_some(source: Source, part: FeedPart | FilePart, parsed: ParsedFile) -> None:
    if parsed.rows == 0 and not part.may_be_empty:
        raise FeedError(f"the file has no rows, which {parsed.part} of {source.slug} never has")


def _check_lost(source: Source, parsed: ParsedFile, before: int, lost_percent: int) -> None:
    least = before * (100 - lost_percent) / 100
    if before >= SHRINKING_MATTERS_FROM_ROWS and parsed.rows < least:
        raise FeedError(
            f"the file has {parsed.rows} rows where {parsed.part} of {source.slug} has {before}: "
            f"more than {lost_percent} % would be lost, it looks cut off. Load it with force if "
            "this is right"
        )
