"""WHOIS goes from server to server, through real connections; a proxy stands for the names."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from backend.models.answers import Answer
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context
from backend.sources.dialing import TcpDialer
from backend.sources.outbound import Outbound
from backend.sources.whois import Whois
from backend.sources.whois_text import names_nothing, read_record, referral, time_of_text
from runners.egress.config import OutboundConfig
from tests.standins.proxy import SocksProxyStandIn
from tests.standins.tcp import TcpStandIn

ROOT = "domain: COM\nwhois: whois.verisign-grs.com\nrefer: whois.verisign-grs.com\n"
REGISTRY = (
    "   Domain Name: EXAMPLE.COM\r\n   Registrar WHOIS Server: whois.registrar.example.com\r\n"
    "   Creation Date: 1999-01-02T00:00:00Z\r\n   Registrar: Example Registrar\r\n"
)
REGISTRAR = "Domain Name: example.com\nRegistrar Abuse Contact Email: abuse@registrar.example\n"


async def asked(
    servers: dict[str, dict[str, str | bytes | None]], seconds: float = 5, **settings: Any
) -> tuple[Answer, list[str]]:
    """The answer, and whom the source asked for it."""
    async with AsyncExitStack() as stack:
        hosts = {
            name: (await stack.enter_async_context(TcpStandIn(answers))).place
            for name, answers in servers.items()
        }
        proxy = await stack.enter_async_context(SocksProxyStandIn(hosts))
        outbound = Outbound(OutboundConfig(proxy=proxy.url()))
        context = Context(
            secrets={},
            settings={s.name: s.default for s in Whois.settings} | settings,
            http=None,  # type: ignore[arg-type]
            dial=TcpDialer(seconds=seconds, outbound=outbound),
            feed=None,  # type: ignore[arg-type]
            deadline_seconds=10,
        )
        answer = await Whois().fetch(Indicator("www.example.com", Kind.DOMAIN), context)
        return answer, [place.removesuffix(":43") for place in proxy.asked]


WAY = {
    "whois.iana.org": {"example.com": ROOT},
    "whois.verisign-grs.com": {"domain example.com": REGISTRY},
    "whois.registrar.example.com": {"example.com": REGISTRAR},
}


async def test_from_the_root_to_the_registrar() -> None:
    answer, places = await asked(WAY)
    assert places == list(WAY)
    assert answer.raw["registrar"] == "Example Registrar"
    assert answer.raw["abuse"] == "abuse@registrar.example"
    assert answer.first_seen is not None


async def test_the_registrar_is_left_alone_where_somebody_wants_that() -> None:
    answer, places = await asked(WAY, follow=False)
    assert places == list(WAY)[:2]
    assert answer.found


@pytest.mark.parametrize("server", [{"example.com": None}, {"example.com": "limit exceeded\n"}])
async def test_a_registrar_that_fails_costs_nothing(server: dict[str, str | bytes | None]) -> None:
    answer, places = await asked({**WAY, "whois.registrar.example.com": server}, seconds=1)
    assert len(places) == 3
    assert answer.raw["registrar"] == "Example Registrar"


async def test_a_registry_that_knows_nothing() -> None:
    nothing = {"domain example.com": 'No match for domain "EXAMPLE.COM".\r\n'}
    answer, places = await asked({**WAY, "whois.verisign-grs.com": nothing})
    assert not answer.found
    assert len(places) == 2


@pytest.mark.parametrize(
    ("named", "followed"),
    [
        ("whois.example.com", True),
        ("whois://whois.example.com:43/", True),
        ("rwhois://rwhois.example.com:4321", False),
        ("127.0.0.1", False),
        ("192.0.2.1:43", False),
        ("[2001:db8::1]", False),
        ("localhost", False),
        ("https://example.com/whois", False),
        ("a b", False),
        ("", False),
    ],
)
def test_only_public_names_are_followed(named: str, followed: bool) -> None:
    assert (referral(read_record(f"refer: {named}\n")) is not None) is followed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2001-05-02", "2001-05-02"),
        ("2001-05-02T03:04:05.678Z", "2001-05-02"),
        ("2001-05-02 03:04:05 (UTC)", "2001-05-02"),
        ("2001.05.02 03:04:05", "2001-05-02"),
        ("02-May-2001", "2001-05-02"),
        ("02.05.2001", "2001-05-02"),
        ("soon", None),
        ("", None),
    ],
)
def test_times_as_registries_write_them(text: str, day: str | None) -> None:
    time = time_of_text(text)
    assert (time.date().isoformat() if time else None) == day


@pytest.mark.parametrize(
    "text",
    [
        "NOT FOUND",
        "%% No entries found in the AFNIC Database.",
        "Domain not found.",
        "The queried object does not exist: no matching objects found",
        "example.com is free",
        "Status: AVAILABLE",
        "No Data Found",
    ],
)
def test_ways_to_say_that_nothing_is_known(text: str) -> None:
    assert names_nothing(f"% terms of use\n\n{text}\n")
