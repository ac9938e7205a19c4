"""Sockets where the process may have none: each is a connection to the proxy, got from the runner.

This is for convenience. What holds is the filter, which refuses socket() and connect().
"""

import errno
import os
import socket
import threading
from typing import Any

from runners.sandbox.namespaces import PROXY_HOST, PROXY_PORT

_INET = frozenset({socket.AF_INET, socket.AF_INET6})
_socket = socket.socket


def install(broker: socket.socket) -> None:
    """Have whatever makes a socket of TCP in this process get one from `broker`."""
    BrokeredSocket._broker = broker  # noqa: SLF001 — its own
    socket.socket = socket.SocketType = BrokeredSocket  # type: ignore[assignment,misc]


class BrokeredSocket(_socket):
    """A socket of TCP that is connected to the proxy, and to nothing else."""

    _broker: Any = None
    _taking = threading.Lock()
    _told: tuple[int, int, int] | None = None

    def __init__(
        self,
        family: int = -1,
        type: int = -1,  # noqa: A002 — named as in the class that it stands for
        proto: int = -1,
        fileno: int | None = None,
    ) -> None:
        family = socket.AF_INET if family == -1 else family
        kind = socket.SOCK_STREAM if type == -1 else type & ~_FLAGS
        if fileno is not None or family not in _INET or kind != socket.SOCK_STREAM:
            super().__init__(family, type, proto, fileno)
            return
        super().__init__(fileno=self._take())
        self._told = (family, kind, max(proto, 0))

    @property
    def family(self) -> Any:
        """As it was asked for."""
        return socket.AddressFamily(self._told[0]) if self._told else super().family

    def connect(self, address: Any) -> None:
        """It is connected already, where it can be connected to."""
        if self._told is None:
            super().connect(address)
        elif tuple(address[:2]) != (PROXY_HOST, PROXY_PORT):
            raise PermissionError(
                errno.EACCES, "A source reaches the outside by its proxy alone, or by context.http"
            )

    def connect_ex(self, address: Any) -> int:
        """As `connect`, with a number in place of an exception."""
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or errno.EACCES
        return 0

    def setsockopt(self, *arguments: Any) -> None:
        """Options of TCP mean nothing to it."""
        if self._told is None or arguments[0] != socket.IPPROTO_TCP:
            super().setsockopt(*arguments)

    def _take(self) -> int:
        with self._taking:
            self._broker.sendall(b"?")
            _, descriptors, _, _ = socket.recv_fds(self._broker, 1, 1)
        if not descriptors:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return descriptors[0]


_FLAGS = socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
