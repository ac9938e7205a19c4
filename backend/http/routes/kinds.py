"""Kinds of indicators that users define."""

import msgspec
import structlog

from backend.access.permissions import Permission
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.kinds import UserKindCreate, UserKindPatch, UserKindView
from backend.services import Services

log = structlog.get_logger()

EXAMPLE = {
    "name": "MAC_ADDRESS",
    "pattern": "[0-9a-f]{2}(:[0-9a-f]{2}){5}",
    "normaliser": "LOWER",
    "example": "00:00:5E:00:53:01",
}


async def list_kinds(services: Services, _call: Call[None, None]) -> list[UserKindView]:
    """By name, those that are switched off among them."""
    return await services.kinds.all()


async def get_kind(services: Services, call: Call[None, None]) -> UserKindView:
    """One kind."""
    return await services.kinds.get(call.path["id"])


async def create_kind(services: Services, call: Call[UserKindCreate, None]) -> UserKindView:
    """The pattern is in RE2 syntax, which takes time in proportion to the value and no more.

    `detectedAs` of the answer names another kind that the example is taken for when none is named.
    """
    kind_id = await services.kinds.create(call.body, call.user_id)
    log.info("kind_created", user_id=call.user_id, kind=call.body.name)
    await services.kinds.reload()
    return await services.kinds.get(kind_id)


async def change_kind(services: Services, call: Call[UserKindPatch, None]) -> Reply:
    """An absent field stays. Its name is for good: history, sources and lists name it."""
    kind_id = call.path["id"]
    await services.kinds.change(kind_id, call.body, call.user_id)
    fields = [n for n in call.body.__struct_fields__ if getattr(call.body, n) is not msgspec.UNSET]
    log.info("kind_changed", user_id=call.user_id, kind_id=kind_id, fields=fields)
    await services.kinds.reload()
    return Reply(status=204)


async def delete_kind(services: Services, call: Call[None, None]) -> Reply:
    """Requests in history keep its name. Refused while a source names it."""
    await services.kinds.delete(call.path["id"])
    log.info("kind_deleted", user_id=call.user_id, kind_id=call.path["id"])
    await services.kinds.reload()
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/kinds",
        handler=list_kinds,
        needs=Access.SIGNED_IN,
        summary="The kinds that users defined, by name",
        tag="kinds",
        returns=list[UserKindView],
    ),
    Route(
        method="POST",
        path="/kinds",
        handler=create_kind,
        needs=Permission.CONFIG_EDIT,
        summary="Define a kind of indicators by a pattern",
        tag="kinds",
        body=UserKindCreate,
        body_example=EXAMPLE,
        returns=UserKindView,
        status=201,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/kinds/{id}",
        handler=get_kind,
        needs=Access.SIGNED_IN,
        summary="One kind that users defined",
        tag="kinds",
        returns=UserKindView,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/kinds/{id}",
        handler=change_kind,
        needs=Permission.CONFIG_EDIT,
        summary="Change a kind; absent fields stay",
        tag="kinds",
        body=UserKindPatch,
        body_example={"enabled": False},
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/kinds/{id}",
        handler=delete_kind,
        needs=Permission.CONFIG_EDIT,
        summary="Delete a kind that no source names; history keeps its name",
        tag="kinds",
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
)
