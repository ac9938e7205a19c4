"""What came of a request: its results and its indicators, in pages."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routes.requests import LAST_SEQUENCE
from backend.http.routing import PREFIX, Call, Reply, Route
from backend.models.answers import Level
from backend.models.errors import ConflictError, NotFoundError
from backend.models.requests import MAX_INDICATORS, HistoryEntry, JudgedIndicator
from backend.services import Services


class ResultsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which results: later than the number `after`; of the indicator at `position` alone."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    after: Annotated[int, Meta(ge=0, le=LAST_SEQUENCE)] = 0
    position: Annotated[int, Meta(ge=0, le=MAX_INDICATORS)] | None = None


class IndicatorsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which indicators: from the place `first` on; with this verdict alone."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    first: Annotated[int, Meta(ge=0, le=MAX_INDICATORS)] = 0
    level: Level | None = None


async def list_results(services: Services, call: Call[None, None]) -> list[HistoryEntry]:
    """Every result: found, not found, skipped and failed; latest first."""
    return await services.history.results(call.path["id"])


async def page_results(services: Services, call: Call[None, ResultsQuery]) -> Reply:
    """In the order in which they came, also while more are to come. `Link` leads on."""
    query = call.query
    entries, following = await services.history.results_page(
        call.path["id"], position=query.position, after=query.after, limit=query.limit
    )
    path = f"/requests/{call.path['id']}/results"
    return Reply(value=entries, headers=_next(path, query, after=following))


async def page_indicators(services: Services, call: Call[None, IndicatorsQuery]) -> Reply:
    """In their order in the request; without a verdict while they are asked about."""
    query = call.query
    page, following = await services.history.indicators_page(
        call.path["id"], level=query.level, first=query.first, limit=query.limit
    )
    path = f"/requests/{call.path['id']}/indicators"
    return Reply(value=page, headers=_next(path, query, first=following))


def _next(path: str, query: msgspec.Struct, **place: int | None) -> dict[str, str]:
    """The header that leads to the next page, if there is one."""
    if None in place.values():
        return {}
    given = {k: v for k, v in msgspec.structs.asdict(query).items() if v is not None}
    return {"link": f'<{PREFIX}{path}?{urlencode({**given, **place})}>; rel="next"'}


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/requests/{id}/history",
        handler=list_results,
        needs=Permission.REQUEST_VIEW,
        summary="The results of a request that was asked at once, latest first",
        tag="requests",
        returns=list[HistoryEntry],
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="GET",
        path="/requests/{id}/results",
        handler=page_results,
        needs=Permission.REQUEST_VIEW,
        summary="The results of a request in pages, in the order in which they came",
        tag="requests",
        query=ResultsQuery,
        returns=list[HistoryEntry],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/requests/{id}/indicators",
        handler=page_indicators,
        needs=Permission.REQUEST_VIEW,
        summary="The indicators of a request in pages, with their verdicts",
        tag="requests",
        query=IndicatorsQuery,
        returns=list[JudgedIndicator],
        errors=(NotFoundError,),
    ),
)
