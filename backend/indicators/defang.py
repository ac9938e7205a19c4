"""Values disarmed for what goes out: one way for each kind, and `refang` gives the value back."""

import re

from backend.indicators.refang import REST
from backend.models.indicators import Indicator, Kind

_PARTS = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)


def defang(indicator: Indicator) -> str:
    """A form that no program takes for a link; `refang` gives the value back.

    Hashes, AS numbers, CVE numbers and what users defined are no links and stay as they are.
    """
    value = indicator.data
    match indicator.kind:
        case Kind.DOMAIN | Kind.IPV4:
            return _disarm_host(value)
        case Kind.IPV6:
            return value.replace(":", "[:]")
        case Kind.CIDR:
            return value.replace(":", "[:]") if ":" in value else _disarm_host(value)
        case Kind.EMAIL:
            local, _, domain = value.rpartition("@")
            return f"{local}[@]{_disarm_host(domain)}"
        case Kind.URL:
            return _defang_url(value)
        case _:
            return value


def _disarm_host(host: str) -> str:
    return host.replace(".", "[.]")


def _defang_url(url: str) -> str:
    parts = _PARTS.fullmatch(url)
    if parts is None:
        return url.replace("://", "[:]//")
    scheme, authority, tail = parts.groups()
    disarmed = {"http": "hxxp://", "https": "hxxps://"}.get(scheme, f"{scheme}[:]//")
    if REST.search(tail):
        # Its path looks disarmed already: with the host's dots left alone it will be left alone.
        return f"{disarmed}{authority}{tail}"
    userinfo, at, host = authority.rpartition("@")
    host = host if host.startswith("[") else _disarm_host(host)
    return f"{disarmed}{userinfo}{at}{host}{tail}"
