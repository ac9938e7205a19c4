"""The outbound policy: through real proxies, with authorities of one's own, or not at all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.db.pool import Database
from backend.feeds.refreshing import Outcome, Refresher
from backend.models.answers import FailureKind
from backend.models.errors import ApplicationError, SourceError
from backend.notifications.sending import SendError, Target, WebhookSender
from backend.sources.dialing import TcpDialer
from backend.sources.http import HttpClient
from backend.sources.outbound import Outbound
from backend.sources.registry import all_sources
from runners.egress.config import OutboundConfig
from tests.standins.feeds import FeedsStandIn
from tests.standins.proxy import HttpProxyStandIn, SocksProxyStandIn
from tests.standins.tcp import TcpStandIn
from tests.standins.web import Canned, WebStandIn
from tests.support.authority import Authority
from tests.support.ports import free_port

HOST = "api.example.com"
PASSWORD = "p@ss/word:4711"
ENCODED = "p%40ss%2Fword%3A4711"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
Proxy = HttpProxyStandIn | SocksProxyStandIn


@dataclass
class World:
    """Servers that only a proxy finds, by the name `api.example.com`."""

    authority: Authority
    web: WebStandIn
    secure: WebStandIn
    whois: TcpStandIn
    proxies: dict[str, Proxy]

    def url(self, server: WebStandIn, path: str) -> str:
        return f"{server.url.replace('127.0.0.1', HOST)}{path}"

    @property
    def whois_port(self) -> int:
        return int(self.whois.place.rpartition(":")[2])


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        authority = Authority(tmp_path)
        web, secure = WebStandIn(), WebStandIn()
        secure.tls = authority.server(HOST)
        for server in (web, secure):
            await stack.enter_async_context(server)
            server.put("/fact", Canned(body=b'{"fact": 1}'))
        whois = await stack.enter_async_context(TcpStandIn({"example.com": "registered\n"}))
        hosts = {HOST: "127.0.0.1"}
        proxies: dict[str, Proxy] = {
            "http": HttpProxyStandIn(hosts),
            "http with a password": HttpProxyStandIn(hosts, user="ia", password=PASSWORD),
            "https": HttpProxyStandIn(hosts, tls=authority.server("localhost")),
            "socks": SocksProxyStandIn(hosts),
            "socks with a password": SocksProxyStandIn(hosts, user="ia", password=PASSWORD),
        }
        for proxy in proxies.values():
            await stack.enter_async_context(proxy)
        yield World(authority, web, secure, whois, proxies)


@pytest.fixture
async def client_by() -> AsyncIterator[Callable[[OutboundConfig], HttpClient]]:
    opened: list[HttpClient] = []

    def open_one(config: OutboundConfig) -> HttpClient:
        opened.append(HttpClient(version="0", outbound=Outbound(config)))
        return opened[-1]

    yield open_one
    for client in opened:
        await client.close()


def address(world: World, name: str) -> str:
    proxy = world.proxies[name]
    if name == "https":
        return proxy.url(host="localhost").replace("http:", "https:")
    return proxy.url(ENCODED if proxy.user else None)


NAMES = ("http", "http with a password", "https", "socks", "socks with a password")


@pytest.mark.parametrize("name", NAMES)
async def test_everything_goes_through_the_proxy(
    world: World, client_by: Callable[[OutboundConfig], HttpClient], name: str
) -> None:
    config = OutboundConfig(
        proxy=address(world, name), ca_bundle=str(world.authority.file), no_proxy=("192.0.2.1",)
    )
    client = client_by(config)
    fetcher = client.fetcher(seconds=5)
    assert await fetcher.get_json(world.url(world.web, "/fact")) == {"fact": 1}
    assert await fetcher.get_json(world.url(world.secure, "/fact")) == {"fact": 1}
    dialer = TcpDialer(seconds=5, outbound=client.outbound)
    assert await dialer.exchange(HOST, world.whois_port, b"example.com\r\n") == b"registered\n"
    webhooks = WebhookSender(version="0", outbound=client.outbound)
    hook = Target(id="1", name="Chat", url=world.url(world.secure, "/fact"), secret=SECRET)
    try:
        assert await webhooks.send(hook, "msg_1", "{}") == 200
    finally:
        await webhooks.close()
    asked = world.proxies[name].asked
    assert len(asked) >= 3
    assert all(place.startswith(f"{HOST}:") for place in asked), "the proxy resolves the names"


async def test_loopback_and_exceptions_are_reached_directly(
    world: World, client_by: Callable[[OutboundConfig], HttpClient]
) -> None:
    fetcher = client_by(OutboundConfig(proxy=address(world, "socks"))).fetcher(seconds=5)
    assert await fetcher.get_json(f"{world.web.url}/fact") == {"fact": 1}
    assert not world.proxies["socks"].asked


@pytest.mark.parametrize(
    ("host", "direct"),
    [
        ("example.com", True),
        ("www.EXAMPLE.com.", True),
        ("notexample.com", False),
        ("example.org", False),
        ("sub.example.net", True),
        ("192.0.2.77", True),
        ("198.51.100.1", False),
        ("198.51.100.2", True),
        ("2001:db8::1", True),
        ("[2001:db8::1]", True),
        ("2001:db9::1", False),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("a.localhost", True),
    ],
)
def test_who_is_reached_without_the_proxy(host: str, direct: bool) -> None:
    entries = ("example.com", "*.example.net", "192.0.2.0/24", "198.51.100.2", "2001:db8::/32")
    outbound = Outbound(OutboundConfig(proxy="http://proxy.example.com:3128", no_proxy=entries))
    assert (outbound.proxy_for(host) is None) is direct


@pytest.mark.parametrize("name", ["http with a password", "socks with a password"])
async def test_a_wrong_password_of_the_proxy(
    world: World, client_by: Callable[[OutboundConfig], HttpClient], name: str
) -> None:
    proxy = world.proxies[name]
    client = client_by(
        OutboundConfig(proxy=proxy.url("wr0ng-pass"), ca_bundle=str(world.authority.file))
    )
    told = []
    for server in (world.web, world.secure):
        with pytest.raises(SourceError) as caught:
            await client.fetcher(seconds=5).get_json(world.url(server, "/fact"))
        told.append(caught.value)
    dialer = TcpDialer(seconds=5, outbound=client.outbound)
    with pytest.raises(SourceError) as caught:
        await dialer.exchange(HOST, world.whois_port, b"example.com\r\n")
    told.append(caught.value)
    hook = Target(id="1", name="Chat", url=world.url(world.web, "/fact"), secret=SECRET)
    webhooks = WebhookSender(version="0", outbound=client.outbound)
    with pytest.raises(SendError) as refused:
        await webhooks.send(hook, "msg_1", "{}")
    await webhooks.close()
    for detail in (*(error.detail for error in told), refused.value.detail):
        assert f"the proxy 127.0.0.1:{proxy.port} " in detail
        assert "[outbound] proxy" in detail
        assert "wr0ng" not in detail
    assert {error.kind for error in told} == {FailureKind.REQUEST_ERROR}
    assert proxy.refused == 4


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_dead_proxy(client_by: Callable[[OutboundConfig], HttpClient], scheme: str) -> None:
    port = free_port()
    client = client_by(OutboundConfig(proxy=f"{scheme}://ia:s3cr3t-pass@127.0.0.1:{port}"))
    with pytest.raises(SourceError) as caught:
        await client.fetcher(seconds=5).get_json(f"https://{HOST}/fact")
    with pytest.raises(SourceError) as dialled:
        await TcpDialer(seconds=5, outbound=client.outbound).exchange(HOST, 43, b"x\r\n")
    for error in (caught.value, dialled.value):
        assert (
            f"cannot reach the proxy 127.0.0.1:{port} (Connection refused): check [outbound] proxy"
            in error.detail
        )
        assert error.passing
        assert "s3cr3t" not in error.detail


async def test_a_name_that_the_proxy_does_not_find(
    world: World, client_by: Callable[[OutboundConfig], HttpClient]
) -> None:
    for name in ("http", "socks"):
        client = client_by(OutboundConfig(proxy=address(world, name)))
        with pytest.raises(SourceError, match="does not connect") as caught:
            await client.fetcher(seconds=5).get_json("https://unknown.example.com/")
        assert caught.value.kind is FailureKind.REQUEST_ERROR


@pytest.mark.parametrize("name", ["http", "socks"])
async def test_an_authority_that_is_not_trusted(
    world: World,
    client_by: Callable[[OutboundConfig], HttpClient],
    tmp_path: Path,
    name: str,
) -> None:
    other = Authority(tmp_path, "Another Authority")
    for bundle in (None, str(other.file)):
        client = client_by(OutboundConfig(proxy=address(world, name), ca_bundle=bundle))
        with pytest.raises(SourceError) as caught:
            await client.fetcher(seconds=5).get_json(world.url(world.secure, "/fact"))
        assert "the server's certificate is not trusted (" in caught.value.detail
        assert "name its PEM file in [outbound] ca_bundle" in caught.value.detail
        assert not caught.value.passing


async def test_the_authority_is_trusted_without_a_proxy_too(
    tmp_path: Path, client_by: Callable[[OutboundConfig], HttpClient]
) -> None:
    authority = Authority(tmp_path)
    web = WebStandIn()
    web.tls = authority.server("localhost")
    async with web:
        web.put("/fact", Canned(body=b'{"fact": 1}'))
        client = client_by(OutboundConfig(ca_bundle=str(authority.file)))
        url = f"{web.url.replace('127.0.0.1', 'localhost')}/fact"
        assert await client.fetcher(seconds=5).get_json(url) == {"fact": 1}
        with pytest.raises(SourceError, match="is not trusted"):
            await client_by(OutboundConfig()).fetcher(seconds=5).get_json(url)


def test_a_bundle_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ApplicationError, match=r"ca_bundle: can't read .* \(No such file"):
        Outbound(OutboundConfig(ca_bundle=str(tmp_path / "gone.pem")))
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(ApplicationError, match="expected certificates in PEM"):
        Outbound(OutboundConfig(ca_bundle=str(tmp_path / "empty.pem")))


async def test_a_feed_comes_through_the_proxy(
    world: World,
    client_by: Callable[[OutboundConfig], HttpClient],
    database: Database,
    tmp_path: Path,
) -> None:
    async with FeedsStandIn() as feeds:
        settings = {
            name: value.replace("127.0.0.1", HOST) if isinstance(value, str) else value
            for name, value in feeds.settings()["cisa-kev"].items()
        }
        client = client_by(OutboundConfig(proxy=address(world, "http with a password")))
        refresher = Refresher(database=database, http=client, seconds=5, spool=tmp_path)
        (part,) = await refresher.refresh(all_sources()["cisa-kev"], settings)
        assert part.outcome is Outcome.LOADED
        assert world.proxies["http with a password"].asked


async def test_offline_nothing_is_sent(
    world: World,
    client_by: Callable[[OutboundConfig], HttpClient],
    database: Database,
    tmp_path: Path,
) -> None:
    client = client_by(OutboundConfig(offline=True))
    with pytest.raises(SourceError, match="the appliance is offline by its configuration"):
        await client.fetcher(seconds=5).get_json(f"{world.web.url}/fact")
    dialer = TcpDialer(seconds=5, outbound=client.outbound)
    with pytest.raises(SourceError, match="the appliance is offline by its configuration"):
        await dialer.exchange("127.0.0.1", world.whois_port, b"example.com\r\n")
    async with FeedsStandIn() as feeds:
        refresher = Refresher(database=database, http=client, seconds=5, spool=tmp_path)
        settings = feeds.settings()["cisa-kev"]
        (part,) = await refresher.refresh(all_sources()["cisa-kev"], settings)
        assert part.outcome is Outcome.OFFLINE
        assert not feeds.seen
    assert not world.web.seen
    assert not world.whois.seen
    # What an administrator set up in the own network still works.
    webhooks = WebhookSender(version="0", outbound=client.outbound)
    hook = Target(id="1", name="Chat", url=f"{world.web.url}/fact", secret=SECRET)
    assert await webhooks.send(hook, "msg_1", "{}") == 200
    await webhooks.close()


def test_a_password_is_not_shown() -> None:
    outbound = Outbound(OutboundConfig(proxy="http://ia:s3cr3t-pass@proxy.example.com"))
    assert "s3cr3t" not in repr(outbound.proxy)
