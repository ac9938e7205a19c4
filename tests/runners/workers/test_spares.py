"""Spares whose launcher starts none: everybody hears of it, and nobody tries for ever."""

import asyncio
import socket
from typing import Any, cast

import pytest

from runners.calls import EngineError
from runners.sandbox.limits import DATA, Limits
from runners.workers.renewal import Launchers
from runners.workers.spares import Memory, Spares

LIMITS = Limits(memory_bytes=1, cpu_seconds=1, processes=None)


class Barren:
    """Stands in for a launcher that can fork no more."""

    def __init__(self) -> None:
        self.asked = 0
        self.lost = False

    async def spawn(self, _limits: Limits, _channel: socket.socket) -> Any:
        self.asked += 1
        await asyncio.sleep(0)
        raise EngineError("No worker could be started: Resource temporarily unavailable.")


@pytest.fixture
def barren() -> Barren:
    return Barren()


@pytest.fixture
def spares(barren: Barren) -> Spares:
    return Spares(cast("Launchers", barren), count=3, most=LIMITS, memory=Memory(kind=DATA))


async def test_opening_says_why(spares: Spares) -> None:
    with pytest.raises(EngineError, match="Resource temporarily unavailable"):
        await spares.open()


async def test_each_call_hears_of_it_and_then_all_is_quiet(spares: Spares, barren: Barren) -> None:
    calls = [asyncio.ensure_future(spares.take(LIMITS)) for _ in range(10)]
    done = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(error, EngineError) for error in done)
    await asyncio.sleep(0.05)
    asked = barren.asked
    await asyncio.sleep(0.1)
    assert barren.asked == asked
    with pytest.raises(EngineError):
        await spares.take(LIMITS)
    assert barren.asked > asked


async def test_closing_waits_for_nobody(spares: Spares) -> None:
    await spares.close()
