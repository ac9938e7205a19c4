"""A collector: a real OTLP receiver over gRPC that keeps the spans it gets."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as pb
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc

from tests.support.processes import until


@dataclass(frozen=True, kw_only=True)
class Span:
    """One span as it was received; ids in hex, `parent` empty for a root, times in seconds."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent: str
    kind: int
    failed: bool
    began: float
    ended: float
    attributes: dict[str, Any]
    links: tuple[tuple[str, str], ...]


class OtlpStandIn(trace_service_pb2_grpc.TraceServiceServicer):
    """Takes spans at a port of its own, which stays the same when it is stopped and started."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.metadata: list[dict[str, str]] = []
        self._spans: list[Span] = []
        self._lock = threading.Lock()
        self._server: grpc.Server | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(4))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)
        self.port = self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        assert self.port
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop(0).wait()
            self._server = None

    def spans(self) -> list[Span]:
        """All that were received until now."""
        with self._lock:
            return list(self._spans)

    def trace(self, trace_id: str) -> list[Span]:
        """Those of one trace."""
        return [span for span in self.spans() if span.trace_id == trace_id]

    def whole(self, trace_id: str, *names: str, seconds: float = 20.0) -> list[Span]:
        """A trace, once spans of all these names are there and none is missing its parent."""

        def complete() -> bool:
            spans = self.trace(trace_id)
            return set(names) <= {span.name for span in spans} and not orphans(spans)

        until(complete, seconds)
        return self.trace(trace_id)

    def Export(  # noqa: N802 — gRPC's naming
        self, request: pb.ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> pb.ExportTraceServiceResponse:
        with self._lock:
            self.metadata.append({key: str(value) for key, value in context.invocation_metadata()})
            self._spans.extend(_spans(request))
        return pb.ExportTraceServiceResponse()


@contextmanager
def collector() -> Iterator[OtlpStandIn]:
    """One that runs as long as the block lasts."""
    standin = OtlpStandIn()
    standin.start()
    try:
        yield standin
    finally:
        standin.stop()


def orphans(spans: list[Span]) -> list[Span]:
    """Those whose parent is not among them."""
    ids = {span.span_id for span in spans}
    return [span for span in spans if span.parent and span.parent not in ids]


def tree(spans: list[Span]) -> set[tuple[str, ...]]:
    """The names from the root to each span."""
    by_id = {span.span_id: span for span in spans}

    def path(span: Span) -> tuple[str, ...]:
        above = by_id.get(span.parent)
        return (*(path(above) if above is not None else ()), span.name)

    return {path(span) for span in spans}


def _spans(request: pb.ExportTraceServiceRequest) -> Iterator[Span]:
    for of_resource in request.resource_spans:
        resource = _values(of_resource.resource.attributes)
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                yield Span(
                    service=resource["service.name"],
                    name=span.name,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    kind=span.kind,
                    failed=span.status.code == span.status.STATUS_CODE_ERROR,
                    began=span.start_time_unix_nano / 1e9,
                    ended=span.end_time_unix_nano / 1e9,
                    attributes=_values(span.attributes),
                    links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
                )


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}
