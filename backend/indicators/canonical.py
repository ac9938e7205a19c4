"""The reader of each kind that comes with the program.

From a refanged value to the canonical form, or what is wrong with it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from backend.indicators.addresses import canonical_cidr, canonical_ipv4, canonical_ipv6
from backend.indicators.identifiers import (
    canonical_asn,
    canonical_cve,
    canonical_hash,
    canonical_ssdeep,
    canonical_tlsh,
)
from backend.indicators.mail import canonical_email
from backend.indicators.names import canonical_domain
from backend.indicators.urls import canonical_url
from backend.models.indicators import Kind, KindName

CANONICAL: Mapping[KindName, Callable[[str], str]] = MappingProxyType(
    {
        Kind.DOMAIN: canonical_domain,
        Kind.IPV4: canonical_ipv4,
        Kind.IPV6: canonical_ipv6,
        Kind.URL: canonical_url,
        Kind.EMAIL: canonical_email,
        Kind.MD5: canonical_hash(32),
        Kind.SHA1: canonical_hash(40),
        Kind.SHA256: canonical_hash(64),
        Kind.SHA512: canonical_hash(128),
        Kind.TLSH: canonical_tlsh,
        Kind.SSDEEP: canonical_ssdeep,
        Kind.CIDR: canonical_cidr,
        Kind.ASN: canonical_asn,
        Kind.CVE: canonical_cve,
    }
)
"""Each raises `UnfitError`, and nothing else."""
