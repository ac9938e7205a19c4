"""URLs in the canonical form of the WHATWG standard, for every scheme with a host.

Nothing is rewritten that a server could tell apart: percent-encoding, the order and case of path
and query, and the fragment stay. What a browser would refuse or silently drop is refused.
"""

import re
from urllib.parse import unquote_to_bytes

from backend.indicators.addresses import NUMBER, canonical_ipv4, read_ipv6, read_loose_ipv4
from backend.indicators.names import canonical_host_name, mapped
from backend.indicators.wording import UnfitError, name_character

MAX_URL = 8192
"""Characters of a canonical URL: what servers and clients commonly take."""

MAX_PORT = 65535

DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21", "file": ""}
"""The schemes that the standard calls special, and their ports."""

_FORM = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SECOND_URL = re.compile(r"\s\S*?://")
_USERINFO = re.compile(r"[^!$%&'()*+,\-.0-9:A-Z_a-z~]")
_PATH = re.compile(r"[\x00-\x20\"<>^`{}\x7f-\U0010ffff]")
_QUERY = re.compile(r"[\x00-\x20\"<>\x7f-\U0010ffff]")
_SPECIAL_QUERY = re.compile(r"[\x00-\x20\"'<>\x7f-\U0010ffff]")
_FRAGMENT = re.compile(r"[\x00-\x20\"<>`\x7f-\U0010ffff]")
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)
_TWO_DOTS = re.compile(r"(?:\.|%2e){2}", re.IGNORECASE)
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_OPAQUE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!//)")


def canonical_url(text: str) -> str:
    """The URL as a browser would ask it.

    Raises:
        UnfitError: saying what is wrong with the URL.
    """
    foreign = _FORBIDDEN.search(text)
    if foreign:
        raise UnfitError(f"it contains {name_character(foreign[0])}")
    if _SECOND_URL.search(text):
        raise UnfitError("it contains more than one URL")
    match = _FORM.fullmatch(text)
    if match is None:
        raise UnfitError(_without_authority(text))
    scheme = match[1].lower()
    special = scheme in DEFAULT_PORTS
    authority, path, query, fragment = match[2], match[3], match[4] or "", match[5] or ""
    if special and ("\\" in authority or "\\" in path):
        authority, path = _with_slashes(authority, path)
    url = (
        f"{scheme}://{_authority(authority, scheme)}"
        f"{_path(path, special=special)}"
        f"{(_SPECIAL_QUERY if special else _QUERY).sub(_escape, query)}"
        f"{_FRAGMENT.sub(_escape, fragment)}"
    )
    if len(url) > MAX_URL:
        raise UnfitError(f"it is longer than {MAX_URL} characters")
    return url


def _without_authority(text: str) -> str:
    if text.startswith("//"):
        return "it has no scheme (https: or another one before it)"
    if _OPAQUE.match(text):
        return 'its scheme is not followed by "//" and a host'
    return "it has no scheme (https:// or another one before it)"


def _with_slashes(authority: str, path: str) -> tuple[str, str]:
    authority, backslash, rest = authority.partition("\\")
    return authority, (backslash + rest + path).replace("\\", "/")


def _authority(authority: str, scheme: str) -> str:
    userinfo, at, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    host = canonical_host(host, special=scheme in DEFAULT_PORTS)
    port = _port(port, scheme)
    return f"{_userinfo(userinfo)}{host}{port}" if at else f"{host}{port}"


def _host_and_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, bracket, port = place.partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise UnfitError("its host is no IPv6 address in brackets")
        return host + bracket, port[1:]
    host, _, port = place.partition(":")
    return host, port


def _port(port: str, scheme: str) -> str:
    if not port:
        return ""
    if not (port.isascii() and port.isdigit()):
        raise UnfitError("its port is not a number")
    port = port.lstrip("0") or "0"
    if len(port) > len(str(MAX_PORT)) or int(port) > MAX_PORT:
        raise UnfitError(f"its port is above {MAX_PORT}")
    return "" if DEFAULT_PORTS.get(scheme) == port else f":{port}"


def _userinfo(userinfo: str) -> str:
    user, colon, password = userinfo.partition(":")
    user, password = _USERINFO.sub(_escape, user), _USERINFO.sub(_escape, password)
    # A colon within the password is one more that only an escape keeps apart from the first.
    password = password.replace(":", "%3A")
    if not user and not password:
        return ""
    return f"{user}{colon}{password}@" if password else f"{user}@"


def canonical_host(host: str, *, special: bool = True) -> str:
    """A name of one label or more, an IPv4 address, or an IPv6 address in brackets.

    Raises:
        UnfitError: saying what is wrong with the host.
    """
    if host.startswith("["):
        if "%" in host:
            raise UnfitError("its host has a zone, which means something on one machine alone")
        return f"[{_hexadecimal_ipv6(read_ipv6(host[1:-1]))}]"
    if "%" in host:
        host = _unescaped(host)
    if not host:
        raise UnfitError("it has no host")
    try:
        host = mapped(host)
        bare = host.removesuffix(".")
        if NUMBER.fullmatch(bare.rpartition(".")[2]):
            return read_loose_ipv4(bare) if special else canonical_ipv4(bare)
        return canonical_host_name(host)
    except UnfitError as error:
        raise UnfitError(f"its host does not fit: {error.why}") from None


def _unescaped(host: str) -> str:
    try:
        return unquote_to_bytes(host).decode("utf-8")
    except UnicodeDecodeError:
        raise UnfitError("its host is escaped in another encoding than UTF-8") from None


def _hexadecimal_ipv6(number: int) -> str:
    """As the standard writes it: also an IPv4-mapped address in groups."""
    from ipaddress import IPv6Address

    text = str(IPv6Address(number))
    if "." in text:
        return f"::ffff:{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}"
    return text


def _path(path: str, *, special: bool) -> str:
    if not path:
        return "/" if special else ""
    if _DOT_SEGMENT.search(path):
        path = _resolved(path)
    return _PATH.sub(_escape, path)


def _resolved(path: str) -> str:
    """Without `.` and `..`, escaped or not."""
    segments = path[1:].split("/")
    kept: list[str] = []
    for segment in segments:
        if _TWO_DOTS.fullmatch(segment):
            if kept:
                kept.pop()
        elif not _DOT.fullmatch(segment):
            kept.append(segment)
    if _TWO_DOTS.fullmatch(segments[-1]) or _DOT.fullmatch(segments[-1]):
        kept.append("")
    return "/" + "/".join(kept)


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
