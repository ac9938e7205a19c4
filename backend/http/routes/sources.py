"""Sources: what can be asked."""

from backend.access.permissions import Permission
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import ConflictError, ForbiddenError, NotFoundError
from backend.models.sources import Source, SourceCreate, SourceCreated, SourceKind, SourcePatch
from backend.services import Services

EXAMPLE = {
    "name": "Example list",
    "kind": SourceKind.PYTHON,
    "supportedIndicators": ["IPV4"],
    "sourceCode": "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 3}\n",
}


async def list_sources(services: Services, _call: Call[None, None]) -> list[Source]:
    """By name."""
    return list(services.catalog.current.sources.values())


async def create_source(services: Services, call: Call[SourceCreate, None]) -> SourceCreated:
    """Code is checked before it is saved."""
    created = await services.sources.create(call.body, call.user_id)
    await services.catalog.reload()
    return SourceCreated(**created)


async def get_source(services: Services, call: Call[None, None]) -> Source:
    """One source."""
    return await services.sources.get(call.path["id"])


async def change_source(services: Services, call: Call[SourcePatch, None]) -> Reply:
    """An absent field stays, null clears."""
    await services.sources.change(call.path["id"], call.body, call.user_id)
    await services.catalog.reload()
    return Reply(status=204)


async def delete_source(services: Services, call: Call[None, None]) -> Reply:
    """What it answered stays in history."""
    await services.sources.delete(call.path["id"])
    await services.catalog.reload()
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/sources",
        handler=list_sources,
        needs=Access.SIGNED_IN,
        summary="All sources, by name",
        tag="sources",
        returns=list[Source],
    ),
    Route(
        method="POST",
        path="/sources",
        handler=create_source,
        needs=Permission.SOURCE_CODE,
        summary="Create a source from code",
        tag="sources",
        body=SourceCreate,
        body_example=EXAMPLE,
        returns=SourceCreated,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}",
        handler=get_source,
        needs=Access.SIGNED_IN,
        summary="One source",
        tag="sources",
        returns=Source,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/sources/{id}",
        handler=change_source,
        needs=Permission.SOURCE_EDIT,
        summary="Change a source; absent fields stay, null clears",
        tag="sources",
        body=SourcePatch,
        body_example={"enabled": False},
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/sources/{id}",
        handler=delete_source,
        needs=Permission.SOURCE_EDIT,
        summary="Delete a source; its results stay in history",
        tag="sources",
        status=204,
        errors=(NotFoundError, ForbiddenError),
    ),
)
