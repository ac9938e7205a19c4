"""What vendors say of their limits in their answers, and how long it holds."""

from datetime import datetime, timedelta
from typing import NamedTuple

from backend.db.connection import utc_now
from backend.models.limits import LimitOrigin, LimitState, VendorSaid


class _Window:
    """A window as a vendor tells it. What is taken before its next word is counted here."""

    __slots__ = ("left", "limit", "resets_at", "seconds")

    def __init__(self, seconds: int, limit: int, left: int, resets_at: datetime) -> None:
        self.seconds = seconds
        self.limit = limit
        self.left = left
        self.resets_at = resets_at


class Room(NamedTuple):
    """How many more questions the vendor takes; of none, why and until when."""

    left: int
    until: datetime
    why: str


class VendorWords:
    """By whose questions count together; what is past its time is forgotten."""

    def __init__(self) -> None:
        self._windows: dict[str, dict[int, _Window]] = {}
        self._closed: dict[str, datetime] = {}

    def knows(self, key: str) -> bool:
        """Whether a vendor said anything that may still hold."""
        return key in self._windows or key in self._closed

    def hear(self, key: str, said: VendorSaid) -> None:
        """Keep what an answer said."""
        now = utc_now()
        if said.closed_seconds is not None:
            self.close(key, now + timedelta(seconds=said.closed_seconds))
        for window in said.windows:
            resets_at = now + timedelta(seconds=window.resets_in_seconds)
            seconds = window.seconds or 0
            known = self._windows.setdefault(key, {})
            old, left = known.get(seconds), window.left
            if old is not None and now < old.resets_at and old.limit == window.limit:
                # Questions that are on their way are not in the vendor's count yet, unless it has
                # begun to count anew.
                left = min(left, old.left) if resets_at <= _later(old.resets_at) else left
            known[seconds] = _Window(seconds, window.limit, left, resets_at)

    def close(self, key: str, until: datetime) -> None:
        """A vendor is not to be asked until then."""
        self._closed[key] = max(until, self._closed.get(key, until))

    def closed_until(self, key: str) -> datetime | None:
        """Until when the vendor is not to be asked; None when it may be."""
        until = self._closed.get(key)
        if until is not None and until <= utc_now():
            del self._closed[key]
            return None
        return until

    def room(self, key: str) -> Room | None:
        """What the vendor takes by its own word; None when there is none that holds."""
        if not self.knows(key):
            return None
        if (until := self.closed_until(key)) is not None:
            return Room(0, until, "its server said to wait")
        windows = self._current(key)
        if not windows:
            return None
        tightest = min(windows, key=lambda w: (w.left, -w.resets_at.timestamp()))
        why = f"its server says that all {tightest.limit} questions are used up"
        return Room(tightest.left, tightest.resets_at, why)

    def take(self, key: str, count: int) -> None:
        """So many questions are about to be asked."""
        for window in self._windows.get(key, {}).values():
            window.left = max(0, window.left - count)

    def states(self, key: str) -> tuple[LimitState, ...]:
        """What holds now, for people."""
        now = utc_now()
        states = [
            LimitState(
                seconds=w.seconds or max(1, round((w.resets_at - now).total_seconds())),
                limit=w.limit,
                used=max(0, w.limit - w.left),
                left=w.left,
                resets_at=w.resets_at,
                origin=LimitOrigin.VENDOR,
            )
            for w in self._current(key)
        ]
        until = self.closed_until(key)
        if until is not None:
            seconds = max(1, round((until - now).total_seconds()))
            states.append(
                LimitState(
                    seconds=seconds,
                    limit=0,
                    used=0,
                    left=0,
                    resets_at=until,
                    origin=LimitOrigin.VENDOR,
                )
            )
        return tuple(states)

    def _current(self, key: str) -> list[_Window]:
        now, known = utc_now(), self._windows.get(key)
        if known is None:
            return []
        for seconds in [s for s, w in known.items() if w.resets_at <= now]:
            del known[seconds]
        if not known:
            del self._windows[key]
        return list(known.values())


def _later(moment: datetime) -> datetime:
    """The same moment, as far as whole seconds in headers can tell."""
    return moment + timedelta(seconds=2)
