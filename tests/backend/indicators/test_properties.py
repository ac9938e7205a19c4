"""What holds for every value, tried on many."""

import ipaddress
import string
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.indicators.defang import defang
from backend.indicators.detection import detect
from backend.indicators.parsing import parse
from backend.indicators.refang import refang
from backend.indicators.special import special, stays_inside
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind

HEX = "0123456789abcdef"
BASE64 = string.ascii_letters + string.digits + "+/"

PIECES = [
    *("http://", "hxxp", "https", "ftp", "://", "[:]//", "mailto:", "@", "[at]", "(at)", "/", "\\"),
    *(".", "[.]", "(.)", "{.}", "[dot]", " dot ", "\\.", "。", "．", "[", "]", "(", ")", "<", ">"),
    *(":", "::", "[:]", "%", "%2e", "%2E%2e", "..", "?", "#", '"', "'", "{", "}", "xn--", "-", "_"),
    *("192.0.2.1", "192", "0x7f", "2001:db8", "example", "com", "a", "AS", "CVE-", "2024", "T1"),
    *(
        "３",
        "①",
        "é",
        "ß",
        "İ",
        "ſ",
        "\u0435",
        "☃",
        "\u200d",
        "\u00ad",
        "\u202e",
        "\u0301",
        "\u0000",
    ),
    *("\ud800", "\n", "\t", " ", "\u00a0", "\u2028", ",", ";", "|", "🦊", "3:", "/24", ":8080"),
]
noise = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=40),  # with lone surrogates
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=10).map("".join),
)

ipv4 = st.ip_addresses(v=4).map(str)
ipv6 = st.ip_addresses(v=6).map(str)
label = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?", fullmatch=True).filter(
    lambda text: not text.startswith("xn--")
)
letters = st.from_regex(r"[a-z]{2,10}", fullmatch=True)
domain = st.builds(
    lambda labels, top: ".".join([*labels, top]), st.lists(label, min_size=1, max_size=4), letters
)
local = st.from_regex(r"[A-Za-z0-9!#$%&'*+=?^_`{|}~-]{1,20}(\.[A-Za-z0-9{}]{1,9})?", fullmatch=True)
tail = st.text(string.printable.strip() + "éａ。", max_size=30).map(lambda text: f"/{text}")
scheme = st.sampled_from(["http", "https", "ftp", "ws", "ssh", "tcp", "a+b.c"])
host = st.one_of(domain, ipv4, ipv6.map(lambda text: f"[{text}]"))
url = st.builds(lambda s, h, t: f"{s}://{h}{t}", scheme, host, tail)


def cidr(address: str, bits: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


VALUES: dict[Kind, st.SearchStrategy[str]] = {
    Kind.IPV4: ipv4,
    Kind.IPV6: ipv6,
    Kind.DOMAIN: domain,
    Kind.EMAIL: st.builds(lambda user, name: f"{user}@{name}", local, domain),
    Kind.URL: url,
    Kind.MD5: st.text(HEX, min_size=32, max_size=32),
    Kind.SHA1: st.text(HEX, min_size=40, max_size=40),
    Kind.SHA256: st.text(HEX, min_size=64, max_size=64),
    Kind.SHA512: st.text(HEX, min_size=128, max_size=128),
    Kind.TLSH: st.text(HEX, min_size=70, max_size=70).map(lambda text: f"T1{text}"),
    Kind.SSDEEP: st.builds(
        lambda power, one, two: f"{3 << power}:{one}:{two}",
        st.integers(0, 30),
        st.text(BASE64, min_size=8, max_size=64),
        st.text(BASE64, min_size=1, max_size=64),
    ),
    Kind.CIDR: st.one_of(
        st.builds(cidr, ipv4, st.integers(0, 32)), st.builds(cidr, ipv6, st.integers(0, 128))
    ),
    Kind.ASN: st.integers(0, 2**32 - 1).map(lambda number: f"AS{number}"),
    Kind.CVE: st.builds(
        lambda year, number: f"CVE-{year}-{number:04d}",
        st.integers(1999, 2099),
        st.integers(0, 10**9),
    ),
}


def check_sentence(detail: str) -> None:
    assert detail.isprintable()
    assert detail.endswith(".")
    assert len(detail) < 320


def parsed(text: str, kind: Kind) -> Indicator | None:
    try:
        return parse(text, kind)
    except InvalidInputError as error:
        check_sentence(error.detail)
        return None


@given(noise, st.sampled_from(Kind))
@settings(max_examples=1500, deadline=None)
@example("\ud800", Kind.EMAIL)
@example("http://a\ud800@example.com/", Kind.URL)
@example("[" * 200, Kind.URL)
def test_any_text_is_parsed_or_refused_and_its_form_stays(text: str, kind: Kind) -> None:
    indicator = parsed(text, kind)
    if indicator is not None:
        assert parse(indicator.data, kind) == indicator
        assert isinstance(stays_inside(indicator), bool)
        assert indicator.data.isprintable()


@given(noise)
@settings(max_examples=1500, deadline=None)
def test_any_text_is_detected_or_refused(text: str) -> None:
    try:
        detection = detect(text)
    except InvalidInputError as error:
        check_sentence(error.detail)
        return
    indicator = detection.indicator
    assert parse(indicator.data, indicator.kind) == indicator
    special(indicator)


@pytest.mark.parametrize("kind", Kind)
def test_values_survive_canonical_form_detection_and_defang(kind: Kind) -> None:
    @given(VALUES[kind])
    @settings(max_examples=150, deadline=None)
    def holds(text: str) -> None:
        indicator = parse(text, kind)
        assert parse(indicator.data, kind) == indicator
        assert detect(indicator.data).indicator == indicator
        assert detect(defang(indicator)).indicator == indicator
        assert refang(indicator.data, kind) == refang(indicator.data) == indicator.data
        assert refang(defang(indicator)) == indicator.data

    holds()


@given(st.ip_addresses(v=4))
def test_carried_addresses_are_judged_as_what_they_carry(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    plain = Indicator(str(address), Kind.IPV4)
    carriers = (
        Indicator(f"::ffff:{address}", Kind.IPV6),
        Indicator(str(ipaddress.IPv6Address((0x64FF9B << 96) | number)), Kind.IPV6),
        Indicator(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)), Kind.IPV6),
        Indicator(f"http://[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]/", Kind.URL),
    )
    for carrier in carriers:
        assert special(carrier) is special(plain)
        assert stays_inside(carrier) == stays_inside(plain)


@given(ipv4, st.integers(0, 32))
def test_network_stays_inside_when_an_address_of_it_does(address: str, bits: int) -> None:
    if stays_inside(Indicator(address, Kind.IPV4)):
        assert stays_inside(Indicator(cidr(address, bits), Kind.CIDR))


@pytest.mark.parametrize("piece", PIECES)
def test_ten_kilobytes_of_anything_are_quick(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    started = time.perf_counter()
    for value in (
        text,
        f"a.b{text}",
        f"http://{text}",
        f"http://example.com/{text}",
        f"a@{text}",
        f"{text}@a",
    ):
        for kind in (Kind.DOMAIN, Kind.URL, Kind.EMAIL, Kind.IPV6, Kind.SSDEEP):
            parsed(value, kind)  # what is refused goes through detection too
    # Each takes a few milliseconds at most; a quadratic one takes seconds.
    assert time.perf_counter() - started < 2
