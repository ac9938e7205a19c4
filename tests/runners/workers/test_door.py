"""The runner's side of a door, when what is behind it floods it."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from runners.egress.allowed import AllowList
from runners.egress.outbound import Outbound
from runners.egress.outside import Outside
from runners.egress.visit import CONNECTIONS, MOST_ATTEMPTS, Visit
from runners.workers.door import GIVEN, Door


@pytest.fixture
def visit() -> Visit:
    return Visit(Outside(Outbound()), AllowList(["api.example.com"]))


@pytest.fixture
def broker() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The runner's end and the worker's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        yield ours, theirs


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def taken(theirs: socket.socket) -> socket.socket:
    for _ in range(1000):
        try:
            told, descriptors, _, _ = socket.recv_fds(theirs, 1, 1)
        except BlockingIOError:
            await asyncio.sleep(0)
            continue
        assert told == GIVEN
        return socket.socket(fileno=descriptors[0])
    raise AssertionError("nothing was given")


async def test_a_connection_is_given_and_refuses(
    visit: Visit, broker: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = broker
    door = Door(ours, visit)
    door.open()
    theirs.send(b"?")
    reader, writer = await asyncio.open_connection(sock=await taken(theirs))
    writer.write(b"CONNECT elsewhere.example.com:443 HTTP/1.1\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 403 ")
    writer.close()
    await door.close()
    assert [call.url for call in visit.calls] == ["elsewhere.example.com:443"]


async def test_whoever_asks_and_never_takes_is_heard_no_more(
    visit: Visit, broker: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = broker
    door = Door(ours, visit)
    door.open()
    sent = theirs.send(b"?" * (MOST_ATTEMPTS + 500))
    await turns(sent + 100)
    assert len(asyncio.all_tasks()) <= CONNECTIONS + 1
    left = 0
    while piece := _more(ours):
        left += len(piece)
    assert left == sent - MOST_ATTEMPTS
    await door.close()
    assert len(asyncio.all_tasks()) == 1


def _more(ours: socket.socket) -> bytes:
    try:
        return ours.recv(4096)
    except BlockingIOError:
        return b""


async def test_connections_that_say_nothing_are_so_many(visit: Visit) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        door = Door(listening, visit)
        door.open()
        opened = [socket.create_connection(listening.getsockname()) for _ in range(100)]
        await turns(300)
        assert len(asyncio.all_tasks()) <= CONNECTIONS + 1
        await door.close()
        assert len(asyncio.all_tasks()) == 1
        for one in opened:
            one.close()


async def test_no_door_lets_nothing_in(visit: Visit) -> None:
    door = Door(None, visit)
    door.open()
    await door.close()
    assert visit.calls == []
