"""The trace id of a request: from its caller, or new."""

from runners.telemetry import tracing, w3c


def trace_id_of(traceparent: str | None) -> str:
    """The trace id of a `traceparent` header, or a new one where there is none that is valid."""
    parent = w3c.parse(traceparent)
    return parent.trace_id if parent is not None else w3c.new_trace_id()


def traceparent_of(trace_id: str) -> str:
    """A `traceparent` header for a call that we make within the trace."""
    return tracing.current_traceparent() or w3c.new_traceparent(trace_id)
