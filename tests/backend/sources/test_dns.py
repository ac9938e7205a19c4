"""DNS beyond the fixtures: large answers, lost packets, strange texts, no resolver."""

import asyncio
import time
from base64 import urlsafe_b64decode
from typing import Any, cast

import pytest
from aiohttp import web

from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, FeedStore, Fetcher
from backend.sources.dialing import TcpDialer
from backend.sources.dns import Dns
from backend.sources.http import HttpClient
from backend.sources.mail_policy import read_dmarc, read_spf
from tests.standins.dns_server import DnsStandIn, Zone
from tests.standins.web import WebStandIn


class DohStandIn(WebStandIn):
    """DNS over HTTPS before a name server of ours."""

    def __init__(self, names: DnsStandIn) -> None:
        super().__init__()
        self.names = names

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        assert request.headers["Accept"] == "application/dns-message"
        wire = urlsafe_b64decode(request.query["dns"] + "==")
        reply = await self.names.reply(wire, tcp=True)
        return web.Response(status=503) if reply is None else web.Response(body=reply)


async def ask(server: DnsStandIn, data: str, kind: Kind = Kind.DOMAIN, **settings: Any) -> Answer:
    context = Context(
        secrets={},
        settings={"servers": (server.server,), "timeout_seconds": 1, **settings},
        http=cast("Fetcher", None),
        dial=TcpDialer(seconds=5),
        feed=cast("FeedStore", None),
        deadline_seconds=10,
    )
    return await Dns().fetch(Indicator(data, kind), context)


async def test_a_large_answer_comes_by_tcp() -> None:
    texts = [f'"{number:03d} {"x" * 200}"' for number in range(100)]
    async with DnsStandIn(Zone(names={"example.test": {"TXT": texts}})) as server:
        answer = await ask(server, "example.test")
        assert server.asked.count("example.test TXT") == 2
    assert len(answer.elements[0].value["rows"]) == 100


async def test_garbage_and_silence_of_one_server_is_made_good_by_the_next() -> None:
    names = {"example.test": {"A": ["192.0.2.1"]}}
    bad = Zone(failing={"example.test": "GARBAGE"})
    async with DnsStandIn(bad) as first, DnsStandIn(Zone(names=names)) as second:
        answer = await ask(first, "example.test", servers=(first.server, second.server))
    assert answer.found


async def test_all_types_are_asked_at_once() -> None:
    names = {"example.test": {"A": ["192.0.2.1"]}}
    zone = Zone(names=names, failing={"example.test": "SLOW"}, slow_seconds=0.3)
    async with DnsStandIn(zone) as server:
        started = time.monotonic()
        answer = await ask(server, "example.test")
    assert answer.found
    assert time.monotonic() - started < 1
    assert {f"example.test {kind}" for kind in ("A", "AAAA", "HTTPS", "DNSKEY")} <= set(
        server.asked
    )
    assert not {"example.test ANY", "example.test AXFR"} & set(server.asked)


async def test_text_that_a_terminal_would_obey_is_escaped() -> None:
    zone = Zone(names={"example.test": {"TXT": ['"a\\027[31m\\000\\255"']}})
    async with DnsStandIn(zone) as server:
        answer = await ask(server, "example.test")
    assert answer.elements[0].value["rows"][0][2] == "a\\x1b[31m\\x00\\xff"


async def test_no_mail_stays_readable() -> None:
    async with DnsStandIn(Zone(names={"example.test": {"MX": ["0 ."]}})) as server:
        answer = await ask(server, "example.test")
    assert answer.elements[0].value["rows"][0][2] == "0 ."


@pytest.mark.parametrize(
    ("data", "kind", "asked"),
    [
        ("bücher.test", Kind.DOMAIN, "xn--bcher-kva.test A"),
        ("EXAMPLE.test.", Kind.DOMAIN, "example.test A"),
        (
            "http://[2001:db8::1]:80/",
            Kind.URL,
            "1.0.0.0." + "0.0.0.0." * 5 + "8.b.d.0.1.0.0.2.ip6.arpa PTR",
        ),
        ("a@b@example.test", Kind.EMAIL, "example.test MX"),
        ("1.2.0.192.in-addr.arpa", Kind.DOMAIN, "1.2.0.192.in-addr.arpa PTR"),
    ],
)
async def test_what_is_asked(data: str, kind: Kind, asked: str) -> None:
    async with DnsStandIn(Zone()) as server:
        answer = await ask(server, data, kind)
        assert not answer.found
        assert asked in server.asked


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("x", Kind.IPV4),
        ("", Kind.DOMAIN),
        (".", Kind.DOMAIN),
        ("a..b", Kind.DOMAIN),
        ("x" * 300 + ".test", Kind.DOMAIN),
        ("no url", Kind.URL),
        ("http://[", Kind.URL),
        ("someone@", Kind.EMAIL),
    ],
)
async def test_values_that_cannot_be_asked_for(data: str, kind: Kind) -> None:
    async with DnsStandIn(Zone()) as server:
        with pytest.raises(SourceError) as failed:
            await ask(server, data, kind)
        assert server.asked == []
    assert failed.value.kind is FailureKind.REQUEST_ERROR


async def test_a_server_that_is_not_there_is_a_failure_in_time() -> None:
    server = DnsStandIn(Zone())
    server.port = 1
    started = time.monotonic()
    with pytest.raises(SourceError) as failed:
        await ask(server, "example.test")
    assert failed.value.kind in (
        FailureKind.TIMEOUT,
        FailureKind.REQUEST_ERROR,
        FailureKind.RESPONSE_ERROR,
    )
    assert time.monotonic() - started < 3


async def test_cancelling_ends_the_questions() -> None:
    async with DnsStandIn(Zone(failing={"example.test": "SILENT"})) as server:
        asking = asyncio.ensure_future(ask(server, "example.test", timeout_seconds=9))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking


async def test_dns_over_https() -> None:
    names = {"example.test": {"A": ["192.0.2.1"], "TXT": ['"v=spf1 -all"']}}
    failing = {"example.test MX": "SERVFAIL", "example.test NS": "GARBAGE", "down.test": "SILENT"}
    client = HttpClient(version="0")

    async def ask_by(url: str, data: str) -> Answer:
        context = Context(
            secrets={},
            settings={"doh_url": url},
            http=client.fetcher(seconds=5),
            dial=TcpDialer(seconds=5),
            feed=cast("FeedStore", None),
            deadline_seconds=10,
        )
        return await Dns().fetch(Indicator(data, Kind.DOMAIN), context)

    async with DohStandIn(DnsStandIn(Zone(names=names, failing=failing))) as web_server:
        url = f"{web_server.url}/dns-query"
        answer = await ask_by(url, "example.test")
        assert [row[:3] for row in answer.elements[0].value["rows"]] == [
            ["A", "example.test", "192.0.2.1"],
            ["TXT", "example.test", "v=spf1 -all"],
        ]
        (failures,) = [e.value for e in answer.elements if e.label == "Not answered"]
        assert len(failures) == 2
        assert any("SERVFAIL" in text for text in failures)
        assert any("no DNS message" in text for text in failures)
        assert not (await ask_by(url, "nowhere.test")).found
        with pytest.raises(SourceError, match="HTTP 503"):
            await ask_by(url, "down.test")
    await client.close()


@pytest.mark.parametrize(
    ("record", "meaning"),
    [
        ("v=spf1 -all", {"Others": "refused"}),
        ("v=spf1", {"Others": "not judged"}),
        (
            (
                "v=SPF1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:mail.example.com a/24 "
                "include:_spf.example.net -ip4:192.0.2.9 ~all"
            ),
            {
                "Networks": "192.0.2.0/24, 2001:db8::/32",
                "Itself": "its addresses, its mail servers of mail.example.com, its addresses/24",
                "Also who may for": "_spf.example.net",
                "Never": "ip4:192.0.2.9",
                "Others": "taken with suspicion",
            },
        ),
        ("v=spf1 redirect=_spf.example.net", {"As": "_spf.example.net"}),
        ("v=spf1 +all exp=x unknown:y", {"Others": "taken, so that anybody may send"}),
    ],
)
def test_what_spf_means(record: str, meaning: dict[str, str]) -> None:
    assert read_spf(record) == meaning


def test_what_dmarc_means() -> None:
    record = "v=DMARC1;p=Reject ; adkim=s;aspf=r; ruf=mailto:f@example.com; junk; fo=1"
    assert read_dmarc(record) == {
        "Mail that fails": "refused",
        "Signed by": "exactly the same",
        "Sent by": "of the same owner",
        "Failures to": "f@example.com",
    }
