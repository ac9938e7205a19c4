"""What the background task of a source keeps from run to run: JSON of at most 64 KiB."""

import msgspec

from backend.db.pool import Database
from backend.db.queries import load
from backend.models.source_states import SourceState

Q = load("source_states")


class SourceStates:
    """Reads and writes states. They are JSON as the source's code left it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, str]:
        """Of all sources, by their ids."""
        return {row["source_id"]: row["state"] for row in await self._database.run(Q.list_states)}

    async def get(self, source_id: str) -> str:
        """One; empty where there is none."""
        row = await self._database.one(Q.get_state, source_id=source_id)
        return row["state"] if row else ""

    async def show(self, source_id: str) -> SourceState:
        """The same as people see it."""
        row = await self._database.one(Q.get_state, source_id=source_id)
        if row is None:
            return SourceState(state={}, bytes=0, changed_at=None)
        state = msgspec.json.decode(row["state"])
        return SourceState(state=state, bytes=row["bytes"], changed_at=row["changed_at"])

    async def set(self, source_id: str, state: str) -> None:
        """Keep what a run left.

        Raises:
            ForeignKeyError: the source was deleted meanwhile.
        """
        await self._database.run(Q.set_state, source_id=source_id, state=state)

    async def forget(self, source_id: str) -> None:
        """The next run begins with none."""
        await self._database.run(Q.forget_state, source_id=source_id)
