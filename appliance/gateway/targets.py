"""Whether the target and host of a request are such that anything may be done with them."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, unquote_to_bytes

from appliance.gateway.errors import MalformedError
from appliance.gateway.peers import HOST_SHAPE

_CONTROL = re.compile(rb"%(?:[01][0-9a-f]|7f)|[\x00-\x1f\x7f]", re.IGNORECASE)


def check_host(hosts: list[bytes], *, http_1_0: bool) -> None:
    """Raise MalformedError unless there is exactly one host of a sane shape.

    Granian puts an empty one where the client sent none, which only HTTP/1.0 may do.
    """
    if hosts == [b""] and http_1_0:
        return
    if len(hosts) != 1 or not HOST_SHAPE.fullmatch(hosts[0]):
        raise MalformedError("The Host header is missing, doubled or not a host name with a port.")


def check_path(raw: bytes) -> None:
    """Raise MalformedError for a path that no honest client sends.

    `..` as a segment, spelled or percent-encoded; a backslash; a control character. What is
    encoded within one segment (`https%3A%2F%2Fexample.com%2F..%2Fx`) is a value, not a path.
    """
    if not raw.startswith(b"/"):
        raise MalformedError("The path does not start with /.")
    if b"\\" in raw or _CONTROL.search(raw):
        raise MalformedError("The path contains a backslash or a control character.")
    if b".." in raw or b"%2" in raw:
        _check_segments(unquote_to_bytes(segment) for segment in raw.split(b"/"))


def file_path(raw: bytes) -> str:
    """Return the decoded path of a file or page; raise MalformedError if it tries to climb."""
    decoded = unquote(raw.decode("latin-1"), encoding="utf-8", errors="replace")
    if "\\" in decoded:
        raise MalformedError("The path contains a backslash.")
    _check_segments(segment.encode() for segment in decoded.split("/"))
    return decoded


def is_api(raw: bytes) -> bool:
    return raw == b"/api" or raw.startswith(b"/api/")


def is_health(raw: bytes) -> bool:
    return raw == b"/api/v1/health" or raw.startswith(b"/api/v1/health/")


def ascii_target(raw: bytes) -> str:
    """Return the bytes of a path or query as text, unchanged but for bytes that are not ASCII."""
    if raw.isascii():
        return raw.decode("ascii")
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in raw)  # noqa: PLR2004


def _check_segments(segments: Iterable[bytes]) -> None:
    if any(segment == b".." for segment in segments):
        raise MalformedError("The path contains a segment that is two dots.")
