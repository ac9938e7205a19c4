"""W3C trace context: the ids that tie together what several programs do for one request.

https://www.w3.org/TR/trace-context/
"""

import re
import secrets
from typing import NamedTuple

_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})"
)
_SAMPLED = 1


class Parent(NamedTuple):
    """What a `traceparent` header says: 32 and 16 hex digits, and whether it is to be traced."""

    trace_id: str
    span_id: str
    sampled: bool


def parse(traceparent: str | None) -> Parent | None:
    """What the header says; None where there is none or it is not valid."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match is None:
        return None
    return Parent(match[1], match[2], bool(int(match[3], 16) & _SAMPLED))


def new_trace_id() -> str:
    """32 hex digits, never all zero."""
    return f"{secrets.randbits(128) or 1:032x}"


def new_traceparent(trace_id: str) -> str:
    """A header for a call within a trace of which no spans are kept here."""
    return f"00-{trace_id}-{secrets.randbits(64) or 1:016x}-01"
