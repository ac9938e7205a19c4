"""Ports of 127.0.0.1."""

import socket
import time


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for_port(port: int, seconds: float = 10.0) -> None:
    """Return once somebody listens."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


NOWHERE = "http://127.0.0.1:9"
"""A proxy that is not there: what a test does not play is refused, and nobody outside is asked."""
