"""The description of the API."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from backend.http.openapi import describe
from backend.http.routing import Access, Call, Route
from backend.services import Services


def routes(described: Sequence[Route]) -> tuple[Route, ...]:
    """The route that describes the others, and itself."""

    @cache
    def document(version: str) -> dict[str, Any]:
        return describe((*described, *own), version)

    async def get_openapi(services: Services, _call: Call[None, None]) -> dict[str, Any]:
        """OpenAPI 3.1."""
        return document(services.version)

    own = (
        Route(
            method="GET",
            path="/docs/openapi.json",
            handler=get_openapi,
            needs=Access.PUBLIC,
            summary="This description, as OpenAPI 3.1",
            tag="docs",
            returns=dict[str, Any],
        ),
    )
    return own
