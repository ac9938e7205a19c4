"""Headers: what every answer carries, and what must not travel through a proxy."""

from collections.abc import Iterable

from appliance.gateway.errors import Headers

SECURITY: Headers = [
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            b"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
            b"frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    # Granian names itself unless something else stands here; it can't be left out.
    (b"server", b""),
]
HSTS = (b"strict-transport-security", b"max-age=31536000")

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# The gateway sets these itself. Who the client is, is told by `peers.py` alone.
_NOT_TO_BACKEND = _HOP_BY_HOP | {
    b"content-length",
    b"expect",
    b"forwarded",
    b"host",
    b"traceparent",
    b"x-real-ip",
}
_NOT_TO_CLIENT = (
    _HOP_BY_HOP
    | {name for name, _ in SECURITY}
    | {b"content-length", b"date", b"traceparent", b"x-event-stream", b"x-upload"}
)


def to_backend(headers: Headers) -> list[tuple[str, str]]:
    """Return the client's headers that the backend gets, as text."""
    named = _named_by_connection(headers)
    return [
        (name.decode("latin-1"), _text(value))
        for name, value in _with_one_cookie_header(headers)
        if name not in _NOT_TO_BACKEND
        and name not in named
        and not name.startswith(b"x-forwarded-")
    ]


def _with_one_cookie_header(headers: Headers) -> Headers:
    """HTTP/2 lets browsers send each cookie in a header of its own, HTTP/1 does not (RFC 9113)."""
    cookies = [value for name, value in headers if name == b"cookie"]
    if len(cookies) < 2:  # noqa: PLR2004 — one header, or none
        return headers
    others = [header for header in headers if header[0] != b"cookie"]
    return [*others, (b"cookie", b"; ".join(cookies))]


def to_client(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the backend's headers that the client gets, names in lower case."""
    lower = [(name.lower(), value) for name, value in headers]
    named = _named_by_connection(lower)
    return [
        (name, value) for name, value in lower if name not in _NOT_TO_CLIENT and name not in named
    ]


def first(headers: Headers, name: bytes) -> bytes | None:
    """Return the first value under the lower-case `name`."""
    for key, value in headers:
        if key == name:
            return value
    return None


def _named_by_connection(headers: Headers) -> set[bytes]:
    named: set[bytes] = set()
    for name, value in headers:
        if name == b"connection":
            named.update(part.strip().lower() for part in value.split(b","))
    return named


def _text(value: bytes) -> str:
    """Decode so that aiohttp, which writes UTF-8, sends the same bytes whenever it can."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
