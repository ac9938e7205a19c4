"""Every way in which a vendor fails, through the real client, and that no key is ever told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from backend.models.answers import Answer, FailureKind, Level
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, FeedStore, Fetcher, HttpStatusError
from backend.sources.dialing import TcpDialer
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins import cymru, vendors
from tests.standins.dns_server import DnsStandIn, Zone
from tests.standins.vendors import API_KEY, FAULTS, VendorsStandIn, address_of, hash_of

SOURCES = all_sources()
OUTCOMES = {
    "unauthorized": FailureKind.UNAUTHORIZED,
    "missing": None,
    "rate": FailureKind.RATE_LIMITED,
    "down": FailureKind.RESPONSE_ERROR,
    "slow": FailureKind.TIMEOUT,
    "cut": FailureKind.REQUEST_ERROR,
    "garbage": FailureKind.INVALID_ANSWER,
}
INDICATORS = {
    "virustotal": lambda fault: Indicator(address_of(fault), Kind.IPV4),
    "hashlookup": lambda fault: Indicator(hash_of(fault), Kind.MD5),
}


class Asking:
    """Asks a source at the stand-in."""

    def __init__(self, web: VendorsStandIn, client: HttpClient) -> None:
        self._web = web
        self._client = client

    async def about(
        self, slug: str, indicator: Indicator, key: str = API_KEY, **settings: Any
    ) -> Answer:
        source = SOURCES[slug]
        declared = {s.name: s.default for s in source.settings}
        secrets = {slot.name: key for slot in source.secrets}
        context = Context(
            secrets=secrets,
            settings={**declared, **self._web.settings()[slug], **settings},
            http=self._client.fetcher(seconds=0.5, secrets=secrets.values()),
            dial=TcpDialer(seconds=5),
            feed=cast("FeedStore", None),
            deadline_seconds=5,
        )
        return await source.fetch(indicator, context)


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    client = HttpClient(version="0")
    async with VendorsStandIn() as web:
        yield Asking(web, client)
    await client.close()


def everything_of(error: BaseException | None) -> str:
    """All texts that an error, and whatever led to it, carry along."""
    found = []
    while error is not None:
        found += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return " ".join(found)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("slug", INDICATORS)
async def test_each_fault_is_its_outcome(asking: Asking, slug: str, fault: str) -> None:
    indicator = INDICATORS[slug](fault)
    kind = OUTCOMES[fault]
    if kind is None:
        assert not (await asking.about(slug, indicator)).found
        return
    with pytest.raises(SourceError) as failed:
        await asking.about(slug, indicator)
    assert failed.value.kind is kind
    assert API_KEY not in everything_of(failed.value)
    if fault == "rate":
        assert isinstance(failed.value, HttpStatusError)
        assert failed.value.retry_after_seconds == {"virustotal": 30.0, "hashlookup": 1.0}[slug]


async def test_what_the_stand_in_knows(asking: Asking) -> None:
    bad = Indicator(vendors.BAD_FILE, Kind.SHA256)
    assert (await asking.about("virustotal", bad)).verdict is Level.MALICIOUS
    assert (await asking.about("hashlookup", bad)).verdict is Level.MALICIOUS
    good = Indicator(vendors.GOOD_FILE, Kind.SHA256)
    assert (await asking.about("hashlookup", good)).verdict is Level.BENIGN
    url = Indicator(vendors.BAD_URL, Kind.URL)
    assert (await asking.about("virustotal", url)).verdict is Level.MALICIOUS
    domain = await asking.about("virustotal", Indicator("host.example.com", Kind.DOMAIN))
    assert (domain.verdict, domain.tags) == (Level.UNKNOWN, ("clean_vt",))
    new = Indicator(vendors.NEW_FILE, Kind.SHA256)
    for slug in INDICATORS:
        assert not (await asking.about(slug, new)).found


async def test_virustotal_is_only_ever_looked_up(asking: Asking) -> None:
    await asking.about("virustotal", Indicator("http://new.example.com/", Kind.URL))
    (seen,) = asking._web.seen
    assert seen.method == "GET"
    assert seen.query == {}


@pytest.mark.parametrize("key", ["another-key-that-is-wrong", "umlaut-ü-key", "two\r\nX-Evil: 1"])
async def test_a_key_that_is_wrong_is_not_told(asking: Asking, key: str) -> None:
    with pytest.raises(SourceError) as failed:
        await asking.about("virustotal", Indicator("192.0.2.80", Kind.IPV4), key)
    assert key not in everything_of(failed.value)
    assert "Evil" not in str([seen.headers for seen in asking._web.seen])


@pytest.mark.parametrize("slug", INDICATORS)
@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "no address", "file:///etc", ""])
async def test_a_base_url_that_leads_nowhere(asking: Asking, slug: str, base: str) -> None:
    with pytest.raises(SourceError) as failed:
        await asking.about(slug, INDICATORS[slug]("down"), base_url=base)
    assert failed.value.kind is FailureKind.REQUEST_ERROR
    assert API_KEY not in everything_of(failed.value)


CYMRU_FAULTS = {
    "192.0.2.201": (FailureKind.RESPONSE_ERROR, "SERVFAIL"),
    "192.0.2.202": (FailureKind.RESPONSE_ERROR, "REFUSED"),
    "192.0.2.203": (FailureKind.TIMEOUT, "no answer in time"),
    "192.0.2.204": (FailureKind.TIMEOUT, "no answer in time"),
}


async def ask_cymru(server: DnsStandIn, data: str, kind: Kind, each: int = 1) -> Answer:
    context = Context(
        secrets={},
        settings={"servers": (server.server,), "timeout_seconds": each},
        http=cast("Fetcher", None),
        dial=TcpDialer(seconds=5),
        feed=cast("FeedStore", None),
        deadline_seconds=5,
    )
    async with asyncio.timeout(context.deadline_seconds):
        return await SOURCES["asn-cymru"].fetch(Indicator(data, kind), context)


@pytest.mark.parametrize("address", CYMRU_FAULTS)
async def test_each_fault_of_dns_is_its_outcome(address: str) -> None:
    kind, text = CYMRU_FAULTS[address]
    async with DnsStandIn(Zone(names=cymru.NAMES, failing=cymru.FAILING)) as server:
        with pytest.raises(SourceError) as failed:
            await ask_cymru(server, address, Kind.IPV4)
    assert failed.value.kind is kind
    assert text in failed.value.detail


@pytest.mark.parametrize(
    ("data", "kind"),
    [("192.0.2.80", Kind.IPV4), ("2001:db8::80", Kind.IPV6), ("AS64511", Kind.ASN)],
)
async def test_what_cymru_knows(data: str, kind: Kind) -> None:
    async with DnsStandIn(Zone(names=cymru.NAMES)) as server:
        answer = await ask_cymru(server, data, kind)
        assert all(question.endswith(f".{cymru.ZONE} TXT") for question in server.asked)
    assert answer.verdict is Level.INFORMATIONAL


async def test_both_rounds_of_questions_end_before_the_deadline() -> None:
    failing = {f"as64496.{cymru.ZONE}": "SILENT", f"80.2.0.192.peer.{cymru.ZONE}": "SILENT"}
    async with DnsStandIn(Zone(names=cymru.NAMES, failing=failing)) as server:
        assert (await ask_cymru(server, "192.0.2.80", Kind.IPV4, each=60)).found
