"""Test runs of sources: what is tried, and what came of it. Nothing of it is kept."""

import enum
from typing import Annotated, Any, Literal

import msgspec

from backend.models.answers import Answer, Status
from backend.models.indicators import Indicator
from backend.models.requests import AskedIndicator
from backend.models.sources import Code, Hosts, SourceKind, TimeLimit


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
    allowed_hosts: Hosts | None = None

    def language(self) -> SourceKind:
        """Who is to execute it: the runner of the code's language, or the program itself."""
        if self.template is not None:
            return SourceKind.SYSTEM
        return SourceKind(self.kind or SourceKind.PYTHON)


class TrialError(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Why there is no answer: an error's kind or a reason to skip.

    `file` is how the traceback names the source's code; `line` and `column` count from 1 in it, 0
    when they are not known.
    """

    kind: str
    detail: str
    file: str = ""
    line: int = 0
    column: int = 0
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


class HttpCall(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An attempt of the code to reach something.

    `url` is without query, user and secrets; of a connection whose content is not seen (`CONNECT`)
    it is host and port. `status` is 0 without an answer; `refusal` says why.
    """

    method: str
    url: str
    status: int
    refusal: str
    bytes_sent: int
    bytes_received: int
    ms: float


class TrialOutcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of it. `raw` is what the code returned, `answer` what is made of that.

    `calls` are what the code did outside, at most 200.
    `peak_memory_bytes` is of the process that ran the code, its language's own share included; null
    where no such process was.
    """

    indicator: Indicator
    status: Status
    answer: Answer | None = None
    raw: Any = None
    error: TrialError | None = None
    logs: tuple[TrialLine, ...] = ()
    timing: TrialTiming = TrialTiming()
    calls: tuple[HttpCall, ...] = ()
    peak_memory_bytes: int | None = None


class TaskTrial(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A background task that is tried. Of a saved source, what is absent is as it was saved.

    `state` is what it finds as its state; absent: what its last run left.
    """

    kind: Literal["PYTHON", "JAVA_SCRIPT"] | None = None
    source_code: Code | None = None
    config_values: list[Any] | None = None
    allowed_hosts: Hosts | None = None
    state: dict[str, Any] | None = None


class TriedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it would be loaded; of kind null is what is no indicator, and would be left out."""

    value: str
    kind: str | None
    data: dict[str, Any]


class TaskTrialOutcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of it; nothing is kept. `error` null: it ended well.

    `state` is what it would leave, null where it left what it found. `rows` is how many it brought,
    null where it has nothing to do with rows; `first_rows` are some of them.
    """

    error: TrialError | None = None
    logs: tuple[TrialLine, ...] = ()
    timing: TrialTiming = TrialTiming()
    peak_memory_bytes: int | None = None
    calls: tuple[HttpCall, ...] = ()
    state: Any = None
    state_bytes: int | None = None
    rows: int | None = None
    first_rows: tuple[TriedRow, ...] = ()
