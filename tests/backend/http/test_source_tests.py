"""Test runs: code and sources are asked, and nothing is kept."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.db.connection import connect
from backend.db.queries import Query
from tests.backend.http.conftest import load_feeds
from tests.runners.harness import Runner
from tests.runners.languages import PYTHON
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

INDICATOR = {"data": "192.0.2[.]10"}
COUNTS = Query(
    "counts",
    "SELECT (SELECT count(*) FROM requests) AS requests, (SELECT count(*) FROM request_events) "
    "AS events, (SELECT count(*) FROM sources) AS sources",
)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner(PYTHON)
    yield runner
    runner.stop()


@pytest.fixture(scope="module")
def bench(
    postgres_url: str,
    template: str,
    runner: Runner,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BackendProcess]:
    log = tmp_path_factory.mktemp("bench") / "log"
    told = {"runners": {"PYTHON": str(runner.socket)}}
    with new_database(postgres_url, template) as url, running_backend(url, log, **told) as backend:
        for role in ("analyst", "source-author"):
            backend.user(role)
        load_feeds(url)
        yield backend


def run(bench: BackendProcess, code: str, **more: Any) -> dict[str, Any]:
    body = {"indicator": INDICATOR, "sourceCode": code, **more}
    answer = bench.call("POST", "/sources/test", body)
    assert answer.status == 200, answer.body
    return dict(answer.json())


def counts(bench: BackendProcess) -> Any:
    connection = connect(bench.database_url, application_name="tests")
    try:
        return connection.run(COUNTS)
    finally:
        connection.close()


def make(bench: BackendProcess, name: str, code: str, **more: Any) -> str:
    new = {"name": name, "kind": "PYTHON", "sourceCode": code, "supportedIndicators": ["IPV4"]}
    answer = bench.call("POST", "/sources", {**new, **more})
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def test_code_that_answers(bench: BackendProcess) -> None:
    before = counts(bench)
    code = """
import sys
def fetch_data(data, kind, context):
    print("looking for", data)
    print("careful", file=sys.stderr)
    return {"verdict": "SUSPICIOUS", "score": 40, "tags": [kind, context.setting("tag", "none")]}
"""
    came = run(bench, code, configValues=[{"name": "tag", "value": "set"}])
    assert came["indicator"] == {"data": "192.0.2.10", "kind": "IPV4"}
    assert (came["status"], came["error"]) == ("FOUND", None)
    assert came["answer"]["verdict"] == "SUSPICIOUS"
    assert came["answer"]["tags"] == came["raw"]["tags"] == ["IPV4", "set"]
    lines = [(line["level"], line["message"]) for line in came["logs"]]
    assert ("INFO", "looking for 192.0.2.10") in lines
    assert {level for level, message in lines if message == "careful"} <= {"WARNING", "ERROR"}
    assert all(line["time"].endswith("Z") for line in came["logs"])
    assert came["timing"]["totalMs"] >= came["timing"]["codeMs"] >= 0
    assert counts(bench) == before


def test_code_that_fails_says_where(bench: BackendProcess) -> None:
    came = run(bench, "def fetch_data(data, kind):\n    x = 1\n    return x / 0\n")
    assert came["status"] == "ERROR"
    error = came["error"]
    assert (error["kind"], error["line"]) == ("CODE_ERROR", 3)
    assert "division by zero" in error["detail"]
    assert "source.py" in error["traceback"]
    assert came["answer"] is None


@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("def fetch_data(data kind):\n    return 1\n", "CODE_ERROR", 1),
        ("x = 1\n", "CODE_ERROR", 0),
        ("def fetch_data(d, k):\n    return object()\n", "INVALID_ANSWER", 0),
        ("def fetch_data(d, k):\n    return {'verdict': 'WORST'}\n", "INVALID_ANSWER", 0),
        ("def fetch_data(d, k):\n    while True: pass\n", "TIMEOUT", 0),
    ],
)
def test_each_failure_has_its_kind(bench: BackendProcess, code: str, kind: str, line: int) -> None:
    came = run(bench, code, timeLimitSeconds=1)
    assert came["status"] == "ERROR", came
    assert came["error"]["kind"] == kind
    if line:
        assert came["error"]["line"] == line
    assert came["error"]["detail"]


def test_not_knowing_is_not_found(bench: BackendProcess) -> None:
    assert run(bench, "def fetch_data(d, k):\n    return None\n")["status"] == "NOT_FOUND"
    raising = "from indicator_aggregator import NotFound\ndef fetch_data(d, k):\n    raise NotFound"
    came = run(bench, raising + "\n")
    assert (came["status"], came["error"], came["answer"]["found"]) == ("NOT_FOUND", None, False)


def test_what_is_private_is_told_to_nobody(bench: BackendProcess) -> None:
    code = "def fetch_data(d, k):\n    return d\n"
    came = run(bench, code, indicator={"data": "10.0.0.1"})
    assert (came["status"], came["error"]["kind"]) == ("SKIPPED", "PRIVATE_INDICATOR")
    assert came["logs"] == []


def test_a_saved_source_is_tried_as_it_stands_in_the_editor(bench: BackendProcess) -> None:
    saved = "def fetch_data(d, k, context):\n    return context.setting('word', 'saved')\n"
    source_id = make(bench, "Editor", saved, enabled=False)
    path = f"/sources/{source_id}/test"

    def tried(**more: Any) -> Any:
        answer = bench.call("POST", path, {"indicator": INDICATOR, **more}, token="source-author")
        assert answer.status == 200, answer.body
        return answer.json()["raw"]

    assert tried() == "saved"
    assert tried(configValues=[{"name": "word", "value": "set"}]) == "set"
    assert tried(sourceCode="def fetch_data(d, k):\n    return 'edited'\n") == "edited"
    assert tried() == "saved"
    answer = bench.call("POST", path, {"indicator": INDICATOR, "kind": "JAVA_SCRIPT"})
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "/kind")


def test_a_source_that_lacks_a_secret_says_so(bench: BackendProcess) -> None:
    source_id = make(bench, "Lacking", "def fetch_data(d, k, c):\n    return c.secret('key')\n")
    bench.call("PUT", f"/sources/{source_id}/secrets", [{"name": "key"}])
    came = bench.call("POST", f"/sources/{source_id}/test", {"indicator": INDICATOR}).json()
    assert (came["status"], came["error"]["kind"]) == ("SKIPPED", "MISSING_SECRET")


def test_a_built_in_source(bench: BackendProcess) -> None:
    path = f"/sources/{bench.source_ids()['tor-exits']}/test"
    before = counts(bench)
    came = bench.call("POST", path, {"indicator": INDICATOR}, token="source-author").json()
    assert (came["status"], came["answer"]["tags"]) == ("FOUND", ["tor-exit"])
    assert came["timing"]["totalMs"] > 0
    other = bench.call("POST", path, {"indicator": {"data": "CVE-2024-12345"}}).json()
    assert (other["status"], other["error"]["kind"]) == ("SKIPPED", "UNSUPPORTED_INDICATOR")
    answer = bench.call("POST", path, {"indicator": INDICATOR, "sourceCode": "x"})
    assert (answer.status, answer.json()["errors"][0]["pointer"]) == (422, "/sourceCode")
    wrong = {"indicator": INDICATOR, "configValues": [{"name": "nonsense", "value": 1}]}
    assert bench.call("POST", path, wrong).status == 422
    assert counts(bench) == before


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"indicator": {"data": "no such thing"}, "sourceCode": "x"}, 422, "/indicator/data"),
        ({"indicator": INDICATOR}, 422, "/sourceCode"),
        ({"indicator": INDICATOR, "sourceCode": "x", "kind": "SYSTEM"}, 422, "/kind"),
        ({"indicator": INDICATOR, "sourceCode": "x", "timeLimitSeconds": 0}, 422, None),
    ],
)
def test_what_does_not_fit_is_refused(
    bench: BackendProcess, body: Any, status: int, pointer: str | None
) -> None:
    answer = bench.call("POST", "/sources/test", body)
    assert answer.status == status, answer.body
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_runner_that_is_not_there_is_a_problem(bench: BackendProcess) -> None:
    body = {"indicator": INDICATOR, "sourceCode": "x", "kind": "JAVA_SCRIPT"}
    answer = bench.call("POST", "/sources/test", body)
    assert (answer.status, "JAVA_SCRIPT" in answer.json()["detail"]) == (503, True)


def test_code_is_tried_and_changed_only_with_the_permission(bench: BackendProcess) -> None:
    source_id = make(bench, "Guarded", "def fetch_data(d, k):\n    return 1\n")
    for path in ("/sources/test", f"/sources/{source_id}/test"):
        assert bench.call("POST", path, {"indicator": INDICATOR}, token="analyst").status == 403
    assert bench.call("POST", "/sources/unknown/test", {"indicator": INDICATOR}).status == 404


def test_a_runner_that_went_away_is_a_problem(bench: BackendProcess, runner: Runner) -> None:
    """The last of this file: nobody starts it again."""
    runner.process.terminate()
    runner.process.wait(15)
    answer = bench.call("POST", "/sources/test", {"indicator": INDICATOR, "sourceCode": "x = 1"})
    assert answer.status == 503
    assert "runner does not answer" in answer.json()["detail"]
