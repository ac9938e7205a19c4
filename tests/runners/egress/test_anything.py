"""Whatever bytes code sends, it gets an answer or a refusal, and nobody is asked who may not be."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runners.egress.addresses import RefusedError
from runners.egress.fetching import FetchError, Request, fetch
from tests.runners.egress.conftest import MakeVisit
from tests.runners.egress.test_proxy import said, status_of
from tests.standins.web import WebStandIn

ANYTHING = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
URLS = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"(http|https|ftp|)://[a-z0-9.:@%\[\]\\#?/_-]{0,40}", fullmatch=True),
    st.text(max_size=30).map(lambda text: f"http://{text}"),
    st.text(max_size=30).map(lambda text: f"http://api.example.com{text}"),
)
HEADERS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3)


@ANYTHING
@given(method=st.text(max_size=8) | st.just("GET"), url=URLS, headers=HEADERS, body=st.binary())
def test_requests(
    method: str, url: str, headers: list[tuple[str, str]], body: bytes, visit: MakeVisit
) -> None:
    async def ask() -> None:
        going = visit("api.example.com:1")
        try:
            await fetch(going, Request(method=method, url=url, headers=tuple(headers), body=body))
        except (RefusedError, FetchError):
            assert going.calls
        finally:
            await going.outside.close()

    asyncio.run(ask())


@ANYTHING
@given(
    head=st.binary(max_size=80)
    | URLS.map(lambda url: f"GET {url} HTTP/1.1\r\nX: y".encode("utf-8", "replace"))
    | URLS.map(lambda url: f"CONNECT {url} HTTP/1.1".encode("utf-8", "replace"))
)
def test_bytes_to_the_proxy(head: bytes, visit: MakeVisit, web: WebStandIn) -> None:
    async def ask() -> None:
        answer = await said(visit("api.example.com:1"), head + b"\r\n\r\n")
        assert status_of(answer) in (400, 403, 502)

    asyncio.run(ask())
    assert not web.seen
