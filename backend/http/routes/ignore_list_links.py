"""What ignore lists are linked to, seen from either side: sources and providers."""

from collections.abc import Sequence

import structlog

from backend.access.permissions import Permission
from backend.db.queries import Query, load
from backend.db.rows import to_struct
from backend.http.routes.providers import ProviderView
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import NotFoundError
from backend.models.ignore_lists import IgnoreList
from backend.models.sources import SourceView
from backend.services import Services

Q = load("ignore_lists")
Q_PROVIDERS = load("providers")
log = structlog.get_logger()


async def list_sources_of_list(services: Services, call: Call[None, None]) -> list[SourceView]:
    """By name."""
    found = await services.list_store.get(call.path["id"])
    ids = await services.list_store.linked(Q.sources_of_list, found.id)
    return [source for source in await services.overview.all() if source.id in ids]


async def list_providers_of_list(services: Services, call: Call[None, None]) -> list[ProviderView]:
    """Those that are switched on first, then by name."""
    found = await services.list_store.get(call.path["id"])
    ids = await services.list_store.linked(Q.providers_of_list, found.id)
    rows = await services.database.run(Q_PROVIDERS.list_providers)
    return [to_struct(row, ProviderView) for row in rows if row["id"] in ids]


async def list_lists_of_source(services: Services, call: Call[None, None]) -> list[IgnoreList]:
    """By name, without those that are global."""
    source = await services.sources.get(call.path["id"])
    return await _lists(services, Q.lists_of_source, source.id)


async def list_lists_of_provider(services: Services, call: Call[None, None]) -> list[IgnoreList]:
    """By name, without those that are global."""
    await services.list_store.require_provider(call.path["id"])
    return await _lists(services, Q.lists_of_provider, call.path["id"])


async def put_sources_of_list(services: Services, call: Call[list[str], None]) -> Reply:
    """Replaces all."""
    await services.list_store.get(call.path["id"])
    return await _link(services, call, Q.unlink_sources, Q.link_sources)


async def put_providers_of_list(services: Services, call: Call[list[str], None]) -> Reply:
    """Replaces all. The list then counts for every source of these providers."""
    await services.list_store.get(call.path["id"])
    return await _link(services, call, Q.unlink_providers, Q.link_providers)


async def put_lists_of_source(services: Services, call: Call[list[str], None]) -> Reply:
    """Replaces all."""
    await services.sources.get(call.path["id"])
    return await _link(services, call, Q.unlink_lists_of_source, Q.link_lists_to_source)


async def put_lists_of_provider(services: Services, call: Call[list[str], None]) -> Reply:
    """Replaces all."""
    await services.list_store.require_provider(call.path["id"])
    return await _link(services, call, Q.unlink_lists_of_provider, Q.link_lists_to_provider)


async def _lists(services: Services, query: Query, known_id: str) -> list[IgnoreList]:
    ids: Sequence[str] = await services.list_store.linked(query, known_id)
    linked = [found for found in await services.list_store.all() if found.id in ids]
    return [found for found in linked if not found.is_global]


async def _link(
    services: Services, call: Call[list[str], None], unlink: Query, link: Query
) -> Reply:
    known_id = call.path["id"]
    await services.list_store.link(unlink, link, known_id, call.body, call.user_id)
    log.info("ignore_lists_linked", user_id=call.user_id, by=link.name, id=known_id)
    await services.ignore_lists.reload()
    return Reply(status=201)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/ignoreLists/{id}/sources",
        handler=list_sources_of_list,
        needs=Access.SIGNED_IN,
        summary="The sources that an ignore list is linked to",
        tag="ignoreLists",
        returns=list[SourceView],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/ignoreLists/{id}/sources",
        handler=put_sources_of_list,
        needs=Permission.LIST_EDIT,
        summary="Link an ignore list to sources, and to no others",
        tag="ignoreLists",
        body=list[str],
        body_example=["0123456789ab"],
        status=201,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/ignoreLists/{id}/providers",
        handler=list_providers_of_list,
        needs=Access.SIGNED_IN,
        summary="The providers that an ignore list is linked to",
        tag="ignoreLists",
        returns=list[ProviderView],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/ignoreLists/{id}/providers",
        handler=put_providers_of_list,
        needs=Permission.LIST_EDIT,
        summary="Link an ignore list to providers, and to no others",
        tag="ignoreLists",
        body=list[str],
        body_example=["0123456789ab"],
        status=201,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}/ignoreLists",
        handler=list_lists_of_source,
        needs=Access.SIGNED_IN,
        summary="The ignore lists that a source is linked to",
        tag="sources",
        returns=list[IgnoreList],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/sources/{id}/ignoreLists",
        handler=put_lists_of_source,
        needs=Permission.LIST_EDIT,
        summary="Link ignore lists to a source, and no others",
        tag="sources",
        body=list[str],
        body_example=["0123456789ab"],
        status=201,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/providers/{id}/ignoreLists",
        handler=list_lists_of_provider,
        needs=Access.SIGNED_IN,
        summary="The ignore lists that a provider is linked to",
        tag="providers",
        returns=list[IgnoreList],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/providers/{id}/ignoreLists",
        handler=put_lists_of_provider,
        needs=Permission.LIST_EDIT,
        summary="Link ignore lists to a provider, and no others",
        tag="providers",
        body=list[str],
        body_example=["0123456789ab"],
        status=201,
        errors=(NotFoundError,),
    ),
)
