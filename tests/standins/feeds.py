"""Our own little feeds, and the web server that offers them as their publishers do."""

import json
import time

from tests.standins.web import Canned, WebStandIn
from tests.support.mmdb import mmdb

KEV_PATH = "/kev.json"
TOR_EXITS_PATH = "/torbulkexitlist"
TOR_RELAYS_PATH = "/details"
DROP_V4_PATH = "/drop_v4.json"
DROP_V6_PATH = "/drop_v6.json"
DROP_ASN_PATH = "/asndrop.json"
CITY_PATH = "/city.mmdb"
ASN_PATH = "/asn.mmdb"


def kev(*cves: str, ransomware: str = "Unknown") -> bytes:
    """A catalogue of these vulnerabilities."""
    entries = [
        {
            "cveID": cve,
            "vendorProject": "Example Vendor",
            "product": "Example Product",
            "vulnerabilityName": "Example Product Memory Corruption",
            "dateAdded": "2026-02-03",
            "shortDescription": "Example Product reads past the end of a buffer.",
            "requiredAction": "Apply the vendor's update.",
            "dueDate": "2026-02-24",
            "knownRansomwareCampaignUse": ransomware,
            "notes": "https://vendor.example/advisory-1 ; https://nvd.nist.gov/vuln/detail/" + cve,
            "cwes": ["CWE-125"],
        }
        for cve in cves
    ]
    return json.dumps(
        {
            "title": "Catalogue",
            "catalogVersion": "2026.02.03",
            "dateReleased": "2026-02-03T12:00:00.0000Z",
            "count": len(entries),
            "vulnerabilities": entries,
        }
    ).encode()


def drop(*networks: str) -> bytes:
    """A list of networks as JSON lines, with its last line."""
    lines: list[dict[str, object]] = [
        {"cidr": network, "sblid": f"SBL{number}", "rir": "example"}
        for number, network in enumerate(networks, 1000)
    ]
    return _lines([*lines, _metadata(len(lines))])


def asn_drop(*numbers: int) -> bytes:
    """A list of autonomous systems as JSON lines, with its last line."""
    lines: list[dict[str, object]] = [
        {"asn": n, "rir": "example", "domain": "as.example", "cc": "ZZ", "asname": f"EXAMPLE-{n}"}
        for n in numbers
    ]
    return _lines([*lines, _metadata(len(lines))])


def _metadata(records: int) -> dict[str, object]:
    return {
        "type": "metadata",
        "timestamp": 1767225600,
        "size": 100,
        "records": records,
        "copyright": "(c) 2026 Example",
        "terms": "https://drop.example/terms/",
    }


def _lines(lines: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def addresses(*values: str) -> bytes:
    """One address a line."""
    return "".join(value + "\n" for value in values).encode()


def relays(*or_addresses: str) -> bytes:
    """Onionoo's details of one relay."""
    relay = {
        "nickname": "example",
        "fingerprint": "A" * 40,
        "last_seen": "2026-01-02 03:00:00",
        "or_addresses": list(or_addresses),
    }
    return json.dumps({"version": "8.0", "relays": [relay], "bridges": []}).encode()


def city(name: str = "Exampleton", *, built_at: int | None = None) -> bytes:
    """A database of places, built now unless told otherwise."""
    record = {
        "city": {"names": {"en": name}},
        "country": {"iso_code": "ZZ", "names": {"en": "Exampleland"}},
    }
    networks = {"192.0.2.0/24": record, "2001:db8::/32": record}
    return mmdb(networks, database_type="GeoLite2-City", built_at=built_at or int(time.time()))


def asn(number: int = 64496, *, built_at: int | None = None) -> bytes:
    """A database of autonomous systems, built now unless told otherwise."""
    record = {
        "autonomous_system_number": number,
        "autonomous_system_organization": "Example One",
    }
    networks = {"192.0.2.0/24": record, "2001:db8::/32": record}
    return mmdb(networks, database_type="GeoLite2-ASN", built_at=built_at or int(time.time()))


CONTENTS = {
    KEV_PATH: kev("CVE-2026-10001", "CVE-2026-10002"),
    TOR_EXITS_PATH: addresses("192.0.2.10", "192.0.2.11"),
    TOR_RELAYS_PATH: relays("192.0.2.10:9001", "[2001:db8::10]:9001"),
    DROP_V4_PATH: drop("198.51.100.0/24", "203.0.113.0/25"),
    DROP_V6_PATH: drop("2001:db8:bad::/48"),
    DROP_ASN_PATH: asn_drop(64496, 64511),
    CITY_PATH: city(),
    ASN_PATH: asn(),
}


class FeedsStandIn(WebStandIn):
    """The publishers' server."""

    def __init__(self) -> None:
        super().__init__()
        for path, content in CONTENTS.items():
            self.offer(path, content)

    def offer(self, path: str, content: bytes) -> None:
        """Offer this file from now on, with validators for conditional requests."""
        self.put(path, Canned(body=content, validators=True))

    def settings(self) -> dict[str, dict[str, str]]:
        """The settings of each feed, by slug, that lead here."""
        paths = {
            "cisa-kev": {"catalogue_url": KEV_PATH},
            "tor-exits": {"exits_url": TOR_EXITS_PATH, "relays_url": TOR_RELAYS_PATH},
            "spamhaus-drop": {
                "v4_url": DROP_V4_PATH,
                "v6_url": DROP_V6_PATH,
                "asn_url": DROP_ASN_PATH,
            },
            "mmdb": {"city_url": CITY_PATH, "asn_url": ASN_PATH},
        }
        return {
            slug: {name: self.url + path for name, path in of_slug.items()}
            for slug, of_slug in paths.items()
        }
