"""A source that does its worst with all that it gets, while another one is asked."""

import asyncio
import json

import grpc
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner
from tests.runners.languages import JAVASCRIPT, PYTHON, Language

SECONDS = 5
"""What the benign source may take; the hostile one is given longer."""

FLOODS = {
    PYTHON: {
        "loops": "while True: pass",
        "memory": "x = []\n    while True: x.append(bytearray(10**6))",
        "output": "return ['x' * 1000] * 10**6",
        "log": "while True: print('x' * 4000)",
        "forks": (
            "import os, time\n    for _ in range(20):\n"
            "        if os.fork() == 0: time.sleep(60)\n    time.sleep(60)"
        ),
        "bytes": "while True: raw('58' * 65536)",
    },
    JAVASCRIPT: {
        "loops": "for (;;);",
        "memory": "const x = []; for (;;) x.push(new Uint8Array(1e6).fill(1));",
        "output": "return Array(1e6).fill('x'.repeat(1000));",
        "log": "for (;;) console.log('x'.repeat(4000));",
        "promises": "const again = () => Promise.resolve().then(again); await again();",
        "bytes": "for (;;) raw('58'.repeat(65536));",
    },
}


@pytest.mark.parametrize(
    ("language", "flood"),
    [(language, flood) for language, floods in FLOODS.items() for flood in floods],
    ids=lambda part: part if isinstance(part, str) else part.name,
    indirect=["language"],
)
async def test_a_hostile_source_delays_no_other_past_its_deadline(
    runner: Runner, language: Language, flood: str
) -> None:
    async with runner.channel() as channel:
        ask = Asker(channel)
        await ask.update("hostile", language.doing(FLOODS[language][flood]))
        await ask.update("benign", language.returning(1))
        floods = [asyncio.ensure_future(_flood(ask)) for _ in range(16)]
        await asyncio.sleep(0.3)
        for _ in range(3):
            reply = await ask.fetch("benign", deadline_ms=SECONDS * 1000)
            assert reply.error.kind == pb.Error.NONE, reply.error.message
            assert json.loads(reply.data) == 1
        for task in floods:
            task.cancel()
        ends = await asyncio.gather(*floods, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)


async def _flood(ask: Asker) -> None:
    """Ask the hostile source again and again; each ends with a typed error."""
    while True:
        reply = await ask.fetch("hostile", deadline_ms=3 * SECONDS * 1000, memory_mb=100)
        assert reply.error.kind != pb.Error.NONE


async def test_two_hostile_sources_leave_room_too(runner: Runner, language: Language) -> None:
    async with runner.channel() as channel:
        ask = Asker(channel)
        await ask.update("benign", language.returning(1))
        calls = []
        for name in ("one", "two"):
            await ask.update(name, language.lasting(60))
            calls += [asyncio.ensure_future(ask.fetch(name, deadline_ms=60_000)) for _ in range(16)]
        await asyncio.sleep(0.3)
        assert (await ask.fetch("benign", deadline_ms=SECONDS * 1000)).data == "1"
        for call in calls:
            call.cancel()
        ends = await asyncio.gather(*calls, return_exceptions=True)
    assert not any(isinstance(end, grpc.aio.AioRpcError) for end in ends)
