"""Sessions: signing in and out, and the other browsers of a user."""

from typing import Any

from backend.http.cookies import cleared_cookie, session_cookie
from backend.http.routing import Access, Call, Reply, Route
from backend.models.access import Me, Session, SignInForm
from backend.models.errors import NotFoundError, TooManyRequestsError, UnauthorizedError
from backend.services import Services

CREATED = 201


async def begin(services: Services, call: Call[Any, None], user_id: str) -> Reply:
    """Signs a browser in: its cookie, and who that is."""
    credential = await services.sessions.begin(user_id, call.client)
    cookie = session_cookie(credential, call.client, services.sessions.lifetime)
    return Reply(value=await services.profiles.get(user_id), headers={"set-cookie": cookie})


async def sign_in(services: Services, call: Call[SignInForm, None]) -> Reply:
    """Begins a session. One sentence for an unknown address, a wrong password, a disabled user."""
    form = call.body
    user_id = await services.accounts.sign_in(form.email, form.password, call.client)
    return await begin(services, call, user_id)


async def list_sessions(services: Services, call: Call[None, None]) -> list[Session]:
    """Your own, newest first."""
    return await services.sessions.list_own(call.user_id, call.session_id)


async def sign_out(services: Services, call: Call[None, None]) -> Reply:
    """Ends the session of this browser."""
    if call.session_id is None:
        raise NotFoundError("this was asked with a token: there is no session to end")
    await services.sessions.end(call.user_id, call.session_id)
    return Reply(status=204, headers={"set-cookie": cleared_cookie(call.client)})


async def end_session(services: Services, call: Call[None, None]) -> Reply:
    """Ends one of your sessions, wherever it is, within a second."""
    await services.sessions.end(call.user_id, call.path["id"])
    return Reply(status=204)


async def end_other_sessions(services: Services, call: Call[None, None]) -> Reply:
    """Ends all of your sessions but the one that asks; asked with a token, all."""
    await services.sessions.end_others(call.user_id, call.session_id)
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/sessions",
        handler=sign_in,
        needs=Access.PUBLIC,
        summary="Sign in",
        tag="sessions",
        body=SignInForm,
        body_example={"email": "analyst@example.com", "password": "a long sentence of yours"},
        returns=Me,
        status=CREATED,
        errors=(UnauthorizedError, TooManyRequestsError),
    ),
    Route(
        method="GET",
        path="/sessions",
        handler=list_sessions,
        needs=Access.SIGNED_IN,
        summary="Your sessions",
        tag="sessions",
        returns=list[Session],
    ),
    Route(
        method="DELETE",
        path="/sessions",
        handler=end_other_sessions,
        needs=Access.SIGNED_IN,
        summary="End all other sessions of yours",
        tag="sessions",
        status=204,
    ),
    Route(
        method="DELETE",
        path="/sessions/current",
        handler=sign_out,
        needs=Access.SIGNED_IN,
        summary="Sign out",
        tag="sessions",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/sessions/{id}",
        handler=end_session,
        needs=Access.SIGNED_IN,
        summary="End a session of yours",
        tag="sessions",
        status=204,
        errors=(NotFoundError,),
    ),
)
