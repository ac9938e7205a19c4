"""Slots go round those who wait."""

import asyncio

from backend.enrichment.slots import FairSlots


class Crowd:
    """People who hold a slot until they are told to let go."""

    def __init__(self, slots: FairSlots) -> None:
        self.slots = slots
        self.order: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.done: dict[str, asyncio.Event] = {}

    async def come(self, user: str, name: str, *, background: bool = False) -> None:
        self.done[name] = asyncio.Event()
        self.tasks[name] = asyncio.ensure_future(self._hold(user, name, background=background))
        await self.settle()

    async def go(self, name: str) -> None:
        self.done[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def _hold(self, user: str, name: str, *, background: bool) -> None:
        await self.slots.acquire(user, background=background)
        self.order.append(name)
        try:
            await self.done[name].wait()
        finally:
            self.slots.release(background=background)


async def test_a_user_with_many_questions_does_not_keep_the_others_waiting() -> None:
    crowd = Crowd(FairSlots(1))
    for number in range(4):
        await crowd.come("ann", f"a{number}")
    await crowd.come("bob", "b0")
    await crowd.come("ann", "x0", background=True)
    await crowd.come("bob", "b1")
    for name in ("a0", "a1", "b0", "x0", "a2", "b1", "a3"):
        assert crowd.order[-1] == name
        await crowd.go(name)
    assert len(crowd.order) == 7


async def test_who_goes_away_while_waiting_takes_no_slot() -> None:
    slots = FairSlots(1)
    crowd = Crowd(slots)
    for name in ("a0", "a1", "a2"):
        await crowd.come("ann", name)
    crowd.tasks["a1"].cancel()
    await crowd.settle()
    await crowd.go("a0")
    assert crowd.order == ["a0", "a2"]
    # Cancelled in the moment in which the slot came.
    await crowd.come("ann", "a3")
    crowd.done["a2"].set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    crowd.tasks["a3"].cancel()
    await crowd.settle()
    await crowd.come("bob", "b0")
    assert crowd.order[-1] == "b0"


async def test_background_work_leaves_people_a_quarter_where_slots_are_held_for_long() -> None:
    slots = FairSlots(4)
    slots.keeps_for_people = True
    crowd = Crowd(slots)
    for number in range(5):
        await crowd.come("ann", f"x{number}", background=True)
    assert crowd.order == ["x0", "x1", "x2"]
    await crowd.come("bob", "b0")
    assert crowd.order[-1] == "b0"
    await crowd.go("b0")
    assert len(crowd.order) == 4
    await crowd.go("x0")
    assert crowd.order[-1] == "x3"


async def test_one_slot_is_for_all() -> None:
    slots = FairSlots(1)
    slots.keeps_for_people = True
    crowd = Crowd(slots)
    await crowd.come("ann", "x0", background=True)
    assert crowd.order == ["x0"]
