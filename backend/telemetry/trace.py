"""W3C trace context: the ids that tie a request's log lines and history together.

https://www.w3.org/TR/trace-context/
"""

import re
import secrets

TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")


def trace_id_of(traceparent: str | None) -> str:
    """The trace id of a `traceparent` header, or a new one where there is none that is valid."""
    match = TRACEPARENT.match(traceparent or "")
    if match and match[1] != "0" * 32:
        return match[1]
    return secrets.token_hex(16)


def traceparent_of(trace_id: str) -> str:
    """A `traceparent` header for a call that we make within the trace."""
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"
