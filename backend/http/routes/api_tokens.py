"""API tokens: your own, with the earlier implementation's names."""

from backend.http.routing import TEXT, Access, Call, Reply, Route
from backend.models.access import ApiToken, ApiTokenCreate, ApiTokenCreated, ApiTokenPatch
from backend.models.errors import ConflictError, NotFoundError
from backend.services import Services


async def list_api_tokens(services: Services, call: Call[None, None]) -> list[ApiToken]:
    """Your own, newest first, without their secrets."""
    return await services.tokens.list_own(call.user_id)


async def create_api_token(services: Services, call: Call[ApiTokenCreate, None]) -> ApiTokenCreated:
    """Shown this once. What is sent is `<id>_<token>`."""
    return await services.tokens.create(call.user_id, call.body)


async def change_api_token(services: Services, call: Call[ApiTokenPatch, None]) -> Reply:
    """An absent field stays, null clears."""
    await services.tokens.change(call.user_id, call.path["id"], call.body)
    return Reply(status=204)


async def regenerate_api_token(services: Services, call: Call[None, None]) -> str:
    """A new secret, shown this once; the old one opens nothing from now on."""
    return await services.tokens.regenerate(call.user_id, call.path["id"])


async def delete_api_token(services: Services, call: Call[None, None]) -> Reply:
    """It opens nothing from now on."""
    await services.tokens.delete(call.user_id, call.path["id"])
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/apiTokens",
        handler=list_api_tokens,
        needs=Access.SIGNED_IN,
        summary="Your tokens",
        tag="apiTokens",
        returns=list[ApiToken],
    ),
    Route(
        method="POST",
        path="/apiTokens",
        handler=create_api_token,
        needs=Access.SIGNED_IN,
        summary="Make a token",
        tag="apiTokens",
        body=ApiTokenCreate,
        body_example={"note": "nightly job", "expiresAt": "2030-01-01T00:00:00Z"},
        returns=ApiTokenCreated,
        errors=(ConflictError,),
    ),
    Route(
        method="PATCH",
        path="/apiTokens/{id}",
        handler=change_api_token,
        needs=Access.SIGNED_IN,
        summary="Change a token's note or expiry",
        tag="apiTokens",
        body=ApiTokenPatch,
        body_example={"note": "weekly job"},
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="POST",
        path="/apiTokens/{id}/regenerate",
        handler=regenerate_api_token,
        needs=Access.SIGNED_IN,
        summary="Give a token a new secret",
        tag="apiTokens",
        returns=str,
        media_type=TEXT,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/apiTokens/{id}",
        handler=delete_api_token,
        needs=Access.SIGNED_IN,
        summary="Delete a token",
        tag="apiTokens",
        status=204,
        errors=(NotFoundError,),
    ),
)
