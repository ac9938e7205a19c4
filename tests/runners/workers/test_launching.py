"""The launcher's own sweep: where no layer forbids it, workers leave processes behind."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest

from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.workers import supply
from runners.workers.launcher import Launcher
from tests.runners.harness import ROOT, lives

# A launcher whose workers take no limits, and do at once what `HOW` says.
LAUNCHER = """
import os, signal, socket, sys, time
from runners.sandbox.level import Probed
from runners.workers import frames, launching

def leave(channel):
    def report():
        channel.sendall(b"%10d" % os.getpid())
        time.sleep(60)
    {how}

def be_worker(bounds, channel, parent):
    os.setsid()
    channel.sendall(frames.pack(frames.READY, b""))
    channel.recv(1)
    leave(channel)
    channel.recv(1)
    os._exit(0)

runner = os.getppid()
launching.become(None)
fd = int(sys.argv[1])
launching.Launching(socket.socket(fileno=fd), runner, be_worker, Probed(1, 2, 3, 4)).serve()
"""

LEFTOVERS = {
    "a child": """
    if os.fork() == 0:
        report()
""",
    "a child that ignores signals in another session": """
    if os.fork() == 0:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        report()
""",
    "a daemon": """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            report()
        os._exit(0)
    os.wait()
""",
}


@pytest.fixture(params=LEFTOVERS)
async def launcher(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Launcher]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    code = LAUNCHER.replace("{how}", LEFTOVERS[request.param].strip())
    launcher = Launcher([sys.executable, "-c", code], None)
    assert launcher.wait_ready() == Probed(1, 2, 3, 4)
    launcher.attach(lambda: None)
    yield launcher
    launcher.detach()
    launcher.stop()


async def test_nothing_is_left_of_a_worker_that_forked(launcher: Launcher) -> None:
    limits = Limits(memory_bytes=1, cpu_seconds=1, processes=None)
    worker = await supply.start(launcher, limits)
    try:
        await worker.channel.send(b"x")
        async with asyncio.timeout(20):
            left = int(await worker.channel.read(10))
        assert lives(left)
        await worker.end()
        # Gone when the launcher says that the worker is, not some time later.
        assert not lives(left)
    finally:
        worker.channel.close()
