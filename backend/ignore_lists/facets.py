"""What of an indicator is compared with entries: the value, its host, its range of addresses."""

import ipaddress
import re
from typing import NamedTuple

from backend.models.indicators import Indicator, Kind, KindName

IPV4_BITS, IPV6_BITS = 32, 128
IPV4_MAPPED = 0xFFFF
_HOST = re.compile(r"[^:]*://(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)")
_ADDRESSES = (Kind.IPV4, Kind.IPV6, Kind.CIDR)


class Range(NamedTuple):
    """A network: its first address and the bits that all of it have in common."""

    version: int
    first: int
    bits: int


class Facets(NamedTuple):
    """An indicator as entries are compared with it. `name` is empty where there is no host name."""

    kind: str
    data: str
    name: str
    ranges: tuple[Range, ...]


def facets_of(indicator: Indicator) -> Facets:
    """Taken from a canonical indicator; of other kinds than ours the value alone counts."""
    kind, data = indicator.kind, indicator.data
    if kind in _ADDRESSES:
        return Facets(kind, data, "", range_of(data))
    host = _host(kind, data)
    if host.startswith("["):
        return Facets(kind, data, "", range_of(host[1:-1]))
    if host.rpartition(".")[2].isdigit():
        return Facets(kind, data, "", range_of(host))
    return Facets(kind, data, host, ())


def _host(kind: KindName, data: str) -> str:
    """The name, or the address as a URL has it; empty where there is none."""
    if kind == Kind.DOMAIN:
        return data
    if kind == Kind.EMAIL:
        return data.rpartition("@")[2]
    match = _HOST.match(data) if kind == Kind.URL else None
    return match[1] if match else ""


def range_of(text: str) -> tuple[Range, ...]:
    """The network that an address or a network is; a mapped IPv4 address is one of both versions.

    Raises:
        ValueError: it is neither.
    """
    network = ipaddress.ip_network(text, strict=False)
    found = Range(network.version, int(network.network_address), network.prefixlen)
    inner = IPV6_BITS - IPV4_BITS
    if found.version == 6 and found.bits >= inner and found.first >> IPV4_BITS == IPV4_MAPPED:  # noqa: PLR2004 — a version
        return (found, Range(4, found.first & 0xFFFFFFFF, found.bits - inner))
    return (found,)
