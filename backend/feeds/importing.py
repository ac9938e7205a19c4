"""`feed import SLUG FILE`: what was carried in by hand."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import structlog

from backend.db.connection import Connection, connect
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.feeds.errors import FeedError
from backend.feeds.files import FeedFiles
from backend.feeds.loading import LOST_PERCENT, LoadedPart, Origin, load_part
from backend.feeds.parsing import PARSE_COMMAND, Parsing
from backend.models import sources as models
from backend.models.sources import settings_in
from backend.sources.contract import Source
from backend.sources.implementations import implementation_of
from backend.sources.registry import all_sources

log = structlog.get_logger()
Q, Q_SOURCES = load("feeds"), load("sources")


def import_file(
    url: str,
    slug: str,
    path: Path,
    *,
    part: str | None = None,
    files: FeedFiles | None = None,
    force: bool = False,
    lost_percent: int = LOST_PERCENT,
    parse_command: Sequence[str] = PARSE_COMMAND,
    spool: Path | None = None,
) -> list[LoadedPart]:
    """Load a file into the feed's part that its content says it is; the other parts stay.

    Args:
        url: the database's.
        slug: the feed's.
        path: a file, plain, in gzip or bzip2, or in a zip archive; a tar archive with a database
            in it.
        part: the part that it has to be.
        files: where files are kept that are kept whole.
        force: take a long list that lost more rows than that, or a file older than the one there.
        lost_percent: what share of a long list's rows may be missing in a new file.
        parse_command: the child's command, without its arguments.
        spool: a folder for temporary files.

    Raises:
        FeedError: there is no such feed, or the file was refused; nothing was changed.
        DatabaseUnavailableError: the database does not answer.
    """
    return import_into(
        url,
        _source_of(url, slug),
        path,
        part=part,
        files=files,
        force=force,
        lost_percent=lost_percent,
        parse_command=parse_command,
        spool=spool,
    )


def import_into(
    url: str,
    source: Source,
    path: Path,
    *,
    part: str | None = None,
    files: FeedFiles | None = None,
    force: bool = False,
    lost_percent: int = LOST_PERCENT,
    parse_command: Sequence[str] = PARSE_COMMAND,
    spool: Path | None = None,
) -> list[LoadedPart]:
    """The same into a source that is known. Errors as `import_file`."""
    origin = Origin(text=path.name)
    with (
        Parsing(source, path, part=part, command=parse_command, spool=spool) as parsed,
        closing(connect(url, application_name="feed-import")) as connection,
        connection.transaction(),
    ):
        loaded = load_part(
            connection,
            source,
            parsed,
            origin,
            settings=feed_settings(connection, source.slug),
            files=files or FeedFiles(),
            force=force,
            lost_percent=lost_percent,
        )
    log.info("feed_imported", slug=source.slug, part=loaded.part, rows=loaded.rows, file=str(path))
    return [loaded]


def feed_settings(connection: Connection, slug: str) -> dict[str, Any]:
    """What an administrator set; nothing before the first start, which makes the sources."""
    rows = connection.run(Q.find_settings, slug=slug)
    return settings_in(rows[0]["config_values"]) if rows else {}


def _source_of(url: str, slug: str) -> Source:
    with closing(connect(url, application_name="feed-import")) as connection:
        return feed_source(slug, connection.run(Q_SOURCES.get_by_slug, slug=slug))


def feed_source(slug: str, rows: Sequence[Mapping[str, Any]]) -> Source:
    """The source with this slug, which has a feed: built in, or made of a template.

    `rows` are what the database has by the slug: one, or none before the first start.

    Raises:
        FeedError: there is none, with the built-in feeds that there are.
    """
    feeds = {s.slug: s for s in all_sources().values() if s.feed}
    if slug in feeds:
        return feeds[slug]
    made = implementation_of(to_struct(dict(rows[0]), models.Source), {}) if rows else None
    if made is None or not made.feed:
        raise FeedError(f"there is no feed {slug!r}; there are: {', '.join(feeds)}")
    return made
