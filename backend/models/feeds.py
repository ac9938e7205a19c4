"""Feeds as they are shown: what is there of each part, from where, and how old."""

from datetime import datetime

import msgspec


class FeedPart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The local copy of one part.

    `as_of` is when it was last known to be the publisher's, `checked_at` the last attempt and
    `error` why that failed. `origin` is the address or the file's name that the rows came from,
    `sha256` that of the file. `stale` says that it is too old to be asked.
    """

    name: str
    rows: int = 0
    as_of: datetime | None = None
    loaded_at: datetime | None = None
    checked_at: datetime | None = None
    error: str | None = None
    origin: str | None = None
    sha256: str | None = None
    stale: bool = False


class Feed(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A source's feed. A part older than `max_age_seconds` is not asked; null is any age."""

    slug: str
    source_id: str
    name: str
    enabled: bool
    max_age_seconds: int | None
    parts: tuple[FeedPart, ...]


class FeedImported(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What an import did: `rows` are there now, `rows_before` were there.

    `as_of` is the time that a file says it was built; null where files don't say.
    """

    slug: str
    part: str
    rows: int
    rows_before: int
    as_of: datetime | None
