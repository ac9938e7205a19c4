"""Versions of the code of sources that users wrote: each save that changes it makes one.

All of them are kept for as long as their source is: what ran when is worth more than the room, as
code is small (at most a megabyte, usually kilobytes) and is saved by people.
"""

import asyncio
import difflib

from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import InvalidInputError, NotFoundError
from backend.models.source_versions import SourceVersion, SourceVersionCode, SourceVersionDiff

Q = load("source_versions")

CONTEXT_LINES = 3
# Comparing takes time that grows with the product of the lines.
LINES_AT_MOST = 20_000


class CodeVersions:
    """Reads versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, source_id: str) -> list[SourceVersion]:
        """Those of a source, newest first; none for a source without code."""
        rows = await self._database.run(Q.list_versions, source_id=source_id)
        return [to_struct(row, SourceVersion) for row in rows]

    async def get(self, source_id: str, number: int) -> SourceVersionCode:
        """One with its code.

        Raises:
            NotFoundError: there is none of this number.
        """
        row = await self._database.one(Q.get_version, source_id=source_id, number=number)
        if row is None:
            raise NotFoundError(
                f"there is no version {number} of this source: its list of versions has them all"
            )
        return to_struct(row, SourceVersionCode)

    async def diff(
        self, source_id: str, number: int, against: int | None = None
    ) -> SourceVersionDiff:
        """What a version changed `against` another, usually the one before it.

        Raises:
            NotFoundError: one of them is not there.
            InvalidInputError: they are too long to be compared.
        """
        other = number - 1 if against is None else against
        new = (await self.get(source_id, number)).code
        old = (await self.get(source_id, other)).code if other else ""
        return await asyncio.to_thread(_compared, number, new, other, old)


def add_version(
    connection: Connection,
    source_id: str,
    code: str,
    *,
    user_id: str,
    note: str,
    fit: bool | None,
) -> int:
    """Keep code that is being saved, within the transaction that saves it; its number."""
    made = connection.run(
        Q.insert_version, source_id=source_id, user_id=user_id, note=note, code=code, fit=fit
    )
    return int(made[0]["number"])


def _compared(number: int, new: str, against: int, old: str) -> SourceVersionDiff:
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > LINES_AT_MOST:
        raise InvalidInputError(
            f"code of more than {LINES_AT_MOST} lines is not compared here: read both versions"
        )
    lines = list(
        difflib.unified_diff(
            before,
            after,
            f"version {against}" if against else "nothing",
            f"version {number}",
            n=CONTEXT_LINES,
            lineterm="",
        )
    )
    changed = lines[2:]  # after the two names
    return SourceVersionDiff(
        number=number,
        against=against,
        diff="\n".join(lines) + "\n" if lines else "",
        added=sum(line.startswith("+") for line in changed),
        removed=sum(line.startswith("-") for line in changed),
    )
