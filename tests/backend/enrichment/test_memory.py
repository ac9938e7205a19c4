"""What the team remembers: the latest verdict, in few queries, whoever gives up in between."""

import asyncio
from datetime import datetime, timedelta

import msgspec
import pytest

from backend.db.connection import DatabaseUnavailableError, utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.db.rows import to_json
from backend.enrichment.memory import Memory
from backend.enrichment.recorder import Event, NewRequest
from backend.models.answers import Level
from backend.models.indicators import Indicator, Kind
from backend.models.requests import Options, Verdict

Q = load("requests")
NOW = utc_now()
ADDRESS = Indicator("192.0.2.1", Kind.IPV4)


class WatchedDatabase:
    """The real database: counted, held, and away as often as told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements = 0
        self.away = 0
        self.open = asyncio.Event()
        self.open.set()

    async def run(self, query: Query, **params: object) -> object:
        self.statements += 1
        await self.open.wait()
        if self.away:
            self.away -= 1
            raise DatabaseUnavailableError("away")
        return await self.database.run(query, **params)


@pytest.fixture
def watched(database: Database) -> WatchedDatabase:
    return WatchedDatabase(database)


@pytest.fixture
def memory(watched: WatchedDatabase) -> Memory:
    return Memory(watched)  # type: ignore[arg-type]


async def remember(
    database: Database, request_id: str, level: Level, *indicators: Indicator, at: datetime = NOW
) -> None:
    """A request of the system user with these verdicts, as the recorder writes them."""
    first = indicators[0]
    row = NewRequest(
        id=request_id,
        created_at=at,
        data=first.data,
        kind=first.kind,
        indicator_count=len(indicators),
        trace_id="t",
        user_id="system000000",
        owner=1,
        options=Options(),
        background=False,
        total=0,
    )
    events = [
        Event(at, request_id, number, "verdict", msgspec.Raw(msgspec.json.encode(verdict)))
        for number, verdict in enumerate(
            (Verdict(indicator=i, level=level, score=None, reason="") for i in indicators), 1
        )
    ]
    await database.run(
        Q.record,
        owner=1,
        ids=[request_id],
        requests=to_json([row]),
        chunks="[]",
        chunk_ends="[]",
        ends="[]",
        events=to_json(events),
    )


async def test_the_latest_of_a_thousand_is_one_query(
    memory: Memory, watched: WatchedDatabase
) -> None:
    many = [Indicator(f"192.0.2.{n % 256}/{n}", Kind.CIDR) for n in range(1000)]
    await remember(watched.database, "early", Level.BENIGN, *many, at=NOW - timedelta(days=70))
    await remember(watched.database, "late", Level.MALICIOUS, *many[:500])
    found = await memory.asked_before([*many, ADDRESS])
    assert watched.statements == 1
    assert ADDRESS not in found
    assert {found[i].request_id for i in many[:500]} == {"late"}
    assert {found[i].level for i in many[500:]} == {Level.BENIGN}
    assert found[many[0]].user_name == "System"
    assert found[many[0]].created_at == NOW
    before = await memory.asked_before(many, apart_from="late")
    assert {found.request_id for found in before.values()} == {"early"}
    assert await memory.asked_before([]) == {}


async def test_the_same_value_of_another_kind_is_another_indicator(
    memory: Memory, watched: WatchedDatabase
) -> None:
    await remember(watched.database, "one", Level.BENIGN, Indicator("a" * 32, Kind.MD5))
    assert await memory.asked_before([Indicator("a" * 32, Kind.DOMAIN)]) == {}


async def test_those_who_come_meanwhile_are_answered_together(
    memory: Memory, watched: WatchedDatabase
) -> None:
    others = [Indicator(f"198.51.100.{n}", Kind.IPV4) for n in range(200)]
    await remember(watched.database, "one", Level.BENIGN, ADDRESS, *others)
    answers = await asyncio.gather(*(memory.asked_before([i, ADDRESS]) for i in others))
    assert [set(answer) for answer in answers] == [{i, ADDRESS} for i in others]
    assert watched.statements == 2


async def test_one_who_gives_up_or_fails_takes_no_other_along(
    memory: Memory, watched: WatchedDatabase
) -> None:
    await remember(watched.database, "one", Level.BENIGN, ADDRESS)
    watched.open.clear()
    first, second, third, fourth = (
        asyncio.ensure_future(memory.asked_before([ADDRESS])) for _ in range(4)
    )
    await asyncio.sleep(0.01)
    second.cancel()
    first.cancel()
    watched.away = 1
    watched.open.set()
    with pytest.raises(DatabaseUnavailableError):
        await third
    assert set(await fourth) == {ADDRESS}
    assert first.cancelled()
    assert second.cancelled()
