"""A backend that dies in the middle of a request, and the next one."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Answer
from tests.support.backends import BackendProcess, running_backend

SILENT = "silent.example.com"
BODY = {"indicators": [{"data": SILENT}]}


@pytest.fixture
def silent() -> Iterator[str]:
    """A name server that hears questions and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        yield f"127.0.0.1#{server.getsockname()[1]}"


def point_dns(backend: BackendProcess, server: str, seconds: float) -> None:
    change = {
        "configValues": [
            {"name": "servers", "value": [server]},
            {"name": "timeout_seconds", "value": 30},
        ],
        "timeLimitSeconds": seconds,
    }
    answer = backend.call("PATCH", f"/sources/{backend.source_ids()['dns']}", change)
    assert answer.status == 204, answer.body


def until_done(backend: BackendProcess, request_id: str) -> dict[str, Any]:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        found = backend.call("GET", f"/requests/{request_id}").json()
        if found["state"] == "DONE":
            return dict(found)
        time.sleep(0.1)
    raise AssertionError("the request did not end")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "backend.log"


def test_a_killed_backends_request_is_finished_by_the_next(
    database_url: str, silent: str, log: Path
) -> None:
    with running_backend(database_url, log) as first:
        point_dns(first, silent, 3)
        request_id = first.call("POST", "/requests", BODY).json()["id"]
        time.sleep(0.3)
        first.stop(signal.SIGKILL)
        tokens = first.tokens
    with running_backend(database_url, log, tokens=tokens) as second:
        until_done(second, request_id)
        history = second.call("GET", f"/requests/{request_id}/history").json()
        asked = [s["slug"] for s in second.call("GET", "/sources").json() if s["enabled"]]
        assert sorted(h["sourceSlug"] for h in history) == sorted(asked)
        by_slug = {h["sourceSlug"]: h["result"] for h in history}
        assert by_slug["dns"]["error"]["kind"] == "TIMEOUT"


def test_sigterm_answers_who_waits_and_the_next_goes_on(
    database_url: str, silent: str, log: Path
) -> None:
    answers: list[Answer] = []
    with running_backend(database_url, log) as first:
        point_dns(first, silent, 5.5)
        waiting = threading.Thread(
            target=lambda: answers.append(first.call("POST", "/requests", {**BODY, "wait": True}))
        )
        waiting.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - began < 6
        waiting.join(5)
        tokens = first.tokens
    (answer,) = answers
    assert answer.status == 503
    detail = answer.json()["detail"]
    request_id = detail.split("/requests/")[1].split()[0].rstrip(".")
    with running_backend(database_url, log, tokens=tokens) as second:
        until_done(second, request_id)
