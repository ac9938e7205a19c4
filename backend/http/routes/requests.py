"""Requests: asked, watched, paused, stopped, listed."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.enrichment.planning import in_background
from backend.enrichment.preview import Preview
from backend.http.routing import PREFIX, Call, Reply, Route
from backend.indicators.detection import detect
from backend.indicators.parsing import UnknownKindError, parse
from backend.models.errors import (
    ConflictError,
    FieldError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)
from backend.models.indicators import Indicator
from backend.models.requests import (
    AskedIndicator,
    FinishedRequest,
    Options,
    Request,
    RequestAccepted,
    RequestCreate,
)
from backend.models.sources import Source
from backend.services import Services

ACCEPTED = 202
# What PostgreSQL's integer holds.
LAST_SEQUENCE = 2**31 - 1
ERRORS_NAMED = 100
READ_AT_ONCE = 200


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None
    q: Annotated[str, Meta(max_length=500)] | None = None


class EventsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events: those later than `after`; `wait` seconds for the first of them."""

    after: Annotated[int, Meta(ge=0, le=LAST_SEQUENCE)] = 0
    wait: Annotated[float, Meta(ge=0, le=30)] = 0.0


async def create_request(services: Services, call: Call[RequestCreate, None]) -> Reply:
    """202 with the id once the request is committed; with `wait`, 200 and all that came out.

    Many indicators are asked in the background, in chunks, and can't be waited for.
    """
    indicators = await read_indicators(call.body.indicators)
    sources = await choose_sources(services, call.body)
    if call.body.wait:
        check_waiting(len(indicators), len(sources))
    running = await services.engine.start(
        user_id=call.user_id,
        trace_id=call.trace_id,
        indicators=indicators,
        sources=sources,
        options=options_of(call.body),
    )
    if not call.body.wait:
        location = f"{PREFIX}/requests/{running.id}"
        return Reply(value=RequestAccepted(running.id), headers={"location": location})
    await services.engine.wait(running)
    return Reply(value=await services.history.finished(running.id), status=200)


async def preview_request(services: Services, call: Call[RequestCreate, None]) -> Preview:
    """What the same body would ask, of whom, and what would leave. Nothing is asked or kept."""
    indicators = await read_indicators(call.body.indicators)
    sources = await choose_sources(services, call.body)
    return await services.previewer.preview(indicators, sources, options_of(call.body))


async def choose_sources(services: Services, body: RequestCreate) -> list[Source]:
    """The sources that a body names: one by one, by a preset, or all that are switched on.

    Raises:
        InvalidInputError: a source or the preset is unknown, or both are given.
    """
    if body.preset_id is not None and body.source_ids:
        message = "a preset has its sources: name the preset, or sources, and not both"
        raise InvalidInputError(message, errors=(FieldError("/presetId", message),))
    if body.preset_id is not None:
        return await services.presets.sources(body.preset_id)
    sources = services.catalog.current.choose(body.source_ids, pointer="/sourceIds")
    return sources if body.source_ids else [source for source in sources if source.enabled]


def options_of(body: RequestCreate) -> Options:
    """What a body says beside indicators and sources."""
    return Options(
        tlp=body.tlp,
        pap=body.pap,
        offline=body.offline,
        refresh=body.refresh,
        preset_id=body.preset_id,
    )


def check_waiting(indicators: int, sources: int) -> None:
    """Whether an answer can wait for so many.

    Raises:
        InvalidInputError: they are asked in the background.
    """
    if in_background(indicators, sources):
        message = (
            f"{indicators} indicators on {sources} sources are asked in the background and can't "
            "be waited for: send it without `wait`, then read the request's events or results"
        )
        raise InvalidInputError(message, errors=(FieldError("/wait", message),))


async def read_indicators(asked: Sequence[AskedIndicator]) -> list[Indicator]:
    """Canonical indicators, each once. Others get their turn while many are read.

    Raises:
        InvalidInputError: naming values that do not fit, a hundred at most.
    """
    indicators: dict[Indicator, None] = {}
    errors: list[FieldError] = []
    for index, item in enumerate(asked):
        if index % READ_AT_ONCE == READ_AT_ONCE - 1:
            await asyncio.sleep(0)
        try:
            indicators[read_indicator(item)] = None
        except InvalidInputError as error:
            field = "kind" if isinstance(error, UnknownKindError) else "data"
            errors.append(FieldError(f"/indicators/{index}/{field}", error.detail))
            if len(errors) == ERRORS_NAMED:
                break
    if errors:
        raise InvalidInputError(errors[0].message, errors=tuple(errors))
    return list(indicators)


def read_indicator(item: AskedIndicator) -> Indicator:
    """A value in canonical form; its kind detected when none is given."""
    if item.kind is not None:
        return parse(item.data, item.kind)
    return detect(item.data).indicator


async def list_requests(services: Services, call: Call[None, PageQuery]) -> Reply:
    """Newest first. `X-Total-Count` counts all, `Link` leads to the next page."""
    query = call.query
    page = await services.history.page(limit=query.limit, cursor=query.cursor, q=query.q)
    headers = {"x-total-count": str(page.total)}
    if page.next_cursor:
        following = {"limit": query.limit, "cursor": page.next_cursor}
        if query.q is not None:
            following["q"] = query.q
        headers["link"] = f'<{PREFIX}/requests?{urlencode(following)}>; rel="next"'
    return Reply(value=page.requests, headers=headers)


async def get_request(services: Services, call: Call[None, None]) -> Request:
    """One request."""
    return await services.history.get(call.path["id"])


async def cancel_request(services: Services, call: Call[None, None]) -> Reply:
    """What was not answered yet is skipped; what was stays."""
    request = await services.history.get(call.path["id"])
    await services.engine.cancel(request.id)
    return Reply(status=204)


async def pause_request(services: Services, call: Call[None, None]) -> Reply:
    """Nothing more is asked until it is resumed; what is being asked comes to its end first."""
    request = await services.history.get(call.path["id"])
    await services.engine.pause(request.id)
    return Reply(status=204)


async def resume_request(services: Services, call: Call[None, None]) -> Reply:
    """Go on where it was paused."""
    request = await services.history.get(call.path["id"])
    await services.engine.resume(request.id)
    return Reply(status=204)


async def stream_events(services: Services, call: Call[None, EventsQuery]) -> Reply:
    """The gateway speaks the stream, and asks `…/events/batch` for its events."""
    request = await services.history.get(call.path["id"])
    return stream(f"/requests/{request.id}/events/batch")


def stream(path: str) -> Reply:
    """Hands the answer over to the gateway, which makes an event stream of batches of `path`."""
    return Reply(headers={"x-event-stream": f"{PREFIX}{path}"})


async def list_events(services: Services, call: Call[None, EventsQuery]) -> Any:
    """Events as a long poll, for clients that can't read a stream."""
    batch = await services.history.events(
        call.path["id"], after=call.query.after, wait_seconds=call.query.wait
    )
    return EventPage(
        [EventItem(e.sequence, e.event, e.data) for e in batch.events], batch.done, batch.after
    )


class EventItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event; `id` stands in its stream in place of `seq` where it is given."""

    seq: int
    event: str
    data: msgspec.Raw
    id: str | None = None


class EventPage(msgspec.Struct, frozen=True):
    """Events later than asked for; `done` when none will follow `after`."""

    events: list[EventItem]
    done: bool
    after: int


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/requests",
        handler=create_request,
        needs=Permission.REQUEST_CREATE,
        summary="Ask sources about indicators; 202 at once, or 200 when done with `wait`",
        tag="requests",
        body=RequestCreate,
        body_example={"indicators": [{"data": "192.0.2.1"}, {"data": "example.com"}]},
        returns=RequestAccepted,
        status=ACCEPTED,
        also={200: FinishedRequest},
        errors=(UnavailableError,),
    ),
    Route(
        method="POST",
        path="/requests/preview",
        handler=preview_request,
        needs=Permission.REQUEST_CREATE,
        summary="What a request would ask, of whom, and what would leave, without asking",
        tag="requests",
        body=RequestCreate,
        body_example={"indicators": [{"data": "192.0.2.1"}], "tlp": "AMBER"},
        returns=Preview,
    ),
    Route(
        method="GET",
        path="/requests",
        handler=list_requests,
        needs=Permission.REQUEST_VIEW,
        summary="Requests, newest first",
        tag="requests",
        query=PageQuery,
        returns=list[Request],
    ),
    Route(
        method="GET",
        path="/requests/{id}",
        handler=get_request,
        needs=Permission.REQUEST_VIEW,
        summary="One request",
        tag="requests",
        returns=Request,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/requests/{id}",
        handler=cancel_request,
        needs=Permission.REQUEST_CREATE,
        summary="Stop asking; what was answered stays",
        tag="requests",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/requests/{id}/pause",
        handler=pause_request,
        needs=Permission.REQUEST_CREATE,
        summary="Ask nothing more until it is resumed",
        tag="requests",
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="POST",
        path="/requests/{id}/resume",
        handler=resume_request,
        needs=Permission.REQUEST_CREATE,
        summary="Go on with a paused request",
        tag="requests",
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="GET",
        path="/requests/{id}/events",
        handler=stream_events,
        needs=Permission.REQUEST_VIEW,
        summary="The events of a request as a stream; resumed by Last-Event-ID or `after`",
        tag="requests",
        query=EventsQuery,
        errors=(NotFoundError,),
        stream=True,
    ),
    Route(
        method="GET",
        path="/requests/{id}/events/batch",
        handler=list_events,
        needs=Permission.REQUEST_VIEW,
        summary="The events of a request as a long poll",
        tag="requests",
        query=EventsQuery,
        returns=EventPage,
        errors=(NotFoundError,),
    ),
)
