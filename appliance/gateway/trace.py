"""W3C trace context: taken over from the client or begun here."""

import re
import secrets
from typing import NamedTuple

from appliance.gateway.errors import Headers

_VALID = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_ZEROS = (b"0" * 32, b"0" * 16)


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
    match = _VALID.fullmatch(given[0]) if len(given) == 1 else None
    if match and not given[0].startswith(b"ff") and not set(match.groups()) & set(_ZEROS):
        return Trace(given[0], match.group(1).decode(), ours=False)
    trace_id = secrets.token_hex(16)
    # Marked as sampled: whether anything is exported is the backend's setting.
    return Trace(f"00-{trace_id}-{secrets.token_hex(8)}-01".encode(), trace_id, ours=True)
