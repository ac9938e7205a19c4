"""Spans: what belongs to what, and that nothing happens where nothing is traced."""

import asyncio
import contextvars
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.running import Running
from backend.models.errors import SourceError
from backend.sources.http import HttpClient
from runners.telemetry import tracing, w3c
from tests.runners.telemetry.conftest import Traced
from tests.standins.otlp import orphans, tree
from tests.standins.web import Canned, WebStandIn
from tests.support.enrichment import INDICATOR, FakeSource, engine_with, row

ROOT = Path(__file__).resolve().parents[2]
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_off_there_is_one_span_that_does_nothing() -> None:
    assert not tracing.is_on()
    with tracing.root("request", trace_id=TRACE) as root, tracing.span("part") as part:
        assert root is part is tracing.NOTHING
        assert part.traceparent is tracing.current_traceparent() is None
        part.set("name", "value")
        part.fail("kind")
    part.end()


@pytest.mark.parametrize(
    "module",
    ["appliance.roles.backend", "appliance.roles.gateway", "appliance.roles.runner_python"],
)
def test_off_nothing_of_it_is_imported(module: str) -> None:
    code = f"""
import sys, {module}
from appliance.config import load_config
from appliance.roles import reporting
if "runner" in "{module}":
    import runners.server
reports = reporting(load_config(environment={{}}), "service")
reports.load()
reports.start()
reports.stop()
print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "runners" in loaded
    assert not loaded & {"opentelemetry", "sentry_sdk"}


def test_a_trace_that_begins_here_has_the_id_that_is_given(traced: Traced) -> None:
    with tracing.root("request", {"one": 1, "none": None}, trace_id=TRACE, kind="server") as span:
        assert span.traceparent is not None
        assert span.traceparent.startswith(f"00-{TRACE}-")
        assert span.traceparent.endswith("-01")
        assert tracing.current_traceparent() == span.traceparent
    assert tracing.current_traceparent() is None
    (sent,) = traced.spans()
    assert (sent.trace_id, sent.parent, sent.service) == (TRACE, "", "tests")
    assert sent.attributes == {"one": 1}


def test_a_trace_that_began_elsewhere_is_gone_on_with(traced: Traced) -> None:
    header = f"00-{TRACE}-{SPAN}-01"
    with tracing.root("request", trace_id="1" * 32, traceparent=header), tracing.span("part"):
        pass
    spans = {span.name: span for span in traced.spans()}
    assert {span.trace_id for span in spans.values()} == {TRACE}
    assert spans["request"].parent == SPAN
    assert spans["part"].parent == spans["request"].span_id


def test_who_calls_decides_whether_it_is_traced(traced: Traced) -> None:
    with tracing.root("request", traceparent=f"00-{TRACE}-{SPAN}-00"), tracing.span("part") as part:
        assert part.traceparent is not None
        assert part.traceparent.startswith(f"00-{TRACE}-")
        assert part.traceparent.endswith("-00")
    assert traced.spans() == []


def test_a_share_is_traced_and_by_all_programs_alike(start_tracing: Callable[..., Traced]) -> None:
    traced = start_tracing(sample_ratio=0.0)
    with tracing.root("request", trace_id=TRACE) as span:
        header = span.traceparent
    parent = w3c.parse(header)
    assert parent is not None
    assert (parent.trace_id, parent.sampled) == (TRACE, False)
    with tracing.root("called", traceparent=header), tracing.span("part"):
        pass
    with tracing.root("called by who samples", traceparent=f"00-{TRACE}-{SPAN}-01"):
        pass
    assert [span.name for span in traced.spans()] == ["called by who samples"]


def test_what_runs_by_itself_is_not_traced(traced: Traced) -> None:
    with tracing.span("housekeeping") as span:
        assert span is tracing.NOTHING
    assert traced.spans() == []


def test_what_fails_says_how_and_not_why(traced: Traced) -> None:
    with pytest.raises(ValueError, match="hunter2"), tracing.root("request"):
        raise ValueError("the key is hunter2")
    (sent,) = traced.spans()
    assert sent.failed
    assert sent.attributes == {"error.type": "ValueError"}


async def test_tasks_and_threads_inherit(traced: Traced) -> None:
    def on_thread() -> None:
        with tracing.span("thread"):
            pass

    async def in_task() -> None:
        with tracing.span("task"), ThreadPoolExecutor(1) as pool:
            pool.submit(contextvars.copy_context().run, on_thread).result()

    with tracing.root("request"):
        later = asyncio.ensure_future(in_task())
    await later
    assert tree(traced.spans()) == {
        ("request",),
        ("request", "task"),
        ("request", "task", "thread"),
    }


def test_a_span_may_be_told_of_afterwards(traced: Traced) -> None:
    with tracing.root("request"), tracing.span("worker", seconds=2.5):
        pass
    spans = {span.name: span for span in traced.spans()}
    assert spans["worker"].ended - spans["worker"].began == pytest.approx(2.5, abs=0.5)


def test_headers_go_with_each_batch(start_tracing: Callable[..., Traced]) -> None:
    traced = start_tracing(otlp_headers="Authorization=Bearer x, tenant=one")
    with tracing.root("request"):
        pass
    assert len(traced.spans()) == 1
    assert traced.collector.metadata[0].items() >= {
        ("authorization", "Bearer x"),
        ("tenant", "one"),
    }


async def test_statements_are_parts_of_what_asked_for_them(
    traced: Traced, database: Database
) -> None:
    queries = load("api_tokens")
    with tracing.root("request"):
        await database.run(queries.get_token, id="hunter2")
        await database.transaction(lambda c: c.run(queries.get_token, id="hunter2"))
    await database.run(queries.get_token, id="hunter2")
    spans = traced.spans()
    assert tree(spans) == {
        ("request",),
        ("request", "database api_tokens.get_token"),
        ("request", "database transaction"),
        ("request", "database transaction", "database begin"),
        ("request", "database transaction", "database api_tokens.get_token"),
        ("request", "database transaction", "database commit"),
    }
    assert "hunter2" not in repr(spans)


async def test_a_batch_belongs_to_one_request_and_links_the_others(
    traced: Traced, database: Database
) -> None:
    source = FakeSource()
    source.release.clear()
    async with engine_with(database, [row()], {"fake": source}) as house:

        async def begin(number: int) -> Running:
            with tracing.root(f"call {number}") as root:
                return await house.engine.start(
                    user_id=None,  # type: ignore[arg-type] — nobody's
                    trace_id=str(root.traceparent).split("-")[1],
                    indicators=[INDICATOR],
                    sources=[row()],
                )

        begun = await asyncio.gather(*(begin(number) for number in range(5)))
        source.release.set()
        await asyncio.gather(*(house.engine.wait(running) for running in begun))
    spans = traced.spans()
    for number, running in enumerate(begun):
        mine = [span for span in spans if span.trace_id == running.trace_id]
        assert [span.name for span in mine if not span.parent] == [f"call {number}"]
        assert not orphans(mine)
        assert (f"call {number}", "request", "source fake") in tree(mine)
    # Each is asked, or shares the answer of the one that is.
    joined = sum(span.attributes.get("source.joined", False) for span in spans)
    assert source.asked + joined == 5
    batches = [span for span in spans if span.name == "record"]
    assert sum(span.attributes["batch.entries"] for span in batches) >= 5 * 2
    shared = [span for span in batches if span.attributes["batch.requests"] > 1]
    assert shared
    requests = {(s.trace_id, s.span_id) for s in spans if s.name == "request"}
    for batch in shared:
        assert len(batch.links) == batch.attributes["batch.requests"] - 1
        assert set(batch.links) <= requests


async def test_a_request_that_is_taken_over_stays_in_its_trace(
    traced: Traced, database: Database
) -> None:
    source = FakeSource()
    source.release.clear()
    async with engine_with(database, [row()], {"fake": source}, owner=1) as house:
        with tracing.root("call", trace_id=TRACE):
            running = await house.engine.start(
                user_id=None,  # type: ignore[arg-type] — nobody's
                trace_id=TRACE,
                indicators=[INDICATOR],
                sources=[row()],
            )
    source.release.set()
    async with engine_with(database, [row()], {"fake": source}, owner=2) as house:
        assert await house.engine.take_over() == 1
        resumed = house.engine.find(running.id)
        assert resumed is not None
        await house.engine.wait(resumed)
    spans = traced.spans()
    assert {span.trace_id for span in spans} == {TRACE}
    assert not orphans(spans)
    assert {span.name for span in spans if not span.parent} == {"call", "request taken over"}
    assert ("request taken over", "source fake") in tree(spans)
    # The first one was cut, which is said too.
    assert {s.name: s.attributes.get("error.type") for s in spans}["request"] == "CancelledError"


async def test_an_outbound_call_is_a_span_that_does_not_say_where_it_went(traced: Traced) -> None:
    client = HttpClient(version="0")
    async with WebStandIn() as web:
        web.put("/192.0.2.7/k3y-of-ours", Canned(body=b"{}"))
        web.put("/moved", Canned(status=302, headers={"Location": "/192.0.2.7/k3y-of-ours"}))
        with tracing.root("request", trace_id=TRACE):
            http = client.fetcher(secrets=["k3y-of-ours"])
            await http.get_json(web.url + "/moved", params={"q": "192.0.2.8"})
            with pytest.raises(SourceError):
                await http.get_json(web.url + "/not-there")
        assert all("traceparent" not in seen.headers for seen in web.seen)
    await client.close()
    spans = traced.spans()
    assert tree(spans) == {("request",), ("request", "GET")}
    good, bad = sorted((s for s in spans if s.name == "GET"), key=lambda s: s.began)
    assert good.attributes == {"http.request.method": "GET", "http.response.status_code": 200}
    assert bad.attributes["http.response.status_code"] == 404
    assert bad.attributes["error.type"] == "RESPONSE_ERROR"
    assert (good.failed, bad.failed) == (False, True)
    for text in ("192.0.2", "k3y", "not-there", "127.0.0.1"):
        assert text not in repr([span.attributes for span in spans])
