"""What is special about an indicator, and whether it must stay inside.

Private and reserved addresses and local names tell something of the network they come from and
nothing to a source outside, so they are never sent there. Documentation ranges, example and test
names are marked and asked like others.
"""

import ipaddress
import re

from backend.models.indicators import Indicator, Kind
from runners.egress.ranges import ORDINARY, Mark, Special, mark_ipv4, mark_ipv6

__all__ = ["Special", "special", "stays_inside"]

_LOCAL = Mark(Special.LOCAL_NAME, inside=True)
_EXAMPLE = Mark(Special.EXAMPLE_NAME, inside=False)

_SPECIAL_USE = Mark(Special.SPECIAL_USE, inside=False)

_NAMES = {
    "localhost": _LOCAL,  # RFC 6761
    "localdomain": _LOCAL,  # what Unix systems call a network without a name
    "local": _LOCAL,  # RFC 6762: multicast DNS
    "internal": _LOCAL,  # set apart by ICANN in 2024
    "home.arpa": _LOCAL,  # RFC 8375
    "resolver.arpa": _LOCAL,  # RFC 9462: the resolver of whoever asks
    "service.arpa": _LOCAL,  # RFC 9665: services of a network
    "eap.arpa": _LOCAL,  # RFC 9140, 9965: how a device enters a network
    "eap-noob.arpa": _LOCAL,  # RFC 9140
    "6tisch.arpa": _LOCAL,  # RFC 9031: the same for radio networks
    "intranet": _LOCAL,  # this and the following: RFC 6762, appendix G
    "private": _LOCAL,
    "corp": _LOCAL,
    "home": _LOCAL,
    "lan": _LOCAL,
    "alt": _SPECIAL_USE,  # RFC 9476: names of other systems than DNS
    "ipv4only.arpa": _SPECIAL_USE,  # RFC 8880: tells hosts of translation
    "onion": Mark(Special.ONION, inside=False),  # RFC 7686: reached through Tor alone
    "example": _EXAMPLE,  # RFC 6761, as the rest
    "test": _EXAMPLE,
    "invalid": _EXAMPLE,
    "example.com": _EXAMPLE,
    "example.net": _EXAMPLE,
    "example.org": _EXAMPLE,
}
"""A name belongs to the longest of these that it is or ends in."""

_PRIVATE_ASN = Mark(Special.PRIVATE, inside=True)
_ASNS = (
    (0, 0, Mark(Special.RESERVED, inside=True)),  # RFC 7607
    (112, 112, _SPECIAL_USE),  # RFC 7534: AS112, who answers for private addresses
    (23456, 23456, _SPECIAL_USE),  # RFC 6793: stands for numbers of four octets
    (64496, 64511, Mark(Special.DOCUMENTATION, inside=False)),  # RFC 5398
    (64512, 65534, _PRIVATE_ASN),  # RFC 6996
    (65535, 65535, Mark(Special.RESERVED, inside=True)),  # RFC 7300
    (65536, 65551, Mark(Special.DOCUMENTATION, inside=False)),  # RFC 5398
    (65552, 131071, Mark(Special.RESERVED, inside=True)),  # IANA's registry of AS numbers
    (4200000000, 4294967294, _PRIVATE_ASN),  # RFC 6996
    (4294967295, 4294967295, Mark(Special.RESERVED, inside=True)),  # RFC 7300
)

_UNREADABLE = Mark(Special.RESERVED, inside=True)
"""Of what is no canonical indicator: nothing is known about it, so it does not leave."""

_HOST = re.compile(r"[^:]*://(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)")
_REVERSE_4, _REVERSE_6 = ".in-addr.arpa", ".ip6.arpa"
_NIBBLE = re.compile(r"[0-9a-f]")
_OCTET = re.compile(r"0|[1-9][0-9]{0,2}")


def special(indicator: Indicator) -> Special | None:
    """What sets an indicator apart, by its host where it has one; None for an ordinary one.

    A network that is not all of one class is of the first class in it that stays inside.
    """
    return _mark(indicator).special


def stays_inside(indicator: Indicator) -> bool:
    """Whether no source outside may be told of it."""
    return _mark(indicator).inside


def _mark(indicator: Indicator) -> Mark:
    try:
        return _read(indicator)
    except ValueError:
        return _UNREADABLE


def _read(indicator: Indicator) -> Mark:
    value = indicator.data
    match indicator.kind:
        case Kind.IPV4 | Kind.IPV6 | Kind.CIDR:
            return _mark_network(value)
        case Kind.DOMAIN:
            return _mark_name(value)
        case Kind.EMAIL:
            return _mark_host(value.rpartition("@")[2])
        case Kind.URL:
            match = _HOST.match(value)
            return _mark_host(match[1]) if match else _UNREADABLE
        case Kind.ASN:
            return _mark_asn(int(value.removeprefix("AS")))
        case _:
            return ORDINARY


def _mark_network(value: str) -> Mark:
    network = ipaddress.ip_network(value)
    low, high = int(network.network_address), int(network.broadcast_address)
    return mark_ipv4(low, high) if network.version == 4 else mark_ipv6(low, high)  # noqa: PLR2004 — a version


def _mark_host(host: str) -> Mark:
    if host.startswith("["):
        return _mark_network(host[1:-1])
    if host.rpartition(".")[2].isdigit():
        return _mark_network(host)
    return _mark_name(host)


def _mark_name(name: str) -> Mark:
    if name.endswith((_REVERSE_4, _REVERSE_6)):
        return _mark_reverse(name)
    suffix = name
    while suffix:
        mark = _NAMES.get(suffix)
        if mark is not None:
            return mark
        suffix = suffix.partition(".")[2]
    # A single label is found through a search list, which only the inside has.
    return ORDINARY if "." in name else _LOCAL


def _mark_reverse(name: str) -> Mark:
    """A name for looking addresses up stands for the network that its labels spell backwards."""
    if name.endswith(_REVERSE_4):
        labels, pattern, base, width = name[: -len(_REVERSE_4)], _OCTET, 10, 8
        total, mark = 32, mark_ipv4
    else:
        labels, pattern, base, width = name[: -len(_REVERSE_6)], _NIBBLE, 16, 4
        total, mark = 128, mark_ipv6
    number = length = 0
    for label in reversed(labels.split(".")):
        if not pattern.fullmatch(label) or length == total or int(label, base) >> width:
            break
        number = number << width | int(label, base)
        length += width
    if length == 0:
        return ORDINARY
    low = number << (total - length)
    return mark(low, low + (1 << (total - length)) - 1)


def _mark_asn(number: int) -> Mark:
    for low, high, mark in _ASNS:
        if low <= number <= high:
            return mark
    return ORDINARY
