"""The catalogue in memory: every source and provider, so that planning asks no database."""

import asyncio

import msgspec

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import FieldError, InvalidInputError
from backend.models.sources import Provider, Source

Q = load("sources")


class Catalog(msgspec.Struct, frozen=True):
    """Sources by id in the order of their names, providers by id. Never changed, but replaced."""

    sources: dict[str, Source]
    providers: dict[str, Provider]

    def choose(self, source_ids: list[str], *, pointer: str) -> list[Source]:
        """The named sources, each once, in the catalogue's order; all of them when none is named.

        Raises:
            InvalidInputError: an id is unknown; `pointer` says where it stood.
        """
        if not source_ids:
            return list(self.sources.values())
        unknown = [
            FieldError(f"{pointer}/{index}", f"there is no source {source_id[:80]!r}")
            for index, source_id in enumerate(source_ids)
            if source_id not in self.sources
        ]
        if unknown:
            raise InvalidInputError(
                f"{unknown[0].message}: GET /sources lists their ids", errors=tuple(unknown)
            )
        chosen = set(source_ids)
        return [source for source in self.sources.values() if source.id in chosen]


class CatalogHolder:
    """The catalogue of this process, read again when a change is announced."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self.current = Catalog({}, {})

    async def reload(self) -> None:
        """Read everything again, one reader after the other: what was read last stays."""
        async with self._reading:
            await self._read()

    async def _read(self) -> None:
        sources = [to_struct(row, Source) for row in await self._database.run(Q.list_sources)]
        providers = [to_struct(row, Provider) for row in await self._database.run(Q.list_providers)]
        self.current = Catalog(
            {source.id: source for source in sources},
            {provider.id: provider for provider in providers},
        )
