"""What a source may be asked: whose questions count together, and in which windows."""

import msgspec

from backend.models.limits import DAY_SECONDS, MONTH_SECONDS, LimitOrigin, LimitWait

WORDS = {1: "a second", 60: "a minute", 3600: "an hour", DAY_SECONDS: "a day", 604_800: "a week"}


class Window(msgspec.Struct, frozen=True):
    """At most `count` questions in `seconds`, and who says so."""

    seconds: int
    count: int
    origin: LimitOrigin

    def usable(self, reserve_percent: int) -> int:
        """What background work may use. Of the smallest limit one is not kept for people."""
        if reserve_percent >= 100:  # noqa: PLR2004 — all of it
            return 0
        return max(1, self.count * (100 - reserve_percent) // 100)


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one source. What has the same `key` is counted together."""

    key: str
    name: str
    secret_name: str | None = None
    windows: tuple[Window, ...] = ()
    reserve_percent: int = 0
    wait: LimitWait = LimitWait.WAIT


def in_words(seconds: int) -> str:
    """A window as people call it: `a day`, `in 90 s`."""
    if seconds in MONTH_SECONDS:
        return "a month"
    return WORDS.get(seconds, f"in {seconds} s")


def tightest(windows: list[Window]) -> tuple[Window, ...]:
    """Of several windows of one length the one that allows least; shortest first."""
    found: dict[int, Window] = {}
    for window in windows:
        other = found.get(window.seconds)
        if other is None or window.count < other.count:
            found[window.seconds] = window
    return tuple(sorted(found.values(), key=lambda window: window.seconds))
