"""What a call may use: the smallest of what was asked, what is allowed and what is left."""

from typing import Any

import pytest

from runners.config import PythonRunnerConfig
from runners.replies import Redactor
from runners.requests import CallBuilder
from runners.rpc import runner_pb2 as pb

CONFIG = PythonRunnerConfig(
    deadline_seconds=10, deadline_max_seconds=600, memory_mb=512, output_kb=4096
)
MIB = 1024 * 1024


def fetch_request(**context: Any) -> pb.TestRequest:
    indicator = pb.Indicator(data="192.0.2.1", kind="IPV4")
    return pb.TestRequest(indicator=indicator, context=pb.Context(**context))


@pytest.mark.parametrize(
    ("asked_ms", "remaining", "seconds"),
    [
        (0, None, 10),
        (30_000, None, 30),
        (3_600_000, None, 600),
        (0, 5.0, 4.9),
        (30_000, 5.0, 4.9),
        (1_000, 5.0, 1),
        (0, 0.1, 0.09),
        (0, 1e9, 10),
    ],
)
def test_deadlines(asked_ms: int, remaining: float | None, seconds: float) -> None:
    call = CallBuilder(CONFIG).fetch(fetch_request(deadline_ms=asked_ms), "code", remaining)
    assert call.deadline_seconds == pytest.approx(seconds)


def test_a_background_task_has_the_longest_when_none_is_given() -> None:
    build = CallBuilder(CONFIG)
    request = pb.BackgroundTaskRequest(source="s")
    assert build.background(request, "code", None).deadline_seconds == 600
    request.context.deadline_ms = 20_000
    assert build.background(request, "code", None).deadline_seconds == 20


def test_memory_and_output_can_only_be_lowered() -> None:
    build = CallBuilder(CONFIG)
    usual = build.fetch(fetch_request(), "code", None)
    assert (usual.memory_bytes, usual.output_bytes) == (512 * MIB, 4 * MIB)
    less = build.fetch(fetch_request(memory_mb=100, output_kb=1), "code", None)
    assert (less.memory_bytes, less.output_bytes) == (100 * MIB, 1024)
    more = build.fetch(fetch_request(memory_mb=10_000, output_kb=10_000), "code", None)
    assert (more.memory_bytes, more.output_bytes) == (512 * MIB, 4 * MIB)


def test_secrets_are_redacted_the_longest_first_and_short_ones_not_at_all() -> None:
    redact = Redactor({"a": "secret-1", "b": "secret-1-and-more", "c": "on", "d": ""})
    assert redact("on secret-1-and-more, secret-1.") == "on ***, ***."
