"""Limits: what sources may still be asked."""

from backend.access.permissions import Permission
from backend.http.routing import Access, Call, Route
from backend.models.limits import SourceLimits
from backend.services import Services


async def list_limits(services: Services, call: Call[None, None]) -> list[SourceLimits]:
    """Every source by name, one without limits too: its vendor may have said to wait."""
    return await services.limits.all(with_secrets=call.may(Permission.SECRET_EDIT))


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/limits",
        handler=list_limits,
        needs=Access.SIGNED_IN,
        summary="What is left of each source's limits, and which sources are left alone",
        tag="sources",
        returns=list[SourceLimits],
    ),
)
