"""Sources that users wrote, through the API and a real runner of each language."""

import contextlib
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from backend.sources.templates import templates
from tests.runners.harness import Runner
from tests.runners.languages import JAVASCRIPT, PYTHON, Language
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

LANGUAGES = {"PYTHON": PYTHON, "JAVA_SCRIPT": JAVASCRIPT}


@pytest.fixture(scope="module")
def runners() -> Iterator[dict[str, Runner]]:
    """A runner of each language."""
    with contextlib.ExitStack() as stack:
        found = {kind: Runner(language) for kind, language in LANGUAGES.items()}
        for runner in found.values():
            stack.callback(runner.stop)
        yield found


@pytest.fixture(scope="module")
def backend(
    runners: dict[str, Runner],
    postgres_url: str,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BackendProcess]:
    """A backend with both runners."""
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    sockets = {kind: str(runner.socket) for kind, runner in runners.items()}
    with (
        new_database(postgres_url, template) as url,
        running_backend(url, log, runners=sockets) as process,
    ):
        yield process


@pytest.fixture(params=LANGUAGES)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of source in turn."""
    return str(request.param)


@pytest.fixture
def language(kind: str) -> Language:
    return LANGUAGES[kind]


def make(backend: BackendProcess, kind: str, name: str, code: str, **more: Any) -> str:
    new = {"name": f"{name} {kind}", "kind": kind, "sourceCode": code, **more}
    answer = backend.call("POST", "/sources", {"supportedIndicators": ["IPV4"], **new})
    assert answer.status == 200, answer.body
    return str(answer.json()["id"])


def ask(backend: BackendProcess, value: str, source_id: str) -> dict[str, Any]:
    (result,) = backend.ask(value, source_ids=[source_id])["results"]
    return dict(result)


def test_a_source_answers_also_after_its_runner_was_killed(
    backend: BackendProcess, runners: dict[str, Runner], kind: str, language: Language
) -> None:
    code = language.doing(language.say.replace("{}", "asked"), "return {'seen': data}")
    source_id = make(backend, kind, "Survivor", code)
    result = ask(backend, "192.0.2.1", source_id)
    assert (result["status"], result["raw"]) == ("FOUND", {"seen": "192.0.2.1"})
    assert result["logs"] == ["asked"]
    runner = runners[kind]
    runner.process.send_signal(signal.SIGKILL)
    runner.process.wait()
    runner.start()
    assert ask(backend, "192.0.2.2", source_id)["raw"] == {"seen": "192.0.2.2"}


def test_a_source_answers_about_a_kind_that_users_defined(
    backend: BackendProcess, kind: str, language: Language
) -> None:
    name = f"BADGE_{kind}"
    fields = {"pattern": f"B-{kind}-[0-9]+", "normaliser": "UPPER", "example": f"b-{kind}-1"}
    assert backend.call("POST", "/kinds", {"name": name, **fields}).status == 201
    code = language.doing("return {'seen': data, 'kind': kind}")
    source_id = make(backend, kind, "Badges", code, supportedIndicators=[name])
    result = ask(backend, f"b-{kind.lower()}-7", source_id)
    assert (result["status"], result["raw"]) == ("FOUND", {"seen": f"B-{kind}-7", "kind": name})
    assert result["indicator"] == {"data": f"B-{kind}-7", "kind": name}


def test_a_syntax_error_is_refused_with_its_place(
    backend: BackendProcess, kind: str, language: Language
) -> None:
    code, line, column, message = language.syntax_error
    new = {"name": f"Mistake {kind}", "kind": kind, "sourceCode": code}
    answer = backend.call("POST", "/sources", new)
    assert answer.status == 422
    assert f"{language.file}, line {line}, column {column}" in answer.json()["detail"]
    assert message in answer.json()["detail"]


def test_a_failure_names_the_file_and_line(
    backend: BackendProcess, kind: str, language: Language
) -> None:
    source_id = make(backend, kind, "Failing", language.doing("return missing"))
    error = ask(backend, "192.0.2.1", source_id)["error"]
    assert error["kind"] == "CODE_ERROR"
    assert "missing" in error["detail"]
    assert f"({language.file}, line " in error["detail"]


def test_missing_code_names_the_function(backend: BackendProcess, kind: str) -> None:
    answer = backend.call("POST", "/sources", {"name": "Empty", "kind": kind})
    assert answer.status == 422
    name = {"PYTHON": "fetch_data(indicator_data", "JAVA_SCRIPT": "fetchData(indicatorData"}[kind]
    assert f"a function {name}" in answer.json()["detail"]


def test_health_names_each_runner(backend: BackendProcess) -> None:
    ready = backend.call("GET", "/health/ready", token=None).json()
    checks = ready["checks"]
    assert checks["runner PYTHON"] == checks["runner JAVA_SCRIPT"] == "ok"
    for told in (ready["runners"]["PYTHON"], ready["runners"]["JAVA_SCRIPT"]):
        assert (told["level"] in ("full", "strong"), told["accepted"]) == (True, True)
        assert {"landlock", "seccomp"} <= set(told["layers"])


def test_templates_are_there_for_who_is_signed_in(backend: BackendProcess) -> None:
    answer = backend.call("GET", "/sources/templates")
    assert answer.status == 200
    assert answer.json() == templates()
    assert set(answer.json()) == {*LANGUAGES, "TYPE_SCRIPT"}
    assert backend.call("GET", "/sources/templates", token=None).status == 401


def test_stubs_are_files_for_editors(backend: BackendProcess) -> None:
    for language, name in (
        ("PYTHON", "indicator_aggregator.pyi"),
        ("JAVA_SCRIPT", "indicator-aggregator.d.ts"),
    ):
        answer = backend.call("GET", f"/sources/stubs/{language}")
        assert answer.status == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert "Context" in answer.body.decode()
    assert backend.call("GET", "/sources/stubs/SYSTEM").status == 404
    assert backend.call("GET", "/sources/stubs/PYTHON", token=None).status == 401
