"""Where code may go: who may say it, what is refused, and what it did when it is tried."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.runners.harness import Runner
from tests.runners.languages import PYTHON
from tests.standins.beside import beside
from tests.standins.proxy import HttpProxyStandIn
from tests.standins.web import Canned, WebStandIn
from tests.support.backends import BackendProcess, running_backend
from tests.support.databases import new_database

HOST = "api.example.com"
CODE = """
def fetch_data(data, kind, context):
    return context.http.get("http://{place}/fact?key=1").json()
def background_task(context):
    context.http.get("http://{place}/fact")
    try:
        context.http.get("http://elsewhere.example.com/")
    except Exception:
        pass
"""


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, str]]:
    """A web server by its name, and the proxy that knows it."""
    web, proxy = WebStandIn(), HttpProxyStandIn({HOST: "127.0.0.1"})
    with beside(web, proxy):
        web.put("/fact", Canned(body=b'{"seen": 3}'))
        yield web.url.replace("http://127.0.0.1", HOST), proxy.url()


@pytest.fixture(scope="module")
def backend(
    place: tuple[str, str],
    postgres_url: str,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BackendProcess]:
    """A backend with a runner of Python."""
    runner = Runner(PYTHON, "--outbound-proxy", place[1])
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    try:
        with (
            new_database(postgres_url, template) as url,
            running_backend(url, log, runners={"PYTHON": str(runner.socket)}) as process,
        ):
            yield process
    finally:
        runner.stop()


def new(name: str, place: str, hosts: list[str] | None = None, **more: Any) -> dict[str, Any]:
    told = {} if hosts is None else {"allowedHosts": hosts}
    code = CODE.replace("{place}", place)
    named = {"name": name, "kind": "PYTHON", "sourceCode": code, "supportedIndicators": ["IPV4"]}
    return named | told | more


def tried(backend: BackendProcess, path: str, **more: Any) -> dict[str, Any]:
    answer = backend.call("POST", path, {"indicator": {"data": "192.0.2.1"}, **more})
    assert answer.status == 200, answer.body
    return dict(answer.json())


def test_code_reaches_what_was_declared(backend: BackendProcess, place: tuple[str, str]) -> None:
    made = backend.call("POST", "/sources", new("Declared", place[0], [place[0]])).json()
    source = backend.call("GET", f"/sources/{made['id']}").json()
    assert source["allowedHosts"] == [place[0]]
    outcome = tried(backend, f"/sources/{made['id']}/test")
    assert (outcome["status"], outcome["raw"]) == ("FOUND", {"seen": 3})
    (call,) = outcome["calls"]
    assert call.pop("ms") > 0
    assert call == {
        "method": "GET",
        "url": f"http://{place[0]}/fact",
        "status": 200,
        "refusal": "",
        "bytesSent": 0,
        "bytesReceived": 11,
    }
    (result,) = backend.ask("192.0.2.1", source_ids=[made["id"]])["results"]
    assert result["status"] == "FOUND"


def test_a_run_says_what_it_did(backend: BackendProcess, place: tuple[str, str]) -> None:
    source = new("Task", place[0], [place[0]], taskEnabled=True, taskInterval=86400)
    made = backend.call("POST", "/sources", source).json()
    run_id = backend.call("POST", f"/sources/{made['id']}/run").json()["id"]
    path, run = f"/sources/{made['id']}/runs/{run_id}", {"outcome": "RUNNING"}
    ends = time.monotonic() + 20
    while run["outcome"] == "RUNNING" and time.monotonic() < ends:
        time.sleep(0.1)
        run = backend.call("GET", path).json()
    assert run["outcome"] == "DONE", run
    lines = [(line["level"], line["message"]) for line in run["log"]]
    assert (lines[0][0], lines[1][0]) == ("INFO", "WARNING")
    assert lines[0][1].startswith(f"GET http://{place[0]}/fact: 200, 11 bytes in ")
    assert "elsewhere.example.com:80 is not among the hosts" in lines[1][1]


def test_nothing_is_reached_at_first(backend: BackendProcess, place: tuple[str, str]) -> None:
    made = backend.call("POST", "/sources", new("Undeclared", place[0])).json()
    assert backend.call("GET", f"/sources/{made['id']}").json()["allowedHosts"] == []
    for path, more in (
        (f"/sources/{made['id']}/test", {}),
        ("/sources/test", {"sourceCode": CODE.replace("{place}", place[0])}),
    ):
        outcome = tried(backend, path, **more)
        assert outcome["error"]["kind"] == "CODE_ERROR"
        assert "not among the hosts" in outcome["error"]["detail"]
        assert [bool(call["refusal"]) for call in outcome["calls"]] == [True]
        assert tried(backend, path, allowedHosts=[place[0]], **more)["status"] == "FOUND"
    assert backend.call("GET", f"/sources/{made['id']}").json()["allowedHosts"] == []


def test_hosts_can_be_changed(backend: BackendProcess, place: tuple[str, str]) -> None:
    made = backend.call("POST", "/sources", new("Changed", place[0])).json()
    path = f"/sources/{made['id']}"
    assert backend.call("PATCH", path, {"allowedHosts": ["*"]}).status == 204
    assert tried(backend, f"{path}/test")["status"] == "FOUND"
    assert backend.call("PATCH", path, {"allowedHosts": None}).status == 204
    assert backend.call("GET", path).json()["allowedHosts"] == []
    assert tried(backend, f"{path}/test")["status"] == "ERROR"


@pytest.mark.parametrize(
    "host", ["https://api.example.com", "192.0.2.1", "localhost", "example", "api.example.com:0"]
)
def test_what_is_no_host(backend: BackendProcess, place: tuple[str, str], host: str) -> None:
    hosts = ["api.example.com", host]
    made = backend.call("POST", "/sources", new(f"No {host}", place[0], hosts))
    answers = [made, backend.call("POST", "/sources/test", trial(place[0], hosts))]
    for answer in answers:
        assert answer.status == 422, answer.body
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/allowedHosts/1"
        assert "expected api.example.com" in error["message"]


def trial(place: str, hosts: list[str]) -> dict[str, Any]:
    code = CODE.replace("{place}", place)
    return {"indicator": {"data": "192.0.2.1"}, "sourceCode": code, "allowedHosts": hosts}


def test_what_is_part_of_the_program_has_none(backend: BackendProcess) -> None:
    source_id = backend.source_ids()["dns"]
    answer = backend.call("PATCH", f"/sources/{source_id}", {"allowedHosts": ["example.com"]})
    assert answer.status == 422
    assert answer.json()["errors"][0]["pointer"] == "/allowedHosts"


def test_any_public_host_is_for_who_administers(
    backend: BackendProcess, place: tuple[str, str]
) -> None:
    author = "source-author"
    backend.user(author)
    refused = backend.call("POST", "/sources", new("Any", place[0], ["*"]), token=author)
    assert (refused.status, "config_edit" in refused.json()["detail"]) == (403, True)
    asked = backend.call("POST", "/sources/test", trial(place[0], ["*"]), token=author)
    assert asked.status == 403
    made = backend.call("POST", "/sources", new("Any", place[0]), token=author).json()
    path = f"/sources/{made['id']}"
    assert backend.call("PATCH", path, {"allowedHosts": ["*"]}, token=author).status == 403
    assert backend.call("PATCH", path, {"allowedHosts": ["*"]}).status == 204
    # Where it was chosen, others may keep it, and take it back.
    kept = {"allowedHosts": ["*", "api.example.com"]}
    assert backend.call("PATCH", path, kept, token=author).status == 204
    assert backend.call("PATCH", path, {"allowedHosts": []}, token=author).status == 204
    assert backend.call("PATCH", path, {"allowedHosts": ["*"]}, token=author).status == 403
