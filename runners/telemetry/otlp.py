"""Spans by OpenTelemetry, sent by OTLP over gRPC. Imported only where an endpoint is set.

A collector that is away costs dropped spans and two log lines: one when it begins to fail, one
when it works again.
"""

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from runners.telemetry import tracing, w3c
from runners.telemetry.config import TelemetryConfig, address_of, headers_of

log = structlog.get_logger()

# What waits while the collector is slow or away; older spans go first.
QUEUE = 4096
BATCH = 512
DELAY_MILLISECONDS = 1000
EXPORT_SECONDS = 5
# For a call to the collector that is broken off.
_BREAK_OFF_SECONDS = 0.2

_KINDS = {
    "internal": trace.SpanKind.INTERNAL,
    "server": trace.SpanKind.SERVER,
    "client": trace.SpanKind.CLIENT,
}
_FAILED = trace.Status(trace.StatusCode.ERROR)
_WANTED_ID: ContextVar[int | None] = ContextVar("wanted_trace_id", default=None)


class OtlpTracer:
    """Traces of this process."""

    def __init__(self, config: TelemetryConfig, *, service: str, version: str) -> None:
        # They say with every batch what `_Watched` says once.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        endpoint = config.otlp_endpoint or ""
        self._exporter = _Watched(
            OTLPSpanExporter(
                endpoint=f"{endpoint.partition('://')[0]}://{address_of(endpoint)}",
                headers=headers_of(config.otlp_headers) if config.otlp_headers else None,
                timeout=EXPORT_SECONDS,
            ),
            address_of(endpoint),
        )
        self._processor = BatchSpanProcessor(
            self._exporter,
            max_queue_size=QUEUE,
            max_export_batch_size=BATCH,
            schedule_delay_millis=DELAY_MILLISECONDS,
        )
        provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(config.sample_ratio)),
            resource=Resource(
                {
                    "service.namespace": "indicator-aggregator",
                    "service.name": service,
                    "service.version": version,
                    "service.instance.id": f"{os.uname().nodename}:{os.getpid()}",
                }
            ),
            id_generator=_Ids(),
            # Ending is ours: `close` knows how long it may take.
            shutdown_on_exit=False,
        )
        provider.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("indicator-aggregator", version)

    def root(
        self,
        name: str,
        attributes: tracing.Attributes | None,
        *,
        kind: tracing.Kind,
        trace_id: str | None,
        parent: w3c.Parent | None,
    ) -> tracing.Span:
        """See `tracing.root`."""
        token = _WANTED_ID.set(int(trace_id, 16) if trace_id else None)
        try:
            begun = self._tracer.start_span(
                name,
                context=_within(_remote(parent)) if parent is not None else Context(),
                kind=_KINDS[kind],
                attributes=_said(attributes),
            )
        finally:
            _WANTED_ID.reset(token)
        return _LiveSpan(begun)

    def part(
        self,
        name: str,
        attributes: tracing.Attributes | None,
        *,
        kind: tracing.Kind,
        parent: tracing.Span,
        links: Sequence[tracing.Span],
        seconds: float,
    ) -> tracing.Span:
        """See `tracing.span`."""
        if not isinstance(parent, _LiveSpan):
            return tracing.NOTHING
        return _LiveSpan(
            self._tracer.start_span(
                name,
                context=_within(parent.inner),
                kind=_KINDS[kind],
                attributes=_said(attributes),
                links=[
                    trace.Link(other.inner.get_span_context())
                    for other in links
                    if isinstance(other, _LiveSpan)
                ],
                start_time=time.time_ns() - int(seconds * 1e9) if seconds else None,
            )
        )

    def close(self, seconds: float) -> None:
        """Send what waits; a collector that failed the last time is not waited for."""
        # The processor would wait for half a minute.
        ending = threading.Thread(target=self._processor.shutdown, daemon=True)
        ending.start()
        ending.join(0.0 if self._exporter.failing else seconds)
        if ending.is_alive():
            self._exporter.shutdown()
            ending.join(_BREAK_OFF_SECONDS)


class _LiveSpan:
    """A span of OpenTelemetry's as the rest of the program sees it."""

    __slots__ = ("_token", "inner")

    def __init__(self, inner: trace.Span) -> None:
        self.inner = inner
        self._token: Any = None

    @property
    def traceparent(self) -> str | None:
        context = self.inner.get_span_context()
        flags = context.trace_flags & trace.TraceFlags.SAMPLED
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{flags:02x}"

    def set(self, name: str, value: tracing.Value) -> None:
        if value is not None:
            self.inner.set_attribute(name, value)

    def fail(self, kind: str) -> None:
        self.inner.set_attribute("error.type", kind)
        self.inner.set_status(_FAILED)

    def end(self) -> None:
        self.inner.end()

    def __enter__(self) -> Self:
        self._token = tracing.CURRENT.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        tracing.CURRENT.reset(self._token)
        if kind is not None:
            self.fail(kind.__name__)
        self.inner.end()


class _Ids(RandomIdGenerator):
    """A trace that begins here has the id that logs and history have for it."""

    def generate_trace_id(self) -> int:
        return _WANTED_ID.get() or super().generate_trace_id()


class _Watched(SpanExporter):
    """An exporter that says when it begins to fail and when it works again."""

    def __init__(self, inner: SpanExporter, where: str) -> None:
        self._inner = inner
        self._where = where
        self._closed = False
        self.failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._inner.export(spans)
        if self._closed:
            return result
        if result is not SpanExportResult.SUCCESS and not self.failing:
            self.failing = True
            log.warning(
                "traces_undelivered",
                endpoint=self._where,
                detail="the collector does not take them; spans are dropped until it does",
            )
        elif result is SpanExportResult.SUCCESS and self.failing:
            self.failing = False
            log.info("traces_delivered_again", endpoint=self._where)
        return result

    def shutdown(self) -> None:
        self._closed = True
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._inner.force_flush(timeout_millis)


def _within(parent: trace.Span) -> Context:
    return trace.set_span_in_context(parent, Context())


def _remote(parent: w3c.Parent) -> trace.Span:
    return trace.NonRecordingSpan(
        trace.SpanContext(
            int(parent.trace_id, 16),
            int(parent.span_id, 16),
            is_remote=True,
            trace_flags=trace.TraceFlags(int(parent.sampled)),
        )
    )


def _said(attributes: tracing.Attributes | None) -> dict[str, str | int | float | bool]:
    return {name: value for name, value in (attributes or {}).items() if value is not None}
