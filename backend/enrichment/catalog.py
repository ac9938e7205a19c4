"""The catalogue in memory: every source and provider, so that planning asks no database.

And the slots of sources with what is linked to them. Values of secrets are in it as they are
stored: encrypted.
"""

import asyncio
from datetime import datetime

import msgspec

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import FieldError, InvalidInputError
from backend.models.secrets import SealedSecret, SourceSecret
from backend.models.sources import Provider, Source
from backend.sources.states import SourceStates

Q = load("sources")
Q_SECRETS = load("secrets")


class Slot(msgspec.Struct, frozen=True):
    """A slot of a source with the secret that is linked to it."""

    id: str
    name: str
    required: bool
    secret: SealedSecret | None

    def lacks(self, now: datetime) -> str:
        """Why nothing can be had from it, in words that follow its source's name; empty if not."""
        if self.secret is None:
            return f"needs a secret for {self.name}, and none is linked"
        if self.secret.expired(now):
            return (
                f"needs a secret for {self.name}, and the linked {self.secret.name!r} expired on "
                f"{self.secret.expires_at:%Y-%m-%d %H:%M} UTC"
            )
        return ""


class Catalog(msgspec.Struct, frozen=True):
    """Sources by id in the order of their names, providers by id. Never changed, but replaced.

    `slots` and `states` (see `backend.sources.states`) by the id of their source; a source without
    any is not in it.
    """

    sources: dict[str, Source]
    providers: dict[str, Provider]
    slots: dict[str, tuple[Slot, ...]] = {}
    states: dict[str, str] = {}

    def missing(self, source_id: str) -> list[tuple[Slot, str]]:
        """Required slots that nothing can be had from, with the reason (see `Slot.lacks`)."""
        slots = self.slots.get(source_id)
        if not slots:
            return []
        now = utc_now()
        return [(s, why) for s in slots if s.required and (why := s.lacks(now))]

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
        # Sources first: a version that is older than a link does no harm, a newer one would keep
        # what another key answered.
        sources = [to_struct(row, Source) for row in await self._database.run(Q.list_sources)]
        providers = [to_struct(row, Provider) for row in await self._database.run(Q.list_providers)]
        self.current = Catalog(
            {source.id: source for source in sources},
            {provider.id: provider for provider in providers},
            await read_slots(self._database),
            await SourceStates(self._database).all(),
        )


async def read_slots(
    database: Database, source_id: str | None = None
) -> dict[str, tuple[Slot, ...]]:
    """Slots by source, of one source or of all."""
    links = await database.run(Q_SECRETS.list_slots, source_id=source_id)
    if not links:
        return {}
    sealed = [to_struct(row, SealedSecret) for row in await database.run(Q_SECRETS.list_sealed)]
    secrets = {secret.id: secret for secret in sealed}
    slots: dict[str, tuple[Slot, ...]] = {}
    for link in (to_struct(row, SourceSecret) for row in links):
        slot = Slot(link.id, link.name, link.required, secrets.get(link.secret_id or ""))
        slots[link.source_id] = (*slots.get(link.source_id, ()), slot)
    return slots
