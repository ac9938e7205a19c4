"""What a client was told survives: queries run while programs are killed at random.

The driver asks all the time. Backend, gateway and PostgreSQL are killed sixty times. Afterwards
every request that was acknowledged, and every result that was shown, is in history.
"""

import http.client
import itertools
import json
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.acceptance.conftest import EMAIL, FEEDS, PASSWORD, Setup
from tests.support.api import Api
from tests.support.appliances import Appliance, reachable_folder
from tests.support.processes import until

KILLS = 60
PAUSE_SECONDS = (0.2, 2.0)
WORKS_AGAIN_SECONDS = 10.0
VICTIMS = ("backend", "gateway", "postgres")
CLIENTS = 4
MANY = 5000


@dataclass
class Told:
    """What the clients were told: ids of requests, ids of results by request."""

    accepted: set[str] = field(default_factory=set)
    results: dict[str, set[str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    refused: int = 0


@pytest.fixture
def setup() -> Iterator[Setup]:
    folder = reachable_folder()
    appliance = Appliance(folder / "one")
    appliance.start()
    try:
        setup = Setup(appliance, Api(appliance.port), "")
        setup.cli(
            *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
            stdin=PASSWORD,
        )
        token = setup.cli("token", "create", "--email", EMAIL, "--note", "faults").stdout.strip()
        setup.token = setup.api.tokens["admin"] = token
        setup.api.switch_off_vendors()
        for slug, name in (("tor-exits", "tor.txt"), ("spamhaus-drop", "drop_v4.json")):
            assert setup.cli("feed", "import", slug, str(FEEDS / name)).returncode == 0
        yield setup
    finally:
        appliance.end()
        shutil.rmtree(folder)


@pytest.mark.timeout(600)
def test_everything_acknowledged_is_in_history(setup: Setup) -> None:
    chance = random.Random(20260101)
    told, stop = Told(), threading.Event()
    numbers = itertools.count()
    clients = [
        threading.Thread(target=ask_until, args=(setup.api, told, stop, numbers))
        for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    large = ask_many(setup.api)
    slowest = 0.0
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(*PAUSE_SECONDS))
            kill(setup.appliance, chance.choice(VICTIMS))
            if chance.random() < 0.2:
                continue  # the next death comes before this one is healed
            took = until(lambda: works(setup.api), WORKS_AGAIN_SECONDS)
            assert took is not None, "the main job did not work again in time"
            slowest = max(slowest, took)
    finally:
        stop.set()
        for client in clients:
            client.join(60)
    assert until(lambda: works(setup.api), WORKS_AGAIN_SECONDS) is not None
    check(setup.api, told)
    check_many(setup.api, large)
    print(  # noqa: T201 — the figures of this run
        f"{KILLS} kills, slowest healing {slowest:.1f} s, {len(told.accepted)} requests accepted, "
        f"{sum(map(len, told.results.values()))} results shown, {told.refused} calls refused"
    )
    assert len(told.accepted) > KILLS


def kill(appliance: Appliance, name: str) -> None:
    """End one program as a power cut would; one that is away already is none the worse."""
    pid = appliance.pids().get(name)
    if pid is not None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def works(api: Api) -> bool:
    """The main job: a question is asked and answered."""
    body = {"indicators": [{"data": "192.0.2.10"}], "wait": True}
    try:
        answer = api.call("POST", "/requests", body)
    except (OSError, http.client.HTTPException):
        return False
    return answer.status == 200 and any(r["status"] == "FOUND" for r in answer.json()["results"])


def ask_until(api: Api, told: Told, stop: threading.Event, numbers: "itertools.count[int]") -> None:
    """Ask again and again, by stream and by waiting, and write down what was told."""
    while not stop.is_set():
        number = next(numbers)
        value = f"198.51.100.{number % 250}"
        try:
            if number % 2:
                follow(api, told, value)
            else:
                wait(api, told, value)
        except (OSError, http.client.HTTPException, AssertionError):
            told.refused += 1
            time.sleep(0.1)


def wait(api: Api, told: Told, value: str) -> None:
    answer = api.call("POST", "/requests", {"indicators": [{"data": value}], "wait": True})
    assert answer.status == 200
    finished = answer.json()
    request_id = finished["request"]["id"]
    told.accepted.add(request_id)
    told.ended.add(request_id)
    told.results.setdefault(request_id, set()).update(r["id"] for r in finished["results"])


def follow(api: Api, told: Told, value: str) -> None:
    answer = api.call("POST", "/requests", {"indicators": [{"data": value}]})
    assert answer.status == 202
    request_id = answer.json()["id"]
    told.accepted.add(request_id)
    for event in api.stream(f"/requests/{request_id}/events"):
        if event["event"] == "result":
            shown = json.loads(event["data"])["id"]
            told.results.setdefault(request_id, set()).add(shown)
        if event["event"] == "done":
            told.ended.add(request_id)


def ask_many(api: Api) -> str:
    """A large request, which goes on while everything around it dies."""
    body = {"indicators": [{"data": f"203.0.{n // 250}.{n % 250}"} for n in range(MANY)]}
    answer = api.call("POST", "/requests", body)
    assert answer.status == 202
    return str(answer.json()["id"])


def check_many(api: Api, request_id: str) -> None:
    """It came to its end, each source answered once about each indicator, each has a verdict."""
    state = lambda: api.call("GET", f"/requests/{request_id}").json()["state"]  # noqa: E731 — same
    assert until(lambda: state() == "DONE", 120) is not None, state()
    asked = [s["slug"] for s in api.call("GET", "/sources").json() if s["enabled"]]
    results: list[tuple[str, str]] = []
    path: str | None = f"/requests/{request_id}/results?limit=1000"
    while path is not None:
        page = api.call("GET", path)
        results += [(r["sourceSlug"], r["result"]["indicator"]["data"]) for r in page.json()]
        link = page.headers.get("link")
        path = link.removeprefix("</api/v1").split(">")[0] if link else None
    assert len(results) == len(set(results)) == MANY * len(asked)
    judged = []
    for first in range(0, MANY, 1000):
        judged += api.call(
            "GET", f"/requests/{request_id}/indicators?limit=1000&first={first}"
        ).json()
    assert len(judged) == MANY
    assert all(j["verdict"] for j in judged)


def check(api: Api, told: Told) -> None:
    """Every request and every result is there, and every request came to its end."""
    unfinished = lambda: {  # noqa: E731 — asked again and again
        i for i in told.accepted if api.call("GET", f"/requests/{i}").json()["state"] == "RUNNING"
    }
    assert until(lambda: not unfinished(), 60) is not None, unfinished()
    asked = sorted(s["slug"] for s in api.call("GET", "/sources").json() if s["enabled"])
    for request_id in told.accepted:
        history = api.call("GET", f"/requests/{request_id}/history").json()
        kept = {entry["id"] for entry in history}
        assert told.results.get(request_id, set()) <= kept, request_id
        slugs = [entry["sourceSlug"] for entry in history]
        assert sorted(slugs) == asked, (request_id, slugs)
