"""Lines of questions that wait for a limit: people before background work, each in order."""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple

from backend.db.connection import utc_now
from backend.limits.allowance import Allowance, Window
from backend.models.answers import SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.limits import LimitLeft, LimitWait

# Who sits before the screen waits so long in all.
PEOPLE_WAIT_SECONDS = 120.0
# Background work waits as long as it takes, unless what is used up comes back later than this.
BACKGROUND_WAIT_SECONDS = 3600.0
AT_ONCE = 1000

Left = tuple[LimitLeft, ...]


class Blocked(NamedTuple):
    """Why nothing is given, and until when. `window` is none when the vendor says so."""

    why: str
    until: datetime
    window: Window | None = None


class Waiter:
    """A question that waits, until a moment or (None) as long as it takes."""

    __slots__ = ("allowance", "future", "until")

    def __init__(self, allowance: Allowance, *, background: bool, at_once: bool) -> None:
        self.allowance = allowance
        self.future: asyncio.Future[Left] = asyncio.get_running_loop().create_future()
        self.until: datetime | None = None
        if at_once or allowance.wait is LimitWait.REFUSE:
            self.until = utc_now()
        elif not background:
            self.until = utc_now() + timedelta(seconds=PEOPLE_WAIT_SECONDS)

    def gives_up(self, blocked: Blocked) -> bool:
        """Whether it is not to wait until then."""
        until = self.until or utc_now() + timedelta(seconds=BACKGROUND_WAIT_SECONDS)
        return blocked.until > until


class Line:
    """Questions in the order in which they came."""

    def __init__(self) -> None:
        self.waiters: deque[Waiter] = deque()
        self._blocked: Blocked | None = None
        self._windows: tuple[Window, ...] = ()

    def tidy(self) -> bool:
        """Forget those who went away; whether anybody is left."""
        if any(waiter.future.done() for waiter in self.waiters):
            self.waiters = deque(w for w in self.waiters if not w.future.done())
        return bool(self.waiters)

    def wanted(self) -> int:
        """How many may be served, as far as is known."""
        if not self.waiters:
            return 0
        same = self.waiters[0].allowance.windows == self._windows
        if self._blocked is not None and same and self._blocked.until > utc_now():
            return 0
        self._blocked = None
        return min(AT_ONCE, len(self.waiters))

    def let_in(self, count: int, left: Left) -> None:
        """The first `count` may ask."""
        while count and self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.future.done():
                waiter.future.set_result(left)
                count -= 1

    def block(self, blocked: Blocked, windows: tuple[Window, ...]) -> None:
        """Nobody more is served until then; who would wait too long is refused."""
        self._blocked, self._windows = blocked, windows

    def unblock(self) -> None:
        """It is worth while to look again."""
        self._blocked = None

    def refuse(self) -> None:
        """Those who will not wait for what blocks the line may go."""
        if self._blocked is not None:
            for waiter in self.waiters:
                if not waiter.future.done() and waiter.gives_up(self._blocked):
                    waiter.future.set_exception(refusal(waiter.allowance, self._blocked))

    def fail(self, error: Exception) -> None:
        """Nobody can be served."""
        while self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.future.done():
                waiter.future.set_exception(error)

    def opens_at(self) -> datetime | None:
        """When it is worth while to look again; None when nobody waits."""
        if not self.waiters:
            return None
        return self._blocked.until if self._blocked is not None else utc_now()


class Queue:
    """The two lines of one key, and the task that serves them."""

    def __init__(self) -> None:
        self.people = Line()
        self.background = Line()
        self.changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def lines(self) -> tuple[Line, Line]:
        """People first."""
        return self.people, self.background

    def tidy(self) -> bool:
        """Forget those who went away; whether anybody is left."""
        people, background = (line.tidy() for line in self.lines())
        return people or background

    def pause_seconds(self) -> float:
        """How long nothing changes, unless somebody comes."""
        moments = [moment for line in self.lines() if (moment := line.opens_at()) is not None]
        return max(0.0, (min(moments) - utc_now()).total_seconds()) if moments else 0.0


def refusal(allowance: Allowance, blocked: Blocked) -> SourceSkippedError:
    """The skip of a question that is not asked because of a limit."""
    again = f"again at {blocked.until:%Y-%m-%d %H:%M:%S} UTC"
    window = blocked.window
    content = {
        "seconds": window.seconds if window else None,
        "limit": window.count if window else None,
        "resetsAt": f"{blocked.until:%Y-%m-%dT%H:%M:%SZ}",
        "origin": window.origin.value if window else "VENDOR",
    }
    detail = f"{allowance.name}: {blocked.why}; {again}"
    return SourceSkippedError(detail, reason=SkipReason.LIMIT_REACHED, content=content)
