"""Background tasks of users' code through the API and real runners: state, rows, runs, try-outs."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.backend.http.test_runs_api import ended, until
from tests.runners.harness import Runner
from tests.runners.languages import JAVASCRIPT, PYTHON
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

LANGUAGES = {"PYTHON": PYTHON, "JAVA_SCRIPT": JAVASCRIPT}

COUNTING = {
    "PYTHON": """
def background_task(context):
    context.state["runs"] = context.state.get("runs", 0) + 1
    print("run", context.state["runs"])
    for row in context.setting("rows", []):
        context.rows.add(row["value"], row.get("kind"), row.get("data"))
    if context.setting("fail"):
        raise ValueError("the publisher is away")
""",
    "JAVA_SCRIPT": """
export function backgroundTask(context) {
  context.state.runs = (context.state.runs ?? 0) + 1;
  console.log("run", context.state.runs);
  for (const { value, kind, data } of context.setting("rows", [])) {
    context.rows.add(value, { kind, data });
  }
  if (context.setting("fail")) throw new Error("the publisher is away");
}
""",
}
ANSWERING = {
    "PYTHON": "def fetch_data(data, kind, context):\n    return {'runs': context.state['runs']}\n",
    "JAVA_SCRIPT": (
        "export function fetchData(data, kind, context) {\n"
        "  return { runs: context.state.runs };\n}\n"
    ),
}


@pytest.fixture(scope="module")
def backend(
    postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackendProcess]:
    """A backend with a runner of each language."""
    log = tmp_path_factory.mktemp("tasks") / "backend.log"
    with contextlib.ExitStack() as stack:
        runners = {kind: Runner(language) for kind, language in LANGUAGES.items()}
        for runner in runners.values():
            stack.callback(runner.stop)
        sockets = {kind: str(runner.socket) for kind, runner in runners.items()}
        url = stack.enter_context(new_database(postgres_url, template))
        process = stack.enter_context(running_backend(url, log, runners=sockets))
        for role in ("viewer", "source-author"):
            process.user(role)
        yield process


@pytest.fixture(params=LANGUAGES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make(backend: BackendProcess, kind: str, name: str, code: str, **more: Any) -> str:
    new = {"name": f"{name} {kind}", "kind": kind, "sourceCode": code}
    kinds = ["IPV4", "DOMAIN", "CIDR"]
    answer = backend.call("POST", "/sources", {"supportedIndicators": kinds, **new, **more})
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def configure(backend: BackendProcess, source_id: str, **settings: Any) -> None:
    values = [{"name": name, "value": value} for name, value in settings.items()]
    answer = backend.call("PATCH", f"/sources/{source_id}", {"configValues": values})
    assert answer.status == 204, answer.body


def run(backend: BackendProcess, source_id: str, **settings: Any) -> dict[str, Any]:
    """One run with these settings, once it has ended."""
    configure(backend, source_id, **settings)
    run_id = backend.call("POST", f"/sources/{source_id}/run").json()["id"]
    return ended(backend, source_id, run_id)


def ask(backend: BackendProcess, source_id: str, value: str) -> dict[str, Any]:
    (result,) = backend.ask(value, source_ids=[source_id])["results"]
    return dict(result)


def state(backend: BackendProcess, source_id: str) -> dict[str, Any]:
    answer = backend.call("GET", f"/sources/{source_id}/state", token="source-author")
    assert answer.status == 200, answer.body
    return dict(answer.json())


def test_state_lasts_from_run_to_run_and_questions_read_it(
    backend: BackendProcess, kind: str
) -> None:
    source_id = make(backend, kind, "Counting", COUNTING[kind] + ANSWERING[kind])
    assert state(backend, source_id) == {"state": {}, "bytes": 0, "changedAt": None}
    first = run(backend, source_id)
    assert (first["outcome"], first["rows"], first["stateBytes"]) == ("DONE", None, 10)
    assert first["peakMemoryBytes"] > 1024 * 1024
    assert [line["message"] for line in first["log"]] == ["run 1"]
    second = run(backend, source_id)
    assert [line["message"] for line in second["log"]] == ["run 2"]
    failed = run(backend, source_id, fail=True)
    assert failed["outcome"] == "FAILED"
    assert "the publisher is away" in failed["error"]
    assert failed["peakMemoryBytes"] > 1024 * 1024
    shown = state(backend, source_id)
    assert (shown["state"], shown["bytes"]) == ({"runs": 2}, 10)
    assert shown["changedAt"]
    until(lambda: ask(backend, source_id, "192.0.2.1")["raw"] == {"runs": 2})
    assert backend.call("GET", f"/sources/{source_id}/state", token="viewer").status == 403
    assert backend.call("DELETE", f"/sources/{source_id}/state", token="viewer").status == 403
    assert backend.call("DELETE", f"/sources/{source_id}/state").status == 204
    assert state(backend, source_id)["bytes"] == 0


ROWS = [
    {"value": "192.0.2.7", "data": {"verdict": "MALICIOUS", "score": 90, "tags": ["c2"]}},
    {"value": "bad.EXAMPLE", "data": {"seen": 3}},
    {"value": "198.51.100.0/24", "kind": "CIDR", "data": {"owner": "Example"}},
]


def test_rows_answer_for_code_without_a_function_that_does(
    backend: BackendProcess, kind: str
) -> None:
    source_id = make(backend, kind, "Listed", COUNTING[kind])
    lacking = ask(backend, source_id, "192.0.2.7")["error"]
    assert lacking["kind"] == "CODE_ERROR"
    assert "has not brought rows" in lacking["detail"]

    done = run(backend, source_id, rows=[*ROWS, {"value": "no indicator at all"}])
    assert (done["outcome"], done["rows"]) == ("DONE", 3)
    assert "1 of the 4 rows" in done["log"][-1]["message"]
    listed = ask(backend, source_id, "192.0.2.7")
    assert (listed["status"], listed["verdict"], listed["score"]) == ("FOUND", "MALICIOUS", 90)
    assert ask(backend, source_id, "bad.example")["raw"] == {"seen": 3}
    assert ask(backend, source_id, "198.51.100.9")["raw"] == {"owner": "Example"}
    assert ask(backend, source_id, "192.0.2.8")["status"] == "NOT_FOUND"

    shown = backend.call("GET", f"/sources/{source_id}").json()
    assert [(part["name"], part["rows"]) for part in shown["feed"]["parts"]] == [("rows", 3)]
    slugs = {feed["slug"]: feed for feed in backend.call("GET", "/feeds").json()}
    assert slugs[shown["slug"]]["parts"][0]["rows"] == 3
    tried = backend.call(
        "POST", f"/sources/{source_id}/test", {"indicator": {"data": "192.0.2.7"}}
    ).json()
    assert (tried["status"], tried["answer"]["score"]) == ("FOUND", 90)

    run(backend, source_id, rows=ROWS[1:])
    assert ask(backend, source_id, "192.0.2.7")["status"] == "NOT_FOUND"
    failed = run(backend, source_id, rows=ROWS[:1], fail=True)
    assert (failed["outcome"], failed["rows"]) == ("FAILED", None)
    assert ask(backend, source_id, "bad.example")["status"] == "FOUND"
    assert backend.call("DELETE", f"/sources/{source_id}").status == 204
    assert shown["slug"] not in {feed["slug"] for feed in backend.call("GET", "/feeds").json()}


def test_rows_that_are_gone_stay_for_as_long_as_the_source_says(
    backend: BackendProcess, kind: str
) -> None:
    source_id = make(backend, kind, "Keeping", COUNTING[kind], keepsDays=7)
    run(backend, source_id, rows=ROWS)
    kept = run(backend, source_id, rows=ROWS[1:])
    assert kept["rows"] == 3
    gone = ask(backend, source_id, "192.0.2.7")
    assert (gone["status"], gone["verdict"], gone["score"]) == ("FOUND", "INFORMATIONAL", None)
    assert gone["lastSeen"]


def test_a_run_that_lost_most_rows_is_refused(backend: BackendProcess) -> None:
    source_id = make(backend, "PYTHON", "Shrinking", COUNTING["PYTHON"])
    many = [{"value": f"192.0.2.{number}"} for number in range(120)]
    assert run(backend, source_id, rows=many)["rows"] == 120
    refused = run(backend, source_id, rows=many[:10])
    assert refused["outcome"] == "FAILED"
    assert "50 % would be lost" in refused["error"]
    assert state(backend, source_id)["state"] == {"runs": 1}
    assert ask(backend, source_id, "192.0.2.100")["status"] == "FOUND"
    slug = backend.call("GET", f"/sources/{source_id}").json()["slug"]
    forced = backend.call("POST", f"/feeds/{slug}/refresh", {"force": True})
    assert forced.status == 202, forced.body
    assert ended(backend, source_id, forced.json()["id"])["rows"] == 10


def test_a_task_is_tried_and_nothing_kept(backend: BackendProcess, kind: str) -> None:
    values = [{"name": "rows", "value": ROWS}]
    unsaved = {"kind": kind, "sourceCode": COUNTING[kind], "configValues": values}
    came = backend.call("POST", "/sources/test-task", {**unsaved, "state": {"runs": 4}}).json()
    assert (came["error"], came["state"], came["rows"]) == (None, {"runs": 5}, 3)
    assert came["firstRows"][1] == {
        "value": "bad.example",
        "kind": "DOMAIN",
        "data": {"seen": 3},
    }
    assert [line["message"] for line in came["logs"]] == ["run 5"]
    assert came["timing"]["totalMs"] > 0
    assert came["peakMemoryBytes"] > 1024 * 1024

    source_id = make(backend, kind, "Tried", COUNTING[kind])
    path = f"/sources/{source_id}/test-task"
    failing = {"configValues": [*values, {"name": "fail", "value": True}]}
    came = backend.call("POST", path, failing).json()
    assert (came["rows"], came["state"]) == (None, None)
    error = came["error"]
    assert error["kind"] == "CODE_ERROR"
    assert error["file"] == LANGUAGES[kind].file
    line = COUNTING[kind].split("\n")[error["line"] - 1]
    assert "the publisher is away" in line
    assert 0 < error["column"] <= len(line)
    assert error["file"] in error["traceback"]
    assert state(backend, source_id)["bytes"] == 0
    assert backend.call("GET", f"/sources/{source_id}/runs").json() == []
    assert backend.call("POST", path, {}, token="viewer").status == 403
    large = backend.call("POST", path, {"state": {"x": "y" * 70_000}})
    assert (large.status, large.json()["errors"][0]["pointer"]) == (422, "/state")
    built_in = backend.source_ids()["dns"]
    assert backend.call("POST", f"/sources/{built_in}/test-task", {}).status == 422


def test_a_question_that_is_tried_shows_what_it_took(backend: BackendProcess, kind: str) -> None:
    language = LANGUAGES[kind]
    body = {"indicator": {"data": "192.0.2.1"}, "kind": kind}
    good = {**body, "sourceCode": language.doing("return 1")}
    assert backend.call("POST", "/sources/test", good).json()["peakMemoryBytes"] > 1024 * 1024
    bad = {**body, "sourceCode": language.doing("return missing")}
    error = backend.call("POST", "/sources/test", bad).json()["error"]
    line = bad["sourceCode"].split("\n")[error["line"] - 1]
    assert error["column"] > 1
    assert line[error["column"] - 1 :].endswith("missing")


def test_limits_of_a_source_reach_its_runner(backend: BackendProcess, kind: str) -> None:
    language = LANGUAGES[kind]
    large = "'x' * 5000" if kind == "PYTHON" else "'x'.repeat(5000)"
    source_id = make(backend, kind, "Bounded", language.doing(f"return {large}"), outputKb=4)
    error = ask(backend, source_id, "192.0.2.1")["error"]
    assert error["kind"] == "OUTPUT_LIMIT"
    assert "4 KiB" in error["detail"]
