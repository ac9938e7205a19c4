"""Code that takes too long, too much or too many, and code that crashes."""

import json
import time

import pytest

from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); signal.pause()",
        "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; time.sleep(60)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "x = 7 ** (10 ** 9)",
        "raise type('E', (Exception,), {'__str__': lambda s: __import__('time').sleep(60)})",
        "import threading as t; t.Thread(target=print).start(); t.Event().wait()",
    ],
)
async def test_the_deadline_ends_whatever_runs(ask: Asker, body: str) -> None:
    started = time.monotonic()
    reply = await ask.test(f"def fetch_data(data, kind):\n    {body}", deadline_ms=400)
    assert reply.error.kind == pb.Error.TIMEOUT
    assert reply.error.message == "The source was not done within 0.4 s."
    assert 0.3 < time.monotonic() - started < 3


async def test_threads_and_exit_handlers_do_not_hold_an_answer_back(ask: Asker) -> None:
    code = """
import atexit, threading, time
def fetch_data(data, kind):
    atexit.register(time.sleep, 60)
    threading.Thread(target=time.sleep, args=(60,)).start()
    return "done"
"""
    started = time.monotonic()
    assert json.loads((await ask.test(code)).data) == "done"
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "body",
    [
        "x = []\n    while True: x.append('a' * 1_000_000)",
        "x = []\n    while True: x.append(object())",
        "return 'a' * 10**10",
        "return bytearray(10**10)",
        "import mmap; mmap.mmap(-1, 10**10)",
        "x = [0] * 10**6\n    while True: x = x + x",
    ],
)
async def test_memory_is_limited(ask: Asker, body: str) -> None:
    reply = await ask.test(f"def fetch_data(data, kind):\n    {body}", memory_mb=100)
    assert reply.error.kind == pb.Error.MEMORY_LIMIT
    assert reply.error.message == "The source used more memory than it may."


async def test_memory_that_is_allowed_can_be_used(ask: Asker) -> None:
    code = "def fetch_data(data, kind):\n    return len(bytearray({} * 1024 * 1024))"
    assert (await ask.test(code.format(60), memory_mb=100)).data == str(60 * 1024 * 1024)
    assert (await ask.test(code.format(120), memory_mb=100)).error.kind == pb.Error.MEMORY_LIMIT


async def test_threads_find_room(ask: Asker) -> None:
    code = """
import concurrent.futures, time
def fetch_data(data, kind):
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        return sum(pool.map(lambda n: time.sleep(0.05) or n, range(30)))
"""
    assert (await ask.test(code)).data == str(sum(range(30)))


@pytest.mark.parametrize(
    "returned",
    [
        "'a' * 3000",
        "['a' * 10] * 1000",
        "list(range(10_000))",
        "shared(30)",
        "'\\u20ac' * 1000",
    ],
)
async def test_a_large_answer_is_refused(ask: Asker, returned: str) -> None:
    code = f"""
def shared(levels):
    value = []
    for _ in range(levels):
        value = [value, value]
    return value
def fetch_data(data, kind):
    return {returned}
"""
    reply = await ask.test(code, output_kb=2)
    assert reply.error.kind == pb.Error.OUTPUT_LIMIT
    assert reply.error.message == "The answer is larger than 2 KiB, which is what it may be."


async def test_floods_of_output_are_cut_and_the_answer_arrives(ask: Asker) -> None:
    code = """
import sys
def fetch_data(data, kind):
    for n in range(20_000):
        print(n, "x" * 50)
    print("y" * 10_000_000)
    sys.stderr.write("z" * 1_000_000)
    return "still here"
"""
    reply = await ask.test(code)
    assert json.loads(reply.data) == "still here"
    assert reply.logs[-1].message == "The log is full: what was printed after this is not kept."
    assert sum(len(entry.message) for entry in reply.logs) < frames.LOG_BYTES


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import os; os._exit(0)", "status 0"),
        ("import os; os._exit(7)", "status 7"),
        ("import os; os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
        ("import os, signal; os.kill(os.getpid(), 40)", "signal 40"),
        ("import os; os.closerange(3, 64)\n    while True: pass", "closed the descriptor"),
    ],
)
async def test_code_that_ends_its_process(ask: Asker, body: str, message: str) -> None:
    reply = await ask.test(f"def fetch_data(data, kind):\n    print('before')\n    {body}")
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert message in reply.error.message
    assert [entry.message for entry in reply.logs] == ["before"]
    # And the next call is none the wiser.
    assert (await ask.test("def fetch_data(data, kind): return 1")).data == "1"


async def test_no_file_can_be_made(ask: Asker) -> None:
    code = """
import tempfile
def fetch_data(data, kind):
    tempfile.TemporaryFile()
"""
    assert "No usable temporary directory" in (await ask.test(code)).error.message
