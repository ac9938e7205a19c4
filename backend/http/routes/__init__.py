"""One file per noun of the API; the table is their sum."""

from backend.http.routes import (
    documentation,
    executions,
    health,
    indicator_kinds,
    requests,
    sources,
)
from backend.http.routing import Route


def all_routes() -> tuple[Route, ...]:
    """Every route that there is."""
    routes = (
        *health.ROUTES,
        *indicator_kinds.ROUTES,
        *sources.ROUTES,
        *executions.ROUTES,
        *requests.ROUTES,
    )
    return (*routes, *documentation.routes(routes))
