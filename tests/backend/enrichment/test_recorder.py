"""The recorder: in order, together, and nobody takes others along."""

import asyncio

import msgspec
import pytest

from backend.db.connection import DatabaseError, DatabaseUnavailableError, utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.enrichment.recorder import End, Entry, Event, NewRequest, Recorder
from backend.models.answers import Level
from backend.models.indicators import Kind
from backend.models.requests import Counts, Options, RequestState, Tlp

Q = load("requests")
NOW = utc_now()
STATEMENTS = Query("statements", "SELECT count(*) AS n FROM request_events")


def entry(number: int, told: list[int], *, request: bool = False, data: bytes = b"{}") -> Entry:
    new = NewRequest(
        id="request-1",
        created_at=NOW,
        data="192.0.2.1",
        kind=Kind.IPV4,
        indicator_count=1,
        trace_id="t",
        user_id=None,
        owner=1,
        options=Options(tlp=Tlp.AMBER),
        background=False,
        total=3,
    )
    event = Event(NOW, "request-1", number, "result", msgspec.Raw(data))
    return Entry(
        events=(event,), committed=lambda: told.append(number), request=new if request else None
    )


class CountingDatabase:
    """The real database, with a count, and away as often as told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements = 0
        self.away = 0
        self.fail_after_commit = 0

    async def run(self, query: Query, **params: object) -> object:
        self.statements += 1
        if self.away:
            self.away -= 1
            raise DatabaseUnavailableError("away")
        rows = await self.database.run(query, **params)
        if self.fail_after_commit:
            self.fail_after_commit -= 1
            raise DatabaseUnavailableError("the answer was lost")
        return rows


@pytest.fixture
def counting(database: Database) -> CountingDatabase:
    return CountingDatabase(database)


async def record_all(counting: CountingDatabase, entries: list[Entry]) -> list[object]:
    recorder = Recorder(counting, owner=1)  # type: ignore[arg-type]
    running = asyncio.ensure_future(recorder.run())
    try:
        return await asyncio.gather(*map(recorder.record, entries), return_exceptions=True)
    finally:
        running.cancel()


async def stored(database: Database) -> list[int]:
    rows = await database.run(Q.list_events, id="request-1", created_at=NOW, after=0, limit=1000)
    return [row["sequence"] for row in rows]


async def test_many_events_are_few_statements_told_in_order(counting: CountingDatabase) -> None:
    told: list[int] = []
    entries = [entry(n, told, request=n == 1) for n in range(1, 301)]
    assert await record_all(counting, entries) == [None] * 300
    assert told == list(range(1, 301)) == await stored(counting.database)
    assert counting.statements <= 3


async def test_one_that_is_refused_takes_no_other_along(counting: CountingDatabase) -> None:
    told: list[int] = []
    entries = [entry(1, told, request=True), entry(2, told), entry(3, told)]
    entries[1] = entry(2, told, data=b'"\\u0000"')
    done = await record_all(counting, entries)
    assert isinstance(done[1], DatabaseError)
    assert told == [1, 3] == await stored(counting.database)


async def test_a_server_that_is_away_is_waited_for(counting: CountingDatabase) -> None:
    told: list[int] = []
    counting.away = 3
    assert await record_all(counting, [entry(1, told, request=True)]) == [None]
    assert told == [1]


async def test_what_was_committed_without_an_answer_is_not_written_twice(
    counting: CountingDatabase,
) -> None:
    told: list[int] = []
    counting.fail_after_commit = 1
    assert await record_all(counting, [entry(1, told, request=True)]) == [None]
    assert await stored(counting.database) == [1]


async def test_an_end_is_written_once(counting: CountingDatabase) -> None:
    told: list[int] = []
    first = entry(1, told, request=True)
    await record_all(counting, [first])
    for state, verdict in ((RequestState.DONE, Level.BENIGN), (RequestState.CANCELLED, None)):
        end = End("request-1", state, verdict, Counts(found=1), utc_now())
        await record_all(
            counting, [Entry(events=entry(2, told).events, committed=lambda: None, end=end)]
        )
    found = await counting.database.one(Q.get_request, id="request-1")
    assert found is not None
    assert (found["state"], found["verdict"]) == ("DONE", "BENIGN")
