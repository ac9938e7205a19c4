"""Launchers that are replaced when they are old: no call notices, and nothing is left of them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from runners.calls import Action, Call, EngineError
from runners.egress.outbound import Outbound
from runners.egress.outside import Outside
from runners.sandbox import leftovers
from runners.sandbox.limits import ADDRESS_SPACE, Limits
from runners.workers.engine import Endings, WorkerEngine
from runners.workers.launcher import Launcher
from runners.workers.renewal import Launchers
from runners.workers.spares import Memory, Spares
from tests.runners.harness import eventually, lives

MIB = 1024 * 1024
CALLS = 60

# The zygote of the worker, and what text is hashed with in it.
CODE = """
import os
def fetch_data(data, kind):
    return [os.getppid(), hash("text")]
"""


def call() -> Call:
    return Call(
        action=Action.FETCH,
        code=CODE,
        indicator_data="192.0.2.1",
        indicator_kind="IPV4",
        deadline_seconds=20,
        memory_bytes=256 * MIB,
        output_bytes=MIB,
    )


def started() -> Launcher:
    # Of this process's account, which limits its workers.
    return Launcher([sys.executable, "-m", "runners.python", "zygote"], None)


class Pool:
    """An engine with launchers that grow old soon."""

    def __init__(self, again: Callable[[], Launcher]) -> None:
        self.first = started()
        self.launchers = Launchers(self.first, again, renew_workers=15)
        self.losses = 0
        most = Limits(memory_bytes=512 * MIB, cpu_seconds=60, processes=None)
        self.spares = Spares(self.launchers, count=2, most=most, memory=Memory(kind=ADDRESS_SPACE))
        endings = Endings(by_exit="os._exit, say", out_of_memory=frozenset())
        self.outside = Outside(Outbound(None))
        self.engine = WorkerEngine(
            self.spares, endings, outside=self.outside, concurrency=8, processes=None
        )

    async def open(self) -> None:
        self.launchers.wait_ready()
        self.launchers.attach(self._lost)
        await self.spares.open()

    def _lost(self) -> None:
        self.losses += 1

    async def answers(self, count: int) -> list[str]:
        outcomes = await asyncio.gather(*(self.engine.run(call()) for _ in range(count)))
        assert [outcome.failure for outcome in outcomes] == [None] * count
        return [outcome.data for outcome in outcomes]

    async def close(self) -> None:
        await self.spares.close()
        await self.launchers.close()
        await self.outside.close()
        self.launchers.stop()


@pytest.fixture
async def pools() -> AsyncIterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def make(again: Callable[[], Launcher] = started) -> Pool:
        made.append(Pool(again))
        return made[-1]

    yield make
    for pool in made:
        await pool.close()


async def test_no_call_is_lost_and_the_old_one_goes(pools: Callable[..., Pool]) -> None:
    pool = pools()
    await pool.open()
    # Its last spares are used first, and with them it is not needed any more.
    answers: list[str] = []
    async with asyncio.timeout(60):
        while len(set(answers)) == 1 or not answers:
            answers += await pool.answers(CALLS)
    assert len({answer.partition(",")[2] for answer in answers}) == len(set(answers))
    first = pool.first.pid
    assert await eventually(lambda: not lives(first))
    assert not pool.losses


async def test_where_no_other_can_be_started_the_old_one_stays(
    pools: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    # This process has children that are not of the pool.
    monkeypatch.setattr(leftovers, "end_strangers", lambda _known: 0)

    def fail() -> Launcher:
        raise EngineError("The launcher can't be started: Permission denied.")

    pool = pools(fail)
    await pool.open()
    assert len(set(await pool.answers(CALLS))) == 1
    assert not pool.losses
    os.kill(pool.first.pid, 9)
    assert await eventually(lambda: pool.losses == 1)
    with pytest.raises(EngineError, match="no other could be started"):
        await pool.engine.run(call())
