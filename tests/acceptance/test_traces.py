"""Traces and defects of a whole appliance: one request is one tree, one defect is one event."""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.acceptance.conftest import EMAIL, FEEDS, PASSWORD, Setup, point
from tests.standins.otlp import OtlpStandIn, Span, collector, orphans, tree
from tests.standins.sentry import SentryStandIn, sentry
from tests.support.api import Answer, Api
from tests.support.appliances import Appliance, reachable_folder
from tests.support.databases import execute, new_database
from tests.support.processes import until

CODE = """
def fetch_data(data, kind):
    if data.endswith("254"):
        raise ValueError(data)
    return {"seen": data}

def background_task():
    print("ran")
"""
SECRET = "hunter2hunter2"
KINDS = {"internal": 1, "server": 2, "client": 3}

GATEWAY = ("POST /api",)
ROUTE = (*GATEWAY, "create_request")
REQUEST = (*ROUTE, "request")
MINE = (*REQUEST, "source mine")
CALL = (*MINE, "runner.Runner/FetchData")
SERVED = (*CALL, "runner.Runner/FetchData")


@dataclass
class Watched(Setup):
    """An appliance, and what it says about itself."""

    collector: OtlpStandIn
    sentry: SentryStandIn
    database_url: str

    def ask(self, value: str, *slugs: str, **headers: str) -> Answer:
        ids = self.api.source_ids()
        body = {"indicators": [{"data": value}], "wait": True}
        chosen = {"sourceIds": [ids[slug] for slug in slugs]} if slugs else {}
        answer = self.api.call("POST", "/requests", {**body, **chosen}, headers=headers)
        assert answer.status == 200, answer.body
        return answer

    def trace_of(self, answer: Answer, *names: str) -> list[Span]:
        """The trace that an answer names, whole."""
        return self.collector.whole(trace_id(answer), "POST /api", "create_request", *names)


def trace_id(answer: Answer) -> str:
    return answer.headers["traceparent"].split("-")[1]


@pytest.fixture(scope="module")
def watched(postgres_url: str, standins: dict[str, Any]) -> Iterator[Watched]:
    folder = reachable_folder()
    with collector() as spans, sentry() as events, new_database(postgres_url) as url:
        running = Appliance(
            folder / "one",
            f"[database]\nurl = {json.dumps(url)}\n"
            f"[telemetry]\notlp_endpoint = {json.dumps(spans.endpoint)}\n"
            f"[sentry]\ndsn = {json.dumps(events.dsn)}\n",
        )
        running.start()
        try:
            setup = Watched(running, Api(running.port), "", spans, events, url)
            setup.cli(
                *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
                stdin=PASSWORD,
            )
            made = setup.cli("token", "create", "--email", EMAIL, "--note", "traces")
            setup.token = setup.api.tokens["admin"] = made.stdout.strip()
            point(setup.api, "dns", {"servers": [standins["dns"]]})
            assert setup.cli("feed", "import", "tor-exits", str(FEEDS / "tor.txt")).returncode == 0
            source = {
                "name": "mine",
                "kind": "PYTHON",
                "supportedIndicators": ["IPV4"],
                "sourceCode": CODE,
                "cacheEnabled": True,
                "cacheInterval": 300,
            }
            assert setup.api.call("POST", "/sources", source).status == 200
            yield setup
        finally:
            running.end()
            shutil.rmtree(folder)


def test_one_request_is_one_tree(watched: Watched) -> None:
    answer = watched.ask("192.0.2.10", "mine", "tor-exits", "dns")
    spans = watched.trace_of(answer, "worker", "request", "source dns", "source tor-exits")
    assert [span.name for span in spans if not span.parent] == ["POST /api"]
    assert not orphans(spans)
    assert tree(spans) >= {
        GATEWAY,
        ROUTE,
        (*ROUTE, "plan"),
        REQUEST,
        (*REQUEST, "record"),
        (*REQUEST, "record", "database requests.record"),
        (*REQUEST, "source dns"),
        (*REQUEST, "source tor-exits"),
        (*REQUEST, "source tor-exits", "database feeds.find_rows"),
        MINE,
        (*MINE, "cache get"),
        (*MINE, "cache put"),
        CALL,
        SERVED,
        (*SERVED, "worker"),
    }
    services = {(span.service, span.name) for span in spans}
    assert services >= {
        ("gateway", "POST /api"),
        ("backend", "create_request"),
        ("backend", "runner.Runner/FetchData"),
        ("runner-python", "runner.Runner/FetchData"),
        ("runner-python", "worker"),
    }
    # The document has the same id.
    request = answer.json()["request"]
    assert {span.trace_id for span in spans} == {request["traceId"]}
    of_request = next(span for span in spans if span.name == "request")
    assert of_request.attributes["request.id"] == request["id"]


def test_spans_say_what_became_of_each_source_and_nothing_of_the_indicator(
    watched: Watched,
) -> None:
    answer = watched.ask("192.0.2.254", "mine", "tor-exits")
    spans = {span.name: span for span in watched.trace_of(answer, "worker", "request")}
    mine, tor = spans["source mine"], spans["source tor-exits"]
    assert mine.failed
    assert mine.attributes == {
        "source.slug": "mine",
        "source.kind": "PYTHON",
        "indicator.kind": "IPV4",
        "source.status": "ERROR",
        "error.type": "CODE_ERROR",
    }
    assert not tor.failed
    assert tor.attributes["source.status"] == "NOT_FOUND"
    worker = spans["worker"]
    assert (
        worker.attributes.items() >= {"worker.action": "fetch", "error.type": "CODE_ERROR"}.items()
    )
    assert 0 < worker.attributes["worker.code_ms"] <= (worker.ended - worker.began) * 1000
    assert spans["POST /api"].attributes["http.response.status_code"] == 200
    assert "192.0.2.254" not in repr(watched.collector.spans())
    assert watched.token.partition("_")[2] not in repr(watched.collector.spans())


def test_an_answer_of_the_cache_needs_no_runner(watched: Watched) -> None:
    watched.ask("192.0.2.77", "mine")
    answer = watched.ask("192.0.2.77", "mine")
    spans = watched.trace_of(answer, "request")
    looked = next(span for span in spans if span.name == "cache get")
    assert looked.attributes == {"cache.hit": True}
    asked = next(span for span in spans if span.name == "source mine")
    assert asked.attributes["source.cache"] == "FROM_CACHE"
    assert "worker" not in {span.name for span in spans}


def test_what_is_asked_in_the_background_belongs_to_its_call(watched: Watched) -> None:
    body = {"indicators": [{"data": "192.0.2.88"}]}
    answer = watched.api.call("POST", "/requests", body)
    assert answer.status == 202
    events = list(watched.api.stream(f"/requests/{answer.json()['id']}/events"))
    assert events[-1]["event"] == "done"
    spans = watched.trace_of(answer, "request", "worker")
    assert (*SERVED, "worker") in tree(spans)
    assert [span.name for span in spans if not span.parent] == ["POST /api"]
    # Those who read the events are a trace of their own, with all that the gateway asks for them.
    assert until(lambda: named(watched, "stream_events"), 20) is not None
    (stream,) = named(watched, "stream_events")
    reading = watched.collector.whole(stream.trace_id, "list_events", "GET /api")
    assert not orphans(reading)
    assert tree(reading) >= {("GET /api", "stream_events"), ("GET /api", "list_events")}


def named(watched: Watched, name: str) -> list[Span]:
    return [span for span in watched.collector.spans() if span.name == name]


def test_a_caller_s_trace_is_gone_on_with(watched: Watched) -> None:
    given, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    answer = watched.ask("192.0.2.10", "mine", traceparent=f"00-{given}-{parent}-01")
    assert trace_id(answer) == given

    def spans() -> list[Span]:
        return watched.collector.trace(given)

    assert until(lambda: MINE in tree(spans()), 10) is not None
    assert [span.name for span in spans() if span.parent == parent] == ["POST /api"]
    assert [span.name for span in orphans(spans())] == ["POST /api"]


def test_a_caller_who_does_not_want_a_trace_gets_none(watched: Watched) -> None:
    given = "5bf92f3577b34da6a3ce929d0e0e4736"
    answer = watched.ask("192.0.2.10", traceparent=f"00-{given}-00f067aa0ba902b7-00")
    assert trace_id(answer) == given
    # What came later has arrived, so that this would have too.
    watched.trace_of(watched.ask("192.0.2.10"), "request")
    assert watched.collector.trace(given) == []


def test_a_refusal_names_its_trace(watched: Watched) -> None:
    answer = watched.api.call("POST", "/requests", {"indicators": []})
    assert answer.status == 422
    assert answer.json()["traceId"] == trace_id(answer)
    spans = watched.trace_of(answer, "create_request")
    assert {s.name: s.attributes["http.response.status_code"] for s in spans} == {
        "POST /api": 422,
        "create_request": 422,
    }
    assert not any(span.failed for span in spans)


def test_health_is_asked_all_the_time_and_not_traced(watched: Watched) -> None:
    for path in ("/health", "/health/ready"):
        assert watched.api.call("GET", path).status == 200
    watched.trace_of(watched.ask("192.0.2.10"), "request")
    assert not {"get_health", "get_readiness"} & {span.name for span in watched.collector.spans()}
    traced = [span for span in watched.collector.spans() if span.name == "GET /api"]
    assert all(len(watched.collector.trace(span.trace_id)) > 1 for span in traced), (
        "a GET of the gateway alone"
    )


@pytest.mark.parametrize("slug", ["tor-exits", "mine"])
def test_a_background_task_is_one_tree(
    watched: Watched, standins: dict[str, Any], slug: str
) -> None:
    settings = standins["settings"].get(slug, {})
    change = {
        "configValues": [{"name": name, "value": value} for name, value in settings.items()],
        "taskEnabled": True,
        "taskInterval": 60,
    }
    source_id = watched.api.source_ids()[slug]
    assert watched.api.call("PATCH", f"/sources/{source_id}", change).status == 204

    def done() -> list[Span]:
        return [
            span
            for span in watched.collector.spans()
            if span.name == "source task"
            and span.attributes.get("source.slug") == slug
            and not span.failed
        ]

    assert until(done, 40) is not None
    root = done()[0]
    last = "worker" if slug == "mine" else "feed relays"
    spans = watched.collector.whole(root.trace_id, last)
    assert not orphans(spans)
    assert [span.name for span in spans if not span.parent] == ["source task"]
    task = ("source task",)
    if slug == "mine":
        call = (*task, "runner.Runner/BackgroundTask")
        expected = {call, (*call, "runner.Runner/BackgroundTask", "worker")}
    else:
        part = (*task, "feed exits")
        expected = {
            (*part, "download"),
            (*part, "parse"),
            (*part, "database transaction", "database feeds.stage_rows"),
            (*task, "feed relays"),
        }
    assert tree(spans) >= {(*task, "database sources.get_source"), *expected}


def test_everything_that_was_traced_is_whole(watched: Watched) -> None:
    """Of all that the tests before brought: every trace has one root and no orphan."""
    watched.trace_of(watched.ask("192.0.2.10"), "request")
    theirs = {"4bf92f3577b34da6a3ce929d0e0e4736"}

    def broken() -> dict[str, set[tuple[str, ...]]]:
        found = {}
        for trace in {span.trace_id for span in watched.collector.spans()} - theirs:
            spans = watched.collector.trace(trace)
            if orphans(spans) or sum(not span.parent for span in spans) != 1:
                found[trace] = tree(spans)
        return found

    assert until(lambda: not broken(), 10) is not None, broken()


def test_one_defect_is_one_event_without_secrets(watched: Watched) -> None:
    request_id = watched.ask("192.0.2.10", "tor-exits").json()["request"]["id"]
    # Nobody but a defect of ours writes such a row.
    execute(
        watched.database_url,
        f"""UPDATE request_events SET data = '{{"{SECRET}": "{SECRET}"}}'
        WHERE request_id = '{request_id}' AND event = 'result'""",
    )
    before = len(watched.sentry.items)
    answer = watched.api.call(
        "GET", f"/requests/{request_id}/history?key={SECRET}", headers={"Cookie": f"a={SECRET}"}
    )
    assert answer.status == 500
    problem = answer.json()
    assert until(lambda: len(watched.sentry.items) > before, 10) is not None
    time.sleep(1.0)  # a second one would be there by now
    ((kind, event),) = watched.sentry.items[before:]
    assert kind == "event"
    assert event["tags"] == {
        "service": "backend",
        "event": "request_defect",
        "trace_id": problem["traceId"],
    }
    assert event["exception"]["values"][-1]["type"] == "ValidationError"
    sent = b"".join(watched.sentry.raw)
    assert SECRET.encode() not in sent
    assert watched.token.partition("_")[2].encode() not in sent
    spans = watched.collector.whole(problem["traceId"], "GET /api")
    assert {span.name for span in spans if span.failed} == {"GET /api", "list_results"}
