"""What is special, and what never leaves."""

import pytest

from backend.indicators.parsing import parse
from backend.indicators.special import Special, special, stays_inside
from backend.models.indicators import Indicator, Kind

INSIDE = [
    (Kind.IPV4, "0.0.0.0", Special.UNSPECIFIED),
    (Kind.IPV4, "10.0.0.0", Special.PRIVATE),
    (Kind.IPV4, "10.255.255.255", Special.PRIVATE),
    (Kind.IPV4, "100.64.0.1", Special.SHARED),
    (Kind.IPV4, "100.127.255.255", Special.SHARED),
    (Kind.IPV4, "127.0.0.1", Special.LOOPBACK),
    (Kind.IPV4, "169.254.169.254", Special.LINK_LOCAL),
    (Kind.IPV4, "172.16.0.0", Special.PRIVATE),
    (Kind.IPV4, "172.31.255.255", Special.PRIVATE),
    (Kind.IPV4, "192.0.0.8", Special.RESERVED),
    (Kind.IPV4, "192.168.1.1", Special.PRIVATE),
    (Kind.IPV4, "198.19.255.255", Special.BENCHMARKING),
    (Kind.IPV4, "224.0.0.251", Special.MULTICAST),
    (Kind.IPV4, "239.255.255.250", Special.MULTICAST),
    (Kind.IPV4, "240.0.0.1", Special.RESERVED),
    (Kind.IPV4, "255.255.255.255", Special.BROADCAST),
    (Kind.IPV6, "::", Special.UNSPECIFIED),
    (Kind.IPV6, "::1", Special.LOOPBACK),
    (Kind.IPV6, "::2", Special.RESERVED),
    (Kind.IPV6, "::ffff:10.0.0.1", Special.PRIVATE),
    (Kind.IPV6, "::ffff:0:10.0.0.1", Special.PRIVATE),
    (Kind.IPV6, "64:ff9b::192.168.0.1", Special.PRIVATE),
    (Kind.IPV6, "64:ff9b:1::1", Special.PRIVATE),
    (Kind.IPV6, "100::1", Special.RESERVED),
    (Kind.IPV6, "2002:0a00:0001::1", Special.PRIVATE),
    (Kind.IPV6, "2002:7f00:0001::", Special.LOOPBACK),
    (Kind.IPV6, "2001:0:1:2:3:4:f5ff:fffe", Special.PRIVATE),  # Teredo of 10.0.0.1
    (Kind.IPV6, "fd00::1", Special.PRIVATE),
    (Kind.IPV6, "fc00::1", Special.PRIVATE),
    (Kind.IPV6, "fe80::1", Special.LINK_LOCAL),
    (Kind.IPV6, "febf::1", Special.LINK_LOCAL),
    (Kind.IPV6, "fec0::1", Special.PRIVATE),
    (Kind.IPV6, "ff02::fb", Special.MULTICAST),
    (Kind.IPV6, "4000::1", Special.RESERVED),
    (Kind.CIDR, "10.1.0.0/16", Special.PRIVATE),
    (Kind.CIDR, "8.0.0.0/6", Special.PRIVATE),
    (Kind.CIDR, "0.0.0.0/0", Special.UNSPECIFIED),
    (Kind.CIDR, "fd00::/8", Special.PRIVATE),
    (Kind.CIDR, "2002:a00::/24", Special.PRIVATE),
    (Kind.CIDR, "::ffff:192.168.0.0/112", Special.PRIVATE),
    (Kind.CIDR, "::/0", Special.UNSPECIFIED),
    (Kind.DOMAIN, "printer.local", Special.LOCAL_NAME),
    (Kind.DOMAIN, "a.b.internal", Special.LOCAL_NAME),
    (Kind.DOMAIN, "nas.lan", Special.LOCAL_NAME),
    (Kind.DOMAIN, "home.arpa", Special.LOCAL_NAME),
    (Kind.DOMAIN, "nas.home.arpa", Special.LOCAL_NAME),
    (Kind.DOMAIN, "a.localhost", Special.LOCAL_NAME),
    (Kind.DOMAIN, "PC.Corp.", Special.LOCAL_NAME),
    (Kind.DOMAIN, "1.0.0.10.in-addr.arpa", Special.PRIVATE),
    (Kind.DOMAIN, "168.192.in-addr.arpa", Special.PRIVATE),
    (Kind.DOMAIN, "1.0.0.0.d.f.ip6.arpa", Special.PRIVATE),
    (Kind.URL, "http://localhost:8080/x", Special.LOCAL_NAME),
    (Kind.URL, "http://intranet/", Special.LOCAL_NAME),
    (Kind.URL, "http://user:pw@10.0.0.1/", Special.PRIVATE),
    (Kind.URL, "http://example.com@10.0.0.1/", Special.PRIVATE),
    (Kind.URL, "http://[::1]:8080/", Special.LOOPBACK),
    (Kind.URL, "http://[::ffff:10.0.0.1]/", Special.PRIVATE),
    (Kind.URL, "http://2130706433/", Special.LOOPBACK),
    (Kind.URL, "http://0x7f.1/", Special.LOOPBACK),
    (Kind.URL, "http://127。0。0。1/", Special.LOOPBACK),
    (Kind.URL, "ssh://nas.local", Special.LOCAL_NAME),
    (Kind.EMAIL, "root@mail.corp", Special.LOCAL_NAME),
    (Kind.ASN, "AS64512", Special.PRIVATE),
    (Kind.ASN, "AS4200000000", Special.PRIVATE),
    (Kind.ASN, "AS65535", Special.RESERVED),
    (Kind.ASN, "AS65552", Special.RESERVED),
    (Kind.ASN, "AS131071", Special.RESERVED),
    (Kind.IPV6, "2001:1::4", Special.RESERVED),
    (Kind.IPV6, "2001:1ff::1", Special.RESERVED),
    (Kind.IPV6, "2001:20::1", Special.RESERVED),
    (Kind.IPV6, "100:0:0:1::1", Special.RESERVED),
    (Kind.IPV6, "5f00::1", Special.RESERVED),
    (Kind.DOMAIN, "_dns.resolver.arpa", Special.LOCAL_NAME),
    (Kind.DOMAIN, "default.service.arpa", Special.LOCAL_NAME),
]

ASKED = [
    (Kind.IPV4, "192.0.2.1", Special.DOCUMENTATION),
    (Kind.IPV4, "198.51.100.1", Special.DOCUMENTATION),
    (Kind.IPV4, "203.0.113.1", Special.DOCUMENTATION),
    (Kind.IPV4, "233.252.0.1", Special.DOCUMENTATION),
    (Kind.IPV4, "224.0.1.1", Special.MULTICAST),
    (Kind.IPV4, "9.255.255.255", None),
    (Kind.IPV4, "11.0.0.0", None),
    (Kind.IPV4, "100.63.255.255", None),
    (Kind.IPV4, "100.128.0.0", None),
    (Kind.IPV4, "172.15.255.255", None),
    (Kind.IPV4, "172.32.0.0", None),
    (Kind.IPV4, "192.169.0.0", None),
    (Kind.IPV4, "223.255.255.255", None),
    (Kind.IPV6, "2001:db8::1", Special.DOCUMENTATION),
    (Kind.IPV6, "3fff:fff::1", Special.DOCUMENTATION),
    (Kind.IPV6, "::ffff:192.0.2.1", Special.DOCUMENTATION),
    (Kind.IPV6, "64:ff9b::192.0.2.1", Special.DOCUMENTATION),
    (Kind.IPV6, "::ffff:9.9.9.9", None),
    (Kind.IPV6, "64:ff9b::9.9.9.9", None),
    (Kind.IPV6, "2002:909:909::1", None),
    (Kind.IPV6, "2000::1", None),
    (Kind.IPV6, "3ffe:ffff::1", None),
    (Kind.IPV6, "2600::1", None),
    (Kind.IPV6, "ff0e::1", Special.MULTICAST),
    (Kind.IPV6, "ff1e::1", Special.MULTICAST),
    (Kind.CIDR, "192.0.2.0/24", Special.DOCUMENTATION),
    (Kind.CIDR, "192.0.2.0/23", None),
    (Kind.CIDR, "9.0.0.0/8", None),
    (Kind.CIDR, "2600::/12", None),
    (Kind.DOMAIN, "example.com", Special.EXAMPLE_NAME),
    (Kind.DOMAIN, "www.example.org", Special.EXAMPLE_NAME),
    (Kind.DOMAIN, "a.test", Special.EXAMPLE_NAME),
    (Kind.DOMAIN, "a.example", Special.EXAMPLE_NAME),
    (Kind.DOMAIN, "a.invalid", Special.EXAMPLE_NAME),
    (Kind.DOMAIN, "notexample.com", None),
    (Kind.DOMAIN, "local.notexample.com", None),
    (Kind.DOMAIN, "notlocal.co", None),
    (Kind.DOMAIN, "1.2.0.192.in-addr.arpa", Special.DOCUMENTATION),
    (Kind.DOMAIN, "1.1.9.9.in-addr.arpa", None),
    (Kind.DOMAIN, "x.in-addr.arpa", None),
    (Kind.DOMAIN, "in-addr.arpa", None),
    (Kind.DOMAIN, "8.b.d.0.1.0.0.2.ip6.arpa", Special.DOCUMENTATION),
    (Kind.URL, "http://192.0.2.1/", Special.DOCUMENTATION),
    (Kind.URL, "http://10.0.0.1@notexample.com/", None),
    (Kind.URL, "http://notexample.com/@10.0.0.1", None),
    (Kind.URL, "http://notexample.com/?http://localhost/", None),
    (Kind.EMAIL, "user@example.com", Special.EXAMPLE_NAME),
    (Kind.EMAIL, "user.local@notexample.com", None),
    (Kind.ASN, "AS64496", Special.DOCUMENTATION),
    (Kind.ASN, "AS65551", Special.DOCUMENTATION),
    (Kind.ASN, "AS131072", None),
    (Kind.ASN, "AS112", Special.SPECIAL_USE),
    (Kind.ASN, "AS23456", Special.SPECIAL_USE),
    (Kind.IPV4, "192.0.0.9", Special.SPECIAL_USE),
    (Kind.IPV4, "192.31.196.1", Special.SPECIAL_USE),
    (Kind.IPV4, "192.52.193.1", Special.SPECIAL_USE),
    (Kind.IPV4, "192.88.99.1", Special.SPECIAL_USE),
    (Kind.IPV4, "192.175.48.6", Special.SPECIAL_USE),
    (Kind.IPV6, "2001:1::1", Special.SPECIAL_USE),
    (Kind.IPV6, "2001:3::1", Special.SPECIAL_USE),
    (Kind.IPV6, "2001:4:112::1", Special.SPECIAL_USE),
    (Kind.IPV6, "2001:30::1", Special.SPECIAL_USE),
    (Kind.IPV6, "2620:4f:8000::1", Special.SPECIAL_USE),
    (Kind.IPV6, "2001:200::1", None),
    (Kind.DOMAIN, "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion", Special.ONION),
    (Kind.URL, "http://example.onion/", Special.ONION),
    (Kind.DOMAIN, "a.alt", Special.SPECIAL_USE),
    (Kind.DOMAIN, "ipv4only.arpa", Special.SPECIAL_USE),
    (Kind.ASN, "AS1", None),
    (Kind.MD5, "0" * 32, None),
    (Kind.CVE, "CVE-2024-1234", None),
]


@pytest.mark.parametrize(("kind", "text", "expected"), INSIDE)
def test_stays_inside(kind: Kind, text: str, expected: Special) -> None:
    indicator = parse(text, kind)
    assert stays_inside(indicator)
    assert special(indicator) is expected


@pytest.mark.parametrize(("kind", "text", "expected"), ASKED)
def test_is_asked_like_others(kind: Kind, text: str, expected: Special | None) -> None:
    indicator = parse(text, kind)
    assert not stays_inside(indicator)
    assert special(indicator) is expected


@pytest.mark.parametrize(
    "kind", [Kind.IPV4, Kind.IPV6, Kind.CIDR, Kind.URL, Kind.ASN, Kind.DOMAIN, Kind.EMAIL]
)
def test_what_is_not_canonical_does_not_leave(kind: Kind) -> None:
    assert stays_inside(Indicator("unreadable", kind))
