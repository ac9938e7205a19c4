"""Defects: what is logged with an exception is reported, once, and nothing else of it leaves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.standins.sentry import SentryStandIn, sentry

ROOT = Path(__file__).resolve().parents[2]
TRACE = "0af7651916cd43dd8448eb211c80319c"

# As a program would: logs first, then the reports, which a logger may be older than.
PROGRAM = """
import json, logging, sys
import structlog
from runners.telemetry.config import SentryConfig
from runners.telemetry.reporting import Reporting
dsn, logs, body = sys.argv[1:]
if logs == "runner":
    from runners.logs import configure
    configure()
else:
    from backend.telemetry.logs import configure
    configure("info")
log = structlog.get_logger()
log.info("begun")
reports = Reporting(service="tests", version="1.2.3", sentry=SentryConfig(dsn=dsn, environment="e"))
reports.start()
def fail(secret):
    headers = {"authorization": f"Token {secret}"}
    raise ValueError(f"GET https://api.example.com/?key={secret} with {headers}")
exec(body)
reports.stop(10.0)
log.exception("afterwards", exc_info=ValueError("nobody listens any more"))
"""


def run(dsn: str, body: str, logs: str = "backend") -> list[dict[str, Any]]:
    """Run `body` in a program of its own; the lines that it logged."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, dsn, logs, body],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    text = done.stderr if logs == "runner" else done.stdout
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def receiver() -> Iterator[SentryStandIn]:
    with sentry() as standin:
        yield standin


@pytest.mark.parametrize("logs", ["backend", "runner"])
def test_a_defect_is_one_event_without_its_words(receiver: SentryStandIn, logs: str) -> None:
    body = f"""
with structlog.contextvars.bound_contextvars(trace_id="{TRACE}", body="hunter2"):
    try:
        fail("hunter2")
    except ValueError:
        log.exception("request_defect", route="create_request", detail="hunter2")
"""
    lines = run(receiver.dsn, body, logs)
    assert [line["event"] for line in lines] == ["begun", "request_defect", "afterwards"]
    # The log, which stays here, has all of it.
    assert "hunter2" in lines[1]["exception"]
    assert [kind for kind, _ in receiver.items] == ["event"]
    (event,) = receiver.events
    assert event["release"] == "indicator-aggregator@1.2.3"
    assert event["environment"] == "e"
    assert event["tags"] == {"service": "tests", "event": "request_defect", "trace_id": TRACE}
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "ValueError"
    assert [frame["function"] for frame in exception["stacktrace"]["frames"]][-1] == "fail"
    assert set(event) <= {
        *("event_id", "timestamp", "platform", "level", "release", "environment", "server_name"),
        *("sdk", "tags", "exception"),
    }
    assert b"hunter2" not in b"".join(receiver.raw)


def test_what_caused_it_is_said_and_nothing_of_its_values(receiver: SentryStandIn) -> None:
    body = """
try:
    try:
        fail("hunter2")
    except ValueError as error:
        raise RuntimeError("hunter2") from error
except RuntimeError as error:
    log.error("task_failed", task="recorder", exc_info=error)
"""
    run(receiver.dsn, body)
    (event,) = receiver.events
    assert [e["type"] for e in event["exception"]["values"]] == ["ValueError", "RuntimeError"]
    assert b"hunter2" not in b"".join(receiver.raw)


def test_what_is_foreseen_is_not_reported(receiver: SentryStandIn) -> None:
    body = """
try:
    fail("x")
except ValueError:
    log.error("entry_refused", detail="foreseen")
    log.warning("source_failed", exc_info=True)
    log.info("mentioned", exc_info=True)
"""
    assert len(run(receiver.dsn, body)) == 5
    assert receiver.items == []


def test_the_same_exception_logged_twice_is_one_event(receiver: SentryStandIn) -> None:
    body = """
try:
    fail("x")
except ValueError:
    log.exception("first")
    log.exception("second")
"""
    run(receiver.dsn, body)
    assert [event["tags"]["event"] for event in receiver.events] == ["first"]


def test_what_libraries_log_is_reported_too(receiver: SentryStandIn) -> None:
    body = """
try:
    fail("hunter2")
except ValueError:
    logging.getLogger("asyncio").exception("Task exception was never retrieved hunter2")
"""
    run(receiver.dsn, body)
    (event,) = receiver.events
    assert event["tags"]["event"] == "library_message"
    assert b"hunter2" not in b"".join(receiver.raw)


def test_a_server_that_is_away_is_not_worth_a_line() -> None:
    body = """
for number in range(300):
    try:
        fail(number)
    except ValueError:
        log.exception("request_defect")
"""
    lines = run("http://key@127.0.0.1:1/1", body)
    assert [line["event"] for line in lines] == ["begun", *["request_defect"] * 300, "afterwards"]
