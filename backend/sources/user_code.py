"""Sources that users wrote: their code, on a runner, over gRPC.

One channel is kept. A runner that lacks a source's code, because it restarted or the code is new,
says so and is sent it; so saving a source works while the runner is away.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import grpc
import grpc.aio
import msgspec
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc

from backend.models.answers import Answer, FailureKind
from backend.models.errors import (
    FieldError,
    InvalidInputError,
    SourceError,
    SourceSkippedError,
)
from backend.models.indicators import Indicator
from backend.models.sources import Source
from backend.models.trials import HttpCall, LogLevel, TrialLine, TrialTiming
from backend.sources.returned import interpret
from backend.telemetry.grpc_spans import interceptors
from backend.telemetry.trace import traceparent_of
from runners.egress.allowed import ANY
from runners.rpc import MESSAGE_OPTIONS, runner_pb2, runner_pb2_grpc
from runners.telemetry import tracing

T = TypeVar("T")
log = structlog.get_logger()

# What the runner needs beside the source's own deadline to say that it has passed.
GRACE_SECONDS = 2.0
UPDATE_SECONDS = 10.0
TASK_SECONDS = 600.0
# Somebody waits for it.
TRIED_TASK_SECONDS = 60.0
HEALTH_SECONDS = 1.0

FAILURES = {
    runner_pb2.Error.TIMEOUT: FailureKind.TIMEOUT,
    runner_pb2.Error.MEMORY_LIMIT: FailureKind.MEMORY_LIMIT,
    runner_pb2.Error.OUTPUT_LIMIT: FailureKind.OUTPUT_LIMIT,
    runner_pb2.Error.CODE_ERROR: FailureKind.CODE_ERROR,
    runner_pb2.Error.INVALID_ANSWER: FailureKind.INVALID_ANSWER,
    runner_pb2.Error.UNAUTHORIZED: FailureKind.UNAUTHORIZED,
    runner_pb2.Error.RATE_LIMITED: FailureKind.RATE_LIMITED,
    runner_pb2.Error.NO_FUNCTION: FailureKind.CODE_ERROR,
}


def version_of(code: str | None) -> str:
    """Changes with the code; the runner compares it."""
    return hashlib.sha256((code or "").encode()).hexdigest()[:16]


class NoFunctionError(SourceError):
    """The code has no function of the kind that was to be called."""


class TryOut(msgspec.Struct, frozen=True, kw_only=True):
    """What came of code that was tried out. `data` is what it returned.

    `file`, `line` (from 1) and `column` say where it failed; empty and 0 are unknown.
    """

    data: Any = None
    failure: FailureKind | None
    not_found: bool = False
    no_function: bool = False
    message: str
    file: str
    line: int
    column: int
    traceback: str
    logs: tuple[TrialLine, ...]
    timing: TrialTiming
    peak_memory_bytes: int
    calls: tuple[HttpCall, ...] = ()


class TaskOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a background task: what it printed and did outside, its failure, what it leaves.

    `state` is JSON, None when it is unchanged. `rows` are lines of JSON (see the protocol), None
    where it has nothing to do with rows.
    """

    logs: tuple[TrialLine, ...]
    failure: SourceError | None
    state: str | None = None
    rows: bytes | None = None
    peak_memory_bytes: int = 0
    calls: tuple[HttpCall, ...] = ()


class RunnerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How well a runner holds user code on its machine.

    `level` is `full`, `strong`, `reduced` or `none`; `cause` says why it is not more and what to
    do. `layers` are those that hold: `landlock`, `seccomp`, `namespaces`. `network` is how far
    user code gets: `namespace`, `brokered`, `port`, `open`. Unless the level is `accepted` by the
    configuration, no user code is run.
    """

    level: str
    cause: str
    layers: tuple[str, ...]
    network: str
    accepted: bool


Refused = Callable[[Source, str], Awaitable[str | None]]
"""Told of saved code that a runner refuses, and why; the last good version, None without one."""


class Runner:
    """The runner of one language."""

    def __init__(self, socket: Path, *, refused: Refused | None = None) -> None:
        self._refused = refused
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
        self,
        source: Source,
        indicator: Indicator,
        trace_id: str,
        secrets: Mapping[str, str],
        *,
        state: str = "",
    ) -> tuple[Answer, tuple[str, ...]]:
        """Ask a source, with secrets by the names of their slots; its answer and what it printed.

        Raises:
            SourceError: the source failed, in one of the ways of `FAILURES`.
            NoFunctionError: it has no function that answers.
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.FetchDataRequest(
            indicator=runner_pb2.Indicator(data=indicator.data, kind=indicator.kind),
            source=source.id,
            context=_context(source, source.time_limit_seconds, secrets, state),
        )
        reply = await self._with_code(
            source,
            request,
            lambda: self._stub.FetchData(
                request,
                timeout=source.time_limit_seconds + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            ),
        )
        _trace_calls(reply.calls)
        logs = tuple(entry.message for entry in reply.logs)
        if reply.error.kind == runner_pb2.Error.NOT_FOUND:
            return Answer(found=False), logs
        _raise_failure(reply.error)
        return interpret(_decode(reply.data)), logs

    async def try_out(
        self,
        source: Source,
        indicator: Indicator,
        trace_id: str,
        secrets: Mapping[str, str],
        *,
        state: str = "",
    ) -> TryOut:
        """Ask the code of a source that is not kept; its failure is part of what came of it.

        Raises:
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.TestRequest(
            indicator=runner_pb2.Indicator(data=indicator.data, kind=indicator.kind),
            source_code=source.source_code or "",
            context=_context(source, source.time_limit_seconds, secrets, state),
        )
        try:
            reply = await self._stub.Test(
                request,
                timeout=source.time_limit_seconds + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            )
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from error
        return _tried(reply, _decode(reply.data) if reply.data else None)

    async def try_task(
        self,
        source: Source,
        trace_id: str,
        secrets: Mapping[str, str],
        *,
        state: str = "",
    ) -> tuple[TryOut, TaskOutcome]:
        """Run the background task of code that is not kept, and keep nothing of it.

        Raises:
            SourceError, SourceSkippedError: as `background_task`.
        """
        request = runner_pb2.BackgroundTaskRequest(
            source_code=source.source_code or "",
            context=_context(source, TRIED_TASK_SECONDS, secrets, state),
        )
        try:
            reply = await self._stub.BackgroundTask(
                request,
                timeout=TRIED_TASK_SECONDS + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            )
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from error
        return _tried(reply), _outcome(reply)

    async def background_task(
        self, source: Source, trace_id: str, secrets: Mapping[str, str], *, state: str = ""
    ) -> TaskOutcome:
        """Run a source's background task once; its own failure is part of what came of it.

        Raises:
            SourceError: the runner failed, or found no time for it.
            SourceSkippedError: the runner does not answer.
        """
        request = runner_pb2.BackgroundTaskRequest(
            source=source.id,
            context=_context(source, TASK_SECONDS, secrets, state),
        )
        reply = await self._with_code(
            source,
            request,
            lambda: self._stub.BackgroundTask(
                request,
                timeout=TASK_SECONDS + GRACE_SECONDS,
                metadata=(("traceparent", traceparent_of(trace_id)),),
            ),
        )
        _trace_calls(reply.calls)
        return _outcome(reply)

    async def check(self, source_id: str, code: str) -> bool:
        """Send a source's code; whether the runner was there to take it.

        Raises:
            InvalidInputError: a syntax error, with its line.
        """
        try:
            await self._update(source_id, code)
        except grpc.aio.AioRpcError as error:
            if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
                raise _refusal(error) from error
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

    async def status(self) -> RunnerStatus | None:
        """How well it holds user code; None while it does not answer."""
        try:
            reply = await self._stub.Status(runner_pb2.Empty(), timeout=HEALTH_SECONDS)
        except grpc.aio.AioRpcError:
            return None
        return RunnerStatus(
            level=runner_pb2.StatusReply.Level.Name(reply.level).lower(),
            cause=reply.cause,
            layers=tuple(reply.layers),
            network=reply.network,
            accepted=reply.accepted,
        )

    async def close(self) -> None:
        """Let the channel go."""
        await self._channel.close()

    async def _with_code(
        self,
        source: Source,
        request: runner_pb2.FetchDataRequest | runner_pb2.BackgroundTaskRequest,
        call: Callable[[], Awaitable[T]],
    ) -> T:
        """Call with the version of the source's code in the request, sent before if need be."""
        request.version = version_of(source.code())
        try:
            return await call()
        except grpc.aio.AioRpcError as error:
            if error.code() not in (
                grpc.StatusCode.NOT_FOUND,
                grpc.StatusCode.FAILED_PRECONDITION,
            ):
                raise _translate(error) from error
        try:
            request.version = version_of(await self._send_code(source))
            return await call()
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from error

    async def _send_code(self, source: Source) -> str:
        """Send the source's code, or its last good version where that is refused; what was sent."""
        code = source.code()
        try:
            await self._update(source.id, code)
        except grpc.aio.AioRpcError as error:
            if error.code() != grpc.StatusCode.INVALID_ARGUMENT or self._refused is None:
                raise
            good = await self._refused(source, str(error.details()))
            if good is None:
                raise
            await self._update(source.id, good)
            return good
        return code

    async def _update(self, source_id: str, code: str) -> None:
        request = runner_pb2.UpdateRequest(
            source=source_id, source_code=code, version=version_of(code)
        )
        await self._stub.Update(request, timeout=UPDATE_SECONDS)


def _refusal(error: grpc.aio.AioRpcError) -> InvalidInputError:
    """Code that is none, with its place as an editor takes it."""
    detail = str(error.details())
    at = {
        name: int(value)
        for name, value in error.trailing_metadata() or ()
        if name in ("line", "column") and str(value).isdecimal() and int(value) > 0
    }
    return InvalidInputError(detail, errors=(FieldError("/sourceCode", detail, **at),))


def _decode(data: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(FailureKind.INVALID_ANSWER, f"the answer is not JSON: {error}") from None


def _context(
    source: Source, deadline_seconds: float, secrets: Mapping[str, str], state: str
) -> runner_pb2.Context:
    return runner_pb2.Context(
        secrets=secrets,
        settings=msgspec.json.encode(source.settings()).decode(),
        deadline_ms=int(deadline_seconds * 1000),
        memory_mb=source.memory_mb or 0,
        output_kb=source.output_kb or 0,
        processes=source.processes or 0,
        state=state,
        egress=_egress(source.allowed_hosts or ()),
    )


def _tried(
    reply: runner_pb2.FetchDataReply | runner_pb2.BackgroundTaskReply, data: Any = None
) -> TryOut:
    error = reply.error
    return TryOut(
        data=data,
        failure=FAILURES.get(error.kind),
        not_found=error.kind == runner_pb2.Error.NOT_FOUND,
        no_function=error.kind == runner_pb2.Error.NO_FUNCTION,
        message=f"{error.message}{_again(error)}",
        file=error.file,
        line=error.line,
        column=error.column,
        traceback=error.traceback,
        logs=tuple(map(_line, reply.logs)),
        timing=TrialTiming(
            total_ms=round(reply.timing.total_ms, 1),
            code_ms=round(reply.timing.code_ms, 1),
            waited_ms=round(reply.timing.waited_ms, 1),
        ),
        peak_memory_bytes=reply.peak_memory_bytes,
        calls=tuple(map(_call, reply.calls)),
    )


def _outcome(reply: runner_pb2.BackgroundTaskReply) -> TaskOutcome:
    return TaskOutcome(
        logs=tuple(map(_line, reply.logs)),
        failure=_failure(reply.error),
        state=reply.state or None,
        rows=reply.rows if reply.has_rows else None,
        peak_memory_bytes=reply.peak_memory_bytes,
        calls=tuple(map(_call, reply.calls)),
    )


def _egress(allowed_hosts: Sequence[str]) -> runner_pb2.Egress:
    named = [host for host in allowed_hosts if host != ANY]
    return runner_pb2.Egress(hosts=named, any_public=ANY in allowed_hosts)


def _call(call: runner_pb2.HttpCall) -> HttpCall:
    return HttpCall(
        method=call.method,
        url=call.url,
        status=call.status,
        refusal=call.refusal,
        bytes_sent=call.bytes_sent,
        bytes_received=call.bytes_received,
        ms=round(call.ms, 1),
    )


def _trace_calls(calls: Sequence[runner_pb2.HttpCall]) -> None:
    """How often the code asked somebody, and how long that took."""
    if calls:
        span = tracing.CURRENT.get()
        span.set("source.http_calls", len(calls))
        span.set("source.http_calls_ms", round(sum(call.ms for call in calls), 1))


def _raise_failure(error: runner_pb2.Error) -> None:
    failure = _failure(error)
    if failure is not None:
        raise failure


def _failure(error: runner_pb2.Error) -> SourceError | None:
    kind = FAILURES.get(error.kind)
    if kind is None:
        return None
    where = f" ({error.file or 'the source'}, line {error.line})" if error.line else ""
    lacks = error.kind == runner_pb2.Error.NO_FUNCTION
    made = NoFunctionError if lacks else SourceError
    return made(kind, f"{error.message}{where}{_again(error)}")


def _line(entry: runner_pb2.LogEntry) -> TrialLine:
    level = LogLevel(runner_pb2.LogEntry.Level.Name(entry.level))
    return TrialLine(time=entry.time, level=level, message=entry.message)


def _again(error: runner_pb2.Error) -> str:
    after = error.retry_after_seconds
    return f"; again in {after:g} s" if error.HasField("retry_after_seconds") else ""


def _translate(error: grpc.aio.AioRpcError) -> Exception:
    details = str(error.details())
    match error.code():
        case grpc.StatusCode.UNAVAILABLE | grpc.StatusCode.CANCELLED:
            return SourceSkippedError("the runner does not answer; it is being restarted")
        case grpc.StatusCode.PERMISSION_DENIED:
            return SourceSkippedError(details)
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return SourceError(FailureKind.TIMEOUT, "the source did not answer in time")
        case grpc.StatusCode.INVALID_ARGUMENT:
            return SourceError(FailureKind.CODE_ERROR, details)
    return SourceError(
        FailureKind.INTERNAL_SERVER_ERROR, f"the runner answers {error.code().name}: {details}"
    )
