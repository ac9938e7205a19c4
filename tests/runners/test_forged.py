"""Bytes of its own that user code sends up the channel: the runner survives all of them."""

import json
import struct

import pytest

from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker
from tests.runners.languages import Language

# What the code does after it sent its bytes.
ENDS, STAYS = "ends", "stays"


def sending(language: Language, data: bytes, then: str) -> str:
    after = language.exit if then == ENDS else language.sleep.replace("{}", "60")
    return language.doing(f"raw('{data.hex()}')", after)


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
@pytest.mark.parametrize("then", [ENDS, STAYS])
async def test_what_is_not_ours_is_an_invalid_answer(
    ask: Asker, language: Language, name: str, then: str
) -> None:
    reply = await ask.test(sending(language, UNREADABLE[name], then))
    assert reply.error.kind == pb.Error.INVALID_ANSWER
    assert "wrote to the descriptor through which it answers" in reply.error.message
    assert reply.data == ""


async def test_an_answer_announced_too_large_is_not_read(ask: Asker, language: Language) -> None:
    reply = await ask.test(sending(language, head(ANSWER, 2**32 - 1), STAYS))
    assert reply.error.kind == pb.Error.OUTPUT_LIMIT


@pytest.mark.parametrize("sent", [head(ANSWER, 100) + b"1", b"A", head(frames.LOG, 50)])
async def test_half_a_frame_is_no_answer(ask: Asker, language: Language, sent: bytes) -> None:
    ends = await ask.test(sending(language, sent, ENDS))
    assert ends.error.kind == pb.Error.CODE_ERROR
    stays = await ask.test(sending(language, sent, STAYS), deadline_ms=300)
    assert stays.error.kind == pb.Error.TIMEOUT


async def test_dripping_does_not_outlast_the_deadline(ask: Asker, language: Language) -> None:
    drips = [language.sleep.replace("{}", "0.05"), "raw('4c')"] * 100
    reply = await ask.test(language.doing(*drips), deadline_ms=500)
    assert reply.error.kind in {pb.Error.TIMEOUT, pb.Error.INVALID_ANSWER}


async def test_a_forged_answer_is_only_the_sources_own(ask: Asker, language: Language) -> None:
    sent = frame(ANSWER, '"ü \\\\u0000 \\n"'.encode())
    reply = await ask.test(sending(language, sent, ENDS))
    assert json.loads(reply.data) == "ü \\u0000 \n"


async def test_forged_figures_are_made_to_fit(ask: Asker, language: Language) -> None:
    told = {"kind": "RATE_LIMITED", "message": "m\0", "file": "/etc/passwd"}
    body = json.dumps({**told, "line": -5, "column": 2**60}).encode()
    sent = head(FAILURE, len(body), float("nan")) + body
    reply = await ask.test(sending(language, sent, ENDS))
    assert (reply.error.kind, reply.error.message) == (pb.Error.RATE_LIMITED, "m\ufffd")
    assert (reply.error.line, reply.error.file, reply.timing.code_ms) == (0, "", 0)
