"""Bytes of its own that user code sends up the channel: the runner survives all of them."""

import json
import struct

import pytest

from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker

# Finds the channel, the one socket there is, and sends DATA.
SENDER = """
import os, socket, stat
def channel():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return socket.socket(fileno=fd)
        except OSError:
            pass
def fetch_data(data, kind):
    up = channel()
    up.sendall(bytes.fromhex({data!r}))
    up.detach()
    {then}
"""


def head(kind: bytes, length: int, milliseconds: float = 0.0) -> bytes:
    return struct.pack("<cId", kind, length, milliseconds)


def frame(kind: bytes, body: bytes) -> bytes:
    return head(kind, len(body)) + body


def log(text: bytes, level: int = 0, at: float = 0.0) -> bytes:
    return frame(frames.LOG, struct.pack("<dB", at, level) + text)


ANSWER, FAILURE = frames.ANSWER, frames.FAILURE

UNREADABLE = {
    "noise": b"\x00" * 100,
    "another ready": frame(frames.READY, b""),
    "a request": frame(frames.REQUEST, b"{}"),
    "not JSON": frame(ANSWER, b"{"),
    "nothing": frame(ANSWER, b""),
    "two values": frame(ANSWER, b"1 2"),
    "NaN": frame(ANSWER, b"NaN"),
    "not UTF-8": frame(ANSWER, b'"\xff"'),
    "an encoded surrogate": frame(ANSWER, b'"\xed\xa0\x80"'),
    "an escaped surrogate": frame(ANSWER, b'"\\uD83D\\uDE00"'),
    "half a character": frame(ANSWER, b'"\\ud800"'),
    "an escaped NUL": frame(ANSWER, b'"a\\\\\\u0000"'),
    "201 levels": frame(ANSWER, b"[" * 201 + b"]" * 201),
    "levels without end": frame(ANSWER, b"[" * 100_000),
    "a failure that is not JSON": frame(FAILURE, b"\xff"),
    "a failure of another kind": frame(FAILURE, b'{"kind":"NONE","message":""}'),
    "a failure of other types": frame(FAILURE, b'{"kind":"TIMEOUT","message":1}'),
    "a failure with levels": frame(FAILURE, b'{"kind":' + b"[" * 100_000),
    "a failure of 4 GiB": head(FAILURE, 2**32 - 1),
    "a log of 4 GiB": head(frames.LOG, 2**32 - 1),
    "a log too short": frame(frames.LOG, b"12"),
    "a log of no level": log(b"x", level=9),
    "a log of no time": log(b"x", at=float("nan")),
    "a log of another age": log(b"x", at=1e300),
    "more log than allowed": log(b"x" * 60_000) * 2,
    "two answers": frame(ANSWER, b"1") + frame(ANSWER, b"2"),
    "an answer and a byte": frame(ANSWER, b"1") + b"x",
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("then", ["os._exit(0)", "import time; time.sleep(60)"])
async def test_what_is_not_ours_is_an_invalid_answer(ask: Asker, name: str, then: str) -> None:
    reply = await ask.test(SENDER.format(data=UNREADABLE[name].hex(), then=then))
    assert reply.error.kind == pb.Error.INVALID_ANSWER
    assert "wrote to the descriptor through which it answers" in reply.error.message
    assert reply.data == ""


async def test_an_answer_announced_too_large_is_not_read(ask: Asker) -> None:
    code = SENDER.format(data=head(ANSWER, 2**32 - 1).hex(), then="import time; time.sleep(60)")
    assert (await ask.test(code)).error.kind == pb.Error.OUTPUT_LIMIT


@pytest.mark.parametrize("sent", [head(ANSWER, 100) + b"1", b"A", head(frames.LOG, 50)])
async def test_half_a_frame_is_no_answer(ask: Asker, sent: bytes) -> None:
    ends = await ask.test(SENDER.format(data=sent.hex(), then="os._exit(0)"))
    assert ends.error.kind == pb.Error.CODE_ERROR
    stays = await ask.test(
        SENDER.format(data=sent.hex(), then="import time; time.sleep(60)"), deadline_ms=300
    )
    assert stays.error.kind == pb.Error.TIMEOUT


async def test_dripping_does_not_outlast_the_deadline(ask: Asker) -> None:
    drip = "import time\n    while True: time.sleep(0.05); os.write(fd, b'L')"
    code = SENDER.format(data="", then=drip).replace("up.detach()", "fd = up.detach()")
    reply = await ask.test(code, deadline_ms=500)
    assert reply.error.kind in {pb.Error.TIMEOUT, pb.Error.INVALID_ANSWER}


async def test_a_forged_answer_is_only_the_sources_own(ask: Asker) -> None:
    sent = frame(ANSWER, '"ü \\\\u0000 \\n"'.encode())
    reply = await ask.test(SENDER.format(data=sent.hex(), then="os._exit(0)"))
    assert json.loads(reply.data) == "ü \\u0000 \n"


async def test_forged_figures_are_made_to_fit(ask: Asker) -> None:
    body = json.dumps(
        {"kind": "RATE_LIMITED", "message": "m\0", "line": -5, "column": 2**60}
    ).encode()
    sent = head(FAILURE, len(body), float("nan")) + body
    reply = await ask.test(SENDER.format(data=sent.hex(), then="os._exit(0)"))
    assert (reply.error.kind, reply.error.message) == (pb.Error.RATE_LIMITED, "m\ufffd")
    assert (reply.error.line, reply.timing.code_ms) == (0, 0)


@pytest.mark.parametrize(
    "poison",
    [
        "json.JSONEncoder.encode = lambda *a: 1 / 0",
        "json.dumps = lambda *a, **k: 1 / 0",
        "json.encoder.c_make_encoder = None; json.encoder.encode_basestring = lambda s: s",
        "import struct; struct.Struct.pack = None",
        "import traceback; traceback.TracebackException.from_exception = None",
        "import builtins; builtins.isinstance = lambda *a: True",
        "import builtins; builtins.len = lambda *a: 0",
        "import sys; sys.modules.clear()",
        "import sys; sys.setrecursionlimit(30)",
        "import sys; sys.stdout = sys.stderr = None",
        "import os; os._exit = lambda n: None",
        "import gc; [o.clear() for o in gc.get_objects() if type(o) is dict and '_log' in o]",
        "import threading; threading.RLock = None",
        "import signal; signal.signal(14, print); signal.setitimer(0, 0.0005, 0.0005)",
        "import signal as s; s.signal(14, s.default_int_handler); s.setitimer(0, 0.0005, 0.0005)",
    ],
)
async def test_a_poisoned_interpreter_harms_only_its_own_call(ask: Asker, poison: str) -> None:
    for ending in ("return {'a': ['x', 1]}", "raise ValueError('x')"):
        code = f"import json\ndef fetch_data(data, kind):\n    {poison}\n    {ending}"
        reply = await ask.test(code, deadline_ms=3000)
        assert reply.HasField("error") or json.loads(reply.data) is not None
    assert (await ask.test("def fetch_data(data, kind): return 1")).data == "1"
