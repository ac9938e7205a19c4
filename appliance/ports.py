"""Ports: whether the public one is free, and a private one for the backend."""

import errno
import random
import socket
import time

from appliance.errors import SetupError

# Below the range from which the kernel takes ports for outgoing connections: one of those could
# hold the backend's port while the backend is being restarted.
_PRIVATE_PORTS = range(20000, 32000)

_PAUSE_SECONDS = 0.05


def check_public(host: str, port: int, *, patience_seconds: float = 0.0) -> None:
    """See that the public port can be listened on.

    Args:
        host: address or name of this machine.
        port: its port.
        patience_seconds: how long to wait for one who is about to let go of it.

    Raises:
        SetupError: it is taken, not allowed, or the address is not this machine's.
    """
    give_up = time.monotonic() + patience_seconds
    while True:
        try:
            _try(host, port)
        except SetupError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _try(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            # Another that listens is noticed by some kernels only here.
            tried.listen(1)
    except socket.gaierror as error:
        raise SetupError(f"[server] host: {host!r} is no address ({error.strerror}).") from error
    except OSError as error:
        raise SetupError(_explained(error, host, port)) from error


def _explained(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} of {host} is in use by another program. Stop that, or set another "
                "[server] port."
            )
        case errno.EACCES:
            return (
                f"Port {port} of {host} may be opened by root alone. Set a [server] port above "
                "1023, or give the right to open it."
            )
        case errno.EADDRNOTAVAIL:
            return f"[server] host: {host} is not an address of this machine."
    return f"Can't listen on port {port} of {host}: {error.strerror}."


def private_port() -> int:
    """A port of 127.0.0.1 that nobody uses now.

    Raises:
        SetupError: there is none.
    """
    for port in random.sample(_PRIVATE_PORTS, 200):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SetupError("No free port was found on 127.0.0.1 for the backend.")
