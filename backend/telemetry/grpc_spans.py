"""Calls over gRPC as spans, their `traceparent` in the metadata."""

from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio

from runners.telemetry import tracing

HEADER = "traceparent"


def interceptors() -> list[grpc.aio.ClientInterceptor]:
    """For a channel; none when nothing is traced, since each costs every call something."""
    return [_Spans()] if tracing.is_on() else []


class _Spans(grpc.aio.UnaryUnaryClientInterceptor):
    """One span a call, also of one that is repeated."""

    async def intercept_unary_unary(
        self,
        continuation: Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]],
        details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        name = _text(details.method).removeprefix("/")
        service, _, method = name.rpartition("/")
        attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": method}
        with tracing.span(name, attributes, kind="client") as span:
            if span.traceparent is None:
                return await continuation(details, request)
            call = await continuation(_with_parent(details, span.traceparent), request)
            code = await call.code()
            span.set("rpc.grpc.status_code", code.value[0])
            if code is not grpc.StatusCode.OK:
                span.fail(code.name)
            return call


def _with_parent(
    details: grpc.aio.ClientCallDetails, traceparent: str
) -> grpc.aio.ClientCallDetails:
    metadata = grpc.aio.Metadata(
        *((key, value) for key, value in details.metadata or () if key != HEADER),
        (HEADER, traceparent),
    )
    return grpc.aio.ClientCallDetails(
        details.method, details.timeout, metadata, details.credentials, details.wait_for_ready
    )


def _text(method: str | bytes) -> str:
    return method.decode() if isinstance(method, bytes) else method
