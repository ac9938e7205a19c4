"""Presets: sources that are chosen together, by a name that the team shares."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.catalog import CatalogHolder
from backend.models.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from backend.models.ids import new_id
from backend.models.sources import Name, Source, Text

Q = load("presets")

SourceIds = Annotated[list[str], Meta(min_length=1, max_length=1000)]


class Preset(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Sources by a name. One that was deleted since is left out when the preset is used."""

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    description: str
    source_ids: list[str]
    created_user_id: str | None
    updated_user_id: str | None


class PresetCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What makes a preset."""

    name: Name
    source_ids: SourceIds
    description: Text = ""


class PresetPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a preset: an absent field stays."""

    name: Name | UnsetType = UNSET
    source_ids: SourceIds | UnsetType = UNSET
    description: Text | UnsetType = UNSET


class Presets:
    """The presets of the database."""

    def __init__(self, database: Database, catalog: CatalogHolder) -> None:
        self._database = database
        self._catalog = catalog

    async def all(self) -> list[Preset]:
        """Every preset, by name."""
        return [to_struct(row, Preset) for row in await self._database.run(Q.list_presets)]

    async def get(self, preset_id: str) -> Preset:
        """One preset.

        Raises:
            NotFoundError: there is none.
        """
        row = await self._database.one(Q.get_preset, id=preset_id)
        if row is None:
            raise _unknown(preset_id)
        return to_struct(row, Preset)

    async def create(self, new: PresetCreate, user_id: str) -> Preset:
        """Make a preset.

        Raises:
            InvalidInputError: a source is unknown.
            ConflictError: the name is taken.
        """
        self._catalog.current.choose(new.source_ids, pointer="/sourceIds")
        preset_id = new_id()
        made = await self._database.run(
            Q.create_preset, id=preset_id, user_id=user_id, **msgspec.structs.asdict(new)
        )
        if not made:
            raise _taken(new.name)
        return await self.get(preset_id)

    async def change(self, preset_id: str, patch: PresetPatch, user_id: str) -> Preset:
        """Change what the patch names.

        Raises:
            NotFoundError: there is no such preset.
            InvalidInputError: a source is unknown.
            ConflictError: the name is taken.
        """
        if patch.source_ids is not UNSET:
            self._catalog.current.choose(patch.source_ids, pointer="/sourceIds")

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_preset, id=preset_id)
            if not rows:
                raise _unknown(preset_id)
            named = msgspec.structs.asdict(patch).items()
            changed = {name: value for name, value in named if value is not UNSET}
            connection.run(Q.update_preset, **{**rows[0], **changed}, user_id=user_id)

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(str(patch.name)) from error
        return await self.get(preset_id)

    async def delete(self, preset_id: str) -> None:
        """Delete a preset; requests that were made with it stay as they are.

        Raises:
            NotFoundError: there is no such preset.
        """
        if not await self._database.run(Q.delete_preset, id=preset_id):
            raise _unknown(preset_id)

    async def sources(self, preset_id: str) -> list[Source]:
        """The sources of a preset that are still there, for a request.

        Raises:
            InvalidInputError: there is no such preset, or nothing is left of it.
        """
        row = await self._database.one(Q.get_preset, id=preset_id)
        if row is None:
            raise _unfit(f"there is no preset {preset_id[:80]!r}: GET /presets lists them")
        chosen = set(row["source_ids"])
        sources = [s for s in self._catalog.current.sources.values() if s.id in chosen]
        if not sources:
            raise _unfit(f"every source of the preset {row['name']!r} was deleted: edit it")
        return sources


def _unknown(preset_id: str) -> NotFoundError:
    return NotFoundError(f"there is no preset {preset_id[:80]!r}: GET /presets lists them")


def _taken(name: str) -> ConflictError:
    return ConflictError(f"there is a preset {name!r} already")


def _unfit(message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError("/presetId", message),))
