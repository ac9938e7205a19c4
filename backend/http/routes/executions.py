"""`/requests/execute` and its stream, exactly as the earlier implementation answers them.

Three events, errors as an array, `id` the source's, times without zone. Only bad input is refused
earlier, and nothing is cut off after 30 seconds.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.enrichment.history import errors_of
from backend.enrichment.running import Running
from backend.http.routes.requests import EventItem, EventPage, EventsQuery, read_indicator, stream
from backend.http.routing import Call, Reply, Route
from backend.models.answers import Status
from backend.models.errors import NotFoundError
from backend.models.indicators import KindName
from backend.models.requests import MAX_VALUE, AskedIndicator, Plan, Question, Result
from backend.models.sources import SourceKind
from backend.services import Services


class ExecuteQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask whom. Parameters that are not known are ignored, as ever."""

    data: Annotated[str, Meta(max_length=MAX_VALUE)]
    kind: KindName
    source_ids: list[str] = msgspec.field(default_factory=list)
    source_ids_camel: list[str] = msgspec.field(default_factory=list, name="sourceIds")
    ignore_errors: str = msgspec.field(default="false", name="ignoreErrors")


class UpstreamQuery(EventsQuery, frozen=True, kw_only=True):
    """A batch of a stream in the earlier form."""

    ignore_errors: bool = msgspec.field(default=False, name="ignoreErrors")


async def execute(services: Services, call: Call[None, ExecuteQuery]) -> list[dict[str, Any]]:
    """Ask, wait for all, answer with a list."""
    running = await _start(services, call)
    await services.engine.wait(running)
    finished = await services.history.finished(running.id)
    ignore = _ignores_errors(call.query)
    return [_data(result) for result in finished.results if not (ignore and errors_of(result))]


async def execute_stream(services: Services, call: Call[None, ExecuteQuery]) -> Reply:
    """Ask, and answer with a stream."""
    running = await _start(services, call)
    ignore = "true" if _ignores_errors(call.query) else "false"
    return stream(f"/requests/{running.id}/events/upstream?ignoreErrors={ignore}")


async def list_upstream_events(services: Services, call: Call[None, UpstreamQuery]) -> EventPage:
    """A request's events in the earlier form, as a long poll."""
    batch = await services.history.events(
        call.path["id"], after=call.query.after, wait_seconds=call.query.wait
    )
    items = [
        item
        for event in batch.events
        if (item := _item(services, event.sequence, event.event, event.data)) is not None
        and not (call.query.ignore_errors and item.event == "fetching_error")
    ]
    return EventPage(items, batch.done, batch.after)


async def _start(services: Services, call: Call[None, ExecuteQuery]) -> Running:
    query = call.query
    indicator = read_indicator(AskedIndicator(query.data, query.kind))
    chosen = [*query.source_ids_camel, *query.source_ids]
    sources = services.catalog.current.choose(chosen, pointer="sourceIds")
    return await services.engine.start(
        user_id=call.user_id,
        trace_id=call.trace_id,
        indicators=[indicator],
        sources=sources,
    )


def _ignores_errors(query: ExecuteQuery) -> bool:
    return query.ignore_errors.lower() == "true"


def _item(services: Services, sequence: int, event: str, data: msgspec.Raw) -> EventItem | None:
    if event == "start":
        plan = msgspec.json.decode(data, type=Plan)
        started = [
            {"source": _source(q), "hasSourceCode": _has_code(services, q.source_id)}
            for q in plan.planned
        ]
        return EventItem(sequence, "fetching_start", _raw(started), plan.request_id)
    if event != "result":
        return None
    result = msgspec.json.decode(data, type=Result)
    errors = errors_of(result)
    if errors:
        return EventItem(sequence, "fetching_error", _raw(errors), result.source_id)
    shown = {k: v for k, v in _data(result).items() if k in ("cache", "timing", "data")}
    return EventItem(sequence, "fetching_data", _raw(shown), result.source_id)


def _has_code(services: Services, source_id: str) -> bool:
    source = services.catalog.current.sources.get(source_id)
    return source is not None and (
        source.kind in services.runners or source.kind is SourceKind.SYSTEM
    )


def _data(result: Result) -> dict[str, Any]:
    shown: dict[str, Any] = {"source": _source(result)}
    if result.cache is not None:
        shown["cache"] = {
            "action": result.cache.action,
            "cachedAt": _zoneless(result.cache.cached_at),
            "expiresAt": _zoneless(result.cache.expires_at),
            "cacheKey": result.cache.cache_key,
        }
    shown["timing"] = {
        "startedAt": _zoneless(result.timing.started_at),
        "endedAt": _zoneless(result.timing.ended_at),
    }
    found = result.status is Status.FOUND
    return shown | {"errors": errors_of(result), "data": result.raw if found else None}


def _source(item: Question | Result) -> dict[str, Any]:
    shown = {"name": item.name, "slug": item.slug, "id": item.source_id, "url": item.url}
    return shown if item.favicon is None else shown | {"favicon": item.favicon}


def _zoneless(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/requests/execute",
        handler=execute,
        needs=Permission.REQUEST_CREATE,
        summary="Ask about one indicator and wait for every source",
        tag="requests",
        query=ExecuteQuery,
        returns=list[dict[str, Any]],
    ),
    Route(
        method="GET",
        path="/requests/execute/sse",
        handler=execute_stream,
        needs=Permission.REQUEST_CREATE,
        summary="Ask about one indicator; answers as a stream of three kinds of events",
        tag="requests",
        query=ExecuteQuery,
        stream=True,
    ),
    Route(
        method="GET",
        path="/requests/{id}/events/upstream",
        handler=list_upstream_events,
        needs=Permission.REQUEST_CREATE,
        summary="The events of a request in the form of /requests/execute/sse, as a long poll",
        tag="requests",
        query=UpstreamQuery,
        returns=EventPage,
        errors=(NotFoundError,),
    ),
)
