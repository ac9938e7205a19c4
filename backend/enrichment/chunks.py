"""Chunks: some indicators of a request that are planned, asked and judged together.

A small request is one chunk, whose questions its `start` event names. A large one has a row of
`request_chunks` for each; who takes it over goes on with those that are not done.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from backend.db.connection import DatabaseUnavailableError
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.answers import Level
from backend.models.indicators import Indicator
from backend.models.requests import Counts, JudgedIndicator, Question, Result, Verdict

Q = load("chunks")
Q_REQUESTS = load("requests")

CHUNK = 200
READ_AT_ONCE = 8
RETRY_SECONDS = 0.2
PAIRS = msgspec.json.Decoder(list[tuple[str, str]])


class NewChunk(msgspec.Struct, frozen=True):
    """A row of `request_chunks` that is to be."""

    request_id: str
    number: int
    indicators: tuple[tuple[str, str], ...]


class ChunkEnd(msgspec.Struct, frozen=True):
    """The last change of a row of `request_chunks`."""

    request_id: str
    number: int
    questions: int
    first_sequence: int
    last_sequence: int
    counts: Counts
    levels: tuple[Level, ...]


class Chunk:
    """Indicators with the questions that are still to be asked, and what came of the others."""

    def __init__(
        self,
        number: int,
        indicators: Sequence[Indicator],
        questions: Sequence[Question],
        *,
        results: Iterable[Result] = (),
        verdicts: Iterable[Verdict] = (),
        first_sequence: int | None = None,
    ) -> None:
        self.number = number
        self.indicators = tuple(indicators)
        self.results = list(results)
        self.verdicts = tuple(verdicts)
        self.first_sequence = first_sequence
        answered = {(r.source_id, r.indicator) for r in self.results}
        self.questions = [q for q in questions if (q.source_id, q.indicator) not in answered]
        # How many results there are, of all and of those that came, recorded or not.
        self.total = len(self.results) + len(self.questions)
        self.received = len(self.results)
        # All results are recorded but the last, which is recorded together with the verdicts.
        self.last_awaited = asyncio.Event()
        self._look()

    def take(self, result: Result) -> None:
        """A result was recorded."""
        self.results.append(result)
        self._look()

    def _look(self) -> None:
        if len(self.results) >= self.total - 1:
            self.last_awaited.set()

    def unjudged(self, among: Sequence[Result]) -> list[tuple[Indicator, list[Result]]]:
        """Indicators without a verdict, each with its results `among` these."""
        judged = {verdict.indicator for verdict in self.verdicts}
        results: dict[Indicator, list[Result]] = {i: [] for i in self.indicators if i not in judged}
        for result in among:
            if result.indicator in results:
                results[result.indicator].append(result)
        return list(results.items())


def split(request_id: str, indicators: Sequence[Indicator]) -> tuple[NewChunk, ...]:
    """The chunks of a large request."""
    return tuple(
        NewChunk(
            request_id,
            first // CHUNK,
            tuple((i.data, i.kind) for i in indicators[first : first + CHUNK]),
        )
        for first in range(0, len(indicators), CHUNK)
    )


async def read_open(
    database: Database, request_id: str
) -> AsyncIterator[tuple[int, list[Indicator]]]:
    """The number and the indicators of each chunk that is not done, a few at a time.

    A server that is away is waited for, as what was asked before is recorded when it is back.
    """
    following = 0
    while True:
        try:
            rows = await database.run(
                Q.list_open, id=request_id, first=following, limit=READ_AT_ONCE
            )
        except DatabaseUnavailableError:
            await asyncio.sleep(RETRY_SECONDS)
            continue
        for row in rows:
            yield row["number"], _indicators(row["indicators"])
        if len(rows) < READ_AT_ONCE:
            return
        following = rows[-1]["number"] + 1


class Known(msgspec.Struct, frozen=True):
    """What was recorded of a large request before it was taken over.

    `ended` are counts and levels of chunks that are done, the rest belongs to those that are not.
    """

    ended: tuple[tuple[Counts, tuple[Level, ...]], ...]
    results: dict[Indicator, list[Result]]
    verdicts: dict[Indicator, Verdict]
    first_sequence: int


async def read_known(database: Database, request_id: str, created_at: datetime) -> Known:
    """See `Known`."""
    ended = await database.run(Q.list_done, id=request_id)
    since = (await database.run(Q.open_since, id=request_id))[0]["sequence"]
    rows = await database.run(
        Q_REQUESTS.list_between,
        id=request_id,
        created_at=created_at,
        after=since,
        up_to=None,
        names=["result", "verdict"],
    )
    results: dict[Indicator, list[Result]] = {}
    verdicts: dict[Indicator, Verdict] = {}
    for count, row in enumerate(rows):
        if row["event"] == "result":
            result = msgspec.json.decode(row["data"], type=Result)
            results.setdefault(result.indicator, []).append(result)
        else:
            verdict = msgspec.json.decode(row["data"], type=Verdict)
            verdicts[verdict.indicator] = verdict
        if count % 500 == 0:
            await asyncio.sleep(0)
    return Known(
        tuple(
            (msgspec.convert(row["counts"], Counts), tuple(map(Level, row["levels"])))
            for row in ended
        ),
        results,
        verdicts,
        since,
    )


class ChunkReader:
    """Reads the indicators of a large request with their verdicts, also while it is executed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, request_id: str, created_at: datetime, *, first: int, limit: int
    ) -> list[JudgedIndicator]:
        """Indicators from the place `first` on."""
        last = first + limit - 1
        rows = await self._rows(request_id, first // CHUNK, last // CHUNK)
        places = [p for p in _places(rows) if first <= p[0] <= last]
        verdicts = await self._verdicts(request_id, created_at, rows)
        return [JudgedIndicator(place, i, verdicts.get(i)) for place, i in places]

    async def page_of(
        self, request_id: str, created_at: datetime, level: Level, *, first: int, limit: int
    ) -> list[JudgedIndicator]:
        """Indicators from the place `first` on whose verdict has `level`."""
        found = await self._database.run(
            Q.list_levels, id=request_id, level=level, first=first // CHUNK, limit=limit
        )
        places = [
            place
            for row in found
            for index, other in enumerate(json.loads(row["levels"]))
            if other == level and (place := row["number"] * CHUNK + index) >= first
        ][:limit]
        if not places:
            return []
        # Only chunks that hold one of them: there may be many without in between.
        numbers = sorted({place // CHUNK for place in places})
        page: list[JudgedIndicator] = []
        for number in numbers:
            rows = await self._rows(request_id, number, number)
            verdicts = await self._verdicts(request_id, created_at, rows)
            page += [
                JudgedIndicator(place, indicator, verdicts.get(indicator))
                for place, indicator in _places(rows)
                if place in places
            ]
        return page

    async def one(self, request_id: str, position: int) -> tuple[Indicator, int, int | None] | None:
        """An indicator, and after which events and up to which its results are."""
        number = position // CHUNK
        rows = await self._rows(request_id, number, number)
        for place, indicator in _places(rows):
            if place == position:
                return indicator, rows[0]["first_sequence"] or 0, rows[0]["last_sequence"]
        return None

    async def _rows(self, request_id: str, first: int, last: int) -> list[dict[str, Any]]:
        return await self._database.run(Q.list_chunks, id=request_id, first=first, last=last)

    async def _verdicts(
        self, request_id: str, created_at: datetime, rows: Sequence[dict[str, Any]]
    ) -> dict[Indicator, Verdict]:
        verdicts: dict[Indicator, Verdict] = {}
        for row in rows:
            if row["done_at"] is None:
                continue
            events = await self._database.run(
                Q_REQUESTS.list_between,
                id=request_id,
                created_at=created_at,
                after=row["first_sequence"],
                up_to=row["last_sequence"],
                names=["verdict"],
            )
            for event in events:
                verdict = msgspec.json.decode(event["data"], type=Verdict)
                verdicts[verdict.indicator] = verdict
        return verdicts


def _places(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[int, Indicator]]:
    for row in rows:
        first = row["number"] * CHUNK
        yield from enumerate(_indicators(row["indicators"]), first)


def _indicators(text: str) -> list[Indicator]:
    return [msgspec.convert({"data": d, "kind": k}, Indicator) for d, k in PAIRS.decode(text)]
