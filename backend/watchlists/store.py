"""Watchlists: made, changed, deleted; what they know and what changed."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from backend.db import cursors
from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.models.errors import ConflictError, NotFoundError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.watchlists import (
    Remembered,
    Watchlist,
    WatchlistChange,
    WatchlistCreate,
    WatchlistPatch,
    WatchlistRun,
)

Q = load("watchlists")


class Watchlists:
    """The watchlists of the database. `wake` tells who runs them that something changed."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake

    async def all(self) -> list[Watchlist]:
        """Every watchlist, by name."""
        rows = await self._database.run(Q.list_watchlists, id=None)
        return [to_struct(row, Watchlist) for row in rows]

    async def get(self, watchlist_id: str) -> Watchlist:
        """One watchlist.

        Raises:
            NotFoundError: there is none.
        """
        row = await self._database.one(Q.list_watchlists, id=watchlist_id)
        if row is None:
            raise _unknown(watchlist_id)
        return to_struct(row, Watchlist)

    async def create(
        self, new: WatchlistCreate, indicators: Sequence[Indicator], user_id: str
    ) -> Watchlist:
        """Make a watchlist of these indicators, which are canonical.

        Raises:
            ConflictError: the name is taken.
        """
        watchlist_id = new_id()
        fields = {**msgspec.structs.asdict(new), "indicators": to_json(indicators)}
        try:
            await self._database.run(Q.insert_watchlist, id=watchlist_id, user_id=user_id, **fields)
        except UniqueViolationError as error:
            raise _taken(new.name) from error
        self._wake()
        return await self.get(watchlist_id)

    async def change(
        self,
        watchlist_id: str,
        patch: WatchlistPatch,
        indicators: Sequence[Indicator] | None,
        user_id: str,
    ) -> Watchlist:
        """Change what the patch names; its indicators are given in canonical form.

        Raises:
            NotFoundError: there is no such watchlist.
            ConflictError: the name is taken.
        """
        named = {n: v for n, v in msgspec.structs.asdict(patch).items() if v is not msgspec.UNSET}

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_watchlist, id=watchlist_id)
            if not rows:
                raise _unknown(watchlist_id)
            merged: dict[str, Any] = {**rows[0], **named}
            merged["indicators"] = to_json(
                rows[0]["indicators"] if indicators is None else indicators
            )
            connection.run(Q.update_watchlist, **merged, user_id=user_id)

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(str(patch.name)) from error
        self._wake()
        return await self.get(watchlist_id)

    async def delete(self, watchlist_id: str) -> None:
        """Delete a watchlist and what it knows; the requests that it made stay.

        Raises:
            NotFoundError: there is no such watchlist.
        """
        if not await self._database.run(Q.delete_watchlist, id=watchlist_id):
            raise _unknown(watchlist_id)

    async def changes(
        self, watchlist_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[WatchlistChange], str | None]:
        """Changed verdicts, newest first, and the cursor of the next page.

        Raises:
            NotFoundError: there is no such watchlist.
        """
        await self.get(watchlist_id)
        before_at, before_id = cursors.decode(cursor)
        rows = await self._database.run(
            Q.list_changes,
            id=watchlist_id,
            before_at=before_at,
            before_id=before_id,
            limit=limit + 1,
        )
        found = [to_struct(row, WatchlistChange) for row in rows[:limit]]
        return found, cursors.following(found, more=len(rows) > limit)

    async def runs(self, watchlist_id: str, *, limit: int) -> list[WatchlistRun]:
        """The latest runs, newest first.

        Raises:
            NotFoundError: there is no such watchlist.
        """
        await self.get(watchlist_id)
        rows = await self._database.run(Q.list_runs, id=watchlist_id, limit=limit)
        return [to_struct(row, WatchlistRun) for row in rows]

    async def verdicts(self, watchlist_id: str) -> list[Remembered]:
        """What is known of each indicator; of one that was never judged nothing is.

        Raises:
            NotFoundError: there is no such watchlist.
        """
        await self.get(watchlist_id)
        row = await self._database.one(Q.get_memory, id=watchlist_id)
        return [] if row is None else read_memory(row["memory"])

    async def drop_old(self, days: int) -> None:
        """Forget runs that were compared longer ago; changes stay with their list."""
        await self._database.run(Q.drop_old_runs, days=days)


def read_memory(text: str) -> list[Remembered]:
    """What is known of a list's indicators, from its column."""
    return msgspec.json.decode(text, type=list[Remembered])


def _unknown(watchlist_id: str) -> NotFoundError:
    return NotFoundError(f"there is no watchlist {watchlist_id[:80]!r}: GET /watchlists lists them")


def _taken(name: str) -> ConflictError:
    return ConflictError(f"there is a watchlist {name!r} already")
