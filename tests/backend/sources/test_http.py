"""The HTTP client: typed failures, limits, redirects, conditional downloads, silence on secrets."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.limits import VendorSaid, WindowSaid
from backend.sources.contract import HttpStatusError
from backend.sources.http import HttpClient
from tests.standins.web import Canned, WebStandIn
from tests.support.ports import free_port

SECRET = "s3cr3t/key+value"


@pytest.fixture
async def web() -> AsyncIterator[WebStandIn]:
    async with WebStandIn() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(version="1.2.3")
    yield client
    await client.close()


async def test_json_text_headers_and_parameters(web: WebStandIn, client: HttpClient) -> None:
    web.put("/json", Canned(body=b'{"a": 1}', headers={"Set-Cookie": "a=b"}))
    web.put(
        "/text",
        Canned(body="é".encode("latin-1"), headers={"Content-Type": "text/plain; charset=latin-1"}),
    )
    http = client.fetcher()
    assert await http.get_json(web.url + "/json", params={"q": "a b"}, headers={"X-Key": "k"}) == {
        "a": 1
    }
    assert await http.get_text(web.url + "/text") == "é"
    first, second = web.seen
    assert first.query == {"q": "a b"}
    assert first.headers["X-Key"] == "k"
    assert first.headers["User-Agent"] == "indicator-aggregator/1.2.3"
    assert "Cookie" not in second.headers


STATUSES = [
    (401, {}, FailureKind.UNAUTHORIZED, None),
    (403, {}, FailureKind.UNAUTHORIZED, None),
    (404, {}, FailureKind.RESPONSE_ERROR, None),
    (429, {"Retry-After": "30"}, FailureKind.RATE_LIMITED, 30.0),
    (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, FailureKind.RATE_LIMITED, None),
    (503, {}, FailureKind.RESPONSE_ERROR, None),
    (304, {}, FailureKind.RESPONSE_ERROR, None),
]


@pytest.mark.parametrize("case", STATUSES, ids=lambda case: str(case[0]))
async def test_statuses(
    web: WebStandIn,
    client: HttpClient,
    case: tuple[int, dict[str, str], FailureKind, float | None],
) -> None:
    status, headers, kind, wait = case
    url = web.put("/x", Canned(status=status, headers=headers))
    with pytest.raises(HttpStatusError) as failed:
        await client.fetcher().get_json(url)
    assert failed.value.kind is kind
    assert failed.value.status == status
    assert failed.value.retry_after_seconds == wait
    assert str(status) in failed.value.detail
    assert headers.get("Retry-After", "") in failed.value.detail


BODIES = [
    (Canned(body=b"<html>"), FailureKind.INVALID_ANSWER),
    (Canned(body=b""), FailureKind.INVALID_ANSWER),
    (Canned(body=b"[" * 9000), FailureKind.INVALID_ANSWER),
    (Canned(body=b'"\xff"'), FailureKind.INVALID_ANSWER),
    (Canned(body=b'"' + b"x" * 20_000 + b'"'), FailureKind.RESPONSE_ERROR),
    (Canned(body=b"{", break_off=True), FailureKind.REQUEST_ERROR),
    (Canned(body=b"x" * 99, headers={"Content-Encoding": "gzip"}), FailureKind.REQUEST_ERROR),
    (Canned(body=b"{}", delay_seconds=5), FailureKind.TIMEOUT),
]


@pytest.mark.parametrize(("canned", "kind"), BODIES)
async def test_answers_that_are_none(
    web: WebStandIn, client: HttpClient, canned: Canned, kind: FailureKind
) -> None:
    url = web.put("/x", canned)
    with pytest.raises(SourceError) as failed:
        await client.fetcher(seconds=0.5, at_most_bytes=10_000).get_json(url)
    assert failed.value.kind is kind


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "http://nothing.invalid/",
        "ftp://example.com/",
        "no url",
        "http://[",
        "http:///x",
    ],
)
async def test_addresses_that_lead_nowhere(client: HttpClient, url: str) -> None:
    with pytest.raises(SourceError) as failed:
        await client.fetcher(seconds=5).get_json(url)
    assert failed.value.kind is FailureKind.REQUEST_ERROR


async def test_no_error_tells_a_query_or_a_secret(web: WebStandIn, client: HttpClient) -> None:
    http = client.fetcher(seconds=0.3, secrets=[SECRET])
    path = "/data/s3cr3t%2Fkey%2Bvalue/list"
    web.put("/slow", Canned(delay_seconds=2))
    for url in (web.url + path, web.url + "/slow", "http://127.0.0.1:1" + path, "http://["):
        with pytest.raises(SourceError) as failed:
            await http.get_json(url + "?key=" + SECRET, params={"other": SECRET})
        assert "s3cr3t" not in failed.value.detail
        assert "other" not in failed.value.detail
        assert "?" not in failed.value.detail


async def test_redirects_are_followed_without_the_headers_of_the_source(
    web: WebStandIn, client: HttpClient
) -> None:
    async with WebStandIn() as other:
        web.put("/same", Canned(status=302, headers={"Location": "/there"}))
        web.put("/there", Canned(body=b"1"))
        web.put("/away", Canned(status=301, headers={"Location": other.url + "/there"}))
        other.put("/there", Canned(body=b"2"))
        http = client.fetcher()
        assert await http.get_json(web.url + "/same", headers={"X-Key": SECRET}) == 1
        assert web.seen[-1].headers["X-Key"] == SECRET
        assert await http.get_json(web.url + "/away", headers={"X-Key": SECRET}) == 2
        assert "X-Key" not in other.seen[-1].headers


@pytest.mark.parametrize("location", ["/loop", "file:///etc/passwd", "http://["])
async def test_redirects_that_lead_nowhere(
    web: WebStandIn, client: HttpClient, location: str
) -> None:
    url = web.put("/loop", Canned(status=302, headers={"Location": location}))
    with pytest.raises(SourceError):
        await client.fetcher().get_json(url)
    assert len(web.seen) <= 6


async def test_downloads_only_what_changed(
    web: WebStandIn, client: HttpClient, tmp_path: Path
) -> None:
    body, file = b"x" * 300_000, tmp_path / "file"
    url = web.put("/feed", Canned(body=body, validators=True))
    http = client.fetcher()
    first = await http.download(url, file)
    assert first.changed
    assert first.size_bytes == len(body)
    assert first.sha256 == hashlib.sha256(body).hexdigest()
    assert file.read_bytes() == body
    file.unlink()
    second = await http.download(url, file, etag=first.etag)
    assert not second.changed
    assert second.etag == first.etag
    assert not file.exists()


async def test_a_download_has_a_limit(web: WebStandIn, client: HttpClient, tmp_path: Path) -> None:
    url = web.put("/feed", Canned(body=b"x" * 100_000))
    with pytest.raises(SourceError, match="over 1000 bytes"):
        await client.fetcher().download(url, tmp_path / "file", at_most_bytes=1000)


async def test_cancelling_is_no_failure(web: WebStandIn, client: HttpClient) -> None:
    url = web.put("/slow", Canned(delay_seconds=5))
    asking = asyncio.ensure_future(client.fetcher().get_json(url))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def failure(client: HttpClient, url: str) -> HttpStatusError:
    with pytest.raises(HttpStatusError) as failed:
        await client.fetcher(seconds=5, secrets=[SECRET]).get_json(url)
    return failed.value


async def test_the_body_of_an_error_is_there_without_secrets(
    web: WebStandIn, client: HttpClient
) -> None:
    said = f'{{"code": "WrongKey", "message": "{SECRET} is wrong\xff"}}'.encode("latin-1")
    failed = await failure(client, web.put("/x", Canned(status=401, body=said)))
    assert failed.body == '{"code": "WrongKey", "message": "*** is wrong\N{REPLACEMENT CHARACTER}"}'
    assert "WrongKey" not in failed.detail


async def test_the_body_of_an_error_is_cut_off_and_no_secret_with_it(
    web: WebStandIn, client: HttpClient
) -> None:
    for cut_by in range(len(SECRET)):
        before = b"x" * (16 * 1024 - cut_by)
        canned = Canned(status=500, body=before + SECRET.encode() + b"y" * 100_000)
        body = (await failure(client, web.put("/x", canned))).body
        assert 10_000 < len(body) <= 16 * 1024
        assert set(body) == {"x"}


@pytest.mark.parametrize(
    "canned",
    [
        Canned(status=500, body=b"half", break_off=True),
        Canned(status=500, body=b"x" * 99, headers={"Content-Encoding": "gzip"}),
        Canned(status=500),
    ],
    ids=["cut", "damaged", "empty"],
)
async def test_an_error_without_a_whole_body_keeps_its_status(
    web: WebStandIn, client: HttpClient, canned: Canned
) -> None:
    failed = await failure(client, web.put("/x", canned))
    assert failed.status == 500
    assert failed.kind is FailureKind.RESPONSE_ERROR


async def test_an_error_whose_body_never_comes_is_told_in_time(client: HttpClient) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 429 Slow\r\nContent-Length: 9\r\nRetry-After: 5\r\n\r\nso")
        await writer.drain()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        failed = await failure(client, f"http://127.0.0.1:{port}/")
    assert (failed.status, failed.body, failed.retry_after_seconds) == (429, "so", 5.0)


async def test_what_servers_say_of_limits_is_heard(web: WebStandIn, client: HttpClient) -> None:
    heard: list[VendorSaid] = []

    async def hear(said: VendorSaid) -> None:
        heard.append(said)

    http = client.fetcher(hear=hear)
    left = {"X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "9", "X-RateLimit-Reset": "60"}
    await http.get_text(web.put("/good", Canned(headers=left)))
    await http.get_text(web.put("/silent", Canned()))
    with pytest.raises(SourceError):
        await http.get_text(web.put("/full", Canned(status=429, headers={"Retry-After": "7"})))
    assert heard == [VendorSaid((WindowSaid(10, 9, 60.0),)), VendorSaid((), 7.0)]


async def test_what_may_pass_says_so(web: WebStandIn, client: HttpClient) -> None:
    http = client.fetcher(seconds=2)
    closed = f"http://127.0.0.1:{free_port()}/"
    for url, passing in (
        (closed, True),
        (web.put("/cut", Canned(body=b"half", break_off=True)), True),
        (web.put("/503", Canned(status=503)), True),
        (web.put("/500", Canned(status=500)), False),
        (web.put("/429", Canned(status=429)), False),
        (web.put("/slow", Canned(delay_seconds=3)), False),
        ("ftp://example.com/", False),
    ):
        with pytest.raises(SourceError) as failed:
            await http.get_text(url)
        assert failed.value.passing is passing, url
