"""Watchlists, their runs and what changed."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.answers import Level
from backend.models.indicators import Indicator
from backend.models.requests import AskedIndicator, Pap, Tlp
from backend.models.sources import Name, Text

MAX_WATCHED = 1000

Seconds = Annotated[
    int, Meta(ge=60, le=31_536_000, description="Seconds from one run to the next.")
]
Watched = Annotated[list[AskedIndicator], Meta(min_length=1, max_length=MAX_WATCHED)]
Mailbox = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]
Recipients = Annotated[list[Mailbox], Meta(max_length=50)]
SourceIds = Annotated[list[str], Meta(max_length=1000)]


class Watchlist(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Indicators that are asked about again and again.

    Without sources and preset all sources are asked that are switched on. `recipients` are mailed
    what changed.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    description: str
    enabled: bool
    indicators: list[Indicator]
    source_ids: list[str]
    preset_id: str | None
    tlp: Tlp | None
    pap: Pap | None
    offline: bool
    interval_seconds: int
    recipients: list[str]
    last_run_at: datetime | None
    next_run_at: datetime | None
    last_request_id: str | None
    created_user_id: str | None
    updated_user_id: str | None


class WatchlistCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What makes a watchlist. It runs at once, to know what later runs are compared with."""

    name: Name
    indicators: Watched
    interval_seconds: Seconds = 86_400
    description: Text = ""
    enabled: bool = True
    source_ids: SourceIds = []
    preset_id: str | None = None
    tlp: Tlp | None = None
    pap: Pap | None = None
    offline: bool = False
    recipients: Recipients = []


class WatchlistPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a watchlist: an absent field stays, null clears."""

    name: Name | UnsetType = UNSET
    indicators: Watched | UnsetType = UNSET
    interval_seconds: Seconds | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    source_ids: SourceIds | UnsetType = UNSET
    preset_id: str | UnsetType | None = UNSET
    tlp: Tlp | UnsetType | None = UNSET
    pap: Pap | UnsetType | None = UNSET
    offline: bool | UnsetType = UNSET
    recipients: Recipients | UnsetType = UNSET


class Remembered(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is known of a watched indicator.

    `said` are the levels that sources gave when each last answered, by slug. `unchecked_since` is
    the first of the runs since in which no source said anything.
    """

    indicator: Indicator
    level: Level
    reason: str
    request_id: str
    judged_at: datetime
    unchecked_since: datetime | None = None
    said: dict[str, Level] = {}


class WatchlistChange(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A verdict that is another than it was in the run before."""

    id: str
    created_at: datetime
    indicator: Indicator
    before: Level
    after: Level
    reason: str
    request_id: str


class WatchlistRun(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A run: how many verdicts changed, and how many indicators no source said anything about.

    Both are unknown until it was compared; `error` says why it could not be asked or compared.
    """

    request_id: str
    created_at: datetime
    started_at: datetime | None
    compared_at: datetime | None
    changes: int | None
    unchecked: int | None
    error: str | None
