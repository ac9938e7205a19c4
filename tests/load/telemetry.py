"""`./build.sh bench telemetry`: what traces cost, off, with a collector, and with a dead one.

Appliances that differ in nothing else run side by side and are asked in turn, round by round, so
that whatever the machine does meanwhile happens to all of them alike. Ratios are worth more than
figures: clients, collector and appliances share the machine.
"""

import asyncio
import shutil
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import aiohttp

from tests.acceptance.conftest import EMAIL, FEEDS, PASSWORD, Setup
from tests.load.figures import figure
from tests.standins.otlp import collector
from tests.support.api import Api
from tests.support.appliances import Appliance, reachable_folder
from tests.support.ports import free_port
from tests.support.processes import pss_mb

ROUNDS = 9
ROUND_SECONDS = 2.0
CLIENTS = 16

Ask = Callable[[aiohttp.ClientSession], Awaitable[None]]


def main() -> None:
    """For each kind of call: calls a second, and the ratio to those without."""
    folder = reachable_folder()
    try:
        with ExitStack() as stack:
            live = stack.enter_context(collector())
            setups = {
                name: stack.enter_context(_running(folder / name, settings))
                for name, settings in {
                    "off": "",
                    "collector": _settings(live.port),
                    "dead": _settings(free_port()),
                }.items()
            }
            calls = {name: _calls(setup) for name, setup in setups.items()}
            for kind in ("simple route", "one source"):
                asyncio.run(_compare(kind, {name: made[kind] for name, made in calls.items()}))
            figure("spans received", len(live.spans()), "spans")
            for name, setup in setups.items():
                _memory(name, setup)
    finally:
        shutil.rmtree(folder)


def _settings(port: int) -> str:
    return f'[telemetry]\notlp_endpoint = "http://127.0.0.1:{port}"\n'


@contextmanager
def _running(folder: Path, settings: str) -> Iterator[Setup]:
    appliance = Appliance(folder, settings)
    appliance.start()
    try:
        setup = Setup(appliance, Api(appliance.port), "")
        setup.cli(
            *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
            stdin=PASSWORD,
        )
        made = setup.cli("token", "create", "--email", EMAIL, "--note", "load")
        setup.token = setup.api.tokens["admin"] = made.stdout.strip()
        setup.cli("feed", "import", "tor-exits", str(FEEDS / "tor.txt"))
        yield setup
    finally:
        appliance.end()


def _calls(setup: Setup) -> dict[str, Ask]:
    source_id = setup.api.source_ids()["tor-exits"]
    body = {"indicators": [{"data": "192.0.2.10"}], "sourceIds": [source_id], "wait": True}
    root = f"{setup.url}/api/v1"
    headers = {"Authorization": f"Token {setup.token}"}

    async def simple(session: aiohttp.ClientSession) -> None:
        async with session.get(f"{root}/indicatorKinds", headers=headers) as answer:
            await answer.read()
            answer.raise_for_status()

    async def source(session: aiohttp.ClientSession) -> None:
        async with session.post(f"{root}/requests", headers=headers, json=body) as answer:
            found = await answer.json()
            assert [result["status"] for result in found["results"]] == ["FOUND"]

    return {"simple route": simple, "one source": source}


async def _compare(kind: str, asked: dict[str, Ask]) -> None:
    figures: dict[str, list[float]] = {name: [] for name in asked}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CLIENTS)) as session:
        for number in range(-1, ROUNDS):  # the first is for warming up
            for name, ask in asked.items():
                rate = await _rate(session, ask)
                if number >= 0:
                    figures[name].append(rate)
    off = statistics.median(figures["off"])
    for name, rates in figures.items():
        ratios = [a / b for a, b in zip(rates, figures["off"], strict=True)]
        figure(
            f"{kind}, traces {name}",
            rates,
            "calls/s",
            beside=f"traces off: {off:.0f} calls/s",
            ratio=statistics.median(ratios),
        )


async def _rate(session: aiohttp.ClientSession, ask: Ask) -> float:
    ends = time.perf_counter() + ROUND_SECONDS
    count = 0

    async def client() -> None:
        nonlocal count
        while time.perf_counter() < ends:
            await ask(session)
            count += 1

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return count / (time.perf_counter() - began)


def _memory(name: str, setup: Setup) -> None:
    for program, pid in sorted(setup.appliance.pids().items()):
        figure(f"memory of {program}, traces {name}", pss_mb(pid), "MB PSS")


if __name__ == "__main__":
    main()
