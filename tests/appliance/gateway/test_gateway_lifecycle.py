"""Start, port, and an end that finishes what was begun."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from appliance.gateway.config import ServerConfig
from appliance.gateway.listener import listen
from appliance.gateway.main import serve


async def stop(gateway: Any, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
    """Return exit status and seconds until it."""
    began = time.monotonic()
    gateway.process.send_signal(number)
    status = await asyncio.to_thread(gateway.process.wait, 15)
    return status, time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_idle_gateway_ends_at_once(own_gateway: Any, number: signal.Signals) -> None:
    status, seconds = await stop(own_gateway, number)
    assert status == 0
    assert seconds < 2
    log = own_gateway.log.read_text()
    assert log.startswith("held\n")
    assert "gateway.listening" in log
    assert "gateway.stopping" in log
    assert "Traceback" not in log


async def test_connection_left_open_does_not_hold_it(own_gateway: Any) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(own_gateway.url + "/") as response:
            await response.read()
        half_sent = socket.create_connection(("127.0.0.1", own_gateway.port))
        half_sent.sendall(b"GET / HTTP/1.1\r\nHo")
        await asyncio.sleep(0.1)
        status, seconds = await stop(own_gateway)
        half_sent.close()
    assert status == 0
    assert seconds < 4


async def test_request_in_flight_is_finished(own_gateway: Any, backend: Any) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(2)
        return web.Response(text="finished")

    backend.handler = slow
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.ensure_future(session.get(own_gateway.url + "/api/v1/x"))
        await asyncio.sleep(0.5)
        ending = asyncio.ensure_future(stop(own_gateway))
        await asyncio.sleep(0.3)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", own_gateway.port), timeout=1)
        async with await waiting as response:
            assert await response.text() == "finished"
        status, seconds = await ending
    assert status == 0
    assert 1 < seconds < 4


async def test_body_on_its_way_is_taken(own_gateway: Any, backend: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", own_gateway.port)
    writer.write(b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc")
    await asyncio.sleep(0.3)
    ending = asyncio.ensure_future(stop(own_gateway))
    await asyncio.sleep(0.3)
    writer.write(b"def")
    assert b"200 OK" in await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert backend.bodies == [b"abcdef"]
    status, seconds = await ending
    assert (status, seconds < 4) == (0, True)


async def test_request_that_takes_too_long_is_cut(own_gateway: Any, backend: Any) -> None:
    async def endless(_: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    backend.handler = endless
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.ensure_future(session.post(own_gateway.url + "/api/v1/x", data=b"x"))
        await asyncio.sleep(0.5)
        status, seconds = await stop(own_gateway)
        async with await waiting as response:
            problem = await response.json(content_type="application/problem+json")
            assert (response.status, problem["code"]) == (503, "UNAVAILABLE")
            assert "interrupted" in problem["detail"]
    assert status == 0
    assert 5.5 < seconds < 9
    assert "gateway.requests_cut" in own_gateway.log.read_text()
    assert "Traceback" not in own_gateway.log.read_text()


async def test_open_streams_are_ended_with_a_word(own_gateway: Any, backend: Any) -> None:
    async def events(request: web.Request) -> web.Response:
        if request.path.endswith("/batch"):
            await asyncio.sleep(20)
        return web.Response(headers={"X-Event-Stream": "/api/v1/requests/1/events/batch"})

    backend.handler = events
    async with (
        aiohttp.ClientSession() as session,
        session.get(own_gateway.url + "/api/v1/requests/1/events") as response,
    ):
        await asyncio.sleep(0.5)
        ending = asyncio.ensure_future(stop(own_gateway))
        assert await asyncio.wait_for(response.text(), 5) == ": closing\n\n"
        status, seconds = await ending
    assert (status, seconds < 3) == (0, True)


async def test_upload_that_was_refused_does_not_hold_it(own_gateway: Any) -> None:
    client = socket.create_connection(("127.0.0.1", own_gateway.port))
    head = b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n"
    await asyncio.to_thread(client.sendall, head + b"x" * 1_000_000)
    status, seconds = await stop(own_gateway)
    client.close()
    assert (status, seconds < 4) == (0, True)
    assert "Traceback" not in own_gateway.log.read_text()


async def test_wait_for_the_backend_ends_too(start_gateway: Any, unused_port: int) -> None:
    gateway = start_gateway(unused_port)
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.ensure_future(session.get(gateway.url + "/api/v1/x"))
        await asyncio.sleep(0.5)
        status, seconds = await stop(gateway)
        async with await waiting as response:
            assert response.status == 503
    assert (status, seconds < 3) == (0, True)


@pytest.mark.parametrize("reuse_port", [False, True])
async def test_busy_port_is_refused(unused_port: int, tmp_path: Path, *, reuse_port: bool) -> None:
    with socket.socket() as taken:
        if reuse_port:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", unused_port))
        taken.listen()
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1 port {unused_port}: "):
            serve(
                ServerConfig(port=unused_port),
                backend_port=1,
                static_dir=tmp_path,
                hold=lambda: None,
            )


async def test_second_gateway_on_the_same_port_is_refused(
    own_gateway: Any, start_gateway: Any, backend: Any
) -> None:
    second = start_gateway(backend.port, port=own_gateway.port)
    # The port answers, since the first gateway is there; the second one has to be gone.
    assert await asyncio.to_thread(second.process.wait, 10) == 1
    assert "Address already in use" in second.log.read_text()
    assert own_gateway.process.poll() is None


async def test_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match=r"cannot listen on 192\.0\.2\.1 port 8080"):
        listen("192.0.2.1", 8080)


async def test_ipv6_and_names_can_be_listened_on(unused_port: int) -> None:
    try:
        socket.getaddrinfo("localhost", unused_port)
    except socket.gaierror as error:
        pytest.skip(f"this machine does not know localhost: {error}")
    with (
        listen("localhost", unused_port),
        pytest.raises(OSError, match="in use"),
    ):
        listen("127.0.0.1", unused_port)
    if socket.has_ipv6:
        try:
            listen("::1", unused_port).close()
        except OSError as error:
            pytest.skip(f"this machine has no IPv6: {error}")


async def test_memory_of_an_idle_gateway(own_gateway: Any) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/api/v1/health"):
            async with session.get(own_gateway.url + path) as response:
                await response.read()
    assert own_gateway.rss_kib() < 60 * 1024


def test_program_starts_without_the_backends_packages() -> None:
    """The gateway is the front door: what it does not load cannot break it."""
    program = (
        "import sys, appliance.gateway.main\n"
        "others = ('robyn', 'pg8000', 'backend', 'grpc', 'runners.server', 'runners.sandbox')\n"
        "print([m for m in others if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
