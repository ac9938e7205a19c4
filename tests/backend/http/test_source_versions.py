"""Versions of code through the API: saved, compared, restored; refused, also when the runner was
away while it was saved."""

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from backend.db.connection import connect
from backend.db.pool import Database
from backend.notifications.conditions import refused_code
from backend.sources.code_delivery import CodeDelivery
from backend.sources.user_code import Runner as Client
from tests.backend.http.test_runs_api import until
from tests.runners.harness import Runner
from tests.runners.languages import JAVASCRIPT, PYTHON, Language
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

LANGUAGES = {"PYTHON": PYTHON, "JAVA_SCRIPT": JAVASCRIPT}


@pytest.fixture(scope="module")
def runners() -> Iterator[dict[str, Runner]]:
    found = {kind: Runner(language) for kind, language in LANGUAGES.items()}
    yield found
    for runner in found.values():
        runner.stop()


@pytest.fixture(scope="module")
def backend(
    runners: dict[str, Runner],
    postgres_url: str,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BackendProcess]:
    log = tmp_path_factory.mktemp("versions") / "backend.log"
    sockets = {kind: str(runner.socket) for kind, runner in runners.items()}
    with (
        new_database(postgres_url, template) as url,
        running_backend(url, log, runners=sockets) as process,
    ):
        for role in ("viewer", "source-author"):
            process.user(role)
        yield process


def make(backend: BackendProcess, name: str, code: str, **more: Any) -> str:
    new = {"name": name, "kind": "PYTHON", "sourceCode": code, "supportedIndicators": ["IPV4"]}
    answer = backend.call("POST", "/sources", {**new, **more}, token="source-author")
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def answered(backend: BackendProcess, source_id: str, value: str) -> Any:
    (result,) = backend.ask(value, source_ids=[source_id])["results"]
    return result["raw"] if result["error"] is None else result["error"]["detail"]


def sees_runner(backend: BackendProcess) -> bool:
    """Whether the backend has found a runner again that was away."""
    checks = backend.call("GET", "/health/ready", token=None).json()["checks"]
    return bool(checks["runner PYTHON"] == "ok")


ONE, TWO = (PYTHON.doing(f"return 'version {number}'") for number in (1, 2))


def test_each_save_is_a_version(backend: BackendProcess) -> None:
    source_id = make(backend, "Versioned", ONE, note="the first")
    path = f"/sources/{source_id}"
    for change in ({"enabled": True}, {"sourceCode": ONE, "note": "nothing new"}):
        assert backend.call("PATCH", path, change).status == 204
    assert backend.call("PATCH", path, {"sourceCode": TWO, "note": "better"}).status == 204
    versions = backend.call("GET", f"{path}/versions", token="viewer").json()
    assert [(v["number"], v["note"], v["fit"], v["saved"]) for v in versions] == [
        (2, "better", True, True),
        (1, "the first", True, False),
    ]
    assert versions[1]["userName"] == "source-author"
    assert versions[0]["bytes"] == len(TWO)
    assert backend.call("GET", f"{path}/versions/1").json()["code"] == ONE

    shown = backend.call("GET", f"{path}/versions/2/diff").json()
    assert (shown["against"], shown["added"], shown["removed"]) == (1, 1, 1)
    assert shown["diff"].startswith("--- version 1\n+++ version 2\n@@ ")
    assert "-    return 'version 1'\n+    return 'version 2'\n" in shown["diff"]
    whole = backend.call("GET", f"{path}/versions/1/diff").json()
    assert (whole["against"], whole["added"], whole["removed"]) == (0, len(ONE.splitlines()), 0)
    same = backend.call("GET", f"{path}/versions/2/diff?against=2").json()
    assert (same["diff"], same["added"]) == ("", 0)

    restored = backend.call("POST", f"{path}/versions/1/restore", token="source-author")
    assert restored.json() == {"number": 3}
    newest = backend.call("GET", f"{path}/versions").json()[0]
    assert (newest["number"], newest["note"]) == (3, "restores version 1")
    assert answered(backend, source_id, "192.0.2.1") == "version 1"


def test_what_is_not_there_or_not_allowed(backend: BackendProcess) -> None:
    path = f"/sources/{make(backend, 'Bounds', ONE)}/versions"
    for missing in ("2", "0", "-1", "x", "9" * 30):
        assert backend.call("GET", f"{path}/{missing}").status == 404, missing
    assert backend.call("GET", f"{path}/1/diff?against=7").status == 404
    assert backend.call("GET", "/sources/nobody/versions").status == 404
    assert backend.call("POST", f"{path}/1/restore", token="viewer").status == 403
    built_in = backend.source_ids()["cisa-kev"]
    assert backend.call("GET", f"/sources/{built_in}/versions").json() == []


@pytest.mark.parametrize("kind", LANGUAGES)
def test_a_refused_save_leaves_what_runs(backend: BackendProcess, kind: str) -> None:
    language: Language = LANGUAGES[kind]
    good = language.doing("return 'good'")
    source_id = make(backend, f"Guarded {kind}", good, kind=kind)
    code, line, column, message = language.syntax_error
    answer = backend.call("PATCH", f"/sources/{source_id}", {"sourceCode": code})
    assert answer.status == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["line"], error["column"]) == ("/sourceCode", line, column)
    assert message in error["message"]
    assert len(backend.call("GET", f"/sources/{source_id}/versions").json()) == 1
    assert answered(backend, source_id, "192.0.2.2") == "good"


def test_a_limit_that_cannot_be_is_refused_and_has_no_line(backend: BackendProcess) -> None:
    source_id = make(backend, "Limited", ONE, memoryMb=128, parallel=2, processes=8)
    shown = backend.call("GET", f"/sources/{source_id}").json()
    names = ("memoryMb", "outputKb", "processes", "parallel", "keepsDays")
    assert [shown[name] for name in names] == [128, None, 8, 2, None]
    answer = backend.call("PATCH", f"/sources/{source_id}", {"parallel": 0})
    assert answer.status == 422
    assert set(answer.json()["errors"][0]) == {"pointer", "message"}


async def test_code_saved_without_its_runner(
    backend: BackendProcess, runners: dict[str, Runner]
) -> None:
    good = make(backend, "Later good", ONE)
    bad = make(backend, "Later bad", ONE)
    runner = runners["PYTHON"]
    runner.process.send_signal(signal.SIGKILL)
    runner.process.wait()
    code, line, column, message = PYTHON.syntax_error
    assert backend.call("PATCH", f"/sources/{good}", {"sourceCode": TWO}).status == 204
    assert backend.call("PATCH", f"/sources/{bad}", {"sourceCode": code}).status == 204
    assert backend.call("GET", f"/sources/{bad}/versions").json()[0]["fit"] is None
    runner.start()
    until(lambda: sees_runner(backend))

    database = Database(backend.database_url, connections=1, application_name="tests")
    client = Client(runner.socket)
    await CodeDelivery(database, {"PYTHON": client}).deliver()  # type: ignore[dict-item]
    await client.close()
    await database.close()

    assert backend.call("GET", f"/sources/{good}/versions").json()[0]["fit"] is True
    assert backend.call("GET", f"/sources/{bad}/versions").json()[0]["fit"] is False
    shown = backend.call("GET", f"/sources/{bad}").json()
    place = f"line {line}, column {column}"
    assert message in shown["codeRefused"]
    assert place in shown["codeRefused"]
    assert shown["runningCode"] == ONE
    health = backend.call("GET", f"/sources/{bad}/health").json()
    assert health["codeRefused"] == shown["codeRefused"]
    assert await asyncio.to_thread(answered, backend, good, "192.0.2.3") == "version 2"
    assert await asyncio.to_thread(answered, backend, bad, "192.0.2.3") == "version 1"

    connection = connect(backend.database_url, application_name="tests")
    (notice,) = refused_code(connection)
    connection.close()
    assert notice.title == "The saved code of Later bad was refused by the runner"
    assert place in notice.detail
    assert "The last good version runs on" in notice.detail

    assert backend.call("PATCH", f"/sources/{bad}", {"sourceCode": TWO}).status == 204
    assert backend.call("GET", f"/sources/{bad}").json()["codeRefused"] is None
    assert answered(backend, bad, "192.0.2.4") == "version 2"


def test_a_question_finds_refused_code_before_anybody_looks(
    backend: BackendProcess, runners: dict[str, Runner]
) -> None:
    source_id = make(backend, "Asked first", ONE)
    runner = runners["PYTHON"]
    runner.process.send_signal(signal.SIGKILL)
    runner.process.wait()
    bad = PYTHON.syntax_error[0]
    assert backend.call("PATCH", f"/sources/{source_id}", {"sourceCode": bad}).status == 204
    runner.start()
    until(lambda: sees_runner(backend))
    assert answered(backend, source_id, "192.0.2.5") == "version 1"
    assert backend.call("GET", f"/sources/{source_id}").json()["codeRefused"]
