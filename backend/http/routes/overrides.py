"""Overrides: verdicts of analysts, which go before those of the policy.

Changing them needs `list_edit`: like an ignore list, an override is an analyst's decision about
indicators that holds for the whole team, and no configuration of the program.
"""

import structlog

from backend.access.permissions import Permission
from backend.http.routing import PREFIX, Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.overrides import Override, OverrideCreate, OverridePatch
from backend.services import Services

log = structlog.get_logger()
CREATED = 201


async def list_overrides(services: Services, _call: Call[None, None]) -> list[Override]:
    """Those past their time too; the one that was changed last comes first."""
    return services.overrides.all()


async def get_override(services: Services, call: Call[None, None]) -> Override:
    """One override."""
    return services.overrides.get(call.path["id"])


async def create_override(services: Services, call: Call[OverrideCreate, None]) -> Reply:
    """The pattern is kept in canonical form; verdicts from now on go by it."""
    made = await services.overrides.create(
        call.body, user_id=call.user_id, user_name=call.user.name
    )
    log.info("override_created", user_id=call.user_id, override_id=made.id, level=made.level)
    return Reply(value=made, headers={"location": f"{PREFIX}/overrides/{made.id}"})


async def change_override(services: Services, call: Call[OverridePatch, None]) -> Reply:
    """An absent field stays, null clears. Who changes it is its author from then on."""
    override_id = call.path["id"]
    await services.overrides.change(
        override_id, call.body, user_id=call.user_id, user_name=call.user.name
    )
    log.info("override_changed", user_id=call.user_id, override_id=override_id)
    return Reply(status=204)


async def delete_override(services: Services, call: Call[None, None]) -> Reply:
    """Verdicts that it made stay as they were."""
    await services.overrides.delete(call.path["id"])
    log.info("override_deleted", user_id=call.user_id, override_id=call.path["id"])
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/overrides",
        handler=list_overrides,
        needs=Permission.REQUEST_VIEW,
        summary="All overrides of verdicts, the last changed first",
        tag="overrides",
        returns=list[Override],
    ),
    Route(
        method="POST",
        path="/overrides",
        handler=create_override,
        needs=Permission.LIST_EDIT,
        summary="Overrule the sources about a value or a pattern",
        tag="overrides",
        body=OverrideCreate,
        body_example={
            "pattern": "*.example.org",
            "matching": "WILDCARD",
            "level": "BENIGN",
            "reason": "Our own scanner",
        },
        returns=Override,
        status=CREATED,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/overrides/{id}",
        handler=get_override,
        needs=Permission.REQUEST_VIEW,
        summary="One override",
        tag="overrides",
        returns=Override,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/overrides/{id}",
        handler=change_override,
        needs=Permission.LIST_EDIT,
        summary="Change level, reason or expiry of an override",
        tag="overrides",
        body=OverridePatch,
        body_example={"expiresAt": "2030-01-31T00:00:00Z"},
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/overrides/{id}",
        handler=delete_override,
        needs=Permission.LIST_EDIT,
        summary="Delete an override",
        tag="overrides",
        status=204,
        errors=(NotFoundError,),
    ),
)
