"""Which source's call is next, so that no source can keep the others from being run."""

import asyncio
from collections import Counter, deque


class Shares:
    """Room for `most` calls at a time.

    A source has its next call run while it has fewer running than there are free places. So one
    source alone gets half of them, a second one half of what is left, and a place stays free for
    whoever comes next until many sources at once want all that they can get. Of the sources that
    wait, each has one call run before any has its second.
    """

    def __init__(self, most: int) -> None:
        self._free = most
        self._running: Counter[str] = Counter()
        # In the order of their turns; none without a call that waits.
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def take(self, source: str) -> None:
        """Wait for a place, to be given back to `free`. When this is cancelled, there is none."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(source, deque()).append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # It came in the same turn of the loop in which nobody wanted it any more.
                self.free(source)
            raise

    def free(self, source: str) -> None:
        """Give back a place that `source` took."""
        self._free += 1
        self._running[source] -= 1
        if not self._running[source]:
            del self._running[source]
        self._admit()

    def _admit(self) -> None:
        while (source := self._next()) is not None:
            calls = self._waiting.pop(source)
            turn = calls.popleft()
            if calls:
                self._waiting[source] = calls  # behind the others
            if not turn.done():
                self._free -= 1
                self._running[source] += 1
                turn.set_result(None)

    def _next(self) -> str | None:
        for source in self._waiting:
            if self._running[source] < self._free:
                return source
        return None
