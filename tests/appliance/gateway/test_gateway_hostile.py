"""Broken and hostile bytes on the public port: a clear answer, and nothing behind it notices."""

import asyncio
import http.client
import json
import socket
import threading
import time
from typing import Any

import pytest

CLOSE = b"Connection: close\r\n\r\n"
MIB = 1024 * 1024


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def problem_of(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    problem: dict[str, Any] = json.loads(body)
    assert problem["status"] == status_of(answer)
    assert problem["type"] == "about:blank"
    assert problem["errors"] == []
    assert len(problem["traceId"]) == 32
    assert problem["traceId"].encode() in head
    return problem


def get(target: bytes, method: bytes = b"GET") -> bytes:
    return method + b" " + target + b" HTTP/1.1\r\nHost: gateway.test\r\n" + CLOSE


@pytest.mark.parametrize(
    "target",
    [
        b"/../secret.txt",
        b"/assets/../../secret.txt",
        b"/%2e%2e/secret.txt",
        b"/.%2E/secret.txt",
        b"/assets/..%2f..%2fsecret.txt",
        b"/%2e%2e%2fsecret.txt",
        b"/assets\\..\\secret.txt",
        b"/assets/%5c..%5csecret.txt",
        b"/..",
        b"/index.html%00.js",
        b"/a%0d%0ax",
        b"/a%7f",
        b"/api/../secret.txt",
        b"/api/v1/%2e%2e/%2e%2e/x",
        b"/api/v1/a%00b",
        b"/api/v1/a\\b",
        b"*",
    ],
)
async def test_path_that_climbs_is_refused(gateway: Any, backend: Any, target: bytes) -> None:
    answer = await gateway.send(get(target))
    assert problem_of(answer)["code"] == "MALFORMED"
    assert status_of(answer) == 400
    assert b"the page" not in answer
    assert not backend.requests


async def test_encoded_value_in_one_segment_is_no_path(gateway: Any, backend: Any) -> None:
    target = b"/api/v1/indicators/url/https%3A%2F%2Fexample.com%2F..%2Fx%5Cy?q=%20a+b&r=%FF%2e%2e"
    answer = await gateway.send(get(target))
    assert status_of(answer) == 200
    assert backend.requests[0].raw_path.encode() == target


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        (b"ZZZ\r\nabc\r\n0\r\n\r\n", "size that is no number"),
        (b"-1\r\nabc\r\n0\r\n\r\n", "negative size"),
        (b"3\r\nabcde\r\n0\r\n\r\n", "more than the size"),
        (b"FFFFFFFFFFFFFFFFF\r\nabc", "size beyond 64 bits"),
        (b"3\r\nabc\r\nZ", "broken second chunk"),
        (b"3\r\nabc\r\nQ\r\n" + b"x" * 100_000, "broken, with more behind it"),
    ],
)
async def test_broken_chunks_reach_nothing(
    gateway: Any, backend: Any, chunks: bytes, why: str
) -> None:
    head = b"POST /api/v1/requests HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = await gateway.send(head + chunks)
    assert status_of(answer) == 400, why
    assert problem_of(answer)["code"] == "MALFORMED"
    assert not backend.requests
    assert status_of(await gateway.send(get(b"/api/v1/health"))) == 200
    assert b"Traceback" not in gateway.log.read_bytes()
    assert b"rror" not in gateway.log.read_bytes()


@pytest.mark.parametrize(
    "body",
    [b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", b"Content-Length: 5\r\n\r\nab"],
)
async def test_body_cut_short_reaches_nothing(gateway: Any, backend: Any, body: bytes) -> None:
    def cut() -> bytes:
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as client:
            client.sendall(b"POST /api/v1/requests HTTP/1.1\r\nHost: h\r\n" + body)
            client.shutdown(socket.SHUT_WR)
            try:
                return client.recv(65536)
            except ConnectionResetError:
                return b""

    await asyncio.to_thread(cut)
    assert status_of(await gateway.send(get(b"/api/v1/health"))) == 200
    assert len(backend.requests) == 1
    assert b"Traceback" not in gateway.log.read_bytes()


async def test_whole_chunked_body_arrives_with_its_length(gateway: Any, backend: Any) -> None:
    head = b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
    answer = await gateway.send(
        head + CLOSE + b"3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
    )
    assert status_of(answer) == 200
    assert backend.bodies == [b"abcde"]
    assert backend.requests[0].headers["Content-Length"] == "5"
    assert "Transfer-Encoding" not in backend.requests[0].headers


async def test_two_lengths_are_refused(gateway: Any, backend: Any) -> None:
    for second in (b"5", b"03x", b"-3"):
        sent = b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: "
        answer = await gateway.send(sent + second + b"\r\n\r\nabcde")
        assert status_of(answer) == 400
    assert not backend.requests


async def test_chunked_beats_length_and_smuggles_nothing(gateway: Any, backend: Any) -> None:
    smuggled = b"0\r\n\r\nGET /api/v1/admin HTTP/1.1\r\nHost: h\r\n\r\n"
    sent = (
        b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" % len(smuggled)
    )
    answer = await gateway.send(sent + smuggled)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert [request.path for request in backend.requests] == ["/api/v1/x"]
    assert backend.bodies == [b""]
    assert "Transfer-Encoding" not in backend.requests[0].headers


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host: \r\n",
        b"Host: a\r\nHost: b\r\n",
        b"Host: a b\r\n",
        b"Host: u@h\r\n",
        b"Host: h/x\r\n",
        b"Host: h:port\r\n",
    ],
)
async def test_strange_hosts_are_refused(gateway: Any, backend: Any, hosts: bytes) -> None:
    answer = await gateway.send(b"GET /api/v1/health HTTP/1.1\r\n" + hosts + CLOSE)
    assert problem_of(answer)["status"] == 400
    assert not backend.requests


@pytest.mark.parametrize("host", [b"h", b"h.example:8080", b"192.0.2.1:1", b"[2001:db8::1]:443"])
async def test_honest_hosts_are_taken(gateway: Any, host: bytes) -> None:
    answer = await gateway.send(b"GET /api/v1/health HTTP/1.1\r\nHost: " + host + b"\r\n" + CLOSE)
    assert status_of(answer) == 200


async def test_http_1_0_needs_no_host(gateway: Any) -> None:
    assert status_of(await gateway.send(b"GET /api/v1/health HTTP/1.0\r\n\r\n")) == 200
    assert b"the page" in await gateway.send(b"GET / HTTP/1.0\r\n\r\n")


async def test_absolute_target_is_its_path(gateway: Any, backend: Any) -> None:
    target = b"http://elsewhere.example:81/api/v1/health?a=1"
    assert status_of(await gateway.send(get(target))) == 200
    assert backend.requests[0].raw_path == "/api/v1/health?a=1"
    assert b"the page" in await gateway.send(get(b"http://elsewhere.example"))


async def test_methods_without_meaning(gateway: Any, backend: Any) -> None:
    for method in (b"TRACE", b"CONNECT", b"BREW", b"PRI"):
        answer = await gateway.send(get(b"/api/v1/health", method))
        assert status_of(answer) in (400, 405), method
    assert not backend.requests
    everything = await gateway.send(get(b"*", b"OPTIONS"))
    assert status_of(everything) == 204
    assert b"allow: GET, HEAD, POST" in everything


@pytest.mark.parametrize(
    "sent",
    [
        b"garbage\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 60,
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nX : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nA: " + b"b" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n",
    ],
)
async def test_what_is_not_http_ends_the_connection_only(gateway: Any, sent: bytes) -> None:
    def exchange() -> bytes:
        try:
            return bytes(gateway.exchange(sent, seconds=3))
        except ConnectionError:
            return b""

    answer = await asyncio.to_thread(exchange)
    assert not answer or 400 <= status_of(answer) < 500
    assert status_of(await gateway.send(get(b"/"))) == 200
    assert b"Traceback" not in gateway.log.read_bytes()


async def test_half_sent_header_is_cut_off(start_gateway: Any, backend: Any) -> None:
    gateway = start_gateway(backend.port, constants=(("listener", "_HEADER_MILLISECONDS", 1000),))
    began = time.monotonic()
    answer = await gateway.send(b"GET /api/v1/health HTTP/1.1\r\nHost: h\r\nX-Slow: ")
    assert time.monotonic() - began < 5
    assert not answer or status_of(answer) == 408


async def test_body_that_stops_arriving_is_refused(start_gateway: Any, backend: Any) -> None:
    gateway = start_gateway(backend.port, constants=(("bodies", "PAUSE_SECONDS", 0.5),))
    sent = b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"
    answer = await gateway.send(sent)
    assert status_of(answer) == 408
    assert not backend.requests


async def test_pipelined_requests_are_answered_in_order(gateway: Any, backend: Any) -> None:
    first = b"POST /api/v1/a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
    answer = await gateway.send(first + b"GET /api/v1/b HTTP/1.1\r\nHost: h\r\n\r\n" + get(b"/"))
    assert [request.path for request in backend.requests] == ["/api/v1/a", "/api/v1/b"]
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b"/api/v1/a") < answer.index(b"/api/v1/b") < answer.index(b"the page")


async def test_header_of_the_backend_cannot_split_the_answer(gateway: Any, backend: Any) -> None:
    from aiohttp import web

    async def raw(request: Any) -> web.StreamResponse:
        body = b"HTTP/1.1 200 OK\r\nX-A: a\rX-Injected: 1\r\nContent-Length: 2\r\n\r\nok"
        request.transport.write(body)
        request.transport.close()
        return web.Response()

    backend.handler = raw
    answer = await gateway.send(get(b"/api/v1/x"))
    assert b"\r\nX-Injected" not in answer
    assert status_of(answer) in (200, 502)


def large_body(gateway: Any, size: int, **headers: str) -> tuple[int, dict[str, Any]]:
    client = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30)
    try:
        client.request("POST", "/api/v1/requests", body=b"x" * size, headers=headers)
        response = client.getresponse()
        return response.status, json.loads(response.read())
    finally:
        client.close()


async def test_100_mb_is_refused_readably(gateway: Any, backend: Any) -> None:
    before = gateway.rss_kib()
    status, problem = await asyncio.to_thread(large_body, gateway, 100 * 1000 * 1000)
    assert (status, problem["code"]) == (413, "TOO_LARGE")
    assert "10 MiB" in problem["detail"]
    assert not backend.requests
    assert gateway.rss_kib() - before < 40_000


async def test_100_mb_in_chunks_is_refused_readably(gateway: Any, backend: Any) -> None:
    answer = bytearray()

    def send() -> None:
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as client:
            head = b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            client.sendall(head)
            for _ in range(100):
                client.sendall(b"100000\r\n" + b"y" * MIB + b"\r\n")
            client.sendall(b"0\r\n\r\n")
            while chunk := client.recv(65536):
                answer.extend(chunk)

    await asyncio.to_thread(send)
    assert problem_of(bytes(answer))["code"] == "TOO_LARGE"
    assert status_of(bytes(answer)) == 413
    assert not backend.requests


async def test_refused_before_it_is_sent_when_the_client_asks(gateway: Any) -> None:
    sent = (
        b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n"
        b"Expect: 100-continue\r\n\r\n"
    )
    began = time.monotonic()
    answer = await gateway.send(sent)
    assert status_of(answer) == 413
    assert b"100 Continue" not in answer
    assert time.monotonic() - began < 3


async def test_expected_body_is_asked_for_and_taken(gateway: Any, backend: Any) -> None:
    def talk() -> bytes:
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as client:
            client.sendall(
                b"POST /api/v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                b"Expect: 100-continue\r\n\r\n"
            )
            go_on = client.recv(100)
            client.sendall(b"abc")
            return go_on + client.recv(65536)

    answer = await asyncio.to_thread(talk)
    assert answer.startswith(b"HTTP/1.1 100 Continue")
    assert backend.bodies == [b"abc"]


async def test_bodies_in_flight_are_bounded(start_gateway: Any, backend: Any) -> None:
    gateway = start_gateway(backend.port, max_body_mb=1)
    gate = asyncio.Event()

    async def wait(request: Any) -> Any:
        await gate.wait()
        return await backend.echo(request)

    backend.handler = wait
    answers: list[int] = []

    def post() -> None:
        answers.append(large_body(gateway, MIB - 1)[0])

    # 256 MiB are set apart for bodies; 300 of one MiB do not fit.
    threads = [threading.Thread(target=post) for _ in range(300)]
    for thread in threads:
        thread.start()
    for _ in range(200):
        await asyncio.sleep(0.05)
        if len(answers) >= 40 and len(backend.bodies) >= 250:
            break
    assert len(answers) >= 40
    assert set(answers) == {503}
    gate.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 30)
    assert answers.count(200) >= 250
    assert len(answers) == 300
    assert (await asyncio.to_thread(large_body, gateway, MIB))[0] == 200
