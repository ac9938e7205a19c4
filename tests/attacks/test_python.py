"""Each attack in Python succeeds without layers, and fails within each that is said to stop it."""

import os
import platform
import socket
from collections.abc import Callable

import pytest

from tests.attacks.arena import ALL
from tests.attacks.conftest import Arena
from tests.attacks.python_attacks import ATTACKS

pytestmark = [
    pytest.mark.skipif(platform.machine() != "x86_64", reason="attacks use numbers of x86_64"),
    pytest.mark.usefixtures("datagrams"),
]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack(name: str, arena_of: Callable[[bool], Arena]) -> None:
    attack = ATTACKS[name]
    if attack.as_root and os.geteuid() != 0:
        pytest.skip("needs rights that only root has before the layers")
    arena = arena_of(attack.as_root)
    for layers in ([], *([layer] for layer in attack.stopped_by), ALL):
        (arena.folder / "writable" / "kept").touch()
        ended = arena.attempt(attack.code, layers, network=attack.network)
        if layers:
            assert ended["outcome"] in ("refused", "died"), (layers, ended)
        elif ended["outcome"] != "through" and attack.kernel:
            pytest.skip(f"this machine has no {attack.kernel}: {ended}")
        else:
            assert ended["outcome"] == "through", ended


HARMLESS = """
import asyncio, concurrent.futures, socket, sqlite3, ssl, threading, tomllib
async def all_of_it():
    return await asyncio.to_thread(lambda: tomllib.loads("a = 1")["a"])
def attack():
    mine, other = socket.socketpair()
    mine.sendall(b"x")
    connection = socket.create_connection(("127.0.0.1", victim.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.settimeout(5)
    ssl.create_default_context()
    socket.getaddrinfo("localhost", 80)
    with open("/dev/null", "w") as nowhere:
        nowhere.write("x")
    return other.recv(1) == b"x" and asyncio.run(all_of_it()) == 1
"""


def test_what_sources_do_goes_on(arena: Arena) -> None:
    """So that what is refused above is not refused because nothing works."""
    bounds = {"memory_bytes": 256 * 1024 * 1024}
    assert arena.attempt(HARMLESS, ALL, bounds=bounds) == {"outcome": "through", "detail": ""}


def test_the_arena_is_whole_afterwards(arena: Arena) -> None:
    with socket.create_connection(("127.0.0.1", arena.port), timeout=5):
        pass
