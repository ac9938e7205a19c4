"""The `traceparent` header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.telemetry import w3c

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(("flags", "sampled"), [("00", False), ("01", True), ("03", True)])
def test_what_a_header_says(flags: str, sampled: bool) -> None:
    assert w3c.parse(f"00-{TRACE}-{SPAN}-{flags}") == (TRACE, SPAN, sampled)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
    ],
)
def test_what_is_no_header(header: str | None) -> None:
    assert w3c.parse(header) is None


@given(st.text())
def test_whatever_is_sent(header: str) -> None:
    assert w3c.parse(header) is None or header.isascii()


def test_what_is_made_here_can_be_read() -> None:
    trace_id = w3c.new_trace_id()
    parent = w3c.parse(w3c.new_traceparent(trace_id))
    assert parent is not None
    assert (parent.trace_id, parent.sampled) == (trace_id, True)
