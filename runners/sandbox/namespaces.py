"""A network of a worker's own, and the door in it: the only way out, which the runner holds.

Three ways keep a worker's traffic to its door, as the machine allows:

A. `Network.NAMESPACE`, both languages. The worker unshares user and network namespace before it
   sees code: nothing is there but loopback, and on that a listening socket. Its descriptor goes to
   the runner, which accepts connections outside.
B. `Network.BROKERED`, Python without user namespaces: seccomp refuses socket(). Of a pair of
   sockets the runner gets one end, and hands connections to its proxy over it when asked.
C. The same for Deno, which has no such descriptor and no network at all: `fetch` goes by frames
   of its channel, as `context.http` does.

A namespace is made for each worker rather than for each source. Spares are started before it is
known whose they will be; entering a source's namespace later would need setns to be allowed until
then, and code that is hostile enough to reach it would find another source's door. One of its own
costs a worker a millisecond before anybody waits for it, and two calls never share anything, so
that the listener says for which call a connection is.

For Deno a port that Landlock allows alone was not taken: the same number on other
machines would be open too, unless Deno is started with the source's hosts, which spares can't be.
"""

import ctypes
import fcntl
import os
import socket
import struct

from runners.sandbox.network import Network

PROXY_HOST, PROXY_PORT = "127.0.0.1", 3128
PROXY = f"http://{PROXY_HOST}:{PROXY_PORT}"

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_CAPABILITY_VERSION = 0x20080522
_BACKLOG = 64

_libc = ctypes.CDLL(None, use_errno=True)


def unshare_network() -> socket.socket:
    """Move this process, which must have one thread, into a network of its own; its door.

    The rights that this brings over the namespaces are given up. User and group are nobody's in
    there; files see them as before.

    Raises:
        OSError: the kernel does not do it.
    """
    _called(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET), "unshare")
    door = socket.socket()
    fcntl.ioctl(door, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))
    door.bind((PROXY_HOST, PROXY_PORT))
    door.listen(_BACKLOG)
    nothing = struct.pack("=Ii", _CAPABILITY_VERSION, 0), bytes(24)
    _called(_libc.capset(*nothing), "capset")
    return door


def _called(result: int, name: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def environment(network: Network) -> dict[str, str]:
    """By which libraries find the proxy. It is a convenience: who does not look finds nothing."""
    if network not in (Network.NAMESPACE, Network.BROKERED):
        return {}
    return dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), PROXY)
