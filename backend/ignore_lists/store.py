"""Ignore lists: made, changed, deleted, filled and linked."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from backend.db.connection import Connection, ForeignKeyError, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.db.rows import to_struct
from backend.ignore_lists.entries import canonical_entry
from backend.ignore_lists.formats import REFUSED_AT_MOST, SHOWN, Read, write_csv
from backend.ignore_lists.writing import Wanted, add_entries, replace_entries
from backend.indicators.wording import UnfitError
from backend.models.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from backend.models.ids import new_id
from backend.models.ignore_lists import (
    Added,
    IgnoreList,
    IgnoreListCreate,
    IgnoreListCreated,
    IgnoreListEntry,
    IgnoreListPatch,
    NewEntry,
    Origin,
    Refused,
)
from backend.models.slugs import slug_of

Q = load("ignore_lists")
PAGE = 20_000
ORDERED_BY_CHARACTERS = 60
"""Of an entry's data, as the index of pages has it."""


class EntryPage(msgspec.Struct, frozen=True):
    """A page of entries, how many there are in all, and where the next begins."""

    entries: list[IgnoreListEntry]
    total: int
    next_cursor: str | None


class ListStore:
    """The ignore lists of the database. An unknown id raises `NotFoundError` everywhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[IgnoreList]:
        """By name."""
        return [to_struct(row, IgnoreList) for row in await self._database.run(Q.list_lists)]

    async def get(self, list_id: str) -> IgnoreList:
        """One list."""
        row = await self._database.one(Q.get_list, id=list_id)
        if row is None:
            raise _unknown(list_id)
        return to_struct(row, IgnoreList)

    async def find_slug(self, slug: str) -> str:
        """The id of the list with this slug."""
        row = await self._database.one(Q.find_by_slug, slug=slug)
        if row is None:
            raise NotFoundError(f"there is no ignore list with the slug {slug[:80]!r}")
        return str(row["id"])

    async def create(self, new: IgnoreListCreate, user_id: str) -> IgnoreListCreated:
        """Make a list.

        Raises:
            ConflictError: its name or slug is taken.
        """
        list_id = new_id()
        slug = slug_of(new.name) or f"list-{list_id}"
        row = _columns(new) | {"id": list_id, "slug": slug}
        try:
            await self._database.run(
                Q.insert_list, **row, origin=Origin.MANUAL, version=None, user_id=user_id
            )
        except UniqueViolationError as error:
            raise _taken(new.name) from error
        return IgnoreListCreated(list_id, slug)

    async def change(self, list_id: str, patch: IgnoreListPatch, user_id: str) -> None:
        """Change what the patch names; another name makes another slug.

        Raises:
            ConflictError: the name or its slug is taken.
        """

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_list, id=list_id)
            if not rows:
                raise _unknown(list_id)
            changed = {n: v for n, v in _columns(patch).items() if v is not msgspec.UNSET}
            if "name" in changed:
                changed["slug"] = slug_of(changed["name"]) or f"list-{list_id}"
            connection.run(Q.update_list, **{**rows[0], **changed}, user_id=user_id)

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(str(patch.name)) from error

    async def delete(self, list_id: str) -> None:
        """Delete a list with its entries and links."""
        if not await self._database.run(Q.delete_list, id=list_id):
            raise _unknown(list_id)

    async def page(
        self, list_id: str, *, limit: int, cursor: str | None, q: str | None
    ) -> EntryPage:
        """Entries in alphabetical order; `q` is a part of value or comment.

        Raises:
            InvalidInputError: the cursor is none of ours.
        """
        known = await self.get(list_id)
        after_data, after_id = _decode_cursor(cursor) if cursor else (None, None)
        entries = await self._entries(list_id, limit + 1, after_data, after_id, q)
        total = known.entry_count
        if q is not None:
            total = (await self._database.run(Q.count_entries, list_id=list_id, q=q))[0]["total"]
        more = len(entries) > limit
        return EntryPage(
            entries[:limit], total, _encode_cursor(entries[limit - 1]) if more else None
        )

    async def csv(self, list_id: str) -> AsyncIterator[str]:
        """Every entry as CSV, in pieces."""
        after_data: str | None = None
        after_id: str | None = None
        entries: list[IgnoreListEntry] = []
        first = True
        while first or len(entries) == PAGE:
            entries = await self._entries(list_id, PAGE, after_data, after_id, None)
            lines = list(write_csv(entries))
            yield "".join(lines if first else lines[1:])
            first = False
            if entries:
                after_data, after_id = entries[-1].data[:ORDERED_BY_CHARACTERS], entries[-1].id

    async def add(self, list_id: str, entries: Sequence[NewEntry], user_id: str) -> Added:
        """Add entries; those that do not fit are named, and the others added."""
        read = await asyncio.to_thread(_read, entries)
        return await self.add_read(list_id, read, user_id)

    async def add_read(self, list_id: str, read: Read, user_id: str) -> Added:
        """Add what was read of a text."""

        def apply(connection: Connection) -> Added:
            _lock(connection, list_id)
            done = add_entries(connection, list_id, read.wanted, user_id)
            return Added(added=done.added, duplicates=done.duplicates, refused=read.refused)

        return await self._database.transaction(apply)

    async def replace(self, list_id: str, entries: Sequence[NewEntry], user_id: str) -> None:
        """Make these the entries of a list; those that stay keep their id.

        Raises:
            InvalidInputError: naming each that does not fit; nothing was changed.
            ConflictError: one is there twice.
        """
        read = await asyncio.to_thread(_read, entries)
        if read.refused:
            errors = tuple(FieldError(f"/{r.line - 1}/data", r.message) for r in read.refused)
            raise InvalidInputError(
                f"entry {read.refused[0].line}, {read.refused[0].text!r}: {errors[0].message}",
                errors=errors,
            )
        if len({item.entry for item in read.wanted}) < len(read.wanted):
            raise ConflictError("an entry is there twice; nothing was changed")

        def apply(connection: Connection) -> None:
            _lock(connection, list_id)
            replace_entries(connection, list_id, read.wanted, user_id)

        await self._database.transaction(apply)

    async def delete_entries(self, list_id: str, ids: Sequence[str]) -> int:
        """Delete entries of a list; how many there were."""
        deleted = await self._database.run(Q.delete_entries, list_id=list_id, ids=list(ids))
        return len(deleted)

    async def delete_entry(self, list_id: str, entry_id: str) -> None:
        """Delete one entry."""
        if not await self.delete_entries(list_id, [entry_id]):
            raise NotFoundError(f"the list {list_id[:80]!r} has no entry {entry_id[:80]!r}")

    async def linked(self, query: Query, known_id: str) -> list[str]:
        """The ids at the other end of links."""
        return [row["id"] for row in await self._database.run(query, id=known_id)]

    async def link(
        self, unlink: Query, link: Query, known_id: str, others: Sequence[str], user_id: str
    ) -> None:
        """Make these the links of a list, source or provider; those that stay are left alone.

        Raises:
            InvalidInputError: one end of a link does not exist.
        """

        def apply(connection: Connection) -> None:
            wanted = list(dict.fromkeys(others))
            connection.run(unlink, id=known_id, others=wanted)
            connection.run(link, id=known_id, others=wanted, user_id=user_id)

        try:
            await self._database.transaction(apply)
        except ForeignKeyError as error:
            message = f"what is to be linked does not exist: {error.detail}"
            raise InvalidInputError(message, errors=(FieldError("", message),)) from error

    async def require_provider(self, provider_id: str) -> None:
        """Return if there is such a provider."""
        if await self._database.one(Q.get_provider, id=provider_id) is None:
            raise NotFoundError(
                f"there is no provider {provider_id[:80]!r}: GET /providers lists them"
            )

    async def _entries(
        self,
        list_id: str,
        limit: int,
        after_data: str | None,
        after_id: str | None,
        q: str | None,
    ) -> list[IgnoreListEntry]:
        rows = await self._database.run(
            Q.page_entries,
            list_id=list_id,
            after_data=after_data,
            after_id=after_id,
            q=q,
            limit=limit,
        )
        return [to_struct(row, IgnoreListEntry) for row in rows]


def _read(entries: Sequence[NewEntry]) -> Read:
    wanted: list[Wanted] = []
    refused: list[Refused] = []
    for line, new in enumerate(entries, 1):
        try:
            entry = canonical_entry(new.data, new.indicator_kind, new.matching)
        except UnfitError as error:
            refused.append(Refused(line=line, text=new.data[:SHOWN], message=error.why))
        else:
            wanted.append(Wanted(entry, new.comment, new.expires_at))
    return Read(wanted, len(refused), tuple(refused[:REFUSED_AT_MOST]))


def _columns(body: IgnoreListCreate | IgnoreListPatch) -> dict[str, Any]:
    """By the names of columns."""
    values = {name: getattr(body, name) for name in body.__struct_fields__}
    values["global"] = values.pop("is_global")
    return values


def _lock(connection: Connection, list_id: str) -> None:
    """One writer of a list at a time."""
    if not connection.run(Q.lock_list, id=list_id):
        raise _unknown(list_id)


def _encode_cursor(entry: IgnoreListEntry) -> str:
    content = msgspec.json.encode((entry.data[:ORDERED_BY_CHARACTERS], entry.id))
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode_cursor(cursor: str) -> tuple[str, str]:
    try:
        content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(content, type=tuple[str, str])
    except (binascii.Error, ValueError) as error:
        message = "this is no cursor of ours: take the one that the page before gave"
        raise InvalidInputError(message, errors=(FieldError("cursor", message),)) from error


def _unknown(list_id: str) -> NotFoundError:
    return NotFoundError(f"there is no ignore list {list_id[:80]!r}: GET /ignoreLists lists them")


def _taken(name: str) -> ConflictError:
    return ConflictError(f"there is an ignore list with the name {name!r} or its slug already")
