"""The outbound policy: by which proxy, trusting whom, or not at all.

It is set once, in `[outbound]` of the configuration, and holds for whatever opens a connection.
With a proxy, no name is resolved here: the proxy is told the name.
"""

import asyncio
import ipaddress
import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
import aiohttp_socks
import python_socks
from aiohttp.abc import AbstractResolver
from python_socks.async_.asyncio import v2 as asyncio_proxy
from yarl import URL

from runners.egress.config import PROXY_PORTS, OutboundConfig
from runners.egress.redaction import Redactor

CONNECTIONS = 256
CONNECTIONS_PER_HOST = 16
PROXY_REFUSES = 407
SOCKS = ("socks5", "socks5h")
PROXY_ERRORS: tuple[type[Exception], ...] = (
    aiohttp_socks.ProxyConnectionError,
    aiohttp_socks.ProxyTimeoutError,
    aiohttp_socks.ProxyError,
    python_socks.ProxyConnectionError,
    python_socks.ProxyTimeoutError,
    python_socks.ProxyError,
)
"""What is raised on the way through a SOCKS proxy, by the two libraries of it."""
ON_THE_WAY: tuple[type[Exception], ...] = (aiohttp.ClientError, OSError, *PROXY_ERRORS)
"""All that `Outbound.fault` has words for."""

_TO_PROXY = (
    aiohttp.ClientProxyConnectionError,
    aiohttp_socks.ProxyConnectionError,
    aiohttp_socks.ProxyTimeoutError,
    python_socks.ProxyConnectionError,
    python_socks.ProxyTimeoutError,
)


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """A proxy; user and password are out of its representation."""

    scheme: str
    host: str
    port: int
    username: str | None = field(repr=False)
    password: str | None = field(repr=False)

    @property
    def place(self) -> str:
        """Where it is, as errors name it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def address(self) -> URL:
        """How aiohttp is told of one that speaks HTTP."""
        return URL.build(
            scheme=self.scheme,
            user=self.username,
            password=self.password,
            host=self.host,
            port=self.port,
        )

    def parameters(self) -> Mapping[str, Any]:
        """How the library of SOCKS, which speaks CONNECT too, is told of it."""
        kind = (
            python_socks.ProxyType.SOCKS5 if self.scheme in SOCKS else python_socks.ProxyType.HTTP
        )
        return {
            "proxy_type": kind,
            "host": self.host,
            "port": self.port,
            "username": self.username,
            "password": self.password,
            "rdns": True,
        }


class OutboundError(Exception):
    """The policy can't be had; the text says why and what to do."""


class Outbound:
    """The policy as the configuration has it."""

    def __init__(self, config: OutboundConfig | None = None) -> None:
        """Read the policy, and the certificates.

        Raises:
            OutboundError: `ca_bundle` can't be read, or has no certificates in it.
        """
        config = config or OutboundConfig()
        self.offline = config.offline
        self.proxy = _proxy(config.proxy) if config.proxy else None
        self.trust = _trust(config.ca_bundle) if config.ca_bundle else None
        self._names, self._networks = _exceptions(config.no_proxy)
        password = self.proxy.password if self.proxy else None
        self._redact = Redactor([password] if password else ()).text

    def proxy_for(self, host: str) -> Proxy | None:
        """The proxy by which a host is reached, which is a name or an address."""
        if self.proxy is None:
            return None
        name = host.strip("[]").rstrip(".").lower()
        with suppress(ValueError):
            address = ipaddress.ip_address(name)
            address = getattr(address, "ipv4_mapped", None) or address
            inside = any(address in network for network in self._networks)
            return None if address.is_loopback or inside else self.proxy
        labels = name.split(".")
        suffixes = {".".join(labels[place:]) for place in range(len(labels))}
        return None if suffixes & self._names else self.proxy

    def open_session(
        self, proxy: Proxy | None, resolver: AbstractResolver | None, **options: Any
    ) -> aiohttp.ClientSession:
        """A session whose connections all go by `proxy`, or directly; `options` are aiohttp's."""
        limits: dict[str, Any] = {
            "limit": CONNECTIONS,
            "limit_per_host": CONNECTIONS_PER_HOST,
            "ssl": self.trust or True,
        }
        if proxy is not None and proxy.scheme in SOCKS:
            connector: aiohttp.TCPConnector = aiohttp_socks.ProxyConnector(
                **proxy.parameters(), **limits
            )
        else:
            connector = aiohttp.TCPConnector(resolver=resolver, **limits)
            options["proxy"] = proxy.address() if proxy is not None else None
        return aiohttp.ClientSession(connector=connector, trust_env=False, **options)

    async def connect_by(
        self, proxy: Proxy, host: str, port: int, seconds: float
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection through a proxy, which resolves the name; `ON_THE_WAY` when there is none.

        What the proxy takes to connect counts against the seconds too.
        """
        way = asyncio_proxy.Proxy(**proxy.parameters(), proxy_ssl=self.proxy_trust(proxy))
        stream = await way.connect(host, port, timeout=seconds)
        return stream.reader, stream.writer

    def proxy_trust(self, proxy: Proxy) -> ssl.SSLContext | None:
        """What TLS with the proxy itself is checked by; None for one that is spoken to plainly."""
        if proxy.scheme != "https":
            return None
        return self.trust or ssl.create_default_context()

    def refused(self) -> str:
        """What a proxy's 407 means."""
        place = self.proxy.place if self.proxy else "on the way"
        return (
            f"the proxy {place} refuses the user and password that it was given (HTTP 407): "
            "set them in [outbound] proxy"
        )

    def fault(self, error: Exception) -> str:
        """What went wrong on the way. Libraries' texts name host and port, or whole addresses."""
        place = self.proxy.place if self.proxy else "on the way"
        if isinstance(error, _TO_PROXY):
            inner = getattr(error, "os_error", error.__cause__ or error)
            why = _reason(inner) if isinstance(inner, OSError) else self._redact(str(inner))
            return f"cannot reach the proxy {place} ({why}): check [outbound] proxy"
        if isinstance(error, aiohttp.ClientHttpProxyError):
            if error.status == PROXY_REFUSES:
                return self.refused()
            return f"the proxy {place} does not connect (HTTP {error.status})"
        if isinstance(error, PROXY_ERRORS):
            if getattr(error, "error_code", None) == PROXY_REFUSES:
                return self.refused()
            return (
                f"the proxy {place} does not connect: {self._redact(str(error))}; "
                "check [outbound] proxy"
            )
        return _fault(error)


def is_lasting(error: Exception) -> bool:
    """Whether trying again is of no use: somebody has to change something."""
    refused = isinstance(error, aiohttp.ClientHttpProxyError) and error.status == PROXY_REFUSES
    return refused or _distrust(error) is not None


def _distrust(error: Exception) -> ssl.SSLCertVerificationError | None:
    """Why a certificate was not trusted, wherever a library put it."""
    places = (getattr(error, "certificate_error", None), error.__cause__, error)
    return next((e for e in places if isinstance(e, ssl.SSLCertVerificationError)), None)


def _fault(error: Exception) -> str:
    if distrust := _distrust(error):
        why = getattr(distrust, "verify_message", "") or "it can't be checked"
        return (
            f"the server's certificate is not trusted ({why}). Where an authority of your own "
            "signs, name its PEM file in [outbound] ca_bundle"
        )
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect: {_reason(error.os_error)}"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the answer broke off"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server closed the connection without an answer"
    if isinstance(error, OSError):
        return _reason(error)
    return f"no valid HTTP ({type(error).__name__})"


def _reason(error: OSError) -> str:
    """The system's words, without the address that asyncio puts in their place."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__


def _proxy(text: str) -> Proxy:
    parts = urlsplit(text)
    return Proxy(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or PROXY_PORTS[parts.scheme],
        username=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def _trust(file: str) -> ssl.SSLContext:
    """The system's authorities and those of a file."""
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=file)
    except ssl.SSLError:
        raise OutboundError(
            f"[outbound] ca_bundle: expected certificates in PEM in {file}, found none"
        ) from None
    except OSError as error:
        raise OutboundError(f"[outbound] ca_bundle: can't read {file} ({error.strerror})") from None
    return context


Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


def _exceptions(entries: tuple[str, ...]) -> tuple[frozenset[str], Networks]:
    """Names and networks that are reached directly; an address is a network of one."""
    names, networks = {"localhost"}, []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip().strip("[]"), strict=False))
        except ValueError:
            names.add(entry.strip().removeprefix("*").strip(".").lower())
    return frozenset(names), tuple(networks)
