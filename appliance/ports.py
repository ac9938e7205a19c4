"""Ports: whether the public one is free, and a private one for the backend."""

import errno
import os
import socket
import time

from appliance.errors import SetupError

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


def reserve_private(uid: int | None) -> socket.socket:
    """A free port of 127.0.0.1, bound as long as the socket is open, for servers of one account.

    Sockets share a port when each asks for it (SO_REUSEPORT, as Robyn's does) and all belong to
    one account. This one never listens, so that it gets no connections. While the backend is
    started again it keeps the port from the kernel, which may give it to any connection, and from
    other accounts of this machine, which could pose as the backend.

    Args:
        uid: the account, None for this process's own.
    """
    reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if uid is not None:
            os.fchown(reserved.fileno(), uid, -1)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        reserved.bind(("127.0.0.1", 0))
    except BaseException:
        reserved.close()
        raise
    return reserved
