"""What was taken of limits, in PostgreSQL: shared by all processes, and there after a restart."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from backend.db.pool import Database
from backend.db.queries import load
from backend.limits.allowance import Window

Q = load("limits")


class Use(NamedTuple):
    """What is used of a window; at `resets_at` the first of it counts no more."""

    used: int
    resets_at: datetime | None


class Taken(NamedTuple):
    """How many questions were allowed, and what is used of each window afterwards."""

    for_people: int
    for_background: int
    uses: dict[int, Use]
    as_of: datetime


class Store(Protocol):
    """Where limits are counted."""

    async def take(
        self, key: str, windows: Sequence[Window], *, people: int, background: int, reserve: int
    ) -> Taken:
        """Take as many questions as all windows allow, in one step."""
        ...

    async def uses(self) -> dict[tuple[str, int], Use]:
        """What is used, by key and seconds; windows of which nothing is used are left out."""
        ...

    async def closings(self) -> dict[str, datetime]:
        """Keys that vendors closed, and until when."""
        ...

    async def close(self, key: str, seconds: float) -> None:
        """A vendor said to wait."""
        ...


class DatabaseStore:
    """See `Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self, key: str, windows: Sequence[Window], *, people: int, background: int, reserve: int
    ) -> Taken:
        """See `Store`. One statement, whatever the number of windows and questions."""
        rows = await self._database.run(
            Q.take,
            key=key,
            seconds=[window.seconds for window in windows],
            counts=[window.count for window in windows],
            usable=[window.usable(reserve) for window in windows],
            people=people,
            background=background,
        )
        uses = {row["seconds"]: Use(row["used"], row["resets_at"]) for row in rows}
        first = rows[0]
        return Taken(first["for_people"], first["for_background"], uses, first["as_of"])

    async def uses(self) -> dict[tuple[str, int], Use]:
        """See `Store`."""
        rows = await self._database.run(Q.list_uses)
        return {(r["key"], r["seconds"]): Use(r["used"], r["resets_at"]) for r in rows}

    async def closings(self) -> dict[str, datetime]:
        """See `Store`."""
        rows = await self._database.run(Q.list_closings)
        return {row["key"]: row["closed_until"] for row in rows}

    async def close(self, key: str, seconds: float) -> None:
        """See `Store`."""
        await self._database.run(Q.close, key=key, seconds=seconds)

    async def delete_old(self) -> None:
        """Forget what counts no more."""
        await self._database.run(Q.delete_old)
