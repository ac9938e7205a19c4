"""What backend and runners can be told about the way outside."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

APPLIANCE_OFFLINE = "appliance is offline by its configuration ([outbound] offline)"
PROXY_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""The port of a proxy that names none, by its scheme."""


class OutboundConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[outbound]`: how sources, downloads of feeds and webhooks reach the outside."""

    proxy: Annotated[
        str | None,
        Meta(
            description="http://, https://, socks5:// or socks5h://user:password@host:port; what "
            "has a meaning in addresses is percent-encoded in both. The proxy resolves the names, "
            "with socks5 too. Loopback is always reached directly. DNS itself can't go by a "
            "proxy: sources that ask name servers ask them directly. Without it there is no proxy.",
            extra={"secret": True},
        ),
    ] = None
    no_proxy: Annotated[
        tuple[str, ...],
        Meta(
            description="What is reached without the proxy: names, which stand for all below them "
            "too (example.com), addresses and networks (192.0.2.0/24), which hold for addresses "
            "that are asked for as such, because names are not resolved here."
        ),
    ] = ()
    ca_bundle: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(
            description="Absolute path of a PEM file with certificates of authorities that are "
            "trusted beside the system's own, as that of a proxy that looks into TLS."
        ),
    ] = None
    offline: Annotated[
        bool,
        Meta(
            description="Nobody outside is asked: sources that are not local say so, and no feed "
            "is downloaded; files can be imported. Mail and webhooks are still sent where an "
            "administrator said, which is in the own network."
        ),
    ] = False

    def __post_init__(self) -> None:
        if self.proxy is not None:
            _check_proxy(self.proxy)
        for entry in self.no_proxy:
            if "/" in entry:
                _check_network(entry)
        if self.ca_bundle is not None and not self.ca_bundle.startswith("/"):
            raise ValueError("ca_bundle: expected the absolute path of a PEM file")


def _check_proxy(proxy: str) -> None:
    """Its text is shown in no error: it may hold a password."""
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in PROXY_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path not in ("", "/") or parts.query or parts.fragment:
        schemes = ", ".join(f"{scheme}://" for scheme in PROXY_PORTS)
        raise ValueError(
            f"proxy: expected user:password@host:port behind one of {schemes}, found something "
            "else, which is secret (a password's own @, :, / and # are percent-encoded)"
        )


def _check_network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"no_proxy: expected a network as 192.0.2.0/24, found {text}") from None
