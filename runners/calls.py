"""A call of user code and how it ended: what the gRPC service and an engine say to each other."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from runners.egress.allowed import AllowList
from runners.egress.audit import HttpCall

NOWHERE = AllowList(())


class Action(enum.StrEnum):
    """What is done with the code."""

    FETCH = "fetch"
    BACKGROUND = "background"
    CHECK = "check"


class FailureKind(enum.StrEnum):
    """Why a call gave no answer: the names of the protocol's `Error.Kind`."""

    TIMEOUT = "TIMEOUT"
    MEMORY_LIMIT = "MEMORY_LIMIT"
    OUTPUT_LIMIT = "OUTPUT_LIMIT"
    CODE_ERROR = "CODE_ERROR"
    INVALID_ANSWER = "INVALID_ANSWER"
    NOT_FOUND = "NOT_FOUND"
    UNAUTHORIZED = "UNAUTHORIZED"
    RATE_LIMITED = "RATE_LIMITED"
    NO_FUNCTION = "NO_FUNCTION"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One run of user code.

    `source` is the source's id, and empty for code that is tried out. `settings` and `state` are
    texts of JSON objects. `deadline_seconds` counts from the moment that the engine gets the call,
    waiting for a free worker included. `rows_bytes` is what a background task may bring.
    `processes` is what the call may start, None for the runner's own limit. `compiled` is what an
    earlier call of this code had `compiled`, which the engine may use; `compile` asks for it.
    """

    action: Action
    source: str = ""
    code: str
    compiled: bytes = b""
    compile: bool = False
    indicator_data: str = ""
    indicator_kind: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    settings: str = "{}"
    state: str = "{}"
    rows_bytes: int = 0
    processes: int | None = None
    deadline_seconds: float
    memory_bytes: int
    output_bytes: int
    allowed: AllowList = NOWHERE
    most_bytes: int = 0


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why there is no answer.

    `line` and `column` count from 1 in the source, which traces call `file`; 0 is unknown.
    """

    kind: FailureKind
    message: str
    traceback: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    retry_after_seconds: float | None = None


@dataclass(frozen=True)
class LogLine:
    """What the code printed or logged: seconds since 1970, INFO, WARNING or ERROR, text."""

    at: float
    level: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a call ended: `data` is JSON text, and empty with a `failure`.

    Of a background task `state` is what became of its state, empty when that is unchanged; `rows`
    are its rows as lines of JSON, None when it has nothing to do with rows.
    `compiled` is for a next call of the same code; None where nothing was said of it.
    """

    data: str = ""
    state: str = ""
    rows: bytes | None = None
    peak_memory_bytes: int = 0
    failure: Failure | None = None
    logs: tuple[LogLine, ...] = ()
    code_ms: float = 0.0
    waited_ms: float = 0.0
    compiled: bytes | None = None
    calls: tuple[HttpCall, ...] = ()


class EngineError(Exception):
    """The engine itself could not run the code, whatever the code is."""


class Engine(Protocol):
    """Runs code of one language, each call in a process of its own."""

    async def run(self, call: Call) -> Outcome:
        """Run it; failing code is an outcome. When cancelled, the process is killed.

        Raises:
            EngineError: no process could be started.
        """
        ...
