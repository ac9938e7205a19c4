"""URLs as Safe Browsing takes them: canonical form, expressions of host and path, their hashes.

https://developers.google.com/safe-browsing/reference/URLs.and.Hashing says how. Hosts are cut as
Google's own client does it: at every label of the last seven, rather than at those that a list of
public suffixes leaves; some more hashes, which no list has, are the cost of needing no such list.
"""

import hashlib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import idna

from backend.indicators.addresses import read_loose_ipv4
from backend.indicators.wording import UnfitError
from backend.models.indicators import Indicator, Kind

PREFIX_BYTES = 4
LABELS_AT_MOST = 7
FOLDERS_AT_MOST = 4
UNESCAPED_AT_MOST = 100
SCHEME = re.compile(rb"^[A-Za-z][A-Za-z0-9+.-]*:")
PORT = re.compile(rb":\d*$")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NoUrlError(ValueError):
    """The text has no host."""


@dataclass(frozen=True)
class Canonical:
    """The parts that count; user, port and fragment do not."""

    scheme: str
    host: str
    path: str
    query: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


def of_indicator(indicator: Indicator) -> Canonical:
    """A URL itself; of a name or an address, its first page."""
    data = indicator.data
    if indicator.kind == Kind.IPV6:
        data = f"http://[{data}]/"
    elif indicator.kind != Kind.URL:
        data = f"http://{data}/"
    return canonical(data.encode())


def canonical(url: bytes) -> Canonical:
    """The canonical form.

    Raises:
        NoUrlError: there is no host.
    """
    text = url.partition(b"#")[0].strip(b" ")
    text = _unescaped(text.translate(None, b"\t\r\n"))
    found = SCHEME.match(text)
    scheme = found[0][:-1].lower().decode() if found else "http"
    rest = text[found.end() :] if found else b"//" + text
    rest, _, query = rest.partition(b"?")
    if not rest.startswith(b"//"):
        raise NoUrlError("the URL has no host")
    authority, slash, path = rest[2:].partition(b"/")
    host = _host(authority)
    if not host:
        raise NoUrlError("the URL has no host")
    return Canonical(scheme, host, _path(slash + path), _escaped(query))


def _unescaped(text: bytes) -> bytes:
    for _ in range(UNESCAPED_AT_MOST):
        plain = unquote_to_bytes(text)
        if plain == text:
            break
        text = plain
    return text


def _escaped(text: bytes) -> str:
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02X}"  # noqa: PLR2004
        for byte in text
    )


def _host(authority: bytes) -> str:
    host = authority.rpartition(b"@")[2]
    host = PORT.sub(b"", host)
    if host.startswith(b"["):
        return _ipv6(host)
    host = re.sub(rb"\.+", b".", host).strip(b".")
    name = _ascii(host).lower()
    try:
        return read_loose_ipv4(name)
    except UnfitError:
        return name


def _ascii(host: bytes) -> str:
    """Names of other scripts in Punycode; what is no name, escaped."""
    if host.isascii():
        return _escaped(host)
    try:
        return idna.encode(host.decode(), uts46=True).decode()
    except UnicodeError:  # of which idna's own errors are
        return _escaped(host)


def _ipv6(host: bytes) -> str:
    """In its short form; what stands for an IPv4 address is that."""
    try:
        address = ipaddress.IPv6Address(host[1:-1].decode())
    except ValueError:
        raise NoUrlError("the host is no IPv6 address") from None
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address in NAT64:
        return str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return f"[{address}]"


def _path(path: bytes) -> str:
    kept: list[bytes] = []
    parts = path.split(b"/")
    for part in parts:
        if part == b"..":
            del kept[-1:]
        elif part not in (b"", b"."):
            kept.append(part)
    # What ends in a slash, or in what names a folder, is a folder.
    end = b"/" if kept and parts[-1] in (b"", b".", b"..") else b""
    return _escaped(b"/" + b"/".join(kept) + end)


def expressions(url: Canonical) -> list[str]:
    """Every host and path that a list may have, most specific first."""
    return [host + path for host in _hosts(url.host) for path in _paths(url.path, url.query)]


def _hosts(host: str) -> Iterator[str]:
    yield host
    labels = host.split(".")
    if host.startswith("[") or all(label.isdecimal() for label in labels):
        return
    for first in range(max(1, len(labels) - LABELS_AT_MOST), len(labels) - 1):
        yield ".".join(labels[first:])


def _paths(path: str, query: str) -> list[str]:
    found = [f"{path}?{query}"] if query else []
    found.append(path)
    folders = path.split("/")[:-1]
    ways = ["/".join(folders[:depth]) + "/" for depth in range(1, len(folders) + 1)]
    return list(dict.fromkeys([*found, *reversed(ways[:FOLDERS_AT_MOST])]))


def hashes(url: Canonical) -> dict[bytes, str]:
    """The expressions by their SHA-256."""
    return {hashlib.sha256(e.encode()).digest(): e for e in expressions(url)}
