"""What a source may be and return, and what its author hears back."""

import json
from typing import Any

import grpc
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker


async def test_fetch_data_gets_the_indicator_and_returns_json(ask: Asker) -> None:
    reply = await ask.test("def fetch_data(data, kind): return {'data': data, 'kind': kind}")
    assert json.loads(reply.data) == {"data": "192.0.2.1", "kind": "IPV4"}
    assert not reply.HasField("error")
    assert reply.timing.total_ms > reply.timing.code_ms > 0


@pytest.mark.parametrize(
    "signature",
    [
        "def fetch_data(data, kind, context)",
        "def fetch_data(data, kind, context=None)",
        "def fetch_data(data, kind, *, context)",
        "def fetch_data(data, kind, **more)",
        "def fetch_data(*everything)",
        "async def fetch_data(data, kind, context)",
    ],
)
async def test_a_third_parameter_is_the_context(ask: Asker, signature: str) -> None:
    code = f"""
{signature}:
    given = locals()
    ctx = given.get("context") or given.get("more", {{}}).get("context") or given["everything"][2]
    return [ctx.secret("key"), ctx.setting("limit"), ctx.setting("missing", 7)]
"""
    reply = await ask.test(code, secrets={"key": "s3cr3t-value"}, settings='{"limit": [1, 2]}')
    assert json.loads(reply.data) == ["s3cr3t-value", [1, 2], 7]


async def test_a_secret_that_is_not_linked_is_named_with_those_that_are(ask: Asker) -> None:
    code = "def fetch_data(data, kind, context):\n    return context.secret('TYPO')"
    reply = await ask.test(code, secrets={"B_KEY": "x", "A_KEY": "y"})
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert "No secret 'TYPO' is linked to this source. Linked: A_KEY, B_KEY." in reply.error.message
    assert reply.error.line == 2


async def test_async_code_is_awaited(ask: Asker) -> None:
    code = """
import asyncio
async def part(n):
    await asyncio.sleep(0.01)
    return n
async def fetch_data(data, kind):
    return await asyncio.gather(part(1), part(2))
"""
    assert json.loads((await ask.test(code)).data) == [1, 2]


async def test_the_module_is_fresh_on_every_call(ask: Asker) -> None:
    code = "seen = []\ndef fetch_data(data, kind):\n    seen.append(data)\n    return len(seen)"
    assert [(await ask.test(code)).data for _ in range(3)] == ["1", "1", "1"]


async def test_dataclasses_and_annotations_work_in_the_module(ask: Asker) -> None:
    code = """
from __future__ import annotations
import dataclasses, pickle
@dataclasses.dataclass
class Hit:
    name: str
def fetch_data(data: str, kind: str) -> dict:
    return dataclasses.asdict(pickle.loads(pickle.dumps(Hit("x"))))
"""
    assert json.loads((await ask.test(code)).data) == {"name": "x"}


async def test_what_is_printed_and_logged_is_returned_in_order(ask: Asker) -> None:
    code = """
import sys, logging, threading
def fetch_data(data, kind, context):
    print("first", 1)
    context.log("second", {"a": 1})
    print("third\\nfourth", end="")
    print("oops", file=sys.stderr)
    logging.warning("careful")
    sys.stdout.buffer.write(b"raw \\xff bytes\\n")
    thread = threading.Thread(target=print, args=("from a thread",))
    thread.start(); thread.join()
    print("no newline", end="")
"""
    reply = await ask.test(code)
    assert reply.data == "null"
    assert [(pb.LogEntry.Level.Name(entry.level), entry.message) for entry in reply.logs] == [
        ("INFO", "first 1"),
        ("INFO", "second {'a': 1}"),
        ("INFO", "third"),
        ("ERROR", "oops"),
        ("ERROR", "WARNING:root:careful"),
        ("INFO", "fourthraw \ufffd bytes"),
        ("INFO", "from a thread"),
        ("INFO", "no newline"),
    ]
    assert reply.logs[0].time.endswith("Z")
    assert reply.logs[0].time <= reply.logs[1].time


async def test_an_exception_has_line_message_and_only_the_users_frames(ask: Asker) -> None:
    code = """
import json
def inner(text):
    return json.loads(text)

def fetch_data(data, kind):
    try:
        inner("{")
    except ValueError as error:
        raise RuntimeError("could not read it") from error
"""
    reply = await ask.test(code)
    assert reply.data == ""
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert reply.error.message == "RuntimeError: could not read it"
    assert reply.error.line == 10
    trace = reply.error.traceback
    assert 'File "source.py", line 4, in inner\n    return json.loads(text)' in trace
    assert 'File "json/decoder.py"' in trace
    assert "direct cause" in trace
    assert "worker.py" not in trace
    assert "/" not in trace.replace("json/", "")


async def test_an_exception_in_async_code_starts_at_the_users_frame(ask: Asker) -> None:
    reply = await ask.test("async def fetch_data(data, kind):\n    return 1 / 0")
    assert reply.error.line == 2
    assert reply.error.traceback.splitlines()[1] == '  File "source.py", line 2, in fetch_data'


@pytest.mark.parametrize(
    ("raised", "kind", "message", "retry"),
    [
        ("NotFound('nothing here')", pb.Error.NOT_FOUND, "nothing here", None),
        ("NotFound", pb.Error.NOT_FOUND, "NotFound", None),
        ("Unauthorized('bad key')", pb.Error.UNAUTHORIZED, "bad key", None),
        ("RateLimited('slow', retry_after=2.5)", pb.Error.RATE_LIMITED, "slow", 2.5),
        ("RateLimited(retry_after='soon')", pb.Error.RATE_LIMITED, "RateLimited", None),
        ("RateLimited(retry_after=float('nan'))", pb.Error.RATE_LIMITED, "RateLimited", None),
        ("ExceptionGroup('g', [NotFound('in a task')])", pb.Error.NOT_FOUND, "in a task", None),
    ],
)
async def test_typed_exceptions(
    ask: Asker, raised: str, kind: int, message: str, retry: float | None
) -> None:
    code = f"""
from indicator_aggregator import NotFound, RateLimited, Unauthorized
def fetch_data(data, kind):
    raise {raised}
"""
    error = (await ask.test(code)).error
    assert (error.kind, error.message) == (kind, message)
    assert (error.retry_after_seconds if error.HasField("retry_after_seconds") else None) == retry


@pytest.mark.parametrize(
    ("code", "message", "line"),
    [
        ("def fetch_data(data, kind)\n    pass", "SyntaxError: expected ':'", 1),
        ("\n\n1 / 0", "ZeroDivisionError: division by zero", 3),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'", 1),
        ("import runners.python", "ModuleNotFoundError: No module named 'runners'", 1),
        ("x = 1", "The source defines no function fetch_data.", 0),
        ("fetch_data = 1", "The source defines no function fetch_data.", 0),
        ("def fetch_data(): pass", "takes 0 positional arguments but 2 were given", 0),
        ("def fetch_data(data, kind):\n    raise SystemExit", "The source called sys.exit.", 2),
        ("def fetch_data(data, kind):\n    raise KeyboardInterrupt", "KeyboardInterrupt", 2),
        ("def fetch_data(data, kind):\n    return fetch_data(data, kind)", "RecursionError", 2),
        ("x = 'a\0b'", "null bytes", 0),
    ],
)
async def test_code_that_fails(ask: Asker, code: str, message: str, line: int) -> None:
    error = (await ask.test(code)).error
    lacks = "defines no function" in message
    assert error.kind == (pb.Error.NO_FUNCTION if lacks else pb.Error.CODE_ERROR)
    assert message in error.message
    assert error.line == line


HOSTILE_EXCEPTIONS = """
class Odd(Exception):
    def __str__(self): {body}
def fetch_data(data, kind):
    raise Odd("x")
"""


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError",
        "raise SystemExit",
        "return 5",
        "return 'a' * 10_000_000",
        "return '\\ud800\\x00'",
        "import os; os._exit(0)",
    ],
)
async def test_an_exception_that_can_not_be_told_is_still_a_code_error(
    ask: Asker, body: str
) -> None:
    reply = await ask.test(HOSTILE_EXCEPTIONS.format(body=body))
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert reply.ByteSize() < 50_000
    assert "\0" not in reply.error.message


@pytest.mark.parametrize(
    ("returned", "data"),
    [
        ("None", None),
        ("''", ""),
        ("'text'", "text"),
        ("True", True),
        ("0.1", 0.1),
        ("2**64 - 1", 2**64 - 1),
        ("-2**63", -(2**63)),
        ("{'a': [1, (2, 3)], 5: None}", {"a": [1, [2, 3]], "5": None}),
        ("[float('nan'), float('inf'), -float('inf')]", [None, None, None]),
        ("'a\\ud800b'", "a\ufffdb"),
        ("'\\ud83d\\ude00'", "\U0001f600"),
        ("{'k\\udfff': 'nul\\x00'}", {"k\ufffd": "nul\ufffd"}),
        ("'\\u2028 \\x01 ü'", "\u2028 \x01 ü"),
        ("__import__('datetime').datetime(2024, 1, 2, 3, 4, 5)", "2024-01-02T03:04:05"),
        ("__import__('enum').IntEnum('E', 'A').A", 1),
        ("{'__proto__': 1}", {"__proto__": 1}),
    ],
)
async def test_values_that_are_json_or_made_so(ask: Asker, returned: str, data: Any) -> None:
    reply = await ask.test(f"def fetch_data(data, kind):\n    return {returned}")
    assert not reply.HasField("error"), reply.error.message
    assert json.loads(reply.data) == data


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("b'raw'", "What was returned is of type bytes"),
        ("{'a': [1, object()]}", "$.a[1] is of type object"),
        ("{1, 2}", "What was returned is of type set"),
        ("(n for n in [1])", "What was returned is of type generator"),
        ("{(1, 2): 3}", "has a key of type tuple"),
        ("{None: 3}", "has a key of type NoneType"),
        ("2**64", "integer of more than 64 bits"),
        ("10**5000", "integer of more than 64 bits"),
        ("nest(201)", "more than 200 levels"),
        ("nest(100_000)", "more than 200 levels"),
        ("cycle()", "or contains itself"),
    ],
)
async def test_values_that_can_not_be_json(ask: Asker, returned: str, message: str) -> None:
    code = f"""
def nest(levels):
    value = None
    for _ in range(levels):
        value = [value]
    return value
def cycle():
    value = {{}}
    value["me"] = value
    return value
def fetch_data(data, kind):
    return {returned}
"""
    reply = await ask.test(code)
    assert reply.error.kind == pb.Error.INVALID_ANSWER
    assert message in reply.error.message
    assert reply.data == ""


async def test_200_levels_are_fine(ask: Asker) -> None:
    code = "def fetch_data(data, kind):\n    v = 1\n    for _ in range(200): v = [v]\n    return v"
    assert (await ask.test(code)).data == "[" * 200 + "1" + "]" * 200


async def test_background_task_may_return_anything(ask: Asker) -> None:
    code = """
def background_task(context):
    context.log("ran with", context.setting("n"))
    return object()
"""
    await ask.update("background", code)
    request = pb.BackgroundTaskRequest(source="background", context=pb.Context(settings='{"n": 3}'))
    reply = await ask.stub.BackgroundTask(request, timeout=60)
    assert not reply.HasField("error")
    assert [entry.message for entry in reply.logs] == ["ran with 3"]


async def test_values_of_secrets_do_not_come_back_in_logs_or_errors(ask: Asker) -> None:
    code = """
def fetch_data(data, kind, context):
    key = context.secret("key")
    print("asking with", key)
    raise ValueError(f"https://api.example.com/?key={key} failed")
"""
    reply = await ask.test(code, secrets={"key": "abc-123-def"})
    assert "abc-123-def" not in str(reply)
    assert reply.logs[0].message == "asking with ***"
    assert reply.error.message == "ValueError: https://api.example.com/?key=*** failed"


@pytest.mark.parametrize(
    ("code", "line", "column", "message"),
    [
        ("def fetch_data(data, kind)\n    pass", "1", "27", "expected ':'"),
        ("x = 'abc", "1", "5", "unterminated string literal"),
        ("(" * 300, "1", "201", "too many nested parentheses"),
        ("x = 'a\0'", "0", "0", "null bytes"),
    ],
)
async def test_syntax_errors_have_their_place(
    ask: Asker, code: str, line: str, column: str, message: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.update("syntax", code)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    details = raised.value.details() or ""
    assert message in details
    assert (f"source.py, line {line}, column {column}: " in details) == (line != "0")
    position = dict(raised.value.trailing_metadata())
    assert (position["line"], position["column"]) == (line, column)
