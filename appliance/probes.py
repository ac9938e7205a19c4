"""Asking a program whether it is ready, with next to nothing loaded.

The supervisor asks, and it is to stay small: neither a database driver nor gRPC nor an HTTP client
library is imported here. Each probe answers an empty string for "ready", else the reason.
"""

import http.client
import socket
import struct
from collections.abc import Callable
from pathlib import Path

TIMEOUT_SECONDS = 2.0

Probe = Callable[[], str]
"""Empty when the program is ready, else why it is not."""

_PROTOCOL_3 = 196608
_ERROR_MESSAGE = ord("M")


def postgres(address: str | tuple[str, int], *, user: str, database: str) -> str:
    """Whether PostgreSQL takes connections: one is begun, and ended before its password is due.

    Args:
        address: the socket's path, or host and port.
        user: the role to begin as.
        database: the database to begin with.
    """
    pairs = ("user", user, "database", database)
    body = struct.pack("!i", _PROTOCOL_3) + b"".join(v.encode() + b"\0" for v in pairs) + b"\0"
    try:
        with _connected(address) as connection:
            connection.sendall(struct.pack("!i", len(body) + 4) + body)
            kind = _exactly(connection, 1)
            (length,) = struct.unpack("!i", _exactly(connection, 4))
            answer = _exactly(connection, min(length - 4, 4096))
    except OSError as error:
        return f"no connection ({error.strerror or error})"
    if kind == b"R":
        return ""
    # A refusal has the form of fields, each a letter and a text: "M" is the sentence for people.
    for field in answer.split(b"\0"):
        if field and field[0] == _ERROR_MESSAGE:
            return field[1:].decode(errors="replace")
    return f"it answers {kind!r}"


def http_get(host: str, port: int, path: str) -> str:
    """Whether a GET of `path` answers 200."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer to GET {path} ({getattr(error, 'strerror', None) or error})"
    finally:
        connection.close()
    return "" if status == http.client.OK else f"GET {path} answers {status}"


# One call of grpc.health.v1.Health/Check, spelled out in HTTP/2 frames. Headers are sent as
# literals without indexing (RFC 7541 §6.2.2), which needs no table and no Huffman coding.
_HEADERS = (
    (b":method", b"POST"),
    (b":scheme", b"http"),
    (b":path", b"/grpc.health.v1.Health/Check"),
    (b":authority", b"localhost"),
    (b"te", b"trailers"),
    (b"content-type", b"application/grpc"),
)
_DATA_FRAME, _HEADERS_FRAME, _SETTINGS_FRAME = 0x0, 0x1, 0x4
_END_STREAM, _END_HEADERS = 0x1, 0x4
_EMPTY_REQUEST = b"\0\0\0\0\0"
_SERVING = b"\0\0\0\0\x02\x08\x01"
_MAX_FRAMES = 32


def grpc_health(path: Path) -> str:
    """Whether the gRPC server behind the unix socket `path` calls itself SERVING."""
    block = b"".join(
        b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value for name, value in _HEADERS
    )
    request = (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + _frame(_SETTINGS_FRAME, 0, 0, b"")
        + _frame(_HEADERS_FRAME, _END_HEADERS, 1, block)
        + _frame(_DATA_FRAME, _END_STREAM, 1, _EMPTY_REQUEST)
    )
    try:
        with _connected(str(path)) as connection:
            connection.sendall(request)
            return _health_answer(connection)
    except OSError as error:
        return f"no connection ({error.strerror or error})"


def _health_answer(connection: socket.socket) -> str:
    for _ in range(_MAX_FRAMES):
        head = _exactly(connection, 9)
        length, kind, flags = int.from_bytes(head[:3]), head[3], head[4]
        payload = _exactly(connection, length)
        if kind == _DATA_FRAME and payload:
            return "" if payload == _SERVING else "health is not SERVING"
        if kind == _HEADERS_FRAME and flags & _END_STREAM:
            break
    return "the health service refused"


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


def _connected(address: str | tuple[str, int]) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=TIMEOUT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT_SECONDS)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _exactly(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        block = connection.recv(length - len(received))
        if not block:
            raise ConnectionResetError(None, "the connection was closed")
        received += block
    return received
