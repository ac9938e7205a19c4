"""Taking from limits: who asks with one key waits in order, and is let in together.

All that wait for a key are served by one statement at a time, so that the database is asked once
for many questions; what it gives goes to people first, then to background work.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from backend.db.connection import utc_now
from backend.limits.allowance import Allowance, Window, in_words
from backend.limits.lines import Blocked, Left, Queue, Waiter
from backend.limits.store import Store, Taken, Use
from backend.limits.vendor import VendorWords
from backend.models.errors import ApplicationError
from backend.models.limits import LimitLeft, LimitState, VendorSaid
from backend.tasks import Tasks
from runners.telemetry import tracing

log = structlog.get_logger()

# Shorter closings are over before another process would have heard of them.
WORTH_TELLING_SECONDS = 10.0


class Limits:
    """The limits of all sources, as this process takes from them."""

    def __init__(self, store: Store, tasks: Tasks) -> None:
        self._store = store
        self._tasks = tasks
        self._queues: dict[str, Queue] = {}
        self._vendors = VendorWords()
        self._uses: dict[tuple[str, int], Use] = {}

    async def take(
        self, allowance: Allowance, *, background: bool = False, at_once: bool = False
    ) -> Left:
        """Take one question from every window; what is left of them then.

        It waits its turn as long as the source's limits allow, with `at_once` not at all.

        Raises:
            SourceSkippedError: LIMIT_REACHED; which window, and when more is left again.
        """
        if not allowance.windows and not self._vendors.knows(allowance.key):
            return ()
        queue = self._queues.setdefault(allowance.key, Queue())
        waiter = Waiter(allowance, background=background, at_once=at_once)
        (queue.background if background else queue.people).waiters.append(waiter)
        queue.changed.set()
        if queue.task is None:
            serving = self._serve(allowance.key, queue)
            queue.task = self._tasks.start(serving, name=f"limits {allowance.key}")
        try:
            with tracing.span("limit take"):
                return await waiter.future
        finally:
            waiter.future.cancel()

    async def hear(self, allowance: Allowance, said: VendorSaid) -> None:
        """A vendor's answer said something of its limits."""
        self._vendors.hear(allowance.key, said)
        if said.closed_seconds is not None and said.closed_seconds >= WORTH_TELLING_SECONDS:
            try:
                await self._store.close(allowance.key, said.closed_seconds)
            except ApplicationError as error:
                # This process obeys all the same.
                log.warning("limit_closing_untold", key=allowance.key, detail=error.detail)

    async def look(self) -> None:
        """Read again what all processes took and heard."""
        self._uses = await self._store.uses()
        await self.look_at_closings()

    async def look_at_closings(self) -> None:
        """Read again which vendors said to wait."""
        for key, until in (await self._store.closings()).items():
            self._vendors.close(key, until)

    def left(self, allowance: Allowance) -> Left:
        """What is left, as far as this process knows: by its last take or look."""
        return tuple(LimitLeft(s.seconds, s.limit, s.left) for s in self.states(allowance))

    def states(self, allowance: Allowance) -> tuple[LimitState, ...]:
        """Every window of an allowance, then what the vendor says."""
        own = (_state(w, self._use(allowance.key, w)) for w in allowance.windows)
        return (*own, *self._vendors.states(allowance.key))

    def _use(self, key: str, window: Window) -> Use:
        """What was used when last seen. Once the first of it counts no more, it is seen anew."""
        use = self._uses.get((key, window.seconds))
        if use is None or use.resets_at is None or use.resets_at <= utc_now():
            return Use(0, None)
        return use

    async def _serve(self, key: str, queue: Queue) -> None:
        """Let in who waits, until nobody does."""
        try:
            while queue.tidy():
                queue.changed.clear()
                await self._let_in(key, queue)
                for line in queue.lines():
                    line.refuse()
                if queue.tidy() and (pause := queue.pause_seconds()) > 0:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(queue.changed.wait(), pause)
        except Exception as error:  # noqa: BLE001 — it belongs to those who wait
            for line in queue.lines():
                line.fail(error)
        finally:
            # Nobody can have come since the last look: nothing was awaited.
            self._queues.pop(key, None)

    async def _let_in(self, key: str, queue: Queue) -> None:
        """Serve as many as the vendor and the limits allow; block the lines of the others."""
        room = self._vendors.room(key)
        if room is not None and room.left == 0:
            for line in queue.lines():
                line.block(Blocked(room.why, room.until), ())
            return
        background = queue.background.wanted()
        if background:
            # Clocks tell both lines a little differently when there is more: people go first.
            queue.people.unblock()
        people = queue.people.wanted()
        if room is not None:
            people = min(people, room.left)
            background = min(background, room.left - people)
        if not people + background:
            return
        first = (queue.background if background else queue.people).waiters[0].allowance
        if not first.windows:
            self._vendors.take(key, people + background)
            queue.people.let_in(people, ())
            queue.background.let_in(background, ())
            return
        taken = await self._store.take(
            key,
            first.windows,
            people=people,
            background=background,
            reserve=first.reserve_percent,
        )
        self._uses |= {(key, seconds): use for seconds, use in taken.uses.items()}
        self._vendors.take(key, taken.for_people + taken.for_background)
        left = tuple(_left(window, taken.uses[window.seconds]) for window in first.windows)
        queue.people.let_in(taken.for_people, left)
        queue.background.let_in(taken.for_background, left)
        if taken.for_people < people:
            queue.people.block(_blocked(first, taken, 0), first.windows)
        if taken.for_background < background:
            queue.background.block(_blocked(first, taken, first.reserve_percent), first.windows)


def _left(window: Window, use: Use) -> LimitLeft:
    return LimitLeft(window.seconds, window.count, max(0, window.count - use.used))


def _state(window: Window, use: Use) -> LimitState:
    return LimitState(
        seconds=window.seconds,
        limit=window.count,
        used=use.used,
        left=max(0, window.count - use.used),
        resets_at=use.resets_at,
        origin=window.origin,
    )


def _blocked(allowance: Allowance, taken: Taken, reserve_percent: int) -> Blocked:
    """The window that is used up, of several the one that is there again last."""
    full = [
        (use.resets_at - taken.as_of, window)
        for window in allowance.windows
        if (use := taken.uses[window.seconds]).used >= window.usable(reserve_percent)
        and use.resets_at is not None
    ]
    if not full:
        # Nothing of it is used, and all of it is kept for people: it does not help to wait.
        until = utc_now() + timedelta(days=1)
        return Blocked("its limits are kept for people", until, allowance.windows[-1])
    pause, window = max(full, key=lambda item: item[0])
    why = f"its limit of {window.count} {in_words(window.seconds)} is used up"
    if taken.uses[window.seconds].used < window.count:
        why = (
            f"what is left of its limit of {window.count} {in_words(window.seconds)} is kept for "
            "people"
        )
    # By the database's clock, which all processes share; a little later than it says.
    return Blocked(why, utc_now() + pause + timedelta(milliseconds=2), window)
