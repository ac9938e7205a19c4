"""Vendors' APIs as they answer and as they fail: VirusTotal and CIRCL hashlookup.

What is known has values for documentation; each fault has an indicator of its own, so that whoever
asks about it meets the fault.
"""

import base64
import json
from typing import Any

from tests.standins.web import Canned, WebStandIn

VIRUSTOTAL, HASHLOOKUP = "/virustotal/api/v3", "/hashlookup"
API_KEY = "stand-in-key-of-virustotal-0123456789abcdef"
"""The one key that the stand-in of VirusTotal takes."""

BAD_FILE, GOOD_FILE, NEW_FILE = "b" * 64, "a" * 64, "c" * 64
BAD_URL = "http://host.example.com/login"
FAULTS = ("unauthorized", "missing", "rate", "down", "slow", "cut", "garbage")
SLOW_SECONDS = 60.0


def address_of(fault: str) -> str:
    """The address that VirusTotal fails at in this way."""
    return f"192.0.2.{200 + FAULTS.index(fault)}"


def hash_of(fault: str) -> str:
    """The MD5 that hashlookup fails at in this way."""
    return f"{FAULTS.index(fault) + 1:032x}"


def vt_error(status: int, code: str, message: str, **headers: str) -> Canned:
    """An error of VirusTotal."""
    body = {"error": {"code": code, "message": message}}
    return Canned(status=status, headers=headers, body=json.dumps(body).encode())


def _vt(kind: str, **attributes: Any) -> Canned:
    """An object of VirusTotal; without the key it is not told."""
    body = {"data": {"type": kind, "id": "stand-in", "attributes": attributes}}
    return Canned(body=json.dumps(body).encode(), needs={"x-apikey": API_KEY})


def _json(body: Any, status: int = 200) -> Canned:
    return Canned(status=status, body=json.dumps(body).encode())


def _engines(names: dict[str, str]) -> dict[str, Any]:
    return {
        name: {"category": "malicious", "engine_name": name, "result": result}
        for name, result in names.items()
    }


BAD_STATS = {"malicious": 12, "suspicious": 1, "harmless": 0, "undetected": 57, "timeout": 2}
CLEAN_STATS = {"malicious": 0, "suspicious": 0, "harmless": 62, "undetected": 29, "timeout": 0}
DETECTED = _engines({"Engine One": "Trojan.Example", "Engine Two": "Example.Gen"})

KNOWN = {
    f"{VIRUSTOTAL}/files/{BAD_FILE}": _vt(
        "file",
        meaningful_name="example.exe",
        names=["example.exe", "invoice.exe"],
        type_description="Win32 EXE",
        size=65536,
        sha256=BAD_FILE,
        tags=["peexe"],
        reputation=-40,
        total_votes={"harmless": 0, "malicious": 4},
        first_submission_date=1767225600,
        last_submission_date=1769904000,
        last_analysis_date=1769990400,
        last_analysis_stats=BAD_STATS,
        last_analysis_results=DETECTED,
        popular_threat_classification={
            "suggested_threat_label": "trojan.example/sample",
            "popular_threat_name": [{"value": "example", "count": 9}],
        },
    ),
    f"{VIRUSTOTAL}/domains/host.example.com": _vt(
        "domain",
        last_analysis_stats=CLEAN_STATS,
        last_analysis_date=1769990400,
        registrar="Example Registrar",
        creation_date=1767225600,
        categories={"Engine One": "business"},
        whois="Registrar: Example Registrar\nRegistrant Name: Some Body",
    ),
    f"{VIRUSTOTAL}/ip_addresses/192.0.2.80": _vt(
        "ip_address",
        last_analysis_stats={**CLEAN_STATS, "malicious": 2},
        last_analysis_results=DETECTED,
        network="192.0.2.0/24",
        asn=64496,
        as_owner="EXAMPLE-ONE",
        country="ZZ",
    ),
    f"{VIRUSTOTAL}/urls/{base64.urlsafe_b64encode(BAD_URL.encode()).decode().rstrip('=')}": _vt(
        "url",
        url=BAD_URL,
        title="Sign in",
        last_analysis_stats=BAD_STATS,
        last_analysis_results=DETECTED,
    ),
    f"{HASHLOOKUP}/lookup/sha256/{GOOD_FILE}": _json(
        {
            "FileName": "./usr/bin/example",
            "FileSize": "4096",
            "SHA-256": GOOD_FILE.upper(),
            "hashlookup:trust": 90,
            "hashlookup:parent-total": 3,
            "parents": [{"PackageName": "example", "PackageVersion": "1.0"}],
        }
    ),
    f"{HASHLOOKUP}/lookup/sha256/{BAD_FILE}": _json(
        {"SHA-256": BAD_FILE.upper(), "KnownMalicious": "malware.example", "hashlookup:trust": 20}
    ),
}

VT_FAULTS = {
    # A vendor that repeats the key in its error, which must go no further.
    "unauthorized": vt_error(401, "WrongCredentialsError", f"Wrong API key: {API_KEY}"),
    "missing": vt_error(404, "NotFoundError", "not found"),
    "rate": vt_error(429, "QuotaExceededError", "Quota exceeded", **{"Retry-After": "30"}),
    "down": Canned(status=500, body=f"<html>{API_KEY}".encode()),
    "slow": Canned(delay_seconds=SLOW_SECONDS),
    "cut": Canned(body=b'{"data": {"attributes": {', break_off=True),
    "garbage": Canned(body=f"<html>\xff{API_KEY}".encode("latin-1")),
}
HASHLOOKUP_FAULTS = {
    **{name: VT_FAULTS[name] for name in ("slow", "cut")},
    "down": Canned(status=500, body=b"<html>"),
    "garbage": Canned(body=b"<html>\xff"),
    "unauthorized": Canned(status=401, body=b"a proxy asks who you are"),
    "missing": _json({"message": "Non existing MD5", "query": "…"}, 404),
    # A second, because until then nobody who shares the appliance gets an answer.
    "rate": Canned(status=429, headers={"Retry-After": "1"}, body=b"slow down"),
}


class VendorsStandIn(WebStandIn):
    """All of the vendors on one server."""

    def __init__(self) -> None:
        super().__init__()
        self.unauthorized = vt_error(401, "AuthenticationRequiredError", "X-Apikey is missing")
        for path, canned in KNOWN.items():
            self.put(path, canned)
        for fault in FAULTS:
            path = f"{VIRUSTOTAL}/ip_addresses/{address_of(fault)}"
            self.put(path, VT_FAULTS[fault])
            self.put(f"{HASHLOOKUP}/lookup/md5/{hash_of(fault)}", HASHLOOKUP_FAULTS[fault])

    def unknown(self, path: str) -> Canned:
        """What nobody put there is what the vendor does not know."""
        if path.startswith(VIRUSTOTAL):
            return vt_error(404, "NotFoundError", "not found")
        return _json({"message": "Non existing hash"}, 404)

    def settings(self) -> dict[str, dict[str, Any]]:
        """The settings of each source, by slug, that lead here."""
        return {
            "virustotal": {"base_url": self.url + VIRUSTOTAL},
            "hashlookup": {"base_url": self.url + HASHLOOKUP},
            "rdap": {"base_url": self.url + "/rdap"},
        }


SECRETS = {"virustotal": {"api_key": API_KEY}}
"""The secrets that the stand-ins take, by slug and slot."""
