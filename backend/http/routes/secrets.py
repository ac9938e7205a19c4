"""Secrets, and the slots of sources that they are linked to."""

import msgspec
import structlog

from backend.access.permissions import Permission
from backend.http.routing import TEXT, Access, Call, Reply, Route
from backend.models.errors import ConflictError, ForbiddenError, NotFoundError
from backend.models.secrets import (
    Secret,
    SecretCreate,
    SecretPatch,
    SourceSecret,
    SourceSecretSet,
)
from backend.secrets.keys import SecretKeyError
from backend.services import Services

log = structlog.get_logger()


async def list_secrets(services: Services, _call: Call[None, None]) -> list[Secret]:
    """By name, without values."""
    return await services.secrets.all()


async def create_secret(services: Services, call: Call[SecretCreate, None]) -> Reply:
    """Its id, as text. The value is encrypted before it is stored."""
    secret_id = await services.secrets.create(call.body, call.user_id)
    log.info("secret_created", user_id=call.user_id, secret_id=secret_id, name=call.body.name)
    await services.catalog.reload()
    return _text(secret_id)


async def change_secret(services: Services, call: Call[SecretPatch, None]) -> Reply:
    """An absent field stays, null clears. Sources are asked anew with another value."""
    secret_id = call.path["id"]
    await services.secrets.change(secret_id, call.body, call.user_id)
    fields = [n for n in call.body.__struct_fields__ if getattr(call.body, n) is not msgspec.UNSET]
    log.info("secret_changed", user_id=call.user_id, secret_id=secret_id, fields=fields)
    await services.catalog.reload()
    return Reply(status=204)


async def delete_secret(services: Services, call: Call[None, None]) -> Reply:
    """Slots that it was linked to are empty then."""
    await services.secrets.delete(call.path["id"])
    log.info("secret_deleted", user_id=call.user_id, secret_id=call.path["id"])
    await services.catalog.reload()
    return Reply(status=204)


async def reveal_secret(services: Services, call: Call[None, None]) -> Reply:
    """The value, as text. Who read which secret is logged."""
    name, value = await services.secrets.reveal(call.path["id"])
    log.warning("secret_revealed", user_id=call.user_id, secret_id=call.path["id"], name=name)
    return _text(value)


async def list_slots(services: Services, call: Call[None, None]) -> list[SourceSecret]:
    """What secrets a source takes, and which are linked."""
    source = await services.sources.get(call.path["id"])
    return await services.slots.of(source.id)


async def put_slots(services: Services, call: Call[list[SourceSecretSet], None]) -> Reply:
    """Replaces all. Of a built-in source, which declares its own, only the links change.

    Linking a secret that the source did not have needs the permission `secret_edit` too.
    """
    source = await services.sources.get(call.path["id"])
    may_link = call.may(Permission.SECRET_EDIT)
    await services.slots.put(source, call.body, call.user_id, may_link=may_link)
    log.info(
        "secrets_linked",
        user_id=call.user_id,
        source=source.slug,
        secret_ids=[slot.secret_id for slot in call.body],
    )
    await services.catalog.reload()
    return Reply(status=201)


def _text(value: str) -> Reply:
    headers = {"content-type": f"{TEXT}; charset=utf-8"}
    return Reply(value=value, headers=headers)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/secrets",
        handler=list_secrets,
        needs=Permission.SECRET_EDIT,
        summary="All secrets without their values, by name",
        tag="secrets",
        returns=list[Secret],
    ),
    Route(
        method="POST",
        path="/secrets",
        handler=create_secret,
        needs=Permission.SECRET_EDIT,
        summary="Keep a secret; the answer is its id",
        tag="secrets",
        body=SecretCreate,
        body_example={"name": "VirusTotal", "value": "the key"},
        returns=str,
        media_type=TEXT,
        errors=(ConflictError, SecretKeyError),
    ),
    Route(
        method="PATCH",
        path="/secrets/{id}",
        handler=change_secret,
        needs=Permission.SECRET_EDIT,
        summary="Change a secret; absent fields stay, null clears",
        tag="secrets",
        body=SecretPatch,
        body_example={"expiresAt": "2030-01-31T00:00:00Z"},
        status=204,
        errors=(NotFoundError, ConflictError, SecretKeyError),
    ),
    Route(
        method="DELETE",
        path="/secrets/{id}",
        handler=delete_secret,
        needs=Permission.SECRET_EDIT,
        summary="Delete a secret; its links become empty",
        tag="secrets",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/secrets/{id}/value",
        handler=reveal_secret,
        needs=Permission.SECRET_REVEAL,
        summary="The value of a secret; that it was read is logged",
        tag="secrets",
        returns=str,
        media_type=TEXT,
        errors=(NotFoundError, SecretKeyError),
    ),
    Route(
        method="GET",
        path="/sources/{id}/secrets",
        handler=list_slots,
        needs=Access.SIGNED_IN,
        summary="The secrets that a source takes, and which are linked",
        tag="sources",
        returns=list[SourceSecret],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/sources/{id}/secrets",
        handler=put_slots,
        needs=Permission.SOURCE_EDIT,
        summary="Say what secrets a source takes, and link them",
        tag="sources",
        body=list[SourceSecretSet],
        body_example=[{"name": "api_key", "secretId": None, "required": True}],
        status=201,
        errors=(NotFoundError, ForbiddenError),
    ),
)
