"""Watchlists: indicators that are asked about again on a schedule, and what changed."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import UNSET, Meta

from backend.access.permissions import Permission
from backend.http.routes.requests import read_indicators
from backend.http.routing import PREFIX, Call, Reply, Route
from backend.models.errors import (
    ConflictError,
    FieldError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)
from backend.models.requests import RequestAccepted
from backend.models.watchlists import (
    Remembered,
    Watchlist,
    WatchlistChange,
    WatchlistCreate,
    WatchlistPatch,
    WatchlistRun,
)
from backend.services import Services

EXAMPLE = {
    "name": "Partners",
    "indicators": [{"data": "example.com"}, {"data": "192.0.2.1"}],
    "intervalSeconds": 86_400,
    "recipients": ["soc@example.com"],
}


class WatchlistsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None


class LimitQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many, of the latest."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


def next_page(path: str, limit: int, cursor: str | None, **more: str) -> dict[str, str]:
    """The `Link` header that leads to the next page; none after the last."""
    if cursor is None:
        return {}
    following = urlencode({"limit": limit, "cursor": cursor, **more})
    return {"link": f'<{PREFIX}{path}?{following}>; rel="next"'}


async def list_watchlists(services: Services, _call: Call[None, None]) -> list[Watchlist]:
    """By name."""
    return await services.watch.lists.all()


async def create_watchlist(services: Services, call: Call[WatchlistCreate, None]) -> Watchlist:
    """It is asked at once; what comes out is what later runs are compared with."""
    await _check_sources(services, call.body.source_ids, call.body.preset_id)
    indicators = await read_indicators(call.body.indicators)
    return await services.watch.lists.create(call.body, indicators, call.user_id)


async def get_watchlist(services: Services, call: Call[None, None]) -> Watchlist:
    """One watchlist."""
    return await services.watch.lists.get(call.path["id"])


async def change_watchlist(services: Services, call: Call[WatchlistPatch, None]) -> Watchlist:
    """An absent field stays, null clears. Another interval counts from the last run, at once."""
    body, watchlist_id = call.body, call.path["id"]
    if body.source_ids is not UNSET or body.preset_id is not UNSET:
        now = await services.watch.lists.get(watchlist_id)
        await _check_sources(
            services,
            now.source_ids if body.source_ids is UNSET else body.source_ids,
            now.preset_id if body.preset_id is UNSET else body.preset_id,
        )
    indicators = None
    if body.indicators is not UNSET:
        indicators = await read_indicators(body.indicators)
    return await services.watch.lists.change(watchlist_id, body, indicators, call.user_id)


async def _check_sources(services: Services, source_ids: list[str], preset_id: str | None) -> None:
    if preset_id is not None and source_ids:
        message = "a preset has its sources: name the preset, or sources, and not both"
        raise InvalidInputError(message, errors=(FieldError("/presetId", message),))
    if preset_id is not None:
        await services.presets.sources(preset_id)
    services.catalog.current.choose(source_ids, pointer="/sourceIds")


async def delete_watchlist(services: Services, call: Call[None, None]) -> Reply:
    """The requests that it made stay."""
    await services.watch.lists.delete(call.path["id"])
    return Reply(status=204)


async def run_watchlist(services: Services, call: Call[None, None]) -> Reply:
    """Ask now, also what is switched off; a run that is under way is that run."""
    request_id = await services.watch.watcher.run_now(call.path["id"])
    return Reply(
        value=RequestAccepted(request_id), headers={"location": f"{PREFIX}/requests/{request_id}"}
    )


async def list_watchlist_changes(services: Services, call: Call[None, WatchlistsQuery]) -> Reply:
    """Newest first. `Link` leads to the next page."""
    watchlist_id, query = call.path["id"], call.query
    changes, cursor = await services.watch.lists.changes(
        watchlist_id, limit=query.limit, cursor=query.cursor
    )
    path = f"/watchlists/{watchlist_id}/changes"
    return Reply(value=changes, headers=next_page(path, query.limit, cursor))


async def list_watchlist_runs(
    services: Services, call: Call[None, LimitQuery]
) -> list[WatchlistRun]:
    """The latest first."""
    return await services.watch.lists.runs(call.path["id"], limit=call.query.limit)


async def list_watchlist_verdicts(services: Services, call: Call[None, None]) -> list[Remembered]:
    """What is known of each indicator, and since when it could not be checked."""
    return await services.watch.lists.verdicts(call.path["id"])


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/watchlists",
        handler=list_watchlists,
        needs=Permission.REQUEST_VIEW,
        summary="Watchlists, by name",
        tag="watchlists",
        returns=list[Watchlist],
    ),
    Route(
        method="POST",
        path="/watchlists",
        handler=create_watchlist,
        needs=Permission.WATCH_EDIT,
        summary="Watch indicators: ask about them again on a schedule",
        tag="watchlists",
        body=WatchlistCreate,
        body_example=EXAMPLE,
        returns=Watchlist,
        status=201,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/watchlists/{id}",
        handler=get_watchlist,
        needs=Permission.REQUEST_VIEW,
        summary="One watchlist",
        tag="watchlists",
        returns=Watchlist,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/watchlists/{id}",
        handler=change_watchlist,
        needs=Permission.WATCH_EDIT,
        summary="Change a watchlist; its schedule at once",
        tag="watchlists",
        body=WatchlistPatch,
        body_example={"intervalSeconds": 3600, "enabled": True},
        returns=Watchlist,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/watchlists/{id}",
        handler=delete_watchlist,
        needs=Permission.WATCH_EDIT,
        summary="Watch no longer",
        tag="watchlists",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/watchlists/{id}/run",
        handler=run_watchlist,
        needs=Permission.WATCH_EDIT,
        summary="Ask now; the answer is the request's id",
        tag="watchlists",
        returns=RequestAccepted,
        status=202,
        errors=(NotFoundError, UnavailableError),
    ),
    Route(
        method="GET",
        path="/watchlists/{id}/changes",
        handler=list_watchlist_changes,
        needs=Permission.REQUEST_VIEW,
        summary="Changed verdicts, newest first",
        tag="watchlists",
        query=WatchlistsQuery,
        returns=list[WatchlistChange],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/watchlists/{id}/runs",
        handler=list_watchlist_runs,
        needs=Permission.REQUEST_VIEW,
        summary="Runs, the latest first",
        tag="watchlists",
        query=LimitQuery,
        returns=list[WatchlistRun],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/watchlists/{id}/verdicts",
        handler=list_watchlist_verdicts,
        needs=Permission.REQUEST_VIEW,
        summary="What is known of each indicator",
        tag="watchlists",
        returns=list[Remembered],
        errors=(NotFoundError,),
    ),
)
