"""Runs over the API: asked for, read, refused; and a backend that is killed in the middle."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.standins.feeds import kev
from tests.support.backends import BackendProcess, running_backend

CODE = """
def fetch_data(indicator_data, indicator_kind):
    return None
def background_task():
    print("nothing to do")
"""


ADDRESSES = {"cisa-kev": ["catalogue_url"], "tor-exits": ["exits_url", "relays_url"]}


class Publisher(BaseHTTPRequestHandler):
    """Offers a catalogue, when it may."""

    may: ClassVar[threading.Event] = threading.Event()
    asked: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        self.asked.add(self.path)
        if not self.may.wait(30):
            return
        body = kev("CVE-2026-10001", "CVE-2026-10002")
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked was killed

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its name in the library
        pass


@pytest.fixture
def publisher() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    Publisher.asked.clear()
    Publisher.may.set()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Publisher.may.set()
    server.shutdown()
    thread.join()
    server.server_close()


def point(backend: BackendProcess, slug: str, publisher: str, **more: Any) -> str:
    """A feed of our publisher's; without a schedule unless told otherwise. The source's id."""
    source_id = backend.source_ids()[slug]
    values = [{"name": name, "value": f"{publisher}/{slug}"} for name in ADDRESSES[slug]]
    change = {"configValues": values, "taskEnabled": False, **more}
    assert backend.call("PATCH", f"/sources/{source_id}", change).status == 204
    return source_id


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.1)
    return found


def ended(backend: BackendProcess, source_id: str, run_id: str) -> dict[str, Any]:
    """The run, once it has ended."""

    def look() -> dict[str, Any] | None:
        run = backend.call("GET", f"/sources/{source_id}/runs/{run_id}").json()
        return run if run["outcome"] != "RUNNING" else None

    return dict(until(look))


def test_a_run_that_somebody_asks_for(backend: BackendProcess, publisher: str) -> None:
    source_id = point(backend, "cisa-kev", publisher)
    path = f"/sources/{source_id}/runs"
    before = len(backend.call("GET", path).json())
    Publisher.may.clear()
    answer = backend.call("POST", f"/sources/{source_id}/run", token="source-author")
    assert answer.status == 202, answer.body
    run_id = answer.json()["id"]
    assert answer.headers["location"] == f"/api/v1{path}/{run_id}"
    refused = backend.call("POST", f"/sources/{source_id}/run")
    assert refused.status == 409
    assert run_id in refused.json()["detail"]
    assert backend.call("GET", path).json()[0]["outcome"] == "RUNNING"
    until(lambda: "/cisa-kev" in Publisher.asked)
    Publisher.may.set()
    run = ended(backend, source_id, run_id)
    assert (run["outcome"], run["trigger"], run["rows"]) == ("DONE", "PERSON", 2)
    assert (run["sourceId"], run["work"], run["error"]) == (source_id, "source", None)
    assert [line["message"] for line in run["log"]] == ["catalogue: 2 rows were loaded"]
    assert run["userId"]
    assert len(run["traceId"]) == 32
    lines = backend.log.read_text().splitlines()
    (end,) = [line for line in lines if run_id in line and "run_ended" in line]
    assert '"seconds"' in end
    again = backend.call("POST", f"/sources/{source_id}/run").json()["id"]
    ended(backend, source_id, again)
    listed = backend.call("GET", path)
    assert [item["id"] for item in listed.json()][:2] == [again, run_id]
    assert "log" not in listed.json()[0]
    assert listed.headers["x-total-count"] == str(before + 2)
    first = backend.call("GET", f"{path}?limit=1")
    following = first.headers["link"].partition("/api/v1")[2].partition(">")[0]
    assert first.json()[0]["id"] == again
    assert backend.call("GET", following).json()[0]["id"] == run_id
    assert [r["id"] for r in backend.call("GET", "/runs?work=source&limit=2").json()] == [
        again,
        run_id,
    ]


def test_what_can_not_be_run_says_so(backend: BackendProcess, publisher: str) -> None:
    ids = backend.source_ids()
    run = f"/sources/{ids['cisa-kev']}/run"
    assert backend.call("POST", run, token="viewer").status == 403
    assert backend.call("POST", run, token="analyst").status == 403
    assert backend.call("POST", "/sources/nothing/run").status == 404
    assert backend.call("GET", "/sources/nothing/runs").status == 404
    assert backend.call("GET", f"/sources/{ids['cisa-kev']}/runs/nothing").status == 404
    assert backend.call("GET", f"/sources/{ids['cisa-kev']}/runs?cursor=x").status == 422
    refused = backend.call("POST", f"/sources/{ids['dns']}/run")
    assert refused.status == 422
    assert "nothing to run" in refused.json()["detail"]
    source = {
        "name": "Without a runner",
        "kind": "PYTHON",
        "sourceCode": CODE,
        "supportedIndicators": ["IPV4"],
    }
    source_id = backend.call("POST", "/sources", source).json()["id"]
    asked = backend.call("POST", f"/sources/{source_id}/run").json()["id"]
    run_ = ended(backend, source_id, asked)
    assert run_["outcome"] == "FAILED"
    assert "no runner" in run_["error"]
    # Of another source there is no such run.
    assert backend.call("GET", f"/sources/{ids['cisa-kev']}/runs/{asked}").status == 404


def test_retention_is_a_run_of_its_own(backend: BackendProcess) -> None:
    (run,) = until(lambda: backend.call("GET", "/runs?work=retention").json())
    assert run["sourceId"] is None
    done = until(lambda: (r := backend.call("GET", f"/runs/{run['id']}").json())["endedAt"] and r)
    assert (done["outcome"], done["rows"]) == ("DONE", 0)
    assert any("requests from before" in line["message"] for line in done["log"])


def newest_ended(backend: BackendProcess, source_id: str, not_this: str) -> dict[str, Any]:
    """The newest run that is another one and has come to its end."""

    def look() -> dict[str, Any] | None:
        run = backend.call("GET", f"/sources/{source_id}/runs?limit=1").json()[0]
        ended = run["id"] != not_this and run["outcome"] != "RUNNING"
        return run if ended else None

    return dict(until(look))


def test_runs_of_a_killed_backend_are_interrupted_and_run_again(
    database_url: str, publisher: str, tmp_path: Path
) -> None:
    log = tmp_path / "backend.log"
    Publisher.may.clear()
    triggers = {"cisa-kev": "SCHEDULE", "tor-exits": "PERSON"}
    with running_backend(database_url, log) as first:
        ids = first.source_ids()
        for slug, trigger in triggers.items():
            point(first, slug, publisher, taskEnabled=trigger == "SCHEDULE", taskInterval=86400)

        def newest(slug: str) -> dict[str, Any]:
            return dict((first.call("GET", f"/sources/{ids[slug]}/runs?limit=1").json() or [{}])[0])

        until(lambda: first.call("POST", f"/sources/{ids['tor-exits']}/run").status == 202)
        until(lambda: Publisher.asked >= {"/cisa-kev", "/tor-exits"})
        killed = {slug: newest(slug) for slug in triggers}
        for slug, trigger in triggers.items():
            assert (killed[slug]["outcome"], killed[slug]["trigger"]) == ("RUNNING", trigger)
        first.stop(signal.SIGKILL)
        tokens = first.tokens
    Publisher.may.set()
    with running_backend(database_url, log, tokens=tokens) as second:
        for slug, trigger in triggers.items():
            path = f"/sources/{ids[slug]}/runs"
            again = newest_ended(second, ids[slug], killed[slug]["id"])
            assert again["trigger"] == trigger
            # The publisher has no list of relays.
            assert again["outcome"] == ("DONE" if slug == "cisa-kev" else "FAILED")
            interrupted = second.call("GET", f"{path}/{killed[slug]['id']}").json()
            assert interrupted["outcome"] == "INTERRUPTED"
            assert "run again" in interrupted["error"]
