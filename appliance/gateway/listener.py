"""The public port: bound by us, served by Granian inside our own event loop."""

import resource
import socket

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings, HTTP2Settings
from granian.log import LogLevels
from granian.server.embed import Server

from appliance.gateway.app import Application

_BACKLOG = 1024
_MOST_FILES = 65536
_MOST_CONNECTIONS = 16384
_HEADER_BYTES = 64 * 1024
# A half-sent header, and equally a connection that is kept open unused.
_HEADER_MILLISECONDS = 30_000
# A client that is gone without a word, or reads nothing, is cut off after this long.
_UNACKNOWLEDGED_MILLISECONDS = 90_000


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen. Raises OSError when the address is not ours or the port is taken.

    Granian itself would bind with SO_REUSEPORT, which lets a second gateway share the port.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _explained(error, host, port) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections inherit these.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MILLISECONDS
        )
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise _explained(error, host, port) from error
    return listener


class PublicServer(Server):
    """Granian on a socket that is already listening.

    TLS: `ssl_cert`, `ssl_key` and `ssl_protocol_min` of Granian's Server belong into `__init__`.
    """

    def __init__(self, application: Application, listener: socket.socket) -> None:
        super().__init__(
            application,
            interface=Interfaces.ASGINL,
            http=HTTPModes.auto,
            websockets=False,
            backlog=_BACKLOG,
            backpressure=_connections(),
            http1_settings=HTTP1Settings(
                header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_HEADER_BYTES
            ),
            http2_settings=HTTP2Settings(max_headers_size=_HEADER_BYTES),
            log_level=LogLevels.error,
            # No handlers of Granian's own: its errors go where all our lines go.
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
        )
        self._listener = listener

    def end(self) -> None:
        """Accept no more, end idle connections, let `serve` return when the others are done."""
        self.interrupt_signal = True
        self.main_loop_interrupt.set()

    def _init_shared_socket(self) -> None:
        unix = False
        # Granian's annotations lag behind its code here.
        self._shd = SocketHolder(self._listener.detach(), unix, _BACKLOG)  # type: ignore[call-arg, assignment]


def _connections() -> int:
    """Return how many connections are served at once: each may need a second to the backend."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(128, min(most // 2 - 64, _MOST_CONNECTIONS))


def _explained(error: OSError, host: str, port: int) -> OSError:
    reason = error.strerror or str(error)
    return OSError(
        error.errno,
        f"cannot listen on {host} port {port}: {reason}. "
        "Stop what uses it, or set another [server] host or port",
    )
