"""Limits that hold whatever the language: of time, of the answer, of calls at a time."""

import asyncio
import json
import time
from collections.abc import Callable

from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker, Runner
from tests.runners.languages import Language


async def test_the_deadline_ends_what_never_does(ask: Asker, language: Language) -> None:
    started = time.monotonic()
    for body in (language.loop, language.sleep.replace("{}", "60")):
        reply = await ask.test(language.doing(body), deadline_ms=400)
        assert reply.error.kind == pb.Error.TIMEOUT
        assert reply.error.message == "The source was not done within 0.4 s."
    assert time.monotonic() - started < 5


async def test_what_was_printed_before_the_deadline_is_returned(
    ask: Asker, language: Language
) -> None:
    code = language.doing(language.say.replace("{}", "got this far"), language.loop)
    reply = await ask.test(code, deadline_ms=400)
    assert reply.error.kind == pb.Error.TIMEOUT
    assert [entry.message for entry in reply.logs] == ["got this far"]


async def test_the_callers_own_deadline_counts_too(ask: Asker, language: Language) -> None:
    request = ask.request(language.doing(language.loop), deadline_ms=60_000)
    reply = await ask.stub.Test(request, timeout=1)
    assert reply.error.kind == pb.Error.TIMEOUT


async def test_an_answer_of_just_the_limit_arrives(ask: Asker, language: Language) -> None:
    for size, fits in ((1022, True), (1023, False)):
        reply = await ask.test(language.returning("a" * size), output_kb=1)
        assert (len(reply.data) == 1024) == fits
        assert (reply.error.kind == pb.Error.OUTPUT_LIMIT) != fits
    assert reply.error.message == "The answer is larger than 1 KiB, which is what it may be."


async def test_a_flood_of_output_is_cut_and_the_answer_arrives(
    ask: Asker, language: Language
) -> None:
    says = [language.say.replace("{}", "x" * 5000)] * 50
    reply = await ask.test(language.doing(*says, "return 'still here'"))
    assert json.loads(reply.data) == "still here"
    assert reply.logs[-1].message == "The log is full: what was printed after this is not kept."
    assert sum(len(entry.message) for entry in reply.logs) < frames.LOG_BYTES


async def test_code_that_ends_its_process(ask: Asker, language: Language) -> None:
    code = language.doing(language.say.replace("{}", "before"), language.exit)
    reply = await ask.test(code)
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert "status 7" in reply.error.message
    assert [entry.message for entry in reply.logs] == ["before"]
    # And the next call is none the wiser.
    assert (await ask.test(language.returning(1))).data == "1"


async def test_16_calls_at_a_time_are_answered(ask: Asker, language: Language) -> None:
    code = language.doing(language.sleep.replace("{}", "1"), "return data")
    started = time.monotonic()
    calls = [ask.test(code, data=f"192.0.2.{n}") for n in range(16)]
    replies = await asyncio.gather(*calls)
    assert [json.loads(reply.data) for reply in replies] == [f"192.0.2.{n}" for n in range(16)]
    assert time.monotonic() - started < 8


async def test_a_call_that_waited_too_long_says_so(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner("--concurrency", "1")
    async with runner.channel() as channel:
        ask = Asker(channel)
        first = asyncio.ensure_future(ask.test(language.lasting(1)))
        await asyncio.sleep(0.3)
        second, third = await asyncio.gather(
            ask.test(language.returning(2), deadline_ms=300), ask.test(language.returning(3))
        )
        await first
    assert second.error.kind == pb.Error.TIMEOUT
    assert second.error.message == (
        "Waited 0.3 s for a free worker and was not started: 1 calls run at the same time, "
        "and of a source no more than half."
    )
    assert second.timing.waited_ms > 250
    assert third.data == "3"
    assert 300 < third.timing.waited_ms < third.timing.total_ms
