"""A worker's side of its door: made before it sees code, and handed to the runner.

See `runners.sandbox.namespaces` for the ways. Kept light: launchers import it.
"""

import socket

from runners.sandbox import namespaces
from runners.sandbox.network import Network
from runners.workers import frames


def hand_over(network: Network, channel: socket.socket) -> socket.socket | None:
    """Give the runner the door of this process, which must have one thread.

    Where connections are brokered, what comes back is what they are asked for by.

    Raises:
        OSError: the kernel does not do it.
    """
    match network:
        case Network.NAMESPACE:
            door, ours = namespaces.unshare_network(), None
        case Network.BROKERED:
            ours, door = socket.socketpair()
        case _:
            return None
    with door:
        socket.send_fds(channel, [frames.pack(frames.DOOR, b"")], [door.fileno()])
    return ours
