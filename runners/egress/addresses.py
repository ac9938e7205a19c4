"""Which addresses are public: what user code may be connected to.

A name's addresses are looked up once and judged all together; whoever connects then connects to
one of these literally, so that the name can't come to mean another in between.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from runners.egress.ranges import ORDINARY, mark_ipv4, mark_ipv6

Judge = Callable[[str], str | None]
"""Why an address may not be connected to; None when it may."""

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, in the order in which they are tried; OSError when there are none."""

# An IPv4 address stands in these. What leads there depends on the network's own translators, so
# that even a public one need not be reached as such.
_CARRIERS = tuple(
    IPv6Network(network)
    for network in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "2001::/32",
        "2002::/16",
    )
)


class RefusedError(Exception):
    """It is not connected to, by the rules; the text says why."""


def why_not_public(text: str) -> str | None:
    """Why an address is none that everybody reaches alike; None when it is one."""
    try:
        address = ip_address(text)
    except ValueError:
        return "is no address"
    if isinstance(address, IPv6Address) and any(address in carrier for carrier in _CARRIERS):
        return "carries an IPv4 address"
    number = int(address)
    find = mark_ipv4 if isinstance(address, IPv4Address) else mark_ipv6
    mark = find(number, number)
    if mark == ORDINARY:
        return None
    return f"is {mark.special.value.lower().replace('_', ' ') if mark.special else 'special'}"


async def look_up(host: str, port: int) -> Sequence[str]:
    """As this machine resolves names."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def public_addresses(
    host: str, port: int, *, lookup: Lookup = look_up, judge: Judge = why_not_public
) -> Sequence[str]:
    """The addresses of a name, all of which may be connected to.

    Raises:
        RefusedError: one of them may not, or there is none.
    """
    try:
        addresses = await lookup(host, port)
    except OSError:
        addresses = ()
    if not addresses:
        raise RefusedError(f"{host} has no address")
    for address in addresses:
        if (why := judge(address)) is not None:
            # The address is left out: what internal names resolve to is nobody's business.
            raise RefusedError(f"{host} has an address that {why}: only public ones are reached")
    return addresses
