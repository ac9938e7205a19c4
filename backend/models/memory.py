"""What the team knows of an indicator from earlier requests, and two requests side by side."""

import enum

import msgspec

from backend.models.answers import Level, Status
from backend.models.indicators import Indicator
from backend.models.overrides import Override
from backend.models.requests import Request, Verdict
from backend.models.verdicts import AskedBefore


class IndicatorMemory(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An indicator's latest verdict, the override that counts now, and who asked, latest first."""

    indicator: Indicator
    latest: Verdict | None
    override: Override | None
    requests: tuple[AskedBefore, ...]


class Change(enum.StrEnum):
    """What became of an answer from one request to the other."""

    CHANGED = "CHANGED"
    NEW = "NEW"
    GONE = "GONE"


class Cell(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is compared of a result, or with `status` null of a verdict."""

    status: Status | None
    level: Level | None
    score: int | None
    tags: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


class CellChange(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What one source says about one indicator, before and after; without a source the verdict."""

    indicator: Indicator
    source_id: str | None
    source_name: str | None
    change: Change
    before: Cell | None
    after: Cell | None


class ChangeCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers and verdicts there are of each sort."""

    changed: int = 0
    new: int = 0
    gone: int = 0
    same: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two requests side by side: what changed first, then what is new, then what is gone."""

    a: Request
    b: Request
    counts: ChangeCounts
    changes: tuple[CellChange, ...]
