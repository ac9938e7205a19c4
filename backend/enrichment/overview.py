"""Sources as they are shown: with provider, key, missing secrets and the state of their feed."""

from collections.abc import Mapping

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.allowances import Allowances
from backend.enrichment.catalog import Catalog, CatalogHolder
from backend.feeds.settings import max_age
from backend.models.sources import FeedPartState, FeedState, KeyNeed, Source, SourceKind, SourceView
from backend.sources import contract
from backend.sources.implementations import implementation_of, settings_of
from backend.sources.user_rows import PART, rows_of

Q = load("feeds")

Parts = Mapping[str, Mapping[str, FeedPartState]]
"""States by slug and part."""


class Overview:
    """Shows sources from the catalogue; the state of all feeds is one query."""

    def __init__(
        self,
        database: Database,
        catalog: CatalogHolder,
        built_in: Mapping[str, contract.Source],
        allowances: Allowances,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._built_in = built_in
        self._allowances = allowances

    async def all(self) -> list[SourceView]:
        """Every source, by name."""
        parts = await self._parts()
        catalog = self._catalog.current
        return [self._view(source, catalog, parts) for source in catalog.sources.values()]

    async def of(self, source: Source) -> SourceView:
        """One source."""
        return self._view(source, self._catalog.current, await self._parts())

    async def _parts(self) -> Parts:
        states: dict[str, dict[str, FeedPartState]] = {}
        for row in await self._database.run(Q.list_parts):
            slug = row.pop("slug")
            states.setdefault(slug, {})[row["name"]] = to_struct(row, FeedPartState)
        return states

    def _view(self, source: Source, catalog: Catalog, parts: Parts) -> SourceView:
        implementation = implementation_of(source, self._built_in)
        provider = catalog.providers.get(source.provider_id or "")
        fields = {name: getattr(source, name) for name in Source.__struct_fields__}
        return SourceView(
            **fields | {"limits": self._allowances.limits(source)},
            key=_key(source, catalog, implementation),
            key_url=implementation.key_url if implementation else "",
            provider_name=provider.name if provider else None,
            missing_secrets=tuple(slot.name for slot, _ in catalog.missing(source.id)),
            feed=_feed(source, implementation, parts),
        )


def _key(source: Source, catalog: Catalog, implementation: contract.Source | None) -> KeyNeed:
    if implementation is not None:
        return implementation.key
    required = any(slot.required for slot in catalog.slots.get(source.id, ()))
    return KeyNeed.FREE_KEY if required else KeyNeed.NONE


def _feed(source: Source, implementation: contract.Source | None, parts: Parts) -> FeedState | None:
    known = parts.get(source.slug, {})
    if source.kind is not SourceKind.SYSTEM and PART in known:
        implementation = rows_of(source)
    if implementation is None or not implementation.feed:
        return None
    oldest = max_age(implementation, settings_of(source, implementation))
    return FeedState(
        parts=tuple(known.get(p.name) or FeedPartState(name=p.name) for p in implementation.feed),
        max_age_seconds=int(oldest.total_seconds()) if oldest else None,
    )
