"""Downloads a feed's parts and loads what changed. What fails leaves the old rows in place."""

import enum
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.feeds.downloading import Downloader, Fetched
from backend.feeds.errors import FeedError
from backend.feeds.files import FeedFiles
from backend.feeds.loader import Loader
from backend.feeds.loading import LOST_PERCENT, Origin, confirm_part
from backend.feeds.parsing import PARSE_COMMAND
from backend.models.errors import SourceError
from backend.sources.contract import FeedPart, FilePart, Source
from backend.sources.http import DOWNLOAD_AT_MOST_BYTES, DOWNLOAD_SECONDS, HttpClient
from runners.telemetry import tracing

log = structlog.get_logger()
Q = load("feeds")

SPOOL_PREFIX = "feed-"
"""Of temporary folders in the spool, which are removed at the next start."""


def clear(spool: Path | None) -> None:
    """Remove downloads that a refresh which was killed left in the spool."""
    if spool is not None:
        for folder in spool.glob(f"{SPOOL_PREFIX}*"):
            shutil.rmtree(folder, ignore_errors=True)


class Outcome(enum.StrEnum):
    """What came of one part."""

    LOADED = "LOADED"
    UNCHANGED = "UNCHANGED"
    FAILED = "FAILED"
    NOT_CONFIGURED = "NOT_CONFIGURED"
    OFFLINE = "OFFLINE"


@dataclass(frozen=True, kw_only=True)
class RefreshedPart:
    """One part's outcome; `error` says why it failed, `rows` what is there now."""

    slug: str
    part: str
    outcome: Outcome
    rows: int = 0
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Refresher:
    """What refreshing needs. `seconds` for each download: minutes, for large files."""

    database: Database
    http: HttpClient
    seconds: float = DOWNLOAD_SECONDS
    files: FeedFiles = field(default_factory=FeedFiles)
    spool: Path | None = None
    parse_command: Sequence[str] = PARSE_COMMAND
    lost_percent: int = LOST_PERCENT

    async def refresh(
        self,
        source: Source,
        settings: Mapping[str, Any],
        *,
        secrets: Mapping[str, str] | None = None,
        force: bool = False,
    ) -> list[RefreshedPart]:
        """Every part of the feed, each by itself: one that fails stops no other.

        `secrets` by the names of their slots; what the source does not declare is left out.

        Raises:
            ApplicationError: the database failed; a file or a download that fails is an outcome.
        """
        declared = {slot.name for slot in source.secrets}
        given = {name: value for name, value in (secrets or {}).items() if name in declared}
        fetcher = self.http.fetcher(seconds=self._seconds(source), secrets=given.values())
        downloads = Downloader(source, settings, fetcher, given)
        return [await self._traced(source, part, downloads, force=force) for part in source.feed]

    def _seconds(self, source: Source) -> float:
        """A file that may be larger than other downloads may be may take longer by as much."""
        most = [part.form.at_most_bytes for part in source.feed if isinstance(part, FilePart)]
        return self.seconds * max(1.0, max(most, default=0) / DOWNLOAD_AT_MOST_BYTES)

    async def _traced(
        self,
        source: Source,
        part: FeedPart | FilePart,
        downloads: Downloader,
        *,
        force: bool,
    ) -> RefreshedPart:
        attributes = {"source.slug": source.slug, "feed.part": part.name}
        with tracing.span(f"feed {part.name}", attributes) as span:
            refreshed = await self._part(source, part, downloads, force=force)
            span.set("feed.outcome", refreshed.outcome.value)
            span.set("feed.rows", refreshed.rows)
            if refreshed.outcome is Outcome.FAILED:
                span.fail(refreshed.outcome.value)
        return refreshed

    async def _part(
        self,
        source: Source,
        part: FeedPart | FilePart,
        downloads: Downloader,
        *,
        force: bool,
    ) -> RefreshedPart:
        key: dict[str, Any] = {"slug": source.slug, "part": part.name}
        if not downloads.address_of(part):
            return RefreshedPart(**key, outcome=Outcome.NOT_CONFIGURED)
        known = await self.database.one(Q.find_part, **key)
        if self.http.outbound.offline:
            # No failure: it is as somebody wants it, and files can be imported.
            rows = known["rows"] if known else 0
            return RefreshedPart(**key, outcome=Outcome.OFFLINE, rows=rows)
        try:
            with tempfile.TemporaryDirectory(dir=self.spool, prefix=SPOOL_PREFIX) as folder:
                return await self._fetch(source, part, known, downloads, Path(folder), force=force)
        except (SourceError, FeedError) as error:
            await self.database.run(Q.set_failed, **key, error=error.detail)
            log.warning("feed_refresh_failed", **key, error=error.detail)
            return RefreshedPart(
                **key,
                outcome=Outcome.FAILED,
                rows=known["rows"] if known else 0,
                error=error.detail,
            )

    async def _fetch(
        self,
        source: Source,
        part: FeedPart | FilePart,
        known: dict[str, Any] | None,
        downloads: Downloader,
        folder: Path,
        *,
        force: bool,
    ) -> RefreshedPart:
        url = downloads.address_of(part)
        # What an import or another address brought can't be confirmed or gone on from by this one.
        same = known if known and known["origin"] == url and known["loaded_at"] else None
        file = folder / "file"
        with tracing.span("download"):
            got = await downloads.fetch(part, file, same)
        origin = Origin(text=url, etag=got.etag, last_modified=got.last_modified, state=got.state)
        if same and _is_the_same(got, same):
            rows = await self._confirm(source, part, origin, same, downloads.settings)
            return RefreshedPart(
                slug=source.slug, part=part.name, outcome=Outcome.UNCHANGED, rows=rows
            )
        loaded = await self.loader().load(
            source, file, origin, downloads.settings, part=part.name, force=force
        )
        log.info("feed_refreshed", slug=source.slug, part=part.name, rows=loaded.rows)
        return RefreshedPart(
            slug=source.slug, part=part.name, outcome=Outcome.LOADED, rows=loaded.rows
        )

    async def _confirm(
        self,
        source: Source,
        part: FeedPart | FilePart,
        origin: Origin,
        known: dict[str, Any],
        settings: Mapping[str, Any],
    ) -> int:
        # A file stays as old as it says that it is.
        as_of = known["as_of"] if isinstance(part, FilePart) else None
        rows = await self.database.transaction(
            lambda connection: confirm_part(
                connection, source, part, origin, settings=settings, as_of=as_of
            )
        )
        if rows is None:
            raise FeedError("another load of this part came meanwhile; it will be tried again")
        return rows

    def loader(self) -> Loader:
        """What loads files as refreshing does, without downloads."""
        return Loader(
            database=self.database,
            files=self.files,
            spool=self.spool,
            parse_command=self.parse_command,
            lost_percent=self.lost_percent,
        )


def _is_the_same(got: Fetched, known: Mapping[str, Any]) -> bool:
    return not got.changed or (got.sha256 is not None and got.sha256 == known["sha256"])
