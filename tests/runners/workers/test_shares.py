"""Places for calls: what one source can take of them, and whose turn is next."""

import asyncio

from runners.workers.shares import Shares


class Callers:
    """Asks for places in the name of sources, and keeps what it got."""

    def __init__(self, most: int) -> None:
        self.shares = Shares(most)
        self.running: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def ask(self, source: str, times: int = 1) -> None:
        for _ in range(times):
            self._tasks.append(asyncio.ensure_future(self._wait(source)))
        await self.settle()

    async def _wait(self, source: str) -> None:
        await self.shares.take(source)
        self.running.append(source)

    async def end(self, source: str) -> None:
        self.running.remove(source)
        self.shares.free(source)
        await self.settle()

    async def give_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_a_source_gets_half_and_the_next_half_of_the_rest() -> None:
    callers = Callers(16)
    for source, its_own in (("a", 8), ("b", 4), ("c", 2), ("d", 1), ("e", 1)):
        await callers.ask(source, 50)
        assert callers.running.count(source) == its_own
    await callers.ask("f")
    assert "f" not in callers.running


async def test_places_that_are_given_back_go_round_the_sources() -> None:
    callers = Callers(4)
    await callers.ask("a", 2)
    await callers.ask("b", 1)
    await callers.ask("c", 1)
    await callers.ask("a", 9)
    await callers.ask("d", 9)
    assert callers.running == ["a", "a", "b", "c"]
    await callers.end("b")
    assert callers.running == ["a", "a", "c", "d"]
    await callers.end("c")
    assert callers.running == ["a", "a", "d"], "each has as many as are free, or more"
    await callers.end("a")
    await callers.ask("e")
    assert sorted(callers.running) == ["a", "a", "d", "e"]


async def test_one_place_is_anybodys() -> None:
    callers = Callers(1)
    await callers.ask("a", 2)
    await callers.ask("b")
    assert callers.running == ["a"]
    await callers.end("a")
    assert len(callers.running) == 1


async def test_whoever_gave_up_waiting_holds_no_place() -> None:
    callers = Callers(2)
    await callers.ask("a", 40)
    await callers.give_up()
    assert callers.running == ["a"]
    await callers.end("a")
    await callers.ask("b")
    await callers.ask("c")
    assert sorted(callers.running) == ["b", "c"]


async def test_a_place_that_came_too_late_goes_to_the_next() -> None:
    shares = Shares(1)
    await shares.take("a")
    late = asyncio.ensure_future(shares.take("b"))
    await asyncio.sleep(0)
    shares.free("a")  # which gives it to b, who does not know yet
    late.cancel()
    await asyncio.wait([late])
    async with asyncio.timeout(1):
        await shares.take("c")
