"""One file per noun of the API; the table is their sum."""

from backend.http.routes import (
    api_tokens,
    documentation,
    executions,
    extraction,
    health,
    ignore_list_entries,
    ignore_list_links,
    ignore_lists,
    indicator_kinds,
    indicators,
    kinds,
    limits,
    me,
    memory,
    overrides,
    presets,
    providers,
    requests,
    runs,
    secrets,
    sessions,
    setup,
    source_tests,
    sources,
    uploads,
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
        *indicators.ROUTES,
        *kinds.ROUTES,
        *extraction.ROUTES,
        *providers.ROUTES,
        *sources.ROUTES,
        *presets.ROUTES,
        *source_tests.ROUTES,
        *runs.ROUTES,
        *limits.ROUTES,
        *secrets.ROUTES,
        *ignore_lists.ROUTES,
        *ignore_list_entries.ROUTES,
        *ignore_list_links.ROUTES,
        *executions.ROUTES,
        *memory.ROUTES,
        *overrides.ROUTES,
        *requests.ROUTES,
        *uploads.ROUTES,
    )
    return (*routes, *documentation.routes(routes))
