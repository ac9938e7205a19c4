"""The kinds of indicators."""

from backend.http.routing import Access, Call, Route
from backend.models.indicators import Kind
from backend.services import Services


async def list_indicator_kinds(_services: Services, _call: Call[None, None]) -> list[Kind]:
    """The earlier implementation's eleven in its order, then ours."""
    return list(Kind)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/indicatorKinds",
        handler=list_indicator_kinds,
        needs=Access.SIGNED_IN,
        summary="The kinds of indicators",
        tag="indicatorKinds",
        returns=list[Kind],
    ),
)
