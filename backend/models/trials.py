"""Test runs of sources: what is tried, and what came of it. Nothing of it is kept."""

import enum
from typing import Annotated, Any, Literal

import msgspec

from backend.models.answers import Answer, Status
from backend.models.indicators import Indicator
from backend.models.requests import AskedIndicator
from backend.models.sources import Code, SourceKind, TimeLimit


class Trial(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What is tried. Of a saved source, what is absent is as it was saved.

    What is not saved is code in a language (`kind`), or a `template` with its settings.
    """

    indicator: AskedIndicator
    kind: Literal["PYTHON", "JAVA_SCRIPT"] | None = None
    template: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    source_code: Code | None = None
    config_values: list[Any] | None = None
    time_limit_seconds: TimeLimit | None = None

    def language(self) -> SourceKind:
        """Who is to execute it: the runner of the code's language, or the program itself."""
        if self.template is not None:
            return SourceKind.SYSTEM
        return SourceKind(self.kind or SourceKind.PYTHON)


class TrialError(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Why there is no answer: an error's kind or a reason to skip.

    `line` counts from 1 in the source's code, 0 when it is not known.
    """

    kind: str
    detail: str
    line: int = 0
    traceback: str = ""


class LogLevel(enum.StrEnum):
    """How much a line matters."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class TrialLine(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A line that the code printed or logged; the time as RFC 3339."""

    time: str
    level: LogLevel
    message: str


class TrialTiming(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How long it took, of which the code ran, of which it waited for a free worker."""

    total_ms: float = 0.0
    code_ms: float = 0.0
    waited_ms: float = 0.0


class TrialOutcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of it. `raw` is what the code returned, `answer` what is made of that."""

    indicator: Indicator
    status: Status
    answer: Answer | None = None
    raw: Any = None
    error: TrialError | None = None
    logs: tuple[TrialLine, ...] = ()
    timing: TrialTiming = TrialTiming()
