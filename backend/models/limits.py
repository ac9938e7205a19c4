"""Limits of sources: how many questions in how much time, what is left, and open circuits."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

DAY_SECONDS = 86_400
MONTH_SECONDS = range(28 * DAY_SECONDS, 31 * DAY_SECONDS + 1)


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most `count` questions in `seconds`.

    86400 is a day, which begins at midnight UTC, and 28 to 31 days are a month of the calendar, as
    vendors count them; every other window slides.
    """

    count: Annotated[int, Meta(ge=1, le=1_000_000_000, description="Questions.")]
    seconds: Annotated[int, Meta(ge=1, le=31_536_000, description="Seconds.")]


class LimitWait(enum.StrEnum):
    """What becomes of a question while a limit is used up: it waits its turn, or is refused."""

    WAIT = "WAIT"
    REFUSE = "REFUSE"


class LimitOrigin(enum.StrEnum):
    """Who says so: the source's declaration, an administrator, or the vendor's own answers."""

    DECLARED = "DECLARED"
    SET = "SET"
    VENDOR = "VENDOR"


class LimitLeft(msgspec.Struct, frozen=True):
    """What is left of one window."""

    seconds: int
    limit: int
    left: int


class LimitState(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One window as it is. At `resets_at` more is left again; null when nothing is used."""

    seconds: int
    limit: int
    used: int
    left: int
    resets_at: datetime | None
    origin: LimitOrigin


class CircuitState(enum.StrEnum):
    """CLOSED: the source is asked. OPEN: it failed and is left alone. HALF_OPEN: one may try."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


class CircuitView(msgspec.Struct, frozen=True, rename="camel"):
    """A source's circuit in the process that answers."""

    state: CircuitState = CircuitState.CLOSED
    open_until: datetime | None = None


class SourceLimits(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The limits of one source. Sources with the same secret share what is left.

    `secret_name` is null too for those who may not edit secrets.
    """

    source_id: str
    slug: str
    name: str
    secret_name: str | None
    windows: tuple[LimitState, ...]
    reserve_percent: int
    circuit: CircuitView


class WindowSaid(msgspec.Struct, frozen=True):
    """What a vendor's answer says of one window: questions left, until when."""

    limit: int
    left: int
    resets_in_seconds: float
    seconds: int | None = None


class VendorSaid(msgspec.Struct, frozen=True):
    """What a vendor's answer says of its limits; `closed_seconds` is how long not to ask at all."""

    windows: tuple[WindowSaid, ...] = ()
    closed_seconds: float | None = None
