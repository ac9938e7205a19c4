"""W3C trace context: taken over from the client or begun here."""

from typing import NamedTuple

from appliance.gateway.errors import Headers
from runners.telemetry import w3c


class Trace(NamedTuple):
    """`parent` is the `traceparent` header, `trace_id` its 32 hex digits.

    `ours` is true when it was begun here, so that a `tracestate` that came without it is void.
    """

    parent: bytes
    trace_id: str
    ours: bool


def trace_of(headers: Headers) -> Trace:
    """Return the context that the headers carry, or a new one when they carry no valid one."""
    given = [value for name, value in headers if name == b"traceparent"]
    parent = w3c.parse(given[0].decode("latin-1")) if len(given) == 1 else None
    if parent is not None:
        return Trace(given[0], parent.trace_id, ours=False)
    trace_id = w3c.new_trace_id()
    return Trace(w3c.new_traceparent(trace_id).encode(), trace_id, ours=True)
