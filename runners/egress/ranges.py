"""Special addresses: what IANA's registries and the RFCs behind them set apart.

The tables are written out, because `ipaddress.is_private` and `is_global` change with the version
of Python. An address belongs to the longest prefix that contains it. IPv6 addresses that carry an
IPv4 address are as special as that one.
"""

import bisect
import enum
import ipaddress
from collections.abc import Iterable

import msgspec


class Special(enum.StrEnum):
    """What sets an indicator apart."""

    UNSPECIFIED = "UNSPECIFIED"
    LOOPBACK = "LOOPBACK"
    PRIVATE = "PRIVATE"
    SHARED = "SHARED"
    LINK_LOCAL = "LINK_LOCAL"
    BROADCAST = "BROADCAST"
    MULTICAST = "MULTICAST"
    BENCHMARKING = "BENCHMARKING"
    RESERVED = "RESERVED"
    DOCUMENTATION = "DOCUMENTATION"
    LOCAL_NAME = "LOCAL_NAME"
    EXAMPLE_NAME = "EXAMPLE_NAME"
    SPECIAL_USE = "SPECIAL_USE"
    ONION = "ONION"


class Mark(msgspec.Struct, frozen=True):
    """What an address is; `inside` when it only means something within a network."""

    special: Special | None
    inside: bool


ORDINARY = Mark(None, inside=False)

_IPV4 = (
    ("0.0.0.0/8", Special.UNSPECIFIED, True),  # RFC 791: this network
    ("10.0.0.0/8", Special.PRIVATE, True),  # RFC 1918
    ("100.64.0.0/10", Special.SHARED, True),  # RFC 6598: carriers' NAT
    ("127.0.0.0/8", Special.LOOPBACK, True),  # RFC 1122
    ("169.254.0.0/16", Special.LINK_LOCAL, True),  # RFC 3927, also clouds' metadata
    ("172.16.0.0/12", Special.PRIVATE, True),  # RFC 1918
    ("192.0.0.0/24", Special.RESERVED, True),  # RFC 6890: protocol assignments
    ("192.0.0.9/32", Special.SPECIAL_USE, False),  # RFC 7723: anycast of port control
    ("192.0.0.10/32", Special.SPECIAL_USE, False),  # RFC 8155: anycast of TURN
    ("192.0.2.0/24", Special.DOCUMENTATION, False),  # RFC 5737
    ("192.31.196.0/24", Special.SPECIAL_USE, False),  # RFC 7535: AS112
    ("192.52.193.0/24", Special.SPECIAL_USE, False),  # RFC 7450: multicast tunnels
    ("192.88.99.0/24", Special.SPECIAL_USE, False),  # RFC 7526: relays of 6to4, deprecated
    ("192.168.0.0/16", Special.PRIVATE, True),  # RFC 1918
    ("192.175.48.0/24", Special.SPECIAL_USE, False),  # RFC 7534: AS112
    ("198.18.0.0/15", Special.BENCHMARKING, True),  # RFC 2544
    ("198.51.100.0/24", Special.DOCUMENTATION, False),  # RFC 5737
    ("203.0.113.0/24", Special.DOCUMENTATION, False),  # RFC 5737
    ("224.0.0.0/4", Special.MULTICAST, False),  # RFC 5771
    ("224.0.0.0/24", Special.MULTICAST, True),  # the same: never forwarded
    ("233.252.0.0/24", Special.DOCUMENTATION, False),  # RFC 6676
    ("239.0.0.0/8", Special.MULTICAST, True),  # RFC 2365: administratively scoped
    ("240.0.0.0/4", Special.RESERVED, True),  # RFC 1112
    ("255.255.255.255/32", Special.BROADCAST, True),  # RFC 8190
)

_IPV6 = (
    ("::/3", Special.RESERVED, True),  # RFC 4291: beside 2000::/3 nothing is allocated
    ("::/128", Special.UNSPECIFIED, True),  # RFC 4291
    ("::1/128", Special.LOOPBACK, True),  # RFC 4291
    ("64:ff9b:1::/48", Special.PRIVATE, True),  # RFC 8215: a network's own translation
    ("100::/64", Special.RESERVED, True),  # RFC 6666: discard
    ("2001::/23", Special.RESERVED, True),  # RFC 2928: protocol assignments
    ("2001::/32", None, False),  # RFC 4380: Teredo, judged by the address that it carries
    ("2001:1::1/128", Special.SPECIAL_USE, False),  # RFC 7723: anycast of port control
    ("2001:1::2/128", Special.SPECIAL_USE, False),  # RFC 8155: anycast of TURN
    ("2001:1::3/128", Special.SPECIAL_USE, False),  # RFC 9665: anycast of service registration
    ("2001:2::/48", Special.BENCHMARKING, True),  # RFC 5180
    ("2001:3::/32", Special.SPECIAL_USE, False),  # RFC 7450: multicast tunnels
    ("2001:4:112::/48", Special.SPECIAL_USE, False),  # RFC 7535: AS112
    ("2001:10::/28", Special.RESERVED, True),  # RFC 4843: ORCHID, not routed
    ("2001:20::/28", Special.RESERVED, True),  # RFC 7343: ORCHIDv2, not routed
    ("2001:30::/28", Special.SPECIAL_USE, False),  # RFC 9374: identifiers of drones
    ("2001:db8::/32", Special.DOCUMENTATION, False),  # RFC 3849
    ("2620:4f:8000::/48", Special.SPECIAL_USE, False),  # RFC 7534: AS112
    ("3fff::/20", Special.DOCUMENTATION, False),  # RFC 9637
    ("4000::/2", Special.RESERVED, True),  # RFC 4291
    ("8000::/1", Special.RESERVED, True),  # RFC 4291
    ("fc00::/7", Special.PRIVATE, True),  # RFC 4193: unique local
    ("fe80::/10", Special.LINK_LOCAL, True),  # RFC 4291
    ("fec0::/10", Special.PRIVATE, True),  # RFC 3879: site-local, deprecated
    ("ff00::/8", Special.MULTICAST, True),  # RFC 4291: every scope but the next
    *((f"ff{flags:x}e::/16", Special.MULTICAST, False) for flags in range(16)),  # global scope
)

_CARRIERS = (
    ("::ffff:0:0", 96),  # RFC 4291: IPv4-mapped
    ("::ffff:0:0:0", 96),  # RFC 2765: IPv4-translated
    ("64:ff9b::", 96),  # RFC 6052: NAT64
    ("2002::", 16),  # RFC 3056: 6to4
)
"""IPv6 prefixes behind which the 32 bits of an IPv4 address stand."""

_TEREDO = int(ipaddress.IPv6Address("2001::")) >> 96
_ALL_ONES = 2**32 - 1


class Marked(msgspec.Struct, frozen=True):
    """Addresses from `low` to `high`, as numbers, and what they are."""

    low: int
    high: int
    mark: Mark


class Table:
    """Nested ranges of one version, flattened to intervals that do not overlap."""

    def __init__(self, ranges: Iterable[Marked], bits: int) -> None:
        # The shortest comes last, so that it wins where it lies within others.
        nested = sorted(ranges, key=lambda marked: marked.low - marked.high)
        cuts = {0, 2**bits} | {m.low for m in nested} | {m.high + 1 for m in nested}
        self._lows = sorted(cuts)[:-1]
        self._marks = [ORDINARY] * len(self._lows)
        for marked in nested:
            first = bisect.bisect_left(self._lows, marked.low)
            last = bisect.bisect_left(self._lows, marked.high + 1)
            self._marks[first:last] = [marked.mark] * (last - first)

    def find(self, low: int, high: int) -> Mark:
        """The mark of all addresses from `low` to `high`; else the first that stays inside."""
        first = bisect.bisect_right(self._lows, low) - 1
        last = bisect.bisect_right(self._lows, high, first) - 1
        mark = self._marks[first]
        if first == last:
            return mark
        marks = self._marks[first : last + 1]
        if all(other == mark for other in marks):
            return mark
        return next((other for other in marks if other.inside), ORDINARY)


def _marked(network: str, special: Special | None, *, inside: bool) -> Marked:
    parsed = ipaddress.ip_network(network)
    low, high = int(parsed.network_address), int(parsed.broadcast_address)
    return Marked(low, high, Mark(special, inside=inside))


def _carried() -> Iterable[Marked]:
    """Every IPv4 range again, behind every prefix that carries IPv4 addresses."""
    for address, length in _CARRIERS:
        base, shift = int(ipaddress.IPv6Address(address)), 128 - length - 32
        yield Marked(base, base + (1 << (shift + 32)) - 1, ORDINARY)
        for marked in _RANGES_4:
            low = base + (marked.low << shift)
            yield Marked(low, base + ((marked.high + 1) << shift) - 1, marked.mark)


_RANGES_4 = tuple(_marked(network, special, inside=inside) for network, special, inside in _IPV4)
_RANGES_6 = tuple(_marked(network, special, inside=inside) for network, special, inside in _IPV6)
_TABLE_4 = Table(_RANGES_4, 32)
_TABLE_6 = Table((*_RANGES_6, *_carried()), 128)


def mark_ipv4(low: int, high: int) -> Mark:
    """What the IPv4 addresses from `low` to `high` are."""
    return _TABLE_4.find(low, high)


def mark_ipv6(low: int, high: int) -> Mark:
    """What the IPv6 addresses from `low` to `high` are."""
    if low == high and low >> 96 == _TEREDO:
        client = low & _ALL_ONES ^ _ALL_ONES  # RFC 4380: its bits are inverted
        return mark_ipv4(client, client)
    return _TABLE_6.find(low, high)
