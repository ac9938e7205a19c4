"""A real runner in a process of its own, what tests ask it, and what they see of processes."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc

from runners.rpc import MESSAGE_OPTIONS, runner_pb2_grpc
from runners.rpc import runner_pb2 as pb
from tests.runners.languages import Language

ROOT = Path(__file__).parents[2]


class Runner:
    """The runner of a language, alone, on a socket in a folder of its own."""

    def __init__(
        self, language: Language, *arguments: str, before_arguments: tuple[str, ...] = ()
    ) -> None:
        # Not tmp_path: as root that lies below a folder which no other account may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="runner-test-"))
        self.folder.chmod(0o755)
        self.socket = self.folder / "run" / "runner.sock"
        self.log = self.folder / "runner.log"
        self._command = [
            *(sys.executable, "-m", language.module, *before_arguments),
            *("--socket", str(self.socket), *arguments),
        ]
        self.start()

    def start(self) -> None:
        """Start it, again after it ended, and wait until it is ready."""
        self.begin()
        self._wait_until_ready()

    def begin(self) -> None:
        """Start it, without waiting."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                stderr=log,
                env=os.environ | {"SECRET_OF_THE_SERVICE": "not for user code"},
            )

    def _wait_until_ready(self) -> None:
        for _ in range(300):
            if b"runner_ready" in self.log.read_bytes():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the runner did not start:\n{self.log.read_text()}")

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def launcher(self) -> int:
        (pid,) = children_of(self.pid)
        return pid

    def channel(self) -> grpc.aio.Channel:
        return grpc.aio.insecure_channel(f"unix:{self.socket}", options=MESSAGE_OPTIONS)

    def stop(self) -> None:
        """End it, however the test left it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder)


def children_of(pid: int) -> list[int]:
    """Living children."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(parent) == pid and state != "Z":
                    found.append(int(entry.name))
    return found


def lives(pid: int) -> bool:
    """Whether there is a process `pid` that is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def status_of(pid: int) -> dict[str, str]:
    """What the kernel says of a process, by field."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def environment_of(pid: int) -> bytes:
    """With which a process was started."""
    return Path(f"/proc/{pid}/environ").read_bytes()


async def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it holds at some time within so many seconds."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return True
        await asyncio.sleep(0.02)
    return holds()


class Asker:
    """Calls of the protocol with defaults that tests do not care about."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.stub = runner_pb2_grpc.RunnerStub(channel)

    async def test(
        self, code: str, *, data: str = "192.0.2.1", kind: str = "IPV4", **context: Any
    ) -> pb.FetchDataReply:
        request = self.request(code, data=data, kind=kind, **context)
        reply: pb.FetchDataReply = await self.stub.Test(request, timeout=60)
        return reply

    def request(
        self, code: str, *, data: str = "192.0.2.1", kind: str = "IPV4", **context: Any
    ) -> pb.TestRequest:
        return pb.TestRequest(
            indicator=pb.Indicator(data=data, kind=kind),
            source_code=code,
            context=pb.Context(**context),
        )

    async def fetch(
        self, source: str, version: str = "", *, data: str = "192.0.2.1", **context: Any
    ) -> pb.FetchDataReply:
        request = pb.FetchDataRequest(
            indicator=pb.Indicator(data=data, kind="IPV4"),
            source=source,
            version=version,
            context=pb.Context(**context),
        )
        reply: pb.FetchDataReply = await self.stub.FetchData(request, timeout=60)
        return reply

    async def update(self, source: str, code: str, version: str = "") -> None:
        request = pb.UpdateRequest(source=source, source_code=code, version=version)
        await self.stub.Update(request, timeout=60)
