"""Feeds of sources: shown with the age of what is there, and loaded from a file."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.catalog import CatalogHolder
from backend.feeds.loader import Loader
from backend.feeds.loading import Origin
from backend.feeds.lookup import is_fresh
from backend.feeds.settings import max_age
from backend.models.errors import NotFoundError
from backend.models.feeds import Feed, FeedImported, FeedPart
from backend.models.sources import Source, SourceKind
from backend.sources import contract
from backend.sources.implementations import settings_of
from backend.sources.user_rows import PART, feed_of

Q = load("feeds")
log = structlog.get_logger()


class Feeds:
    """The sources that have a feed, by the slugs of the catalogue."""

    def __init__(
        self,
        database: Database,
        catalog: CatalogHolder,
        built_in: Mapping[str, contract.Source],
        loader: Loader,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._built_in = built_in
        self._loader = loader

    async def all(self) -> list[Feed]:
        """Every feed with the state of its parts, by the source's name."""
        known = {
            (row.pop("slug"), row["name"]): to_struct(row, FeedPart)
            for row in await self._database.run(Q.list_parts)
        }
        return [
            self._view(source, known)
            for source in self._sources().values()
            # Code has a feed once its task has brought rows.
            if source.kind is SourceKind.SYSTEM or (source.slug, PART) in known
        ]

    def source_of(self, slug: str) -> Source:
        """The source whose feed it is.

        Raises:
            NotFoundError: there is none.
        """
        sources = self._sources()
        if slug not in sources:
            raise NotFoundError(f"there is no feed {slug[:80]!r}; there are {', '.join(sources)}")
        return sources[slug]

    async def load(
        self, slug: str, path: Path, *, name: str, part: str | None = None, force: bool = False
    ) -> FeedImported:
        """Load a file called `name` into the part that its content says it is, or into `part`.

        Raises:
            NotFoundError: there is no such feed.
            FeedError: the file was refused; nothing was changed.
        """
        source = self.source_of(slug)
        implementation = self._implementation(source)
        loaded = await self._loader.load(
            implementation,
            path,
            Origin(text=name),
            settings_of(source, implementation),
            part=part,
            force=force,
        )
        log.info("feed_imported", slug=slug, part=loaded.part, rows=loaded.rows, file=name)
        return FeedImported(
            slug=slug,
            part=loaded.part,
            rows=loaded.rows,
            rows_before=loaded.rows_before,
            as_of=loaded.as_of,
        )

    def _sources(self) -> dict[str, Source]:
        return {
            source.slug: source
            for source in self._catalog.current.sources.values()
            if (found := feed_of(source, self._built_in)) and found.feed
        }

    def _implementation(self, source: Source) -> contract.Source:
        found = feed_of(source, self._built_in)
        assert found is not None  # noqa: S101 — `_sources` has no others
        return found

    def _view(self, source: Source, known: Mapping[tuple[str, str], FeedPart]) -> Feed:
        implementation = self._implementation(source)
        oldest = max_age(implementation, settings_of(source, implementation))
        names = [part.name for part in implementation.feed]
        parts = [known.get((source.slug, name)) or FeedPart(name=name) for name in names]
        return Feed(
            slug=source.slug,
            source_id=source.id,
            name=source.name,
            enabled=source.enabled,
            max_age_seconds=int(oldest.total_seconds()) if oldest else None,
            parts=tuple(_with_age(part, oldest) for part in parts),
        )


def _with_age(part: FeedPart, oldest: timedelta | None) -> FeedPart:
    stale = part.as_of is not None and not is_fresh(part.as_of, oldest)
    return msgspec.structs.replace(part, stale=stale)
