"""Requests that the runner makes for user code."""

import gzip
from pathlib import Path

import pytest

from runners.egress.addresses import RefusedError
from runners.egress.config import OutboundConfig
from runners.egress.fetching import FetchError, Request, fetch
from tests.runners.egress.conftest import MakeVisit
from tests.standins.web import Canned, WebStandIn
from tests.support.authority import Authority
from tests.support.ports import free_port

SECRET = 'k&y "1"/2'


async def test_an_answer(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    going = visit()
    answer = await fetch(going, Request(method="get", url=f"http://{place}/fact?a=1&a=2#x"))
    assert (answer.status, answer.body) == (200, b"a fact")
    assert web.seen[0].headers["User-Agent"] == "indicator-aggregator"
    (call,) = going.calls
    assert (call.method, call.url, call.status) == ("GET", f"http://{place}/fact", 200)
    assert (call.bytes_sent, call.bytes_received) == (0, 6)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://127.1/",
        "http://user:password@{place}/",
        "http://{place}\\@example.org/",
        "http://exa mple.com/",
        "file:///etc/passwd",
        "/fact",
        "",
        "http://elsewhere.example.com/",
        "http://localhost/",
        "http://api.example.com:99999/",
    ],
)
async def test_refused(visit: MakeVisit, web: WebStandIn, place: str, url: str) -> None:
    going = visit()
    with pytest.raises(RefusedError):
        await fetch(going, Request(method="GET", url=url.replace("{place}", place)))
    assert not web.seen
    assert [bool(call.refusal) for call in going.calls] == [True]


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["9.9.9.9", "10.0.0.1"]])
async def test_addresses_are_judged(
    visit: MakeVisit, web: WebStandIn, place: str, addresses: list[str]
) -> None:
    going = visit(addresses=addresses, strict=True)
    with pytest.raises(RefusedError, match="only public ones"):
        await fetch(going, Request(method="GET", url=f"http://{place}/fact"))
    assert not web.seen


@pytest.mark.parametrize(
    "header", [("X\r\nY", "1"), ("X", "1\r\nY: 2"), ("X", "a\0b"), ("", "1"), ("X", "\u2028")]
)
async def test_headers_that_can_not_be_sent(
    visit: MakeVisit, place: str, header: tuple[str, str]
) -> None:
    with pytest.raises(RefusedError, match="header"):
        await fetch(visit(), Request(method="GET", url=f"http://{place}/", headers=(header,)))


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "GET /x HTTP/1.1\r\nX:", ""])
async def test_methods_that_can_not_be_sent(visit: MakeVisit, place: str, method: str) -> None:
    with pytest.raises(RefusedError, match="method"):
        await fetch(visit(), Request(method=method, url=f"http://{place}/"))


async def test_the_host_is_that_of_the_address(
    visit: MakeVisit, web: WebStandIn, place: str
) -> None:
    headers = (("Host", "other.example.org"), ("Content-Length", "7"))
    await fetch(visit(), Request(method="GET", url=f"http://{place}/fact", headers=headers))
    assert web.seen[0].headers["Host"] == place


async def test_placeholders(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    going = visit(secrets={"key": SECRET})
    token = going.placeholders.names["key"]
    for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        await fetch(
            going,
            Request(
                method="POST",
                url=f"http://{place}/fact/{token}?key={token}",
                headers=(("X-Key", f"Bearer {token}"), ("Content-Type", content_type)),
                body=f'{{"key": "{token}"}}'.encode(),
            ),
        )
    assert {seen.query["key"] for seen in web.seen} == {SECRET}
    assert {seen.headers["X-Key"] for seen in web.seen} == {f"Bearer {SECRET}"}
    bodies = [seen.body for seen in web.seen]
    assert bodies == [
        b'{"key": "k&y \\"1\\"/2"}',
        b'{"key": "k%26y+%221%22%2F2"}',
        b'{"key": "k&y "1"/2"}',
    ]
    assert all(SECRET not in call.url and "k%26y" not in call.url for call in going.calls)


async def test_placeholders_are_for_declared_hosts(
    visit: MakeVisit, web: WebStandIn, place: str
) -> None:
    going = visit("*", secrets={"key": SECRET})
    token = going.placeholders.names["key"]
    with pytest.raises(RefusedError, match="declared by name"):
        await fetch(going, Request(method="GET", url=f"http://{place}/fact?key={token}"))
    assert not web.seen


async def test_a_secret_that_no_header_can_have(visit: MakeVisit, place: str) -> None:
    going = visit(secrets={"key": "one\r\ntwo"})
    headers = (("X-Key", going.placeholders.names["key"]),)
    with pytest.raises(RefusedError, match="characters"):
        await fetch(going, Request(method="GET", url=f"http://{place}/", headers=headers))


async def test_redirects(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    port = place.rpartition(":")[2]
    web.put("/a", Canned(status=302, headers={"Location": "/b"}))
    elsewhere = f"http://other.example.com:{port}/fact"
    web.put("/b", Canned(status=307, headers={"Location": elsewhere}))
    going = visit(secrets={"key": SECRET})
    headers = (("X-Key", going.placeholders.names["key"]), ("X-Own", "1"), ("Accept", "a/b"))
    answer = await fetch(going, Request(method="GET", url=f"http://{place}/a", headers=headers))
    assert (answer.status, answer.url) == (200, elsewhere)
    assert [seen.headers.get("X-Key") for seen in web.seen] == [SECRET, SECRET, None]
    assert [seen.headers.get("X-Own") for seen in web.seen] == ["1", "1", None]
    assert web.seen[2].headers["Accept"] == "a/b"
    assert [call.status for call in going.calls] == [302, 307, 200]


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/", "http://elsewhere.example.com/", "file:///etc/passwd", "http://["],
)
async def test_every_hop_is_checked(
    visit: MakeVisit, web: WebStandIn, place: str, location: str
) -> None:
    web.put("/a", Canned(status=302, headers={"Location": location}))
    going = visit()
    with pytest.raises(RefusedError):
        await fetch(going, Request(method="GET", url=f"http://{place}/a"))
    assert len(web.seen) == 1


async def test_methods_of_redirects(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    for status in (301, 303, 307):
        web.put("POST /a", Canned(status=status, headers={"Location": "/fact"}))
        await fetch(visit(), Request(method="POST", url=f"http://{place}/a", body=b"x"))
    after = [seen for seen in web.seen if seen.path == "/fact"]
    assert [(seen.method, seen.body) for seen in after] == [
        ("GET", b""),
        ("GET", b""),
        ("POST", b"x"),
    ]


async def test_what_was_sent_does_not_go_elsewhere(
    visit: MakeVisit, web: WebStandIn, place: str
) -> None:
    there = f"http://other.example.com:{place.rpartition(':')[2]}/fact"
    web.put("/a", Canned(status=307, headers={"Location": there}))
    with pytest.raises(RefusedError, match="another host"):
        await fetch(visit(), Request(method="POST", url=f"http://{place}/a", body=b"x"))
    assert len(web.seen) == 1


async def test_redirects_end(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/a", Canned(status=302, headers={"Location": "/a"}))
    with pytest.raises(FetchError, match="redirects"):
        await fetch(visit(), Request(method="GET", url=f"http://{place}/a"))
    assert len(web.seen) == 6


async def test_compressed(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    body = gzip.compress(b"fact " * 1000)
    web.put("/gz", Canned(body=body, headers={"Content-Encoding": "gzip"}))
    going = visit()
    answer = await fetch(going, Request(method="GET", url=f"http://{place}/gz"))
    assert answer.body == b"fact " * 1000
    assert "content-encoding" not in {name.lower() for name, _ in answer.headers}
    assert going.calls[0].bytes_received == len(body)


@pytest.mark.parametrize("compressed", [True, False])
async def test_too_large(
    visit: MakeVisit, web: WebStandIn, place: str, *, compressed: bool
) -> None:
    body = b"0" * 10_000_000
    headers = {"Content-Encoding": "gzip"} if compressed else {}
    web.put("/bomb", Canned(body=gzip.compress(body) if compressed else body, headers=headers))
    with pytest.raises(RefusedError, match="100000 bytes"):
        await fetch(visit(most_bytes=100_000), Request(method="GET", url=f"http://{place}/bomb"))


async def test_not_compressed_as_said(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/gz", Canned(body=b"plain", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError):
        await fetch(visit(), Request(method="GET", url=f"http://{place}/gz"))


async def test_too_late(visit: MakeVisit, web: WebStandIn, place: str) -> None:
    web.put("/slow", Canned(delay_seconds=5))
    going = visit()
    with pytest.raises(FetchError, match=r"no answer within 0\.1 s"):
        await fetch(going, Request(method="GET", url=f"http://{place}/slow", seconds=0.1))
    assert going.calls[0].refusal


async def test_nobody_there(visit: MakeVisit) -> None:
    port = free_port()
    going = visit(f"api.example.com:{port}")
    with pytest.raises(FetchError, match="refused"):
        await fetch(going, Request(method="GET", url=f"http://api.example.com:{port}/"))


async def test_the_bundle_of_authorities(visit: MakeVisit, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    secure = WebStandIn()
    secure.tls = authority.server("api.example.com")
    async with secure:
        secure.put("/fact", Canned(body=b"a fact"))
        place = f"api.example.com:{secure.url.rpartition(':')[2]}"
        request = Request(method="GET", url=f"https://{place}/fact")
        with pytest.raises(FetchError, match="not trusted"):
            await fetch(visit(place), request)
        trusting = visit(place, outbound=OutboundConfig(ca_bundle=str(authority.file)))
        assert (await fetch(trusting, request)).body == b"a fact"
