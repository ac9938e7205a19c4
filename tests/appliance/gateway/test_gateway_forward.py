"""What the backend gets of a request, and the client of an answer."""

import asyncio
import io
import json
import os
import re
import socket
from typing import Any

import aiohttp
import pytest
from aiohttp import web

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-00"


async def call(
    gateway: Any, method: str, path: str, **options: Any
) -> tuple[aiohttp.ClientResponse, bytes]:
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.request(method, gateway.url + path, **options) as response,
    ):
        return response, await response.read()


def seen_by(backend: Any) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in backend.requests[-1].headers.items():
        headers.setdefault(name.lower(), []).append(value)
    return headers


async def test_target_is_passed_byte_for_byte(gateway: Any, backend: Any) -> None:
    for target in (
        "/api/v1/x/a%2Fb%20c%25/%E2%82%AC;p=1?q=%20y+z&r=%ff&q=2&e=",
        "/api/v1/indicators/url/http%3A%2F%2Fexample.com%2F%3Fa%3Db%23c",
        "/api?x",
        "/api/v1//double/",
    ):
        await gateway.send(
            f"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()
        )
        assert backend.requests[-1].raw_path == target


async def test_bytes_that_are_not_ascii_are_encoded(gateway: Any, backend: Any) -> None:
    await gateway.send(
        "GET /api/v1/müller?q=ä HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()
    )
    assert backend.requests[-1].raw_path == "/api/v1/m%C3%BCller?q=%C3%A4"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_method_body_and_type_are_passed(gateway: Any, backend: Any, method: str) -> None:
    body = os.urandom(3_000_000)
    response, _ = await call(
        gateway, method, "/api/v1/x", data=io.BytesIO(body), headers={"content-type": "a/b"}
    )
    assert response.status == 200
    assert backend.requests[-1].method == method
    assert backend.bodies == [body]
    assert seen_by(backend)["content-type"] == ["a/b"]
    assert seen_by(backend)["content-length"] == ["3000000"]


async def test_only_end_to_end_headers_travel(gateway: Any, backend: Any) -> None:
    await gateway.send(
        b"GET /api/v1/x HTTP/1.1\r\nHost: asked.example:81\r\n"
        b"Connection: close, X-Private\r\nX-Private: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
        b"Upgrade: websocket\r\nProxy-Authorization: x\r\nAuthorization: Token abc\r\n"
        b"Cookie: a=1\r\nCookie: b=2\r\nX-Text: gr\xc3\xbc\xc3\x9fe\r\n"
        b"Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
        b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Port: 1\r\nX-Real-IP: 192.0.2.1\r\n\r\n"
    )
    seen = seen_by(backend)
    assert seen["authorization"] == ["Token abc"]
    assert seen["cookie"] == ["a=1; b=2"]
    assert seen["x-text"][0].encode("utf-8", "surrogateescape") == "grüße".encode()
    assert seen["x-forwarded-for"] == ["127.0.0.1"]
    assert seen["x-forwarded-proto"] == ["http"]
    assert seen["x-forwarded-host"] == ["asked.example:81"]
    assert set(seen) == {
        "authorization",
        "cookie",
        "host",
        "traceparent",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-text",
    }


async def test_trusted_proxy_is_believed(start_gateway: Any, backend: Any) -> None:
    gateway = start_gateway(backend.port, trusted_proxies=["127.0.0.0/8", "198.51.100.7"])
    headers = {
        "X-Forwarded-For": "203.0.113.66, 192.0.2.9, 198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "appliance.example",
    }
    await call(gateway, "GET", "/api/v1/x", headers=headers)
    assert seen_by(backend)["x-forwarded-for"] == ["192.0.2.9"]
    assert seen_by(backend)["x-forwarded-proto"] == ["https"]
    assert seen_by(backend)["x-forwarded-host"] == ["appliance.example"]


async def test_trace_is_passed_and_echoed(gateway: Any, backend: Any) -> None:
    headers = {"traceparent": PARENT, "tracestate": "a=b"}
    response, _ = await call(gateway, "GET", "/api/v1/x", headers=headers)
    assert seen_by(backend)["traceparent"] == [PARENT] == response.headers.getall("traceparent")
    assert seen_by(backend)["tracestate"] == ["a=b"]


@pytest.mark.parametrize("given", [None, "nonsense", f"00-{'0' * 32}-b7ad6b7169203331-01"])
async def test_trace_is_begun_where_there_is_none(
    gateway: Any, backend: Any, given: str | None
) -> None:
    headers = {"tracestate": "a=b"} | ({"traceparent": given} if given else {})
    response, _ = await call(gateway, "GET", "/api/v1/x", headers=headers)
    [begun] = seen_by(backend)["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", begun)
    assert response.headers["traceparent"] == begun
    assert "tracestate" not in seen_by(backend)


async def test_answer_travels_with_its_headers(gateway: Any, backend: Any) -> None:
    async def answer(_: web.Request) -> web.Response:
        response = web.Response(status=207, body=b"{}", content_type="application/json")
        response.headers.update({"Link": '<x>; rel="next"', "X-Total-Count": "7", "ETag": '"e"'})
        response.headers["X-Frame-Options"] = "ALLOWALL"
        response.headers["Server"] = "inner"
        response.headers["Keep-Alive"] = "5"
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    backend.handler = answer
    response, body = await call(gateway, "GET", "/api/v1/x")
    assert (response.status, body) == (207, b"{}")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-total-count"] == "7"
    assert response.headers["etag"] == '"e"'
    assert len(response.headers.getall("set-cookie")) == 2
    assert response.headers.getall("x-frame-options") == ["DENY"]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers.getall("content-length") == ["2"]
    assert len(response.headers.getall("date")) == 1
    assert "keep-alive" not in response.headers
    assert not response.headers.get("server")


async def test_answers_without_a_body(gateway: Any, backend: Any) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=int(request.query["status"]))

    backend.handler = answer
    for status in (200, 204, 304):
        response, body = await call(gateway, "GET", f"/api/v1/x?status={status}")
        assert (response.status, body) == (status, b"")


async def test_redirects_are_the_clients_business(gateway: Any, backend: Any) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": "https://idp.example/login"})

    backend.handler = answer
    response, _ = await call(gateway, "GET", "/api/v1/x", allow_redirects=False)
    assert response.headers["location"] == "https://idp.example/login"


async def test_head_is_asked_as_get(gateway: Any, backend: Any) -> None:
    response, body = await call(gateway, "HEAD", "/api/v1/x")
    assert backend.requests[-1].method == "GET"
    assert (response.status, body) == (200, b"")
    assert int(response.headers["content-length"]) > 100


async def test_large_answer_is_streamed_not_held(gateway: Any, backend: Any) -> None:
    content = os.urandom(1024) * 60_000

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=content)

    backend.handler = answer
    await call(gateway, "GET", "/api/v1/health")
    before = gateway.rss_kib()
    response, body = await call(gateway, "GET", "/api/v1/x")
    assert body == content
    assert response.headers["content-length"] == str(len(content))
    assert gateway.rss_kib() - before < 20_000
    head, body = await call(gateway, "HEAD", "/api/v1/x")
    assert (head.headers["content-length"], body) == (str(len(content)), b"")


async def test_slow_reader_does_not_fill_the_memory(gateway: Any, backend: Any) -> None:
    content = b"x" * 100_000_000

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=content)

    backend.handler = answer
    before = gateway.rss_kib()
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
    writer.write(b"GET /api/v1/x HTTP/1.1\r\nHost: h\r\n\r\n")
    await asyncio.sleep(2)
    assert gateway.rss_kib() - before < 20_000
    writer.close()
    await writer.wait_closed()


def read_on(client: socket.socket) -> None:
    while client.recv(1 << 20):
        pass


async def test_client_that_reads_nothing_is_cut_off(start_gateway: Any, backend: Any) -> None:
    gateway = start_gateway(
        backend.port, constants=(("listener", "_UNACKNOWLEDGED_MILLISECONDS", 1500),)
    )

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 50_000_000)

    backend.handler = answer
    with socket.create_connection(("127.0.0.1", gateway.port)) as client:
        client.sendall(b"GET /api/v1/x HTTP/1.1\r\nHost: h\r\n\r\n")
        await asyncio.sleep(0.5)
        held = gateway.open_files()
        for _ in range(100):
            await asyncio.sleep(0.1)
            if gateway.open_files() <= held - 2:
                break
        # Both connections are gone: the client's and the one to the backend.
        assert gateway.open_files() <= held - 2
        client.settimeout(5)
        with pytest.raises(ConnectionResetError):
            read_on(client)


async def test_answer_in_chunks_is_passed_whole(gateway: Any, backend: Any) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(30):
            await response.write(b"y" * 100_000)
        return response

    backend.handler = answer
    response, body = await call(gateway, "GET", "/api/v1/x")
    assert body == b"y" * 3_000_000
    assert response.headers["content-length"] == "3000000"


def cut_answer(head: bytes, body: bytes) -> Any:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.write(head + b"\r\n\r\n" + body)
        request.transport.close()
        return web.Response()

    return answer


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100", b"half"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"5\r\nab"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"ZZ\r\nab\r\n0\r\n\r\n"),
        (b"HTTP/1.1 2", b""),
        (b"what is this", b""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_answer_cut_short_is_a_502(
    gateway: Any, backend: Any, head: bytes, body: bytes, method: str
) -> None:
    backend.handler = cut_answer(head, body)
    response, content = await call(gateway, method, "/api/v1/x")
    problem = json.loads(content)
    assert (response.status, problem["code"]) == (502, "BACKEND_FAILED")
    assert response.headers["retry-after"] == "1"
    unknown = "Whether the request took effect is not known"
    assert (unknown in problem["detail"]) == (method == "POST")
    assert b"Traceback" not in gateway.log.read_bytes()


async def test_large_answer_cut_short_is_cut_for_the_client_too(gateway: Any, backend: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000000"
    backend.handler = cut_answer(head, b"z" * 2_000_000)
    with pytest.raises(aiohttp.ClientPayloadError):
        await call(gateway, "GET", "/api/v1/x")
    assert b"gateway.answer_cut" in gateway.log.read_bytes()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_restart_of_the_backend_is_waited_for(
    gateway: Any, backend: Any, method: str
) -> None:
    await call(gateway, "GET", "/api/v1/x")
    await backend.stop()
    waiting = asyncio.create_task(call(gateway, method, "/api/v1/x", data=b"once"))  # noqa: TID251
    await asyncio.sleep(1)
    assert not waiting.done()
    await backend.start()
    response, _ = await asyncio.wait_for(waiting, 5)
    assert response.status == 200
    assert backend.bodies.count(b"once") == 1


async def test_backend_that_stays_away_is_a_503(start_gateway: Any, unused_port: int) -> None:
    gateway = start_gateway(unused_port, constants=(("backend", "RESTART_SECONDS", 1),))
    response, content = await call(gateway, "POST", "/api/v1/x", data=b"x")
    problem = json.loads(content)
    assert (response.status, problem["code"]) == (503, "UNAVAILABLE")
    assert response.headers["retry-after"] == "1"
    assert "status" in problem["detail"]
    page, _ = await call(gateway, "GET", "/")
    assert page.status == 200


async def test_backend_killed_while_it_answers(gateway: Any, backend: Any) -> None:
    """An idempotent request is sent once more, a POST is not: it may have taken effect."""

    async def die(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    backend.handler = die
    await call(gateway, "POST", "/api/v1/x", data=b"x")
    assert len(backend.requests) == 1
    response, _ = await call(gateway, "GET", "/api/v1/x")
    assert response.status == 502
    assert len(backend.requests) == 3


@pytest.mark.parametrize(("method", "ended"), [("GET", True), ("POST", False)])
async def test_client_that_leaves_ends_reads_only(
    gateway: Any, backend: Any, method: str, *, ended: bool
) -> None:
    fate: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def slow(request: web.Request) -> web.Response:
        for _ in range(30):
            await asyncio.sleep(0.1)
            if request.transport is None or request.transport.is_closing():
                fate.set_result("ended")
                return web.Response()
        fate.set_result("ran on")
        return web.Response()

    backend.handler = slow
    with socket.create_connection(("127.0.0.1", gateway.port)) as client:
        client.sendall(
            f"{method} /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n".encode()
        )
        await asyncio.sleep(0.6)
    assert await asyncio.wait_for(fate, 10) == ("ended" if ended else "ran on")
    assert b"Traceback" not in gateway.log.read_bytes()


async def test_slow_answer_arrives(gateway: Any, backend: Any) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response(text="late")

    backend.handler = slow
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.get(gateway.url + "/api/v1/x") as response:
                assert await response.text() == "late"


async def test_many_requests_leave_nothing_behind(gateway: Any, backend: Any) -> None:
    async with aiohttp.ClientSession() as session:

        async def some(count: int) -> None:
            for _ in range(count):
                async with session.get(gateway.url + "/api/v1/x") as response:
                    assert response.status == 200
                    await response.read()

        await asyncio.gather(*(some(10) for _ in range(20)))
        before = gateway.rss_kib()
        await asyncio.gather(*(some(50) for _ in range(40)))
    assert gateway.rss_kib() - before < 8_000


async def test_every_byte_of_a_target_is_passed_or_refused(gateway: Any, backend: Any) -> None:
    refused = []
    for byte in range(0x21, 0x100):
        target = b"/api/v1/a%cb?q=%c%%zz" % (byte, byte)
        answer = await gateway.send(
            b"GET " + target + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        )
        status = int(answer.split(b" ", 2)[1])
        if status != 200:
            assert status == 400, target
            refused.append(byte)
        elif byte < 0x80 and chr(byte) not in "?#":
            assert backend.requests[-1].raw_path.encode() == target
    assert b"\\" in bytes(refused)
    assert b"gateway.request_failed" not in gateway.log.read_bytes()
