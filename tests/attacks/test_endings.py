"""What no layer can stop, the runner ends: code that never does, and code that takes its process.

Each is tried alone first: there it lasts, or its process ends without a word.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from runners.rpc import runner_pb2 as pb
from tests.attacks.conftest import Arena
from tests.runners.harness import Asker, Runner
from tests.runners.languages import JAVASCRIPT, LANGUAGES, PYTHON, Language

LASTS, DIES = "lasts", "died"
DEADLINE_MS = 700
ALONE_SECONDS = 0.4
Kind = pb.Error.Kind


@dataclass(frozen=True)
class Ending:
    """Statements, how they end alone, and as what the runner tells of them."""

    code: str
    alone: str
    told: Kind


def _lasts(code: str) -> Ending:
    return Ending(code, LASTS, Kind.TIMEOUT)


def _dies(code: str) -> Ending:
    return Ending(code, DIES, Kind.CODE_ERROR)


def frame(kind: bytes, length: int, body: bytes = b"") -> str:
    return (struct.pack("<cId", kind, length, 0.0) + body).hex()


ANSWERED_TWICE = f"raw('{frame(b'A', 1, b'1') + frame(b'A', 1, b'2')}')"
ANNOUNCED = f"raw('{frame(b'A', 2**32 - 1)}')"

ENDINGS = {
    PYTHON: {
        "a loop": _lasts("while True: pass"),
        "a regular expression": _lasts("import re; re.match('(a+)+$', 'a' * 40 + 'b')"),
        "a large number": _lasts("7 ** 10 ** 8"),
        "sleep": _lasts("import time; time.sleep(3600)"),
        "signals ignored": _lasts(
            "import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); "
            "time.sleep(3600)"
        ),
        "a stop": _lasts("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
        "a lock": _lasts(
            "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()"
        ),
        "a slow drip": _lasts("import time\n    while True: raw('41'); time.sleep(0.2)"),
        "a flood of frames": Ending("while True: raw('00' * 65536)", LASTS, Kind.INVALID_ANSWER),
        "an answer of 4 GiB": Ending(
            f"import time; {ANNOUNCED}; time.sleep(3600)", LASTS, Kind.OUTPUT_LIMIT
        ),
        "two answers": Ending(
            f"import os; {ANSWERED_TWICE}; os._exit(0)", DIES, Kind.INVALID_ANSWER
        ),
        "sys.exit": _dies("import sys; sys.exit(3)"),
        "_exit": _dies("import os; os._exit(7)"),
        "abort": _dies("import os; os.abort()"),
        "a crash": _dies("import ctypes; ctypes.string_at(0)"),
        "a stack without end": _dies(
            "import sys; sys.setrecursionlimit(10 ** 9); a = []; "
            "b = [a := [a] for _ in range(10 ** 5)]; repr(a)"
        ),
        "code that is too much for the compiler": _dies(
            "import sys; sys.setrecursionlimit(10 ** 9); compile('a' + '.a' * 100_000, 'x', 'eval')"
        ),
    },
    JAVASCRIPT: {
        "a loop": _lasts("for (;;);"),
        "a regular expression": _lasts("/(a+)+$/.test('a'.repeat(40) + 'b')"),
        "a large number": _lasts("7n ** (10n ** 8n)"),
        "sleep": _lasts("await new Promise((done) => setTimeout(done, 3_600_000))"),
        "a lock": _lasts("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
        "a slow drip": _lasts(
            "for (;;) { raw('41'); await new Promise((done) => setTimeout(done, 200)) }"
        ),
        "a flood of frames": Ending("for (;;) raw('00'.repeat(65536))", LASTS, Kind.INVALID_ANSWER),
        "an answer of 4 GiB": Ending(
            f"{ANNOUNCED}; await new Promise((done) => setTimeout(done, 3_600_000))",
            LASTS,
            Kind.OUTPUT_LIMIT,
        ),
        "two answers": Ending(f"{ANSWERED_TWICE}; Deno.exit(0)", DIES, Kind.INVALID_ANSWER),
        "an end": _dies("Deno.exit(7)"),
        "nothing that settles": _dies("await new Promise(() => {})"),
        "a stack without end": _dies("const f = () => f() + 1; f()"),
    },
}
CASES = [(language, name) for language, table in ENDINGS.items() for name in table]


@pytest.fixture(scope="module", params=LANGUAGES, ids=lambda language: language.name)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module")
def runner(language: Language) -> Iterator[Runner]:
    runner = Runner(language)
    yield runner
    runner.stop()


@pytest.mark.parametrize(
    ("tried", "name"), CASES, ids=[f"{language.name} {name}" for language, name in CASES]
)
def test_alone(arena: Arena, tried: Language, name: str) -> None:
    ending = ENDINGS[tried][name]
    if tried is PYTHON:
        code = f"def attack():\n    {ending.code}"
        ended = arena.attempt(code, [], seconds=ALONE_SECONDS if ending.alone is LASTS else 10)
    else:
        ended = arena.attempt(
            "",
            [],
            policy="deno",
            seconds=2 * ALONE_SECONDS if ending.alone is LASTS else 10,
            arguments=["run", "-A", "-q", str(arena.folder / "code" / "alone.js"), ending.code],
        )
    assert ended["outcome"] == ending.alone, ended


async def test_the_runner_ends_them_all_at_once_and_goes_on(
    runner: Runner, language: Language
) -> None:
    table = ENDINGS[language]
    async with runner.channel() as channel:
        ask = Asker(channel)
        harmless = language.returning("unharmed")
        calls = [
            ask.test(language.doing(ending.code), deadline_ms=DEADLINE_MS)
            for ending in table.values()
        ]
        *replies, among = await asyncio.gather(*calls, ask.test(harmless, deadline_ms=20_000))
        assert json.loads(among.data) == "unharmed"
        for (name, ending), reply in zip(table.items(), replies, strict=True):
            # So many at once on a busy machine: what dies may be late.
            kinds = {ending.told, Kind.TIMEOUT}
            assert reply.error.kind in kinds, (name, reply)
        for name, ending in table.items():
            if ending.alone is DIES:
                reply = await ask.test(language.doing(ending.code), deadline_ms=20_000)
                assert reply.error.kind == ending.told, (name, reply)
        assert json.loads((await ask.test(harmless)).data) == "unharmed"


SCAN = """
import gc
def fetch_data(data, kind, context):
    mine = context.secret(data) if data == "mine" else None
    start = " ".join(["the", "secret", "of"])
    found, seen, left = set(), set(), gc.get_objects()
    while left:
        thing = left.pop()
        if isinstance(thing, str) and thing.startswith(start):
            found.add(thing)
        if id(thing) not in seen and thing is not left and thing is not seen:
            seen.add(id(thing))
            left.extend(gc.get_referents(thing))
    return sorted(found)
"""


async def test_data_of_another_call_is_not_in_memory(runner: Runner, language: Language) -> None:
    if language is not PYTHON:
        pytest.skip("JavaScript has nothing that lists objects")
    async with runner.channel() as channel:
        ask = Asker(channel)
        # The zygote is of one account and one life; each call is a copy of it from before any.
        first = await ask.test(SCAN, data="mine", secrets={"mine": "the secret of one"})
        assert json.loads(first.data) == ["the secret of one"]
        second = await ask.test(SCAN, data="none")
        assert json.loads(second.data) == []


SENDS = """
import array, os, socket, stat
def fetch_data(data, kind):
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                break
        except OSError:
            pass
    channel = socket.socket(fileno=number)
    body = b"1"
    head = b"A" + len(body).to_bytes(4, "little") + bytes(8)
    given = array.array("i", [os.open("/dev/null", os.O_RDONLY) for _ in range(8)])
    channel.sendmsg([head + body], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)])
    os._exit(0)
"""


def test_descriptors_come_along_for_who_receives_messages() -> None:
    """Without the runner's way of reading, they would be had."""
    mine, other = socket.socketpair()
    with mine, other:
        for receive, count in (
            (lambda: socket.recv_fds(mine, 10, 8)[1], 1),
            (lambda: mine.recv(1) and [], 0),
        ):
            socket.send_fds(other, [b"x"], [other.fileno()])
            found = receive()
            assert len(found) == count
            for number in found:
                socket.socket(fileno=number).close()


async def test_descriptors_sent_up_the_channel_are_not_had(
    runner: Runner, language: Language
) -> None:
    if language is not PYTHON:
        pytest.skip("Deno sends no descriptors")
    if os.geteuid() != 0:
        pytest.skip("only root sees them")

    def held() -> int:
        links = Path(f"/proc/{runner.pid}/fd").iterdir()
        return sum(str(link.readlink()) == "/dev/null" for link in links if link.is_symlink())

    async with runner.channel() as channel:
        ask = Asker(channel)
        assert (await ask.test(PYTHON.returning(1))).data == "1"
        before = held()
        for _ in range(5):
            assert (await ask.test(SENDS)).data == "1"
        assert held() == before
