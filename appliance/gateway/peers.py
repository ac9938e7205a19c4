"""Who the client is: the peer of the connection, or what a trusted proxy says of it."""

import ipaddress
import re
from typing import NamedTuple

from appliance.gateway.errors import Headers
from appliance.gateway.headers import first

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HOST_SHAPE = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class Origin(NamedTuple):
    """Where a request came from: address without port, `http` or `https`, host as asked for."""

    address: str
    proto: str
    host: str

    def headers(self) -> list[tuple[str, str]]:
        return [
            ("x-forwarded-for", self.address),
            ("x-forwarded-proto", self.proto),
            ("x-forwarded-host", self.host),
        ]


class TrustedProxies:
    """The proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = [ipaddress.ip_network(value, strict=False) for value in networks]

    def origin(self, peer: str, scheme: str, headers: Headers) -> Origin:
        """Return the origin of a request that came over a connection from `peer`."""
        host = (first(headers, b"host") or b"").decode("latin-1")
        address = _address(peer)
        if address is None or not self._trusts(address):
            return Origin(str(address or peer), scheme, host)
        told = first(headers, b"x-forwarded-proto")
        told_host = first(headers, b"x-forwarded-host")
        return Origin(
            str(self._client(headers) or address),
            told.decode() if told in (b"http", b"https") else scheme,
            told_host.decode() if told_host and HOST_SHAPE.fullmatch(told_host) else host,
        )

    def _client(self, headers: Headers) -> _Address | None:
        """Walk from the nearest hop outwards to the first address that is not a proxy of ours."""
        hops = b",".join(value for name, value in headers if name == b"x-forwarded-for")
        nearest: _Address | None = None
        for hop in reversed(hops.split(b",")):
            address = _address(hop.decode("latin-1").strip())
            if address is None:
                break
            nearest = address
            if not self._trusts(address):
                break
        return nearest

    def _trusts(self, address: _Address) -> bool:
        return any(address in network for network in self._networks)


def _address(text: str) -> _Address | None:
    """Read an address; an IPv4 one that came in through an IPv6 socket is IPv4 again."""
    try:
        address = ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
