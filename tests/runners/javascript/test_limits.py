"""JavaScript that takes too long or too much, and what the runner keeps ready."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner, children_of, eventually
from tests.runners.languages import JAVASCRIPT

FETCH = "export async function fetchData(data) {\n"


@pytest.mark.parametrize(
    "body",
    [
        "/(a+)+$/.test('a'.repeat(60) + 'b')",
        "for (;;) await null",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "return { get a() { for (;;); } }",
        "return { toJSON() { for (;;); } }",
        "throw { toString() { for (;;); } }",
        "setInterval(() => {}, 10); await new Promise(() => {})",
        "process.on('exit', () => { for (;;); }); for (;;);",
        "process.kill(process.pid, 'SIGSTOP')",
        "await new Promise((done) => { (function again() { setTimeout(again) })() })",
    ],
)
async def test_the_deadline_ends_whatever_runs(ask: Asker, body: str) -> None:
    started = time.monotonic()
    reply = await ask.test(f"{FETCH}{body} }}", deadline_ms=400)
    assert reply.error.kind == pb.Error.TIMEOUT
    assert time.monotonic() - started < 5


async def test_what_still_runs_does_not_hold_an_answer_back(ask: Asker) -> None:
    code = (
        FETCH
        + """
    setInterval(() => {}, 1);
    addEventListener("unload", () => { for (;;); });
    return "done" }"""
    )
    started = time.monotonic()
    assert (await ask.test(code)).data == '"done"'
    assert time.monotonic() - started < 5


@pytest.fixture(scope="module")
def small() -> Iterator[Runner]:
    """A runner whose calls have little memory."""
    runner = Runner(JAVASCRIPT, "--memory-mb", "100")
    yield runner
    runner.stop()


@pytest.mark.parametrize(
    "body",
    [
        "const x = []; for (;;) x.push({ a: [x.length] })",
        "const x = []; for (;;) x.push(new Uint8Array(1e6).fill(1))",
        "const x = []; for (;;) x.push('a'.repeat(1e6) + x.length)",
        "const x = []; for (;;) x.push(new TextEncoder().encode('a'.repeat(1e6)))",
        "const x = []; for (;;) x.push(new Blob([new Uint8Array(1e6)]))",
        "const x = []; for (;;) x.push(new WebAssembly.Memory({ initial: 1000 }))",
        "return new ArrayBuffer(1e10).byteLength",
        "return new Array(1e9).fill(1).length",
    ],
)
async def test_memory_is_limited(small: Runner, body: str) -> None:
    async with small.channel() as channel:
        ask = Asker(channel)
        # Long, because V8 tries hard before it gives up.
        reply = await ask.test(f"{FETCH}{body} }}", deadline_ms=50_000)
        assert reply.error.kind == pb.Error.MEMORY_LIMIT
        assert reply.error.message.startswith("The source used more memory than it may")
        assert (await ask.test(FETCH + "return 1 }")).data == "1"


async def test_a_call_may_be_given_less_memory(ask: Asker) -> None:
    code = f"{FETCH} return new Uint8Array(300 * 1024 * 1024).fill(1).length }}"
    assert (await ask.test(code)).data == str(300 * 1024 * 1024)
    assert (await ask.test(code, memory_mb=100)).error.kind == pb.Error.MEMORY_LIMIT


async def test_memory_that_is_allowed_can_be_used(ask: Asker) -> None:
    for megabytes, context in ((60, {"memory_mb": 64}), (200, {})):
        code = f"{FETCH} return new Uint8Array({megabytes * 1024 * 1024}).fill(1).length }}"
        assert (await ask.test(code, **context)).data == str(megabytes * 1024 * 1024)


@pytest.mark.parametrize(
    "returned",
    [
        "'a'.repeat(3000)",
        "Array(1000).fill('a'.repeat(10))",
        "new Array(1e9)",
        "shared(30)",
        "'\\u20ac'.repeat(1000)",
        "new Proxy([], { get: (_, name) => (name === 'length' ? 1e9 : 1) })",
    ],
)
async def test_a_large_answer_is_refused(ask: Asker, returned: str) -> None:
    code = f"""
function shared(levels) {{ let v = []; for (let i = 0; i < levels; i++) v = [v, v]; return v }}
export function fetchData() {{ return {returned} }}
"""
    reply = await ask.test(code, output_kb=2)
    assert reply.error.kind == pb.Error.OUTPUT_LIMIT
    assert reply.error.message == "The answer is larger than 2 KiB, which is what it may be."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("process.kill(process.pid, 'SIGTERM')", "SIGTERM"),
        ("Deno.exit(0)", "status 0"),
    ],
)
async def test_code_that_crashes_its_process(ask: Asker, body: str, message: str) -> None:
    reply = await ask.test(f"{FETCH}{body}; await new Promise(() => setInterval(() => {{}})) }}")
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert message in reply.error.message


async def test_spares_that_died_are_replaced_unnoticed(
    start_runner: Callable[..., Runner],
) -> None:
    runner = start_runner()
    assert await eventually(lambda: len(children_of(runner.launcher)) == 2)
    before = children_of(runner.launcher)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert await eventually(lambda: not set(before) & set(children_of(runner.launcher)))
    async with runner.channel() as channel:
        assert (await Asker(channel).test(FETCH + "return 1 }")).data == "1"
    assert await eventually(lambda: len(children_of(runner.launcher)) == 2)


async def test_a_burst_leaves_no_more_than_the_spares(
    start_runner: Callable[..., Runner],
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        ask = Asker(channel)
        replies = await asyncio.gather(*(ask.test(FETCH + "return data }") for _ in range(60)))
        assert {reply.data for reply in replies} == {'"192.0.2.1"'}
    assert await eventually(lambda: len(children_of(runner.launcher)) == 2)


async def test_calls_that_gave_up_waiting_take_no_worker_with_them(
    start_runner: Callable[..., Runner],
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        ask = Asker(channel)
        tasks = [asyncio.ensure_future(ask.test(FETCH + "return 1 }")) for _ in range(40)]
        await asyncio.sleep(0.02)
        for task in tasks[1:]:
            task.cancel()
        assert (await tasks[0]).data == "1"
        assert (await ask.test(FETCH + "return 2 }")).data == "2"
    assert await eventually(lambda: len(children_of(runner.launcher)) == 2)
