"""Who asks: the Authorization header, else the cookie of a session."""

from collections.abc import Mapping

from backend.access.credentials import Principal
from backend.access.permissions import Permission
from backend.access.sessions import Sessions
from backend.access.tokens import Tokens
from backend.http.cookies import cleared_cookie, read_cookie
from backend.http.routing import Access, Route
from backend.models.access import Client
from backend.models.errors import ForbiddenError, UnauthorizedError

MAX_HEADER = 4096
# No form and no page of others can send this header, so that only our own page writes.
PAGE_HEADER = "x-requested-with"
PAGE = "indicator-aggregator"


def client_of(headers: Mapping[str, str]) -> Client:
    """Where a request comes from: the gateway writes these headers, and nobody else reaches us."""
    return Client(
        address=headers.get("x-forwarded-for", ""),
        user_agent=headers.get("user-agent", ""),
        secure=headers.get("x-forwarded-proto") == "https",
    )


async def admit(
    tokens: Tokens, sessions: Sessions, headers: Mapping[str, str], client: Client, route: Route
) -> Principal | None:
    """The user, when they may do what the route needs; None on public routes.

    Raises:
        UnauthorizedError: no valid credential. A cookie that is none is cleared with the answer,
            so that the browser does not send it for ever.
        ForbiddenError: the permission is missing, or a browser's write is not from our page.
    """
    if route.needs is Access.PUBLIC:
        return None
    cookie = read_cookie(headers.get("cookie"))
    if "authorization" in headers or cookie is None:
        principal = await tokens.authenticate(_token_of(headers.get("authorization")), client)
    else:
        principal = await _by_cookie(sessions, cookie, client)
        if route.method != "GET" and headers.get(PAGE_HEADER) != PAGE:
            raise ForbiddenError(
                f"a write with the cookie of a session needs the header `X-Requested-With: {PAGE}`"
            )
    if isinstance(route.needs, Permission) and route.needs not in principal.permissions:
        raise ForbiddenError(
            f"this needs the permission {route.needs}, which the roles of "
            f"{principal.user.email} ({', '.join(principal.user.roles) or 'none'}) do not give"
        )
    return principal


async def _by_cookie(sessions: Sessions, cookie: str, client: Client) -> Principal:
    try:
        return await sessions.authenticate(cookie[:MAX_HEADER], client)
    except UnauthorizedError as error:
        error.headers["set-cookie"] = cleared_cookie(client)
        raise


def _token_of(header: str | None) -> str:
    scheme, _, value = (header or "").strip().partition(" ")
    if scheme.lower() not in ("token", "bearer") or not value or len(value) > MAX_HEADER:
        raise UnauthorizedError(
            "sign in, or send a token as `Authorization: Token <token>`; `token create` makes one"
        )
    return value.strip()
