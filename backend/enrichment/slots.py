"""Slots that are shared fairly: a free one goes round all who wait, whoever has asked for most."""

import asyncio
from collections import OrderedDict, deque

Lane = tuple[str, bool]
"""A user's questions of one sort: the user's id, and whether it is background work."""


class FairSlots:
    """So many at once. Each lane in turn gets the next free slot, within a lane the first in line.

    While `keeps_for_people` is set, background work leaves a quarter of the slots to people: where
    slots are held for long, their turn would come too late.
    """

    def __init__(self, size: int) -> None:
        self.keeps_for_people = False
        self._free = size
        self._in_background = 0
        self._background_at_most = max(1, size - max(1, size // 4))
        self._lanes: OrderedDict[Lane, deque[asyncio.Future[None]]] = OrderedDict()

    async def acquire(self, user_id: str, *, background: bool = False) -> None:
        """Wait for a slot; whoever got it calls `release`."""
        if not self._lanes and self._may(background):
            self._take(background)
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lane = (user_id, background)
        self._lanes.setdefault(lane, deque()).append(waiting)
        # Who waits before may be background work, for which this slot is none.
        self._hand_out()
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self.release(background=background)
            else:
                self._forget(lane, waiting)
            raise

    def release(self, *, background: bool = False) -> None:
        """Give a slot back."""
        self._free += 1
        self._in_background -= background
        self._hand_out()

    def _may(self, background: bool) -> bool:  # noqa: FBT001 — of a lane
        if background and self.keeps_for_people:
            return self._free > 0 and self._in_background < self._background_at_most
        return self._free > 0

    def _take(self, background: bool) -> None:  # noqa: FBT001 — of a lane
        self._free -= 1
        self._in_background += background

    def _hand_out(self) -> None:
        while self._lanes and (lane := self._next()) is not None:
            waiters = self._lanes[lane]
            waiting = waiters.popleft()
            if waiters:
                self._lanes.move_to_end(lane)
            else:
                del self._lanes[lane]
            if not waiting.done():
                self._take(lane[1])
                waiting.set_result(None)

    def _next(self) -> Lane | None:
        """The lane whose turn it is."""
        if self._free <= 0:
            return None
        return next((lane for lane in self._lanes if self._may(lane[1])), None)

    def _forget(self, lane: Lane, waiting: "asyncio.Future[None]") -> None:
        waiters = self._lanes.get(lane)
        if waiters is not None and waiting in waiters:
            waiters.remove(waiting)
            if not waiters:
                del self._lanes[lane]
