"""A way outside whose names all lead to stand-ins on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

import pytest

from runners.egress.addresses import why_not_public
from runners.egress.allowed import AllowList
from runners.egress.config import OutboundConfig
from runners.egress.outbound import Outbound
from runners.egress.outside import Edge, Outside
from runners.egress.visit import Visit
from tests.standins.web import Canned, WebStandIn

HOST = "api.example.com"
MakeVisit = Callable[..., Visit]


@pytest.fixture
async def web() -> AsyncIterator[WebStandIn]:
    async with WebStandIn() as server:
        server.put("/fact", Canned(body=b"a fact"))
        yield server


@pytest.fixture
async def visit(web: WebStandIn) -> AsyncIterator[MakeVisit]:
    """Makes visits: of hosts as `allowed` has them, 127.0.0.1 being public unless `strict`."""
    opened: list[Outside] = []

    def make(
        *allowed: str,
        addresses: Sequence[str] = ("127.0.0.1",),
        strict: bool = False,
        outbound: OutboundConfig | None = None,
        secrets: Mapping[str, str] | None = None,
        most_bytes: int = 1024 * 1024,
    ) -> Visit:
        edge = Edge(
            lookup=_lookup(addresses),
            judge=why_not_public if strict else lambda _address: None,
        )
        outside = Outside(Outbound(outbound), edge)
        opened.append(outside)
        port = web.url.rpartition(":")[2]
        entries = allowed or (f"{HOST}:{port}", f"other.example.com:{port}")
        return Visit(outside, AllowList(entries), most_bytes=most_bytes, secrets=secrets)

    yield make
    for outside in opened:
        await outside.close()


def _lookup(addresses: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return lookup


@pytest.fixture
def place(web: WebStandIn) -> str:
    """Where the stand-in is by a name."""
    return f"{HOST}:{web.url.rpartition(':')[2]}"
