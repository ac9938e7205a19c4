"""One file per noun of the API; the table is their sum."""

from backend.http.routes import (
    api_tokens,
    documentation,
    executions,
    health,
    indicator_kinds,
    me,
    requests,
    sessions,
    setup,
    sources,
)
from backend.http.routing import Route


def all_routes() -> tuple[Route, ...]:
    """Every route that there is."""
    routes = (
        *health.ROUTES,
        *setup.ROUTES,
        *sessions.ROUTES,
        *me.ROUTES,
        *api_tokens.ROUTES,
        *indicator_kinds.ROUTES,
        *sources.ROUTES,
        *executions.ROUTES,
        *requests.ROUTES,
    )
    return (*routes, *documentation.routes(routes))
