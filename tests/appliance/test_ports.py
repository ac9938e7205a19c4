"""The public port is looked at, the private one is kept."""

import os
import pwd
import socket
import subprocess
import sys
import threading

import pytest

from appliance import ports
from appliance.errors import SetupError
from tests.support.ports import free_port


def listen_beside(port: int, *, shared: bool, uid: int | None = None) -> str:
    """What another process that wants to listen on `port` complains of; empty when it may."""
    code = (
        "import os, socket\n"
        + ("" if uid is None else f"os.setresuid({uid}, {uid}, {uid})\n")
        + "wanting = socket.socket()\n"
        f"wanting.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, {int(shared)})\n"
        f"wanting.bind(('127.0.0.1', {port}))\n"
        "wanting.listen()\n"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_a_busy_port_is_refused_and_a_free_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=str(port)):
            ports.check_public("127.0.0.1", port)
        with pytest.raises(SetupError, match=str(port)):
            ports.check_public("0.0.0.0", port)
    ports.check_public("127.0.0.1", port)


def test_one_who_lets_go_of_it_is_waited_for() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    threading.Timer(0.3, taken.close).start()
    ports.check_public("127.0.0.1", port, patience_seconds=5)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.example"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(SetupError, match=host):
        ports.check_public(host, free_port())


def test_a_reserved_port_is_for_servers_that_share_it() -> None:
    with ports.reserve_private(None) as reserved:
        host, port = reserved.getsockname()
        assert host == "127.0.0.1"
        assert listen_beside(port, shared=True) == ""
        assert "Address already in use" in listen_beside(port, shared=False)
        # Nobody is served by the reservation itself.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=2)
    assert listen_beside(port, shared=False) == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes account")
def test_a_reserved_port_is_for_one_account() -> None:
    owner, other = pwd.getpwnam("daemon").pw_uid, pwd.getpwnam("nobody").pw_uid
    with ports.reserve_private(owner) as reserved:
        port = reserved.getsockname()[1]
        assert listen_beside(port, shared=True, uid=owner) == ""
        assert "Address already in use" in listen_beside(port, shared=True, uid=other)
