"""Providers: who offers sources."""

from datetime import datetime

import msgspec

from backend.access.permissions import Permission
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import NotFoundError
from backend.services import Services

Q = load("providers")


class ProviderView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A provider, and how many sources are its own."""

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    slug: str
    description: str
    url: str
    favicon: str | None
    tags: list[str]
    enabled: bool
    created_user_id: str | None
    updated_user_id: str | None
    num_sources: int


class ProviderPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether its sources are asked."""

    enabled: bool


async def list_providers(services: Services, _call: Call[None, None]) -> list[ProviderView]:
    """Those that are switched on first, then by name."""
    return [to_struct(row, ProviderView) for row in await services.database.run(Q.list_providers)]


async def switch_provider(services: Services, call: Call[ProviderPatch, None]) -> Reply:
    """Sources of a provider that is switched off are skipped."""
    switched = await services.database.run(
        Q.switch_provider, id=call.path["id"], enabled=call.body.enabled, user_id=call.user_id
    )
    if not switched:
        raise NotFoundError(
            f"there is no provider {call.path['id'][:80]!r}: GET /providers lists them"
        )
    await services.catalog.reload()
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/providers",
        handler=list_providers,
        needs=Access.SIGNED_IN,
        summary="All providers, those that are switched on first",
        tag="providers",
        returns=list[ProviderView],
    ),
    Route(
        method="PATCH",
        path="/providers/{id}",
        handler=switch_provider,
        needs=Permission.PROVIDER_EDIT,
        summary="Switch all sources of a provider on or off",
        tag="providers",
        body=ProviderPatch,
        body_example={"enabled": False},
        status=204,
        errors=(NotFoundError,),
    ),
)
