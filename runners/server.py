"""The gRPC service of a runner, whatever language its engine runs."""

import dataclasses
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from runners import replies
from runners.calls import Call, Engine, EngineError, Failure, Outcome
from runners.code_store import Code, CodeMissingError, CodeStore, CodeVersionError
from runners.compiled_store import CompiledStore
from runners.config import RunnerConfig
from runners.requests import BadRequestError, CallBuilder, need
from runners.rpc import MESSAGE_OPTIONS, runner_pb2_grpc
from runners.rpc import runner_pb2 as pb
from runners.sandbox.level import NotHeldError, Sandbox
from runners.telemetry import tracing, w3c

SERVICE = "runner.Runner"

_log = structlog.stdlib.get_logger()

_Context = grpc.aio.ServicerContext[Any, Any]


class RunnerService(runner_pb2_grpc.RunnerServicer):
    """Keeps code, and has the engine run it."""

    def __init__(self, engine: Engine, config: RunnerConfig) -> None:
        self._engine = engine
        self._calls = CallBuilder(config)
        self._codes = CodeStore()
        self._compiled = CompiledStore()
        self._sandbox: Sandbox | None = None

    def serve_in(self, sandbox: Sandbox) -> None:
        """Run user code from now on, if it is held well enough."""
        self._sandbox = sandbox

    async def FetchData(  # noqa: N802 — gRPC's naming
        self, request: pb.FetchDataRequest, context: _Context
    ) -> pb.FetchDataReply:
        async with _statuses(context, "FetchData", source=request.source):
            code = self._codes.get(need(request.source, "source"), request.version)
            call = self._calls.fetch(request, code.text, _remaining(context))
            outcome, total_ms = await self._run(call)
            return replies.fetched(outcome, replies.Redactor(call.secrets), total_ms)

    async def Test(  # noqa: N802 — gRPC's naming
        self, request: pb.TestRequest, context: _Context
    ) -> pb.FetchDataReply:
        async with _statuses(context, "Test"):
            code = need(request.source_code, "source_code")
            call = self._calls.fetch(request, code, _remaining(context))
            outcome, total_ms = await self._run(call)
            return replies.fetched(outcome, replies.Redactor(call.secrets), total_ms)

    async def BackgroundTask(  # noqa: N802 — gRPC's naming
        self, request: pb.BackgroundTaskRequest, context: _Context
    ) -> pb.BackgroundTaskReply:
        async with _statuses(context, "BackgroundTask", source=request.source):
            code = request.source_code or self._code_of(request.source, request.version)
            call = self._calls.background(request, code, _remaining(context))
            outcome, total_ms = await self._run(call)
            return replies.ran(outcome, replies.Redactor(call.secrets), total_ms)

    async def Update(  # noqa: N802 — gRPC's naming
        self, request: pb.UpdateRequest, context: _Context
    ) -> pb.Empty:
        async with _statuses(context, "Update", source=request.source):
            code = _code_of(request)
            # By a worker process: compiling alone can be made to use all memory.
            call = self._calls.check(request.source, code.text, _remaining(context))
            outcome, _ = await self._run(call)
            if outcome.failure is not None:
                await _refuse_code(context, outcome.failure)
            self._codes.put(request.source, code)
            return pb.Empty()

    async def Init(  # noqa: N802 — gRPC's naming
        self, request: pb.InitRequest, context: _Context
    ) -> pb.Empty:
        async with _statuses(context, "Init"):
            codes = {update.source: _code_of(update) for update in request.updates}
            for source, code in codes.items():
                self._codes.put(source, code)
            _log.info("runner_code_received", sources=len(codes))
            return pb.Empty()

    async def Delete(  # noqa: N802 — gRPC's naming
        self, request: pb.DeleteRequest, context: _Context
    ) -> pb.Empty:
        async with _statuses(context, "Delete", source=request.source):
            self._codes.remove(need(request.source, "source"))
            self._compiled.remove(request.source)
            return pb.Empty()

    def _code_of(self, source: str, version: str) -> str:
        return self._codes.get(need(source, "source"), version).text

    async def Status(  # noqa: N802 — gRPC's naming
        self, _request: pb.Empty, context: _Context
    ) -> pb.StatusReply:
        async with _statuses(context, "Status"):
            return replies.status(self._held())

    def _held(self) -> Sandbox:
        if self._sandbox is None:
            raise EngineError("The runner has not looked at the machine yet.")
        return self._sandbox

    async def _run(self, call: Call) -> tuple[Outcome, float]:
        self._held().check()
        started = time.perf_counter()
        outcome = await self._engine.run(self._with_compiled(call))
        if outcome.compiled is not None:
            self._compiled.put(call.source, call.code, outcome.compiled)
        total_ms = (time.perf_counter() - started) * 1000
        error = outcome.failure.kind.value if outcome.failure else None
        _trace_worker(call, outcome, error, total_ms)
        _log.info(
            "runner_call",
            action=call.action.value,
            error=error,
            http_calls=len(outcome.calls),
            total_ms=round(total_ms, 1),
            waited_ms=round(outcome.waited_ms, 1),
            peak_memory_mb=round(outcome.peak_memory_bytes / 2**20, 1),
        )
        return outcome, total_ms

    def _with_compiled(self, call: Call) -> Call:
        if not call.source:
            return call  # tried out, and most likely once
        compiled = self._compiled.get(call.source, call.code)
        return dataclasses.replace(call, compiled=compiled, compile=not compiled)


class RunnerServer:
    """The service with health and reflection on a unix socket."""

    def __init__(self, engine: Engine, config: RunnerConfig) -> None:
        self._health = health.aio.HealthServicer()
        self._service = RunnerService(engine, config)
        self._server = grpc.aio.server(options=MESSAGE_OPTIONS)
        runner_pb2_grpc.add_RunnerServicer_to_server(self._service, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = (SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)

    def bind(self, socket_path: Path) -> None:
        """Make the socket; whoever may open it then waits until `start`.

        Raises:
            RuntimeError: gRPC could not.
        """
        self._server.add_insecure_port(f"unix:{quote(str(socket_path))}")

    async def start(self, sandbox: Sandbox) -> None:
        """Answer, and say that it does."""
        self._service.serve_in(sandbox)
        await self._say(health_pb2.HealthCheckResponse.NOT_SERVING)
        await self._server.start()
        await self._say(health_pb2.HealthCheckResponse.SERVING)

    async def stop(self, grace_seconds: float) -> None:
        """Say that it stops, take no new call, end what is not done within the grace."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_seconds)

    async def _say(self, status: Any) -> None:
        for name in (health.OVERALL_HEALTH, SERVICE):
            await self._health.set(name, status)


def _code_of(request: pb.UpdateRequest) -> Code:
    need(request.source, "source")
    return Code(need(request.source_code, "source_code"), request.version)


async def _refuse_code(context: _Context, failure: Failure) -> None:
    """The position also as trailing metadata, for an editor to point at."""
    at = f"{failure.file}, line {failure.line}, column {failure.column}: "
    place = at if failure.line else ""
    position = (("line", str(failure.line)), ("column", str(failure.column)))
    await context.abort(
        grpc.StatusCode.INVALID_ARGUMENT, f"source_code: {place}{failure.message}", position
    )


def _trace_worker(call: Call, outcome: Outcome, error: str | None, total_ms: float) -> None:
    """The worker process as a span of its own, from the moment that it was free for the call."""
    attributes: tracing.Attributes = {
        "worker.action": call.action.value,
        "worker.waited_ms": outcome.waited_ms,
        "worker.code_ms": outcome.code_ms,
    }
    seconds = max(total_ms - outcome.waited_ms, 0.0) / 1000
    with tracing.span("worker", attributes, seconds=seconds) as span:
        if error is not None:
            span.fail(error)


@asynccontextmanager
async def _statuses(context: _Context, method: str, **bound: str) -> AsyncIterator[None]:
    """Within it, our exceptions end the call with their status, and logs carry the trace id."""
    given = _traceparent(context)
    parent = w3c.parse(given)
    if parent is not None:
        bound["trace_id"] = parent.trace_id
    with (
        structlog.contextvars.bound_contextvars(**bound),
        tracing.root(
            f"{SERVICE}/{method}",
            {"rpc.system": "grpc", "rpc.service": SERVICE, "rpc.method": method},
            traceparent=given,
            kind="server",
        ),
    ):
        try:
            yield
        except BadRequestError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except CodeMissingError as error:
            await context.abort(grpc.StatusCode.NOT_FOUND, str(error))
        except CodeVersionError as error:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        except NotHeldError as error:
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, str(error))
        except EngineError as error:
            _log.error("runner_engine_failed", reason=str(error))
            await context.abort(grpc.StatusCode.UNAVAILABLE, str(error))
        except grpc.aio.AbortError:
            raise
        except Exception:  # noqa: BLE001 — logged here once, the caller gets no more
            _log.exception("runner_call_failed")
            await context.abort(grpc.StatusCode.INTERNAL, "The runner failed; its log says how.")


def _traceparent(context: _Context) -> str | None:
    for key, value in context.invocation_metadata() or ():
        if key == "traceparent" and isinstance(value, str):
            return value
    return None


def _remaining(context: _Context) -> float | None:
    """Seconds until the caller gives up, None when it does not."""
    seconds: float | None = context.time_remaining()
    return seconds
