"""The proxy of one call, spoken to in bytes, as hostile code would."""

import asyncio
import socket

import pytest

from runners.egress.config import OutboundConfig
from runners.egress.proxy import serve
from runners.egress.visit import CONNECTIONS, Visit
from tests.runners.egress.conftest import MakeVisit
from tests.standins.proxy import HttpProxyStandIn, SocksProxyStandIn
from tests.standins.web import Canned, WebStandIn


async def said(visit: Visit, sent: bytes, *, ends: bool = True) -> bytes:
    """All that is answered to these bytes; with `ends` the sender says that there are no more."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=theirs)
    serving = asyncio.ensure_future(serve(visit, reader, writer))
    asking, telling = await asyncio.open_connection(sock=ours)
    telling.write(sent)
    if ends:
        telling.write_eof()
    answer = await asyncio.wait_for(asking.read(), 5)
    telling.close()
    await serving
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_a_tunnel(visit: MakeVisit, place: str) -> None:
    going = visit()
    request = b"GET /fact HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = await said(going, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode() + request, ends=False)
    assert answer.startswith(b"HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 200 OK")
    assert answer.endswith(b"a fact")
    (call,) = going.calls
    assert (call.method, call.url, call.status, call.refusal) == ("CONNECT", place, 200, "")
    assert call.bytes_sent == len(request)
    assert call.bytes_received == len(answer) - len(b"HTTP/1.1 200 Connected\r\n\r\n")
    assert call.ms > 0


async def test_a_plain_request(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/sent", Canned(status=201, body=b"taken", headers={"X-Told": "yes"}))
    going = visit()
    answer = await said(
        going,
        f"POST http://{place}/sent?q=1 HTTP/1.1\r\nHost: other.example.org\r\nX-Own: 1\r\n"
        "Proxy-Authorization: Basic eDp5\r\nContent-Length: 4\r\n\r\nbody".encode(),
    )
    assert answer.startswith(b"HTTP/1.1 201 Created\r\n")
    assert b"X-Told: yes\r\n" in answer
    assert answer.endswith(b"\r\n\r\ntaken")
    (seen,) = web.seen
    assert (seen.method, seen.query, seen.body) == ("POST", {"q": "1"}, b"body")
    assert seen.headers["Host"] == place
    assert seen.headers["X-Own"] == "1"
    assert "Proxy-Authorization" not in seen.headers
    assert going.calls[0].url == f"http://{place}/sent"


FORMS = (
    "http://user@{place}/",
    "http://user:password@{place}/",
    "http://{place}@127.0.0.1/",
    "http://127.0.0.1#@{place}/",
    "http://127.0.0.1\\@{place}/",
    "http://127.0.0.1\\.{place}/",
    "http://127.0.0.1%00.{place}/",
    "http://127.0.0.1%2f.{place}/",
    "http://127.0.0.1%23.{place}/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://xapi.example.com/",
    "http://api.example.com.example.org/",
    "http://api.example.com:1/",
    "http:///fact",
    "https://{place}/fact",
    "ftp://{place}/fact",
    "//{place}/fact",
    "/fact",
    "*",
    "http://localhost/",
    "http://①②⑦.⓪.⓪.①/",
)


@pytest.mark.parametrize("form", FORMS)
async def test_raw_forms(visit: MakeVisit, web: WebStandIn, place: str, form: str) -> None:
    target = form.replace("{place}", place)
    answer = await said(visit(), f"GET {target} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
    assert status_of(answer) in (400, 403)
    assert not web.seen


PLACES = (
    "127.0.0.1:443",
    "127.1:443",
    "0x7f.1:443",
    "0177.1:443",
    "2130706433:443",
    "[::1]:443",
    "[::ffff:7f00:1]:443",
    "::1:443",
    "api.example.com",
    "api.example.com:1",
    "api.example.com:",
    "api.example.com:0",
    "api.example.com:99999",
    "api.example.com:443:80",
    "api.example.com:+443",
    "user@{place}",
    "{place}@127.0.0.1:443",
    "{place}/",
    "{place}#x",
    "{place}\\x",
    "api.example.com%00:443",
    "xok.example.org:443",
    "xapi.example.com:443",
    "http://{place}",
)


@pytest.mark.parametrize("form", PLACES)
async def test_raw_places(visit: MakeVisit, web: WebStandIn, place: str, form: str) -> None:
    going = visit()
    target = form.replace("{place}", place)
    answer = await said(going, f"CONNECT {target} HTTP/1.1\r\n\r\n".encode())
    assert status_of(answer) == 403
    assert [call.status for call in going.calls] == [0]
    assert going.calls[0].refusal
    assert not web.seen


async def test_a_dot_at_the_end_is_the_same_name(
    visit: MakeVisit, web: WebStandIn, place: str
) -> None:
    target = place.replace(":", ".:")
    answer = await said(visit(), f"GET http://{target}/fact HTTP/1.1\r\n\r\n".encode())
    assert status_of(answer) == 200
    assert web.seen


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["9.9.9.9", "127.0.0.1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"]],
)
@pytest.mark.parametrize("line", ["CONNECT {}", "GET http://{}/fact"])
async def test_names_of_what_is_not_public(
    visit: MakeVisit, web: WebStandIn, place: str, addresses: list[str], line: str
) -> None:
    going = visit(addresses=addresses, strict=True)
    answer = await said(going, f"{line.format(place)} HTTP/1.1\r\n\r\n".encode())
    assert status_of(answer) == 403
    assert b"only public ones" in answer
    assert not web.seen
    assert "only public ones" in going.calls[0].refusal


async def test_any_public_is_not_any(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    assert status_of(await said(visit("*"), f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) == 200
    going = visit("*", strict=True)
    assert status_of(await said(going, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) == 403
    assert not web.seen


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET http://{place}/fact\r\n\r\n",
        b"GET http://{place}/fact HTTP/2.0\r\n\r\n",
        b"GET  http://{place}/fact HTTP/1.1\r\n\r\n",
        b"GET http://{place}/fact HTTP/1.1\nHost: x\r\n\r\n",
        b"GET http://{place}/fact HTTP/1.1\r\nX: a\r\n folded\r\n\r\n",
        b"GET http://{place}/fact HTTP/1.1\r\nX : a\r\n\r\n",
        b"GET http://{place}/fact HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"POST http://{place}/fact HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST http://{place}/fact HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET http://{place}/fact HTTP/1.1\r\n" + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
)
async def test_no_request(visit: MakeVisit, web: WebStandIn, place: str, sent: bytes) -> None:
    answer = await said(visit(), sent.replace(b"{place}", place.encode()))
    assert status_of(answer) == 400
    assert not web.seen


async def test_no_end_of_the_head(visit: MakeVisit) -> None:
    assert await said(visit(), b"GET http://api.example.com/ HTTP/1.1\r\n") == b""


async def test_one_connection_asks_once(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    request = f"GET http://{place}/fact HTTP/1.1\r\n\r\n".encode()
    answer = await said(visit(), request + b"GET http://other.example.org/ HTTP/1.1\r\n\r\n")
    assert answer.count(b"HTTP/1.1") == 1
    assert len(web.seen) == 1


async def test_a_redirect_is_asked_for_anew(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/moved", Canned(status=302, headers={"Location": "http://169.254.169.254/"}))
    going = visit()
    answer = await said(going, f"GET http://{place}/moved HTTP/1.1\r\n\r\n".encode())
    assert status_of(answer) == 302
    there = await said(going, b"GET http://169.254.169.254/ HTTP/1.1\r\n\r\n")
    assert status_of(there) == 403


async def test_bytes_are_counted(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/large", Canned(body=b"x" * 300_000))
    going = visit(most_bytes=100_000)
    inner = b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = await said(going, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode() + inner, ends=False)
    assert len(answer) < 200_000
    assert "100000 bytes" in going.calls[0].refusal
    again = await said(going, f"GET http://{place}/fact HTTP/1.1\r\n\r\n".encode())
    assert status_of(again) == 403


async def test_connections_are_counted(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/slow", Canned(body=b"slow", delay_seconds=0.3))
    going = visit()
    request = f"GET http://{place}/slow HTTP/1.1\r\n\r\n".encode()
    answers = await asyncio.gather(*(said(going, request) for _ in range(CONNECTIONS + 3)))
    statuses = sorted(map(status_of, answers))
    assert statuses == [200] * CONNECTIONS + [403] * 3


@pytest.mark.parametrize("stand_in", [HttpProxyStandIn, SocksProxyStandIn])
@pytest.mark.parametrize("line", ["CONNECT {}", "GET http://{}/fact"])
async def test_through_the_outbound_proxy(
    visit: MakeVisit,
    web: WebStandIn,
    place: str,
    stand_in: type[HttpProxyStandIn | SocksProxyStandIn],
    line: str,
) -> None:
    async with stand_in({"api.example.com": "127.0.0.1"}, user="ia", password="pass") as proxy:
        going = visit(outbound=OutboundConfig(proxy=proxy.url()), strict=True)
        inner = b"GET /fact HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        head = f"{line.format(place)} HTTP/1.1\r\n\r\n".encode()
        answer = await said(going, head + (inner if "CONNECT" in line else b""), ends=False)
        assert answer.endswith(b"a fact")
        assert proxy.asked == [place]
        refused = await said(going, b"CONNECT elsewhere.example.com:443 HTTP/1.1\r\n\r\n")
        assert status_of(refused) == 403
        assert len(proxy.asked) == 1
    assert len(web.seen) == 1


async def test_offline(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    going = visit(outbound=OutboundConfig(offline=True))
    answer = await said(going, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())
    assert status_of(answer) == 403
    assert b"offline by its configuration" in answer
    assert not web.seen
