"""The memory of the team: what is known of an indicator, and two requests side by side."""

from typing import Annotated
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import PREFIX, Call, Reply, Route
from backend.indicators.parsing import parse
from backend.models.errors import FieldError, InvalidInputError, NotFoundError
from backend.models.memory import Comparison, IndicatorMemory
from backend.services import Services

RequestId = Annotated[str, Meta(min_length=1, max_length=100)]


class AskedQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the requests about an indicator."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None


class CompareQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two requests, and which part of what differs."""

    a: RequestId
    b: RequestId
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 1000
    cursor: Annotated[int, Meta(ge=0, le=2**53)] = 0


async def get_indicator(services: Services, call: Call[None, AskedQuery]) -> Reply:
    """Kind and value in the path, percent-encoded, slashes too; nothing is asked.

    `X-Total-Count` counts all requests that came to a verdict on it, `Link` leads to the next.
    """
    query = call.query
    indicator = parse(call.path["value"], call.path["kind"].upper())
    page = await services.memory.of(indicator, limit=query.limit, cursor=query.cursor)
    value = IndicatorMemory(
        indicator=indicator,
        latest=page.latest,
        override=services.overrides.find(indicator),
        requests=page.requests,
    )
    headers = {"x-total-count": str(page.total)}
    if page.next_cursor:
        path = f"/indicators/{indicator.kind}/{quote(indicator.data, safe='')}"
        headers["link"] = _next(path, limit=query.limit, cursor=page.next_cursor)
    return Reply(value=value, headers=headers)


async def compare_requests(services: Services, call: Call[None, CompareQuery]) -> Reply:
    """How `b` differs from `a`; changed answers first, then new ones, then those that are gone.

    An entry without a source is the verdict. `counts` are of all, also of what is the same;
    `Link` leads to the next part of what differs.
    """
    query = call.query
    if query.a == query.b:
        message = "it is the same request as a: name two different ones"
        raise InvalidInputError(message, errors=(FieldError("b", message),))
    a, b = await services.history.get(query.a), await services.history.get(query.b)
    found = await services.comparisons.compare(a, b, limit=query.limit, skip=query.cursor)
    total = found.counts.changed + found.counts.new + found.counts.gone
    headers = {"x-total-count": str(total)}
    end = query.cursor + len(found.changes)
    if end < total:
        headers["link"] = _next(
            "/requests/compare", a=query.a, b=query.b, limit=query.limit, cursor=end
        )
    return Reply(value=found, headers=headers)


def _next(path: str, **query: object) -> str:
    return f'<{PREFIX}{path}?{urlencode(query)}>; rel="next"'


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/indicators/{kind}/{value}",
        handler=get_indicator,
        needs=Permission.REQUEST_VIEW,
        summary="What the team knows of an indicator: verdict, override, who asked when",
        tag="indicators",
        query=AskedQuery,
        returns=IndicatorMemory,
    ),
    Route(
        method="GET",
        path="/requests/compare",
        handler=compare_requests,
        needs=Permission.REQUEST_VIEW,
        summary="Two requests side by side: what changed, what is new, what is gone",
        tag="requests",
        query=CompareQuery,
        returns=Comparison,
        errors=(NotFoundError,),
    ),
)
