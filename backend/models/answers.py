"""What a source says: answer, verdict level, display elements, typed failures."""

import enum
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta


class Level(enum.StrEnum):
    """Verdict levels, worst first."""

    MALICIOUS = "MALICIOUS"
    SUSPICIOUS = "SUSPICIOUS"
    BENIGN = "BENIGN"
    INFORMATIONAL = "INFORMATIONAL"
    UNKNOWN = "UNKNOWN"


class Status(enum.StrEnum):
    """How asking one source about one indicator ended."""

    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    SKIPPED = "SKIPPED"
    ERROR = "ERROR"


class SkipReason(enum.StrEnum):
    """Why a source was not asked: the earlier implementation's seven, then ours."""

    UNSUPPORTED_INDICATOR = "UNSUPPORTED_INDICATOR"
    SOURCE_DISABLED = "SOURCE_DISABLED"
    PROVIDER_DISABLED = "PROVIDER_DISABLED"
    RUNNER_DISABLED = "RUNNER_DISABLED"
    DISABLED_INDICATOR = "DISABLED_INDICATOR"
    WITHIN_IGNORE_LIST = "WITHIN_IGNORE_LIST"
    MISSING_SECRET = "MISSING_SECRET"  # noqa: S105 — a reason, not a secret
    POLICY_TLP = "POLICY_TLP"
    POLICY_PAP = "POLICY_PAP"
    OFFLINE = "OFFLINE"
    PRIVATE_INDICATOR = "PRIVATE_INDICATOR"
    LIMIT_REACHED = "LIMIT_REACHED"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    RUNNER_UNAVAILABLE = "RUNNER_UNAVAILABLE"
    NOTHING_LOADED = "NOTHING_LOADED"
    NOT_RECORDED = "NOT_RECORDED"
    CANCELLED = "CANCELLED"


class FailureKind(enum.StrEnum):
    """Why a source that was asked gave no answer."""

    TIMEOUT = "TIMEOUT"
    UNAUTHORIZED = "UNAUTHORIZED"
    REQUEST_ERROR = "REQUEST_ERROR"
    RESPONSE_ERROR = "RESPONSE_ERROR"
    DATABASE_ERROR = "DATABASE_ERROR"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    MISSING_SOURCE_CODE = "MISSING_SOURCE_CODE"
    RATE_LIMITED = "RATE_LIMITED"
    STALE = "STALE"
    INVALID_ANSWER = "INVALID_ANSWER"
    MEMORY_LIMIT = "MEMORY_LIMIT"
    OUTPUT_LIMIT = "OUTPUT_LIMIT"
    CODE_ERROR = "CODE_ERROR"


class Skip(msgspec.Struct, frozen=True, rename="camel"):
    """Why a source was not asked, and what belongs to the reason (an id, a kind)."""

    reason: SkipReason
    detail: str = ""
    content: Any = None


class Failure(msgspec.Struct, frozen=True, rename="camel"):
    """Why a source that was asked gave no answer."""

    kind: FailureKind
    detail: str = ""


class ElementKind(enum.StrEnum):
    """How a piece of an answer is drawn."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    BOOLEAN = "BOOLEAN"
    TAGS = "TAGS"
    LINK = "LINK"
    LIST = "LIST"
    KEY_VALUES = "KEY_VALUES"
    TABLE = "TABLE"
    CODE = "CODE"


class Element(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One labelled piece of an answer.

    `value` by kind: TEXT and CODE a string; NUMBER a number; DATE an RFC 3339 string; BOOLEAN a
    boolean; TAGS and LIST strings; LINK `{label, url}`; KEY_VALUES `[{key, value}]`; TABLE
    `{columns: [string], rows: [[string | number | null]]}`.
    """

    kind: ElementKind
    label: str
    value: Any
    colour: Level | None = None


class Link(msgspec.Struct, frozen=True, rename="camel"):
    """A page about the indicator at the source."""

    label: str
    url: str


Percent = Annotated[int, Meta(ge=0, le=100)]


class Finding(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is said about an indicator: the common part of answers and results.

    `score` and `confidence` run from 0 to 100. `as_of` is the age of what was read (a feed's
    import).
    """

    verdict: Level | None = None
    score: Percent | None = None
    confidence: Percent | None = None
    tags: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    as_of: datetime | None = None
    links: tuple[Link, ...] = ()
    elements: tuple[Element, ...] = ()
    raw: Any = None


class Answer(Finding, frozen=True, kw_only=True, rename="camel"):
    """What a source says. `found` false means that it knows nothing, which is never benign."""

    found: bool


def not_found(*, as_of: datetime | None = None, raw: Any = None) -> Answer:
    """The source was asked and knows nothing."""
    return Answer(found=False, as_of=as_of, raw=raw)
