"""Who asks: the Authorization header."""

from collections.abc import Mapping

from backend.access.permissions import Permission
from backend.access.tokens import Principal, Tokens
from backend.http.routing import Access
from backend.models.errors import ForbiddenError, UnauthorizedError

MAX_HEADER = 4096


async def admit(
    tokens: Tokens, headers: Mapping[str, str], needs: Permission | Access
) -> Principal | None:
    """The user, when they may do what the route needs; None on public routes.

    Raises:
        UnauthorizedError: no valid credential.
        ForbiddenError: the permission is missing.
    """
    if needs is Access.PUBLIC:
        return None
    principal = await tokens.authenticate(_token_of(headers.get("authorization")))
    if isinstance(needs, Permission) and needs not in principal.permissions:
        raise ForbiddenError(
            f"this needs the permission {needs}, which the roles of {principal.user.email} "
            f"({', '.join(principal.user.roles) or 'none'}) do not give"
        )
    return principal


def _token_of(header: str | None) -> str:
    scheme, _, value = (header or "").strip().partition(" ")
    if scheme.lower() not in ("token", "bearer") or not value or len(value) > MAX_HEADER:
        raise UnauthorizedError(
            "send a token as `Authorization: Token <token>`; `token create` makes one"
        )
    return value.strip()
