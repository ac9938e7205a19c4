"""Requests, their results and their verdicts."""

import enum
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from backend.models.answers import Failure, Finding, Level, Skip, Status
from backend.models.ignore_lists import IndicatorHits
from backend.models.indicators import Indicator, KindName
from backend.models.limits import LimitLeft
from backend.models.verdicts import AskedBefore, OverrideNote, ReasonCode

MAX_INDICATORS = 100_000
MAX_VALUE = 10_000


class Tlp(enum.StrEnum):
    """With whom it may be shared: Traffic Light Protocol 2.0 (https://www.first.org/tlp/)."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER_STRICT"
    RED = "RED"


class Pap(enum.StrEnum):
    """What may be done with it: the Permissible Actions Protocol, as MISP's taxonomy has it."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


class Options(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What decides who is asked, and how; kept with a request.

    `source_ids` are the sources that were chosen when it was made, in the catalogue's order.
    `unattended`: nobody waits for it, so that it leaves limits and places to people.
    """

    tlp: Tlp | None = None
    pap: Pap | None = None
    offline: bool = False
    refresh: bool = False
    preset_id: str | None = None
    source_ids: tuple[str, ...] = ()
    unattended: bool = False


class AskedIndicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value, and its kind when the client knows it."""

    data: Annotated[str, Meta(max_length=MAX_VALUE, description="The value as it was found.")]
    kind: KindName | None = None


class RequestCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A question: indicators, and whom to ask: sources, or those of a preset, or all enabled ones.

    `tlp` and `pap` leave out sources that would tell too many or do too much, `offline` all that
    ask outside. `refresh` asks anew what the cache could answer.
    """

    indicators: Annotated[list[AskedIndicator], Meta(min_length=1, max_length=MAX_INDICATORS)]
    source_ids: Annotated[list[str], Meta(max_length=1000)] = []
    preset_id: str | None = None
    tlp: Tlp | None = None
    pap: Pap | None = None
    offline: bool = False
    refresh: bool = False
    wait: bool = False


class RequestState(enum.StrEnum):
    """Where a request is."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class Counts(msgspec.Struct, frozen=True, rename="camel"):
    """How many questions ended in which way."""

    found: int = 0
    not_found: int = 0
    skipped: int = 0
    error: int = 0


class Progress(msgspec.Struct, frozen=True):
    """How many of a request's questions have ended: data of a `progress` event."""

    done: int
    total: int


class Request(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A request in history. `data` and `kind` are those of the first of its indicators.

    One in the background is asked in chunks; its indicators and results are read in pages.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    data: str
    kind: KindName
    indicator_count: int
    trace_id: str
    user_id: str | None
    state: RequestState
    verdict: Level | None
    counts: Counts | None
    ended_at: datetime | None
    background: bool
    progress: Progress
    tlp: Tlp | None = None
    pap: Pap | None = None
    offline: bool = False
    preset_id: str | None = None


class RequestAccepted(msgspec.Struct, frozen=True):
    """A request that was committed and is being executed."""

    id: str


class Question(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One source to be asked about one indicator, or the reasons why it is not."""

    source_id: str
    slug: str
    name: str
    url: str
    favicon: str | None
    indicator: Indicator
    skips: tuple[Skip, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a request will do: data of its `start` event.

    One in the background is planned chunk by chunk, so that it names neither indicators nor
    questions here, only how many there are.
    """

    request_id: str
    indicators: tuple[Indicator, ...]
    planned: tuple[Question, ...]
    total: int
    indicator_count: int = 0
    background: bool = False
    options: Options = Options()
    hits: tuple[IndicatorHits, ...] = ()


class Timing(msgspec.Struct, frozen=True, rename="camel"):
    """When a question was asked and answered."""

    started_at: datetime
    ended_at: datetime
    milliseconds: float


class CacheAction(enum.StrEnum):
    """What the cache had to do with an answer."""

    FROM_CACHE = "FROM_CACHE"
    SAVED_TO_CACHE = "SAVED_TO_CACHE"


class CacheNote(msgspec.Struct, frozen=True, rename="camel"):
    """What the cache had to do with an answer."""

    action: CacheAction
    cached_at: datetime
    expires_at: datetime
    cache_key: str


class Result(Finding, frozen=True, kw_only=True, rename="camel"):
    """One source's answer to one indicator: data of a `result` event.

    `limits_left` is what was left of the source's limits when it was asked.
    """

    id: str
    source_id: str
    slug: str
    name: str
    url: str
    favicon: str | None
    indicator: Indicator
    status: Status
    timing: Timing
    error: Failure | None = None
    skips: tuple[Skip, ...] = ()
    cache: CacheNote | None = None
    logs: tuple[str, ...] = ()
    limits_left: tuple[LimitLeft, ...] = ()


class Silence(msgspec.Struct, frozen=True, rename="camel"):
    """A source that said nothing, and why: NOT_FOUND, a reason to skip, or an error's kind."""

    slug: str
    why: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the answers say together about one indicator: data of a `verdict` event.

    `lists` are the ignore lists that it is on. `asked_before` is the last request before this one
    that came to a verdict on it.
    """

    indicator: Indicator
    level: Level
    score: int | None
    reason: str
    reason_code: ReasonCode | None = None
    decided_by: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()
    silent: tuple[Silence, ...] = ()
    lists: tuple[str, ...] = ()
    override: OverrideNote | None = None
    asked_before: AskedBefore | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The end of a request: data of its `done` event."""

    counts: Counts
    started_at: datetime
    ended_at: datetime
    state: RequestState = RequestState.DONE


class FinishedRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A request with all that came out of it."""

    request: Request
    results: tuple[Result, ...]
    verdicts: tuple[Verdict, ...]


class JudgedIndicator(msgspec.Struct, frozen=True):
    """An indicator of a request, by its place in it; without a verdict while it is asked about."""

    position: int
    indicator: Indicator
    verdict: Verdict | None


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One result in history, with the earlier implementation's names and ours."""

    id: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime
    ended_at: datetime
    errors: list[dict[str, Any]]
    data: Any
    cache_action: CacheAction | None
    cache_expires_at: datetime | None
    cache_cached_at: datetime | None
    cache_key: str | None
    request_id: str
    source_id: str | None
    source_name: str
    source_slug: str
    source_url: str
    source_favicon: str | None
    sequence: int
    result: Result
