"""A real gateway in a process of its own, before a backend whose behaviour a test scripts."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

ROOT = Path(__file__).parents[3]

_PROGRAM = """
import json, sys
from pathlib import Path
import msgspec
from appliance.gateway.config import ServerConfig
from appliance.gateway.main import serve
given = json.loads(sys.argv[1])
for module, name, value in given["set"]:
    setattr(sys.modules["appliance.gateway." + module], name, value)
serve(
    msgspec.convert(given["server"], ServerConfig),
    backend_port=given["backend_port"],
    static_dir=Path(given["static_dir"]),
    hold=lambda: print("held", flush=True),
    spool=Path(given["spool"]),
)
"""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class StandInBackend:
    """Answers with `handler`, and keeps what reached it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[web.Request] = []
        self.bodies: list[bytes] = []
        self.handler: Handler = self.echo
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def echo(self, request: web.Request) -> web.Response:
        body = await request.read()
        return web.json_response(
            {
                "method": request.method,
                "target": request.raw_path,
                "headers": [[k.lower(), v] for k, v in request.headers.items()],
                "length": len(body),
            }
        )

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.bodies.append(await request.read())
        return await self.handler(request)


class Log:
    """What was written since this object was made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = path.stat().st_size

    def read_bytes(self) -> bytes:
        return self.path.read_bytes()[self._seen :]

    def read_text(self) -> str:
        return self.read_bytes().decode()


class RunningGateway:
    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Log) -> None:
        self.port = port
        self.process = process
        self.log = log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rss_kib(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208 — only a count

    def exchange(self, sent: bytes, *, seconds: float = 10) -> bytes:
        """Send bytes, return all that comes back until the gateway closes or is silent."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as client:
            client.sendall(sent)
            try:
                while chunk := client.recv(65536):
                    received += chunk
            except TimeoutError:
                pass
        return received

    async def send(self, sent: bytes, *, seconds: float = 10) -> bytes:
        return await asyncio.to_thread(self.exchange, sent, seconds=seconds)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def _unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    folder: Path,
    backend_port: int,
    static_dir: Path,
    *,
    port: int | None = None,
    constants: tuple[tuple[str, str, float], ...] = (),
    **settings: object,
) -> RunningGateway:
    port = port or _unused_port()
    given = {
        "server": {"host": "127.0.0.1", "port": port, **settings},
        "backend_port": backend_port,
        "static_dir": str(static_dir),
        "spool": str(folder / "spool"),
        "set": constants,
    }
    path = folder / f"gateway-{len(list(folder.glob('gateway-*')))}.log"
    with path.open("wb") as sink:
        log = Log(path)
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, json.dumps(given)],
            cwd=ROOT,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        # Its port is open a moment before it hears signals; the line comes after both.
        if "gateway.listening" in path.read_text():
            break
        time.sleep(0.02)
    return RunningGateway(port, process, log)


def _end(gateway: RunningGateway) -> None:
    try:
        gateway.stop()
    except subprocess.TimeoutExpired:
        gateway.process.kill()
        gateway.process.wait()


@pytest.fixture
def unused_port() -> int:
    return _unused_port()


@pytest.fixture(scope="session")
def backend_port() -> int:
    return _unused_port()


@pytest.fixture
async def backend(backend_port: int) -> AsyncIterator[StandInBackend]:
    standin = StandInBackend(backend_port)
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gateway-ui") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>the page</title>" + " " * 500)
    (folder / "assets" / "app-1a2b.js").write_text("export const x = 1;\n" * 200)
    (folder / "assets" / "mono-3c4d.woff2").write_bytes(os.urandom(3000))
    (folder / "assets" / "large-5e6f.wasm").write_bytes(b"wasm" * 400_000)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / ".hidden").write_text("not for anyone")
    (folder.parent / "secret.txt").write_text("outside of the bundle")
    return folder


Start = Callable[..., RunningGateway]


@pytest.fixture
def start_gateway(tmp_path: Path, bundle: Path) -> Iterator[Start]:
    """Start gateways; keywords are those of [server], `constants` overrides (module, name)."""
    running: list[RunningGateway] = []

    def start(backend_port: int, *, static_dir: Path = bundle, **options: Any) -> RunningGateway:
        running.append(_start(tmp_path, backend_port, static_dir, **options))
        return running[-1]

    yield start
    for gateway in running:
        _end(gateway)


@pytest.fixture
def own_gateway(start_gateway: Start, backend: StandInBackend) -> RunningGateway:
    """A gateway that the test may stop."""
    return start_gateway(backend.port)


@pytest.fixture(scope="session")
def _shared_gateway(
    tmp_path_factory: pytest.TempPathFactory, backend_port: int, bundle: Path
) -> Iterator[RunningGateway]:
    gateway = _start(tmp_path_factory.mktemp("gateway"), backend_port, bundle)
    yield gateway
    _end(gateway)


@pytest.fixture
def gateway(_shared_gateway: RunningGateway, backend: StandInBackend) -> RunningGateway:
    """The gateway that most tests share, with a backend and a log of the test's own."""
    shared = _shared_gateway
    return RunningGateway(shared.port, shared.process, Log(shared.log.path))
