"""Two requests side by side: the database compares, a page of what differs is here."""

from typing import Any

import msgspec

from backend.db.pool import Database
from backend.db.queries import load
from backend.models.indicators import Indicator
from backend.models.memory import Cell, CellChange, Change, ChangeCounts, Comparison
from backend.models.requests import Request

Q = load("comparisons")


class Comparisons:
    """Compares requests; of one that still runs, as far as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def compare(self, a: Request, b: Request, *, limit: int, skip: int) -> Comparison:
        """How `b` differs from `a`: all counted, at most `limit` shown, `skip` of them left out."""
        rows = await self._database.run(
            Q.compare,
            a=a.id,
            a_at=a.created_at,
            b=b.id,
            b_at=b.created_at,
            limit=limit,
            skip=skip,
        )
        # The counts stand in every row; where nothing is to be shown, in one without a change.
        counts = {name: rows[0][name] for name in ("changed", "new", "gone", "same")}
        return Comparison(
            a=a,
            b=b,
            counts=ChangeCounts(**counts),
            changes=tuple(_change(row) for row in rows if row["change"] is not None),
        )


def _change(row: dict[str, Any]) -> CellChange:
    return CellChange(
        # As it was recorded; it is not read again.
        indicator=msgspec.convert({"data": row["data"], "kind": row["kind"]}, Indicator),
        source_id=row["source_id"],
        source_name=row["source_name"],
        change=Change(row["change"]),
        before=_cell(row["before"]),
        after=_cell(row["after"]),
    )


def _cell(text: str | None) -> Cell | None:
    return msgspec.json.decode(text, type=Cell) if text is not None else None
