"""`./build.sh bench engine`: what the engine adds to the time that its sources take.

Sources that answer after a fixed time are asked in this process; PostgreSQL is real, its commits
wait for the disk. No HTTP is in it: `bench gateway` has that.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.db.connection import connect
from backend.db.migrate import migrate
from backend.db.pool import Database
from backend.models.answers import Answer, Level
from backend.models.indicators import Indicator, Kind
from tests.load.figures import figure
from tests.load.servers import postgres
from tests.support.appliances import reachable_folder
from tests.support.enrichment import TRACE_ID, FakeSource, House, engine_with, row

DELAY_SECONDS = 0.05
ALONE = 20
RUNS = 100
MANY = 10_000
SOURCES = 10
AT_ONCE = (4, 8)


def main() -> None:
    """(a) the overhead of one indicator on 20 sources; (b) 10,000 indicators on 10 sources."""
    folder = reachable_folder()
    try:
        with postgres(folder / "postgres") as url:
            connection = connect(url, application_name="load")
            migrate(connection)
            connection.close()
            asyncio.run(_measure(url))
    finally:
        shutil.rmtree(folder)


async def _measure(url: str) -> None:
    async with _house(url, ALONE, at_once=16) as house:
        await _one(house)
    for at_once in AT_ONCE:
        async with _house(url, SOURCES, at_once=at_once) as house:
            await _many(house, at_once)


async def _one(house: House) -> None:
    took = []
    for number in range(RUNS + 5):
        began = time.perf_counter()
        await _ask(house, [Indicator(f"192.0.2.{number}", Kind.IPV4)])
        took.append((time.perf_counter() - began - DELAY_SECONDS) * 1000)
    slowest = DELAY_SECONDS * 1000
    overhead = sorted(took[5:])
    figure(
        "overhead of one indicator on 20 sources, p50",
        overhead,
        "ms",
        beside=f"sources of {slowest:.0f} ms",
        ratio=overhead[RUNS // 2] / slowest,
    )


async def _many(house: House, at_once: int) -> None:
    indicators = [Indicator(f"10.1.{n // 250}.{n % 250}", Kind.IPV4) for n in range(MANY)]
    began, cpu = time.perf_counter(), time.process_time()
    await _ask(house, indicators)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    bound = MANY * DELAY_SECONDS / at_once
    figure(
        f"10,000 indicators on 10 sources, {at_once} at once each",
        took,
        "s",
        beside=f"the bound of {bound:.1f} s, {MANY * SOURCES / took:.0f} questions a second",
        ratio=took / bound,
    )
    figure("processor time of a question in it", cpu / MANY / SOURCES * 1e6, "us")


async def _ask(house: House, indicators: list[Indicator]) -> None:
    running = await house.engine.start(
        user_id="system000000",
        trace_id=TRACE_ID,
        indicators=indicators,
        sources=list(house.catalog.current.sources.values()),
    )
    await house.engine.wait(running)


@asynccontextmanager
async def _house(url: str, sources: int, *, at_once: int) -> AsyncIterator[House]:
    async def answer(_: Indicator) -> Answer:
        await asyncio.sleep(DELAY_SECONDS)
        return Answer(found=True, verdict=Level.BENIGN, raw={"seen": 3})

    database = Database(url, connections=4, application_name="load")
    names = [f"source-{n}" for n in range(sources)]
    try:
        async with engine_with(
            database,
            [row(name) for name in names],
            {name: FakeSource(answer) for name in names},
            request_concurrency=256,
            source_concurrency=at_once,
        ) as house:
            yield house
    finally:
        await database.close()


if __name__ == "__main__":
    main()
