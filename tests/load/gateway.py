"""`./build.sh bench gateway`: requests a second through the gateway, recorder on and off.

Each request asks one local source about an indicator that nobody asked about before and waits for
its answer; nothing is cached. Two appliances run side by side, one of which records nothing, and
are asked in turn, round by round. The client is in the figures: it shares the machine.
"""

import asyncio
import itertools
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import aiohttp

from backend import admin
from backend.db.connection import connect
from backend.db.migrate import migrate
from tests.load.figures import figure
from tests.load.servers import child, postgres
from tests.support.api import Api
from tests.support.appliances import reachable_folder
from tests.support.databases import new_database
from tests.support.ports import free_port

IN_FLIGHT = (1, 16, 64)
ROUNDS = 5
ROUND_SECONDS = 2.0
EMAIL = "load@example.com"
NUMBERS = itertools.count()


class Target:
    """Where to ask, and with which credential."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"http://127.0.0.1:{port}/api/v1/requests"
        self.headers = {"Authorization": f"Token {token}"}

    async def ask(self, session: aiohttp.ClientSession) -> None:
        """One request, answered."""
        number = next(NUMBERS)
        value = f"{11 + number // 2**24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        body = {"indicators": [{"data": value}], "wait": True}
        async with session.post(self.url, headers=self.headers, json=body) as answer:
            found = await answer.json()
            assert [result["status"] for result in found["results"]] == ["FOUND"], found


def main() -> None:
    """(c): requests a second at 1, 16 and 64 in flight."""
    folder = reachable_folder()
    try:
        with ExitStack() as stack:
            url = stack.enter_context(postgres(folder / "postgres"))
            targets = {
                recorder: stack.enter_context(_target(url, folder / recorder, recorder))
                for recorder in ("on", "off")
            }
            for in_flight in IN_FLIGHT:
                asyncio.run(_compare(targets, in_flight))
    finally:
        shutil.rmtree(folder)


@contextmanager
def _target(server: str, folder: Path, recorder: str) -> Iterator[Target]:
    folder.mkdir()
    backend_port, port = free_port(), free_port()
    with new_database(server) as url:
        connection = connect(url, application_name="load")
        migrate(connection)
        connection.close()
        told = {"port": backend_port, "database_url": url, "folder": str(folder)}
        with (
            child("backend", {**told, "recorder": recorder}),
            child("gateway", {"port": port, "backend_port": backend_port}),
        ):
            Api(port).wait_until_ready()
            admin.create_user(url, email=EMAIL, role="admin", password="correct horse battery")
            yield Target(port, admin.create_token(url, email=EMAIL, note="load"))


async def _compare(targets: dict[str, Target], in_flight: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in targets}
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:
        for number in range(-1, ROUNDS):  # the first is for warming up
            for name, target in targets.items():
                rate = await _rate(session, target, in_flight)
                if number >= 0:
                    rates[name].append(rate)
    off = statistics.median(rates["off"])
    figure(
        f"requests through the gateway, {in_flight} in flight",
        rates["on"],
        "requests/s",
        beside=f"without the recorder: {off:.0f} requests/s",
        ratio=statistics.median(a / b for a, b in zip(rates["on"], rates["off"], strict=True)),
    )


async def _rate(session: aiohttp.ClientSession, target: Target, in_flight: int) -> float:
    ends, count = time.perf_counter() + ROUND_SECONDS, 0

    async def client() -> None:
        nonlocal count
        while time.perf_counter() < ends:
            await target.ask(session)
            count += 1

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(in_flight)))
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
