"""The memory of the team: who asked about an indicator before, and what the verdict was."""

import asyncio
from collections.abc import Sequence

import msgspec

from backend.db import cursors
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.models.answers import Level
from backend.models.indicators import Indicator
from backend.models.requests import Verdict
from backend.models.verdicts import AskedBefore

Q = load("memory")

INDICATORS_AT_ONCE = 1000


class MemoryPage(msgspec.Struct, frozen=True):
    """A page of earlier questions, latest first, and how many there are in all."""

    latest: Verdict | None
    requests: tuple[AskedBefore, ...]
    total: int
    next_cursor: str | None


class _Question:
    """Who waits for what the team knows of some indicators."""

    def __init__(self, indicators: Sequence[Indicator], apart_from: str) -> None:
        self.indicators = indicators
        self.apart_from = apart_from
        self.answer: dict[Indicator, AskedBefore] | None = None


class Memory:
    """Reads the verdicts that were recorded, by indicator."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Question] = []
        self._turn = asyncio.Lock()

    async def asked_before(
        self, indicators: Sequence[Indicator], *, apart_from: str = ""
    ) -> dict[Indicator, AskedBefore]:
        """For each that was asked about the last time, in one query; without one request.

        While a query is under way, those who come next gather and are answered by the one after
        it together: a lone question waits for nothing, many at once cost little.
        """
        if not indicators:
            return {}
        mine = _Question(indicators, apart_from)
        self._waiting.append(mine)
        async with self._turn:
            while mine.answer is None:
                await self._ask_next(mine)
        return mine.answer

    async def _ask_next(self, mine: _Question) -> None:
        batch = self._next_batch()
        wanted = [
            _Wanted(number, indicator.data, indicator.kind, question.apart_from)
            for number, question in enumerate(batch)
            for indicator in question.indicators
        ]
        try:
            rows = await self._database.run(Q.asked_before, wanted=to_json(wanted))
        except BaseException:
            # The others ask for themselves when it is their turn.
            self._waiting = [q for q in (*batch, *self._waiting) if q is not mine]
            raise
        answers: list[dict[Indicator, AskedBefore]] = [{} for _ in batch]
        for row in rows:
            indicator = msgspec.convert({"data": row["data"], "kind": row["kind"]}, Indicator)
            answers[row["number"]][indicator] = AskedBefore(
                request_id=row["request_id"],
                created_at=row["created_at"],
                user_name=row["user_name"],
                level=Level(row["level"]),
            )
        for question, answer in zip(batch, answers, strict=True):
            question.answer = answer

    def _next_batch(self) -> list[_Question]:
        """The oldest that wait, bounded in number of indicators; at least one."""
        size, length = 0, 0
        for question in self._waiting:
            if length and size + len(question.indicators) > INDICATORS_AT_ONCE:
                break
            size += len(question.indicators)
            length += 1
        batch, self._waiting = self._waiting[:length], self._waiting[length:]
        return batch

    async def of(self, indicator: Indicator, *, limit: int, cursor: str | None) -> MemoryPage:
        """A page of what was asked about one; `cursor` is the page before's `next_cursor`.

        Raises:
            InvalidInputError: it is not one that a page before gave.
        """
        what = {"data": indicator.data, "kind": indicator.kind}
        before_at, before_id = cursors.decode(cursor)
        rows = await self._database.run(
            Q.list_verdicts, **what, before_at=before_at, before_id=before_id, limit=limit + 1
        )
        requests = [to_struct(row, AskedBefore) for row in rows[:limit]]
        last = requests[-1] if len(rows) > limit else None
        return MemoryPage(
            latest=await self._latest(indicator),
            requests=tuple(requests),
            total=(await self._database.run(Q.count_verdicts, **what))[0]["total"],
            next_cursor=cursors.encode(last.created_at, last.request_id) if last else None,
        )

    async def _latest(self, indicator: Indicator) -> Verdict | None:
        row = await self._database.one(Q.latest_verdict, data=indicator.data, kind=indicator.kind)
        return msgspec.json.decode(row["data"], type=Verdict) if row else None


class _Wanted(msgspec.Struct, frozen=True):
    number: int
    data: str
    kind: str
    apart_from: str
