"""Odd values that sources return, at the runner: JSON that all can read, or a typed failure."""

from typing import Any

import msgspec
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker
from tests.runners.languages import PYTHON, Language
from tests.support import odd_values
from tests.support.odd_values import Odd, address


@pytest.fixture
def cases(language: Language) -> tuple[Odd, ...]:
    return odd_values.PYTHON if language is PYTHON else odd_values.JAVASCRIPT


async def test_each_is_normalised_or_a_typed_error(
    ask: Asker, language: Language, cases: tuple[Odd, ...]
) -> None:
    python = language is PYTHON
    code = odd_values.python_source() if python else odd_values.javascript_source()
    await ask.update("odd", code)
    found, expected = {}, {}
    for number, odd in enumerate(cases):
        reply = await ask.fetch("odd", data=address(number), deadline_ms=30_000)
        found[odd.name] = told(reply)
        expected[odd.name] = odd.failure or odd.value
    assert found == expected


def told(reply: pb.FetchDataReply) -> Any:
    if reply.HasField("error"):
        reply.SerializeToString()  # which refuses half a character
        assert "\0" not in reply.error.message
        return pb.Error.Kind.Name(reply.error.kind)
    return msgspec.json.decode(reply.data)
