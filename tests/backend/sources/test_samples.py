"""Reference answers of vendors, where they lie beside the project: each is what its name says."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, Dialer, FeedStore
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins.web import Canned, WebStandIn

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
SOURCES = all_sources()
SETTINGS: dict[str, dict[str, Any]] = {
    "urlscan-submit": {"first_wait_seconds": 0},
    "circl-pssl": {"certificates": True},
    "censys": {"certificates": True},
}
ADDRESSES = {
    "abuseipdb/ipv4-hit.json": ("abuseipdb", "IPV4", "198.51.100.100", 200, "FOUND"),
    "abuseipdb/cidr-hit.json": ("abuseipdb", "CIDR", "198.51.100.0/24", 200, "FOUND"),
    "abuseipdb/ip-error-422.json": ("abuseipdb", "IPV4", "192.0.2.1", 422, "REQUEST_ERROR"),
    "abuseipdb/rate-error-429.json": ("abuseipdb", "IPV4", "192.0.2.1", 429, "RATE_LIMITED"),
    "greynoise/community-ip-hit.json": ("greynoise", "IPV4", "192.0.2.1", 200, "FOUND"),
    "greynoise/community-ip-miss.json": ("greynoise", "IPV4", "192.0.2.1", 404, "NOT_FOUND"),
    "greynoise/community-ip-riot-hit.json": ("greynoise", "IPV4", "192.0.2.1", 200, "FOUND"),
    "greynoise/ip-error-invalid.json": ("greynoise", "IPV4", "192.0.2.1", 400, "REQUEST_ERROR"),
    "internetdb/ipv4-hit.json": ("internetdb", "IPV4", "192.0.2.1", 200, "FOUND"),
    "internetdb/ipv4-clean-hit.json": ("internetdb", "IPV4", "192.0.2.1", 200, "FOUND"),
    "ip-api/ip-hit.json": ("ip-api", "IPV4", "192.0.2.1", 200, "FOUND"),
    "ip-api/ip-error-reserved.json": ("ip-api", "IPV4", "192.0.2.1", 200, "NOT_FOUND"),
    "ipinfo/ip-base-hit.json": ("ipinfo", "IPV4", "192.0.2.1", 200, "FOUND"),
    "ipinfo/ip-business-hit.json": ("ipinfo", "IPV4", "192.0.2.1", 200, "FOUND"),
    "ipinfo/ip-free-hit.json": ("ipinfo", "IPV4", "192.0.2.1", 200, "FOUND"),
    "ipinfo/ip-ipv6-hit.json": ("ipinfo", "IPV6", "2001:db8::1", 200, "FOUND"),
    "shodan/host-ip-hit.json": ("shodan", "IPV4", "192.0.2.1", 200, "FOUND"),
    "shodan/host-miss-404.json": ("shodan", "IPV4", "192.0.2.1", 404, "NOT_FOUND"),
    "shodan/cvedb-cve-hit.json": ("cvedb", "CVE", "{cve_id}", 200, "FOUND"),
    "circl/pdns-domain-hit.ndjson": ("circl-pdns", "DOMAIN", "example.com", 200, "FOUND"),
    "circl/pssl-sha1-hit.json": ("circl-pssl", "SHA1", "{certificate}", 200, "FOUND"),
    "circl/hashlookup-md5-hit.json": ("hashlookup", "MD5", "{MD5}", 200, "FOUND"),
    "circl/hashlookup-sha1-miss-404.json": ("hashlookup", "SHA1", "0" * 40, 404, "NOT_FOUND"),
    "rdap/ip-hit.json": ("rdap", "IPV4", "192.0.2.1", 200, "FOUND"),
    "rdap/domain-hit.json": ("rdap", "DOMAIN", "example.com", 200, "FOUND"),
}
OTHERS = {
    "urlhaus/url-hit.json": ("urlhaus", "URL", "{url}", 200, "FOUND"),
    "urlhaus/url-miss.json": ("urlhaus", "URL", "http://example.com/a", 200, "NOT_FOUND"),
    "urlhaus/url-error-invalid.json": (
        *("urlhaus", "URL", "http://example.com/a", 200, "REQUEST_ERROR"),
    ),
    "malwarebazaar/hash-miss.json": ("malwarebazaar", "SHA256", "0" * 64, 200, "NOT_FOUND"),
    "malwarebazaar/hash-error-illegal.json": (
        *("malwarebazaar", "SHA256", "0" * 64, 200, "REQUEST_ERROR"),
    ),
    "threatfox/search-miss.json": ("threatfox", "IPV4", "192.0.2.1", 200, "NOT_FOUND"),
    "threatfox/search-miss-full.json": ("threatfox", "IPV4", "192.0.2.1", 200, "NOT_FOUND"),
    "otx/ip-general-hit2.json": ("otx", "IPV4", "192.0.2.1", 200, "FOUND"),
    "otx/ipv4-general-hit.json": ("otx", "IPV4", "192.0.2.1", 200, "FOUND"),
    "otx/ipv4-general-clean.json": ("otx", "IPV4", "192.0.2.1", 200, "FOUND"),
    "otx/md5-general-hit.json": ("otx", "MD5", "0" * 32, 200, "FOUND"),
    "otx/url-general-hit.json": ("otx", "URL", "http://example.com/a", 200, "FOUND"),
    "pulsedive/domain-info-hit.json": ("pulsedive", "DOMAIN", "{indicator}", 200, "FOUND"),
    "pulsedive/ip-info-hit.json": ("pulsedive", "IPV4", "{indicator}", 200, "FOUND"),
    "hibp/auth-error-401.json": ("hibp", "EMAIL", "a@example.com", 401, "UNAUTHORIZED"),
    "hibp/breachedaccount-hit.json": ("hibp", "EMAIL", "a@example.com", 200, "FOUND"),
    "crtsh/domain-hit.json": ("crt-sh", "DOMAIN", "example.com", 200, "FOUND"),
    "crtsh/domain-hit-2024.json": ("crt-sh", "DOMAIN", "example.com", 200, "FOUND"),
    "crtsh/domain-wildcard-hit.json": ("crt-sh", "DOMAIN", "example.com", 200, "FOUND"),
    "crtsh/domain-miss.json": ("crt-sh", "DOMAIN", "example.com", 200, "NOT_FOUND"),
    "epss/cve-hit.json": ("epss-api", "CVE", "{data.0.cve}", 200, "FOUND"),
    "epss/cve-miss.json": ("epss-api", "CVE", "CVE-2026-10001", 200, "NOT_FOUND"),
    "nvd/cve-page-hit.json": ("nvd", "CVE", "{vulnerabilities.0.cve.id}", 200, "FOUND"),
    "nvd/single-cve-hit.json": ("nvd", "CVE", "{vulnerabilities.0.cve.id}", 200, "FOUND"),
    "virustotal/domain-hit.json": ("virustotal", "DOMAIN", "example.com", 200, "FOUND"),
    "virustotal/file-hit.json": ("virustotal", "SHA256", "0" * 64, 200, "FOUND"),
    "virustotal/ipv4-hit.json": ("virustotal", "IPV4", "192.0.2.1", 200, "FOUND"),
    "virustotal/url-miss-404.json": (
        *("virustotal", "URL", "http://example.com/a", 404, "NOT_FOUND"),
    ),
    "virustotal/auth-error-401.json": ("virustotal", "IPV4", "192.0.2.1", 401, "UNAUTHORIZED"),
    "urlscan/search-hit.json": ("urlscan-search", "DOMAIN", "example.com", 200, "FOUND"),
    "urlscan/submit-401-error.json": (
        *("urlscan-submit", "URL", "http://example.com/a", 401, "UNAUTHORIZED"),
    ),
    "urlscan/submit-429-error.json": (
        *("urlscan-submit", "URL", "http://example.com/a", 429, "RATE_LIMITED"),
    ),
    "phishtank/checkurl-hit.json": ("phishtank-api", "URL", "{results.url}", 200, "FOUND"),
    "securitytrails/auth-401-error.txt": (
        *("securitytrails", "DOMAIN", "example.com", 401, "UNAUTHORIZED"),
    ),
    "hybrid-analysis/terms-host-miss.json": (
        *("hybrid-analysis", "IPV4", "192.0.2.1", 200, "NOT_FOUND"),
    ),
    "hybrid-analysis/terms-domain-hit.json": (
        *("hybrid-analysis", "DOMAIN", "example.com", 200, "FOUND"),
    ),
    "hybrid-analysis/terms-url-hit.json": (
        *("hybrid-analysis", "URL", "http://example.com/a", 200, "FOUND"),
    ),
}
"""Source, indicator (in braces: where the sample has it), status, and what must come of it."""
TABLE = {**ADDRESSES, **OTHERS}


class Sample(WebStandIn):
    """Says the same to every question."""

    def __init__(self, canned: Canned) -> None:
        super().__init__()
        self._canned = canned

    def unknown(self, _path: str) -> Canned:
        return self._canned


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", TABLE)
async def test_a_sample_is_what_its_name_says(name: str) -> None:
    slug, kind, value, status, expected = TABLE[name]
    content = _body(SAMPLES.joinpath(name).read_bytes())
    indicator = Indicator(_found(value, content), Kind(kind))
    source, client = SOURCES[slug], HttpClient(version="0")
    async with Sample(Canned(status=status, body=content)) as web:
        settings = {s.name: s.default for s in source.settings} | SETTINGS.get(slug, {})
        settings |= {name: web.url for name in settings if name in ("base_url", "helper_url")}
        context = Context(
            secrets={slot.name: "stand-in-key-0123456789" for slot in source.secrets},
            settings=settings,
            http=client.fetcher(seconds=5),
            dial=cast("Dialer", None),
            feed=cast("FeedStore", None),
            deadline_seconds=5,
        )
        try:
            answer = await source.fetch(indicator, context)
            outcome = "FOUND" if answer.found else "NOT_FOUND"
        except SourceError as error:
            outcome = error.kind.value
        finally:
            await client.close()
    assert outcome == expected


def _body(content: bytes) -> bytes:
    """The answer itself, of a sample that is question and answer."""
    if not content.startswith(b"{"):
        return content
    try:
        document = json.loads(content)
    except ValueError:  # lines of JSON
        return content
    answer = document.get("response")
    return json.dumps(answer["body"]).encode() if isinstance(answer, dict) else content


def _found(value: str, content: bytes) -> str:
    """The value, or what the sample has at the place that it names."""
    if not value.startswith("{"):
        return value
    place = json.loads(content)
    for key in value.strip("{}").split("."):
        place = place[int(key)] if key.isdecimal() else place[key]
    return str(place)
