"""The names of the kinds of indicators."""

from backend.http.routing import Access, Call, Route
from backend.indicators.user_kinds import current
from backend.models.indicators import Kind, KindName
from backend.services import Services


async def list_indicator_kinds(_services: Services, _call: Call[None, None]) -> list[KindName]:
    """The earlier implementation's eleven in its order, then ours, then those of users by name.

    What users defined and switched off is left out.
    """
    return [*Kind, *current()]


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/indicatorKinds",
        handler=list_indicator_kinds,
        needs=Access.SIGNED_IN,
        summary="The kinds of indicators",
        tag="indicatorKinds",
        returns=list[KindName],
    ),
)
