"""What each feed's parser takes and what it refuses, line by line."""

import io
import json
from typing import Any

import pytest

from backend.models.indicators import Kind
from backend.sources import abuseipdb_blacklist, cisa_kev, spamhaus_drop, tor_exits
from backend.sources.contract import FeedFormatError, FeedPart, Row
from tests.standins.feeds import addresses, asn_drop, drop, kev, relays

KEV = cisa_kev.CisaKev.feed[0]
EXITS, RELAYS = tor_exits.TorExits.feed
V4, V6, ASN = spamhaus_drop.SpamhausDrop.feed
(BLACKLIST,) = abuseipdb_blacklist.AbuseIpdbBlacklist.feed
FEEDS = ((KEV,), (EXITS, RELAYS), (V4, V6, ASN), (BLACKLIST,))
PARTS = (KEV, EXITS, RELAYS, V4, V6, ASN, BLACKLIST)

ENTRY = json.loads(kev("CVE-2026-10001"))["vulnerabilities"][0]
CSV_HEADER = (
    "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,"
    "dueDate,knownRansomwareCampaignUse,notes,cwes"
)


def rows(part: FeedPart, content: bytes) -> list[Row]:
    return list(part.parse(io.BytesIO(content)))


def blacklist(*addresses: Any) -> bytes:
    entries = [{"ipAddress": address, "abuseConfidenceScore": 100} for address in addresses]
    return json.dumps({"meta": {}, "data": entries}).encode()


def catalogue(**changed: Any) -> bytes:
    return json.dumps({"vulnerabilities": [{**ENTRY, **changed}]}).encode()


GOOD = {
    "kev json": (KEV, kev("CVE-2026-10001"), ["CVE-2026-10001"]),
    "kev lower case": (KEV, catalogue(cveID="cve-2026-10001"), ["CVE-2026-10001"]),
    "kev unknown field": (KEV, catalogue(later=[1]), ["CVE-2026-10001"]),
    "kev csv": (
        KEV,
        f"{CSV_HEADER}\r\nCVE-2026-1,V,P,N,2026-01-02,S,R,2026-01-03,Known,,\r\n".encode(),
        None,
    ),
    "exits lf": (EXITS, b"192.0.2.1\n192.0.2.2\n", ["192.0.2.1", "192.0.2.2"]),
    "exits crlf": (EXITS, b"192.0.2.1\r\n2001:DB8::0:1\r\n", ["192.0.2.1", "2001:db8::1"]),
    "exits without end": (EXITS, b"192.0.2.1", ["192.0.2.1"]),
    "exits comments": (EXITS, b"# a\n; b\n\n192.0.2.1 # c\n", ["192.0.2.1"]),
    "exits host networks": (
        EXITS,
        b"192.0.2.1/32\n2001:db8::1/128\n",
        ["192.0.2.1", "2001:db8::1"],
    ),
    "exits csv": (EXITS, b"192.0.2.1,2026-01-01\n", ["192.0.2.1"]),
    "exit-addresses": (
        EXITS,
        b"ExitNode " + b"A" * 40 + b"\nPublished 2026-01-02 03:04:05\n"
        b"ExitAddress 192.0.2.1 2026-01-02 03:04:05\nExitAddress 192.0.2.2 x\n",
        ["192.0.2.1", "192.0.2.2"],
    ),
    "relays": (
        RELAYS,
        relays("192.0.2.1:9001", "[2001:db8::1]:9001"),
        ["192.0.2.1", "2001:db8::1"],
    ),
    "drop json": (V4, drop("198.51.100.0/24"), ["198.51.100.0/24"]),
    "drop json without last line": (V4, b'{"cidr":"198.51.100.0/24"}\n', ["198.51.100.0/24"]),
    "drop nulls": (V4, b'{"cidr":"198.51.100.0/24","sblid":null}\n', ["198.51.100.0/24"]),
    "drop text": (V4, b"; head\n198.51.100.0/24 ; SBL1\r\n", ["198.51.100.0/24"]),
    "drop host bits": (V4, b"198.51.100.7/24\n", ["198.51.100.0/24"]),
    "drop v6": (V6, drop("2001:DB8:0::/48"), ["2001:db8::/48"]),
    "asn json": (ASN, asn_drop(64496), ["AS64496"]),
    "blacklist json": (
        BLACKLIST,
        blacklist("192.0.2.1", "2001:DB8::1"),
        ["192.0.2.1", "2001:db8::1"],
    ),
    "blacklist text": (BLACKLIST, b"192.0.2.1\r\n2001:DB8::1", ["192.0.2.1", "2001:db8::1"]),
    "asn text": (ASN, b"; head\nAS64496 ; ZZ | EXAMPLE\nas64511\n", ["AS64496", "AS64511"]),
}


@pytest.mark.parametrize(("part", "content", "values"), GOOD.values(), ids=GOOD.keys())
def test_good_files(part: FeedPart, content: bytes, values: list[str] | None) -> None:
    (feed,) = (parts for parts in FEEDS if part in parts)
    assert [p.name for p in feed if p.sniff(content)] == [part.name], "no other part claims it"
    if values is not None:
        assert [row.value for row in rows(part, content)] == values


BAD = {
    "kev cut off": (KEV, kev("CVE-2026-10001")[:-20], "truncated"),
    "kev number as cve": (KEV, catalogue(cveID=7), "cveID"),
    "kev list as name": (KEV, catalogue(product=["x"]), "product"),
    "kev bad cve": (KEV, catalogue(cveID="CVE-20x6-1"), "expected a CVE"),
    "kev bad date": (KEV, catalogue(dateAdded="03.02.2026"), "dateAdded"),
    "kev null entries": (KEV, b'{"vulnerabilities": null, "cveID": 1}', "vulnerabilities"),
    "kev deep": (KEV, b'{"cveID":' + b"[" * 100_000, "cisa"),
    "kev lone surrogate": (
        KEV,
        kev("CVE-2026-10001").replace(b"Example Vendor", b"\\ud800"),
        "cisa",
    ),
    "kev not utf-8": (KEV, kev("CVE-2026-10001").replace(b"Vendor", b"\xff\xfe"), "cisa"),
    "kev csv short line": (KEV, f"{CSV_HEADER}\nCVE-2026-10001,V\n".encode(), "line 2"),
    "kev csv long line": (KEV, f"{CSV_HEADER}\n{','.join('x' * 12)}\n".encode(), "line 2"),
    "kev csv open quote": (KEV, f'{CSV_HEADER}\n"CVE-2026-10001,V\n'.encode(), "line"),
    "exits html within": (EXITS, b"192.0.2.1\n<html>\n", "line 2"),
    "exits cut off": (EXITS, b"192.0.2.1\n192.0.2", "line 2"),
    "exits nul": (EXITS, b"192.0.2.1\n192.0.2.2\0\n", "line 2"),
    "exits not utf-8": (EXITS, b"192.0.2.1\n\xff\xff\n", "line 2"),
    "exits huge line": (EXITS, b"192.0.2.1\n" + b"1" * 10_000_000, "line 2 is longer"),
    "exits network": (EXITS, b"192.0.2.1\n192.0.2.0/24\n", "line 2"),
    "exits zone": (EXITS, b"192.0.2.1\nfe80::1%eth0\n", "line 2"),
    "exit-addresses without address": (EXITS, b"ExitNode x\nExitAddress x\n", "line 2"),
    "relays wrong type": (RELAYS, b'{"relays": {"or_addresses": 1}}', "relays"),
    "relays no address": (RELAYS, relays("example.com:9001"), "relays[0]"),
    "relays cut off": (RELAYS, relays("192.0.2.1:1")[:-9], "truncated"),
    "drop v6 within v4": (V4, b"198.51.100.0/24\n2001:db8::/48\n", "line 2"),
    "drop everything": (V4, drop("0.0.0.0/0"), "wider than any"),
    "drop half of v6": (V6, drop("8000::/1"), "wider than any"),
    "drop cut off": (V4, drop("198.51.100.0/24", "203.0.113.0/24")[:70], "line 2"),
    "drop number as network": (V4, b'{"cidr":"198.51.100.0/24"}\n{"cidr":7}\n', "line 2"),
    "drop bare address": (V4, b"198.51.100.0/24\n198.51.100.1\n", "line 2"),
    "blacklist number as address": (BLACKLIST, blacklist("192.0.2.1", 7), "data[1]"),
    "blacklist network": (BLACKLIST, blacklist("192.0.2.0/24"), "data[0]: expected an address"),
    "blacklist cut off": (BLACKLIST, blacklist("192.0.2.1")[:-5], "truncated"),
    "blacklist text with html": (BLACKLIST, b"192.0.2.1\n<html>\n", "line 2"),
    "asn too large": (ASN, b'{"asn":4294967296}\n', "line 1"),
    "asn negative": (ASN, b'{"asn":-1}\n', "line 1"),
    "asn text": (ASN, b"AS64496 ; ZZ | A\nASx ; y\n", "line 2"),
}


@pytest.mark.parametrize(("part", "content", "word"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_with_the_place(part: FeedPart, content: bytes, word: str) -> None:
    with pytest.raises(FeedFormatError) as refused:
        rows(part, content)
    message = str(refused.value)
    assert word.casefold() in message.casefold()
    assert len(message) < 600
    assert message.isprintable()


NOTHING_OF_OURS = {
    "html": b"<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n",
    "json error": b'{"error": "rate limited"}\n',
    "json array": b"[1, 2, 3]\n",
    "words": b"Access denied\n",
    "domains": b"example.com\nexample.net\n",
    "binary": bytes(range(256)) * 10,
    "only comments": b"# a\n; b\n",
    "only last line": b'{"type":"metadata","timestamp":1}\n',
    "one huge line": b"x" * 65536,
    "deep json": b"{" * 65536,
}


@pytest.mark.parametrize("content", NOTHING_OF_OURS.values(), ids=NOTHING_OF_OURS.keys())
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_foreign_files_are_claimed_by_no_part(part: FeedPart, content: bytes) -> None:
    assert not part.sniff(content)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_beginning_that_ends_within_a_line_is_recognised(part: FeedPart) -> None:
    whole = {
        "catalogue": kev(*(f"CVE-2026-{n}" for n in range(10000, 10400))),
        "exits": addresses(*(f"192.0.2.{n % 256}" for n in range(9000))),
        "relays": relays(*(f"192.0.2.{n % 256}:9001" for n in range(9000))),
        "v4": drop(*(f"10.{n >> 8}.{n & 255}.0/24" for n in range(2000))),
        "v6": drop(*(f"2001:db8:{n:x}::/48" for n in range(2000))),
        "asn": asn_drop(*range(64496, 66000)),
        "blacklist": blacklist(*(f"192.0.2.{n % 256}" for n in range(2000))),
    }[part.name]
    assert len(whole) > 65536
    assert part.sniff(whole[:65536])


def test_drop_keeps_date_and_copyright_with_each_row() -> None:
    (row,) = rows(V4, drop("198.51.100.0/24"))
    assert row.kind is Kind.CIDR
    assert row.data["copyright"] == "(c) 2026 Example"
    assert row.data["listTimestamp"] == 1767225600
    (row,) = rows(
        V4, b"; Spamhaus DROP List 2026/01/02 - (c) 2026 The Spamhaus Project\n192.0.2.0/24\n"
    )
    assert row.data["copyright"] == "(c) 2026 The Spamhaus Project"
    assert row.data["listDate"] == "2026-01-02"
