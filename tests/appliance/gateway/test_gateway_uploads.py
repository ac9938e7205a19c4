"""Files through the gateway: asked for first, then written to the disk as they come."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.appliance.gateway.conftest import RunningGateway, StandInBackend, Start
from tests.support.processes import until

ID = "abcdefgh0123"


class Spool:
    """The spool of a gateway, and a backend that makes room in it."""

    def __init__(self, folder: Path, backend: StandInBackend, at_most: int = 3_000_000) -> None:
        self.folder = folder
        self.at_most = at_most
        folder.mkdir(parents=True)
        backend.handler = self.make_room

    async def make_room(self, request: web.Request) -> web.Response:
        (self.folder / f"{ID}.part").touch()
        (self.folder / f"{ID}.json").write_text("{}")
        answer = {"id": ID, "name": request.query.get("name"), "size": 0}
        room = {"X-Upload": f"{ID} {self.at_most}"}
        return web.json_response(answer, status=201, headers=room)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def own(start_gateway: Start, backend: StandInBackend) -> RunningGateway:
    return start_gateway(backend.port, constants=[("bodies", "PAUSE_SECONDS", 0.5)])


@pytest.fixture
def spool(tmp_path: Path, backend: StandInBackend) -> Spool:
    return Spool(tmp_path / "spool" / "uploads", backend)


async def test_a_file_is_on_the_disk_whole_and_never_at_the_backend(
    own: RunningGateway, backend: StandInBackend, spool: Spool
) -> None:
    content = bytes(range(256)) * 2048
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{own.url}/api/v1/uploads?name=a%20b.log", data=content) as answer,
    ):
        assert answer.status == 201
        assert await answer.json() == {"id": ID, "name": "a b.log", "size": len(content)}
        assert "x-upload" not in answer.headers
    assert spool.names() == [ID, f"{ID}.json"]
    assert (spool.folder / ID).read_bytes() == content
    assert backend.bodies == [b""]
    assert backend.requests[0].query["size"] == str(len(content))


async def test_a_pipe_has_no_length(
    own: RunningGateway, backend: StandInBackend, spool: Spool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 100_000

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{own.url}/api/v1/uploads", data=pieces()) as answer,
    ):
        assert (answer.status, (await answer.json())["size"]) == (201, 300_000)
    assert "size" not in backend.requests[0].query


async def test_an_empty_file(own: RunningGateway, spool: Spool) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{own.url}/api/v1/uploads") as answer,
    ):
        assert (answer.status, (await answer.json())["size"]) == (201, 0)
    assert (spool.folder / ID).read_bytes() == b""


async def test_who_may_not_is_told_before_the_file_is_read(
    own: RunningGateway, backend: StandInBackend
) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"code": "FORBIDDEN"}, status=403)

    backend.handler = refuse
    head = b"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n"
    answer = await own.send(head, seconds=3)
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"FORBIDDEN" in answer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n200\r\n" + b"x" * 512 + b"\r\n0\r\n\r\n", b"413"),
        (b"Content-Length: 100\r\n\r\nonly this", b"408"),
        (b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", b"400"),
    ],
    ids=["larger than the room", "stops arriving", "broken chunk"],
)
async def test_of_what_fails_nothing_stays(
    own: RunningGateway, spool: Spool, sent: bytes, status: bytes
) -> None:
    spool.at_most = 500
    head = b"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\n"
    answer = await own.send(head + sent, seconds=3)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert spool.names() == []


async def test_of_a_client_that_leaves_nothing_stays(own: RunningGateway, spool: Spool) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", own.port)
    writer.write(b"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nabc")
    await writer.drain()
    assert await asyncio.to_thread(until, spool.names, 5) is not None
    writer.close()
    assert await asyncio.to_thread(until, lambda: not spool.names(), 5) is not None


async def test_a_large_file_does_not_pass_through_memory(own: RunningGateway, spool: Spool) -> None:
    spool.at_most = 64 << 20
    before = own.rss_kib()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(48):
            yield b"x" * (1 << 20)

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{own.url}/api/v1/uploads", data=pieces()) as answer,
    ):
        assert json.loads(await answer.read())["size"] == 48 << 20
    assert own.rss_kib() - before < 24 * 1024
