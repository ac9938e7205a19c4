"""Sources that users wrote: their code, on a runner, over gRPC.

One channel is kept. A runner that lacks a source's code, because it restarted or the code is new,
says so and is sent it; so saving a source works while the runner is away.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import grpc
import grpc.aio
import msgspec
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc

from backend.models.answers import Answer, Element, ElementKind, FailureKind
from backend.models.errors import InvalidInputError, SourceError, SourceSkippedError
from backend.models.indicators import Indicator
from backend.models.json_values import clean
from backend.models.sources import Source
from backend.models.trials import LogLevel, TrialLine, TrialTiming
from backend.telemetry.grpc_spans import interceptors
from backend.telemetry.trace import traceparent_of
from runners.rpc import MESSAGE_OPTIONS, runner_pb2, runner_pb2_grpc

T = TypeVar("T")
log = structlog.get_logger()

# What the runner needs beside the source's own deadline to say that it has passed.
GRACE_SECONDS = 2.0
UPDATE_SECONDS = 10.0
TASK_SECONDS = 600.0
HEALTH_SECONDS = 1.0
ANSWER_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Answer))
ANSWER_MARKS = frozenset({"found", "verdict", "elements"})
ELEMENTS_AT_MOST = 50

FAILURES = {
    runner_pb2.Error.TIMEOUT: FailureKind.TIMEOUT,
    runner_pb2.Error.MEMORY_LIMIT: FailureKind.MEMORY_LIMIT,
    runner_pb2.Error.OUTPUT_LIMIT: FailureKind.OUTPUT_LIMIT,
    runner_pb2.Error.CODE_ERROR: FailureKind.CODE_ERROR,
    runner_pb2.Error.INVALID_ANSWER: FailureKind.INVALID_ANSWER,
    runner_pb2.Error.UNAUTHORIZED: FailureKind.UNAUTHORIZED,
    runner_pb2.Error.RATE_LIMITED: FailureKind.RATE_LIMITED,
}


def version_of(code: str | None) -> str:
    """Changes with the code; the runner compares it."""
    return hashlib.sha256((code or "").encode()).hexdigest()[:16]


class TryOut(msgspec.Struct, frozen=True, kw_only=True):
    """What came of code that was tried out. `data` is what it returned."""

    data: Any
    failure: FailureKind | None
    not_found: bool
    message: str
    line: int
    traceback: str
    logs: tuple[TrialLine, ...]
    timing: TrialTiming


class TaskOutcome(msgspec.Struct, frozen=True):
    """What came of a background task: what it printed, and its failure."""

    logs: tuple[TrialLine, ...]
    failure: SourceError | None


class Runner:
    """The runner of one language."""

    def __init__(self, socket: Path) -> None:
        self._channel = grpc.aio.insecure_channel(
            # gRPC reads an address as a URI, in which a path may not hold every character.
            f"unix:{quote(str(socket))}",
            options=[
                *MESSAGE_OPTIONS,
                # A runner that was restarted is back within a second, not in a minute.
                ("grpc.max_reconnect_backoff_ms", 500),
                ("grpc.initial_reconnect_backoff_ms", 50),
                ("grpc.min_reconnect_backoff_ms", 50),
            ],
            interceptors=interceptors(),
        )
        self._stub = runner_pb2_grpc.RunnerStub(self._channel)
        self._health = health_pb2_grpc.HealthStub(self._channel)

    async def fetch(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> tuple[Answer, tuple[str, ...]]:
        """Ask a source, with secrets by the names of their slots; its answer and what it printed.

        Raises:
            SourceError: the source failed, in one of the ways of `FAILURES`.
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.FetchDataRequest(
            indicator=runner_pb2.Indicator(data=indicator.data, kind=indicator.kind),
            source=source.id,
            version=version_of(source.source_code),
            context=_context(source, source.time_limit_seconds, secrets),
        )
        reply = await self._with_code(
            source,
            lambda: self._stub.FetchData(
                request,
                timeout=source.time_limit_seconds + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            ),
        )
        logs = tuple(entry.message for entry in reply.logs)
        if reply.error.kind == runner_pb2.Error.NOT_FOUND:
            return Answer(found=False), logs
        _raise_failure(reply.error)
        return interpret(_decode(reply.data)), logs

    async def try_out(
        self,
        code: str,
        *,
        settings: Mapping[str, Any],
        secrets: Mapping[str, str],
        indicator: Indicator,
        seconds: float,
        trace_id: str,
    ) -> TryOut:
        """Ask code that is not kept; its failure is part of what came of it.

        Raises:
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.TestRequest(
            indicator=runner_pb2.Indicator(data=indicator.data, kind=indicator.kind),
            source_code=code,
            context=_make_context(settings, secrets, seconds),
        )
        try:
            reply = await self._stub.Test(
                request,
                timeout=seconds + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            )
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from error
        return TryOut(
            data=_decode(reply.data) if reply.data else None,
            failure=FAILURES.get(reply.error.kind),
            not_found=reply.error.kind == runner_pb2.Error.NOT_FOUND,
            message=f"{reply.error.message}{_again(reply.error)}",
            line=reply.error.line,
            traceback=reply.error.traceback,
            logs=tuple(map(_line, reply.logs)),
            timing=TrialTiming(
                total_ms=round(reply.timing.total_ms, 1),
                code_ms=round(reply.timing.code_ms, 1),
                waited_ms=round(reply.timing.waited_ms, 1),
            ),
        )

    async def background_task(
        self, source: Source, trace_id: str, secrets: Mapping[str, str]
    ) -> TaskOutcome:
        """Run a source's background task once; its own failure is part of what came of it.

        Raises:
            SourceError: the runner failed, or found no time for it.
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.BackgroundTaskRequest(
            source=source.id,
            version=version_of(source.source_code),
            context=_context(source, TASK_SECONDS, secrets),
        )
        reply = await self._with_code(
            source,
            lambda: self._stub.BackgroundTask(
                request,
                timeout=TASK_SECONDS + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            ),
        )
        return TaskOutcome(tuple(map(_line, reply.logs)), _failure(reply.error))

    async def check(self, source_id: str, code: str) -> bool:
        """Send a source's code; whether the runner was there to take it.

        Raises:
            InvalidInputError: a syntax error, with its line.
        """
        try:
            await self._update(source_id, code)
        except grpc.aio.AioRpcError as error:
            if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
                raise InvalidInputError(str(error.details())) from error
            return False
        return True

    async def forget(self, source_id: str) -> None:
        """A source was deleted. A runner that does not hear it keeps code that nobody asks for."""
        try:
            await self._stub.Delete(
                runner_pb2.DeleteRequest(source=source_id), timeout=UPDATE_SECONDS
            )
        except grpc.aio.AioRpcError as error:
            log.warning("runner_did_not_forget", source_id=source_id, status=error.code().name)

    async def is_serving(self) -> bool:
        """Whether the runner says that it serves."""
        try:
            reply = await self._health.Check(
                health_pb2.HealthCheckRequest(), timeout=HEALTH_SECONDS
            )
        except grpc.aio.AioRpcError:
            return False
        return bool(reply.status == health_pb2.HealthCheckResponse.SERVING)

    async def close(self) -> None:
        """Let the channel go."""
        await self._channel.close()

    async def _with_code(self, source: Source, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await call()
        except grpc.aio.AioRpcError as error:
            if error.code() not in (
                grpc.StatusCode.NOT_FOUND,
                grpc.StatusCode.FAILED_PRECONDITION,
            ):
                raise _translate(error) from error
        try:
            await self._update(source.id, source.source_code or "")
            return await call()
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from error

    async def _update(self, source_id: str, code: str) -> None:
        request = runner_pb2.UpdateRequest(
            source=source_id, source_code=code, version=version_of(code)
        )
        await self._stub.Update(request, timeout=UPDATE_SECONDS)


def _decode(data: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(FailureKind.INVALID_ANSWER, f"the answer is not JSON: {error}") from None


def _context(
    source: Source, deadline_seconds: float, secrets: Mapping[str, str]
) -> runner_pb2.Context:
    return _make_context(source.settings(), secrets, deadline_seconds)


def _make_context(
    settings: Mapping[str, Any], secrets: Mapping[str, str], deadline_seconds: float
) -> runner_pb2.Context:
    return runner_pb2.Context(
        secrets=secrets,
        settings=msgspec.json.encode(settings).decode(),
        deadline_ms=int(deadline_seconds * 1000),
    )


def _raise_failure(error: runner_pb2.Error) -> None:
    failure = _failure(error)
    if failure is not None:
        raise failure


def _failure(error: runner_pb2.Error) -> SourceError | None:
    kind = FAILURES.get(error.kind)
    if kind is None:
        return None
    where = f" ({error.file or 'the source'}, line {error.line})" if error.line else ""
    return SourceError(kind, f"{error.message}{where}{_again(error)}")


def _line(entry: runner_pb2.LogEntry) -> TrialLine:
    level = LogLevel(runner_pb2.LogEntry.Level.Name(entry.level))
    return TrialLine(time=entry.time, level=level, message=entry.message)


def _again(error: runner_pb2.Error) -> str:
    after = error.retry_after_seconds
    return f"; again in {after:g} s" if error.HasField("retry_after_seconds") else ""


def _translate(error: grpc.aio.AioRpcError) -> Exception:
    details = str(error.details())
    match error.code():
        case grpc.StatusCode.UNAVAILABLE:
            return SourceSkippedError("the runner does not answer; it is being restarted")
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return SourceError(FailureKind.TIMEOUT, "the source did not answer in time")
        case grpc.StatusCode.INVALID_ARGUMENT:
            return SourceError(FailureKind.CODE_ERROR, details)
    return SourceError(
        FailureKind.INTERNAL_SERVER_ERROR, f"the runner answers {error.code().name}: {details}"
    )


def interpret(value: Any) -> Answer:
    """What user code returned, as an answer.

    An object with `found`, `verdict` or `elements`, and no field that an answer does not have, is
    an answer; any other value is what the source knows, and null means that it knows nothing.

    Raises:
        SourceError: INVALID_ANSWER, an answer whose fields do not fit.
    """
    value = clean(value)
    if isinstance(value, dict) and value.keys() & ANSWER_MARKS and value.keys() <= ANSWER_FIELDS:
        try:
            return msgspec.convert({"found": True, **value}, Answer)
        except msgspec.ValidationError as error:
            raise SourceError(
                FailureKind.INVALID_ANSWER, f"the answer does not fit: {error}"
            ) from None
    if value is None:
        return Answer(found=False)
    return Answer(found=True, elements=_elements(value), raw=value)


def _elements(value: Any) -> tuple[Element, ...]:
    """A readable layout of a value that declares none."""
    if isinstance(value, dict):
        pairs = [
            {"key": key, "value": str(item)}
            for key, item in list(value.items())[:ELEMENTS_AT_MOST]
            if isinstance(item, str | int | float | bool)
        ]
        return (Element(ElementKind.KEY_VALUES, "Answer", pairs),) if pairs else ()
    if isinstance(value, str):
        return (Element(ElementKind.TEXT, "Answer", value),)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return (Element(ElementKind.LIST, "Answer", value[:ELEMENTS_AT_MOST]),)
    return ()
