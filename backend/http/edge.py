"""The edge: one wrapper around every handler, in place of the server's middleware.

It counts what is in flight, binds the trace id, admits, decodes, encodes, and turns errors into
problem details. It knows nothing of the server in front of it.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog

from backend.http.authentication import admit, client_of
from backend.http.decoding import (
    TextBody,
    decode_body,
    decode_query,
    decode_text,
    unquote_path,
    unquote_query,
)
from backend.http.problems import MEDIA_TYPE, Problem, problem_of, unknown_problem
from backend.http.routing import JSON, PREFIX, Call, Reply, Route
from backend.models.errors import ApplicationError
from backend.services import Services
from backend.telemetry.trace import trace_id_of
from runners.telemetry import tracing

log = structlog.get_logger()

SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A request as it came, still encoded. Header names are in lower case."""

    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: str | bytes


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """An answer, encoded."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class InFlight:
    """How many requests are being answered, for a stop that waits for them."""

    def __init__(self) -> None:
        self._count = 0
        self.none = asyncio.Event()
        self.none.set()

    def __enter__(self) -> None:
        self._count += 1
        self.none.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if self._count == 0:
            self.none.set()


async def answer(
    route: Route, services: Services, incoming: Incoming, in_flight: InFlight
) -> Outgoing:
    """Answer one request, whatever happens."""
    traceparent = incoming.headers.get("traceparent")
    trace_id = trace_id_of(traceparent)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace_id=trace_id)
    started = time.monotonic()
    with in_flight, _span(route, trace_id, traceparent) as span:
        outgoing = await _answer_or_problem(route, services, incoming, trace_id)
        span.set("http.response.status_code", outgoing.status)
        if outgoing.status >= SERVER_ERROR:
            span.fail(str(outgoing.status))
    log.debug(
        "request_answered",
        route=route.name,
        status=outgoing.status,
        milliseconds=round((time.monotonic() - started) * 1000, 1),
    )
    return outgoing


def _span(route: Route, trace_id: str, traceparent: str | None) -> tracing.Span:
    """Of every request but those that ask all the time whether we live."""
    if route.tag == "health" or not tracing.is_on():
        return tracing.NOTHING
    attributes = {"http.request.method": route.method, "http.route": PREFIX + route.path}
    return tracing.root(
        route.name, attributes, kind="server", trace_id=trace_id, traceparent=traceparent
    )


async def _answer_or_problem(
    route: Route, services: Services, incoming: Incoming, trace_id: str
) -> Outgoing:
    try:
        return await _handle(route, services, incoming, trace_id)
    except ApplicationError as error:
        if error.status >= SERVER_ERROR:
            log.warning("request_failed", route=route.name, code=error.code, detail=error.detail)
        return problem_answer(problem_of(error, trace_id), error.headers)
    except Exception:
        log.exception("request_defect", route=route.name)
        return problem_answer(unknown_problem(trace_id))


def problem_answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Outgoing:
    """A problem as an answer, with headers beside the usual ones."""
    return Outgoing(
        status=problem.status,
        body=msgspec.json.encode(problem),
        headers={"content-type": MEDIA_TYPE, "cache-control": "no-store", **(headers or {})},
    )


async def _handle(route: Route, services: Services, incoming: Incoming, trace_id: str) -> Outgoing:
    client = client_of(incoming.headers)
    principal = await admit(services.tokens, services.sessions, incoming.headers, client, route)
    query: Any = None
    if route.query is not None:
        query = decode_query(unquote_query(incoming.query), route.query)
    body: Any = None
    if route.body is TextBody:
        body = decode_text(incoming.body, incoming.headers.get("content-type"))
    elif route.body is not None:
        body = decode_body(incoming.body, incoming.headers.get("content-type"), route.body)
    call = Call(
        principal=principal,
        client=client,
        path=unquote_path(incoming.path),
        query=query,
        body=body,
        trace_id=trace_id,
    )
    return _encode(route, await route.handler(services, call))


def _encode(route: Route, value: Any) -> Outgoing:
    reply = value if isinstance(value, Reply) else Reply(value=value)
    headers = {"cache-control": "no-store", **reply.headers}
    status = reply.status or route.status
    if reply.value is None:
        return Outgoing(status=status, body=b"", headers=headers)
    headers.setdefault("content-type", route.media_type)
    is_text = route.media_type != JSON
    body = str(reply.value).encode() if is_text else msgspec.json.encode(reply.value)
    return Outgoing(status=status, body=body, headers=headers)
