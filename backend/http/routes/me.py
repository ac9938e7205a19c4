"""Who is signed in, and what they change of themselves."""

from backend.http.routing import Access, Call, Reply, Route
from backend.models.access import Me, MePatch, PasswordChange
from backend.models.errors import TooManyRequestsError
from backend.services import Services


async def get_me(services: Services, call: Call[None, None]) -> Me:
    """With what the roles allow."""
    return await services.profiles.get(call.user_id)


async def change_me(services: Services, call: Call[MePatch, None]) -> Me:
    """An absent field stays, null clears."""
    return await services.profiles.change(call.user_id, call.body)


async def change_password(services: Services, call: Call[PasswordChange, None]) -> Reply:
    """Ends all other sessions."""
    await services.accounts.change_password(call.user, call.body, call.session_id, call.client)
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/me",
        handler=get_me,
        needs=Access.SIGNED_IN,
        summary="Who is signed in",
        tag="me",
        returns=Me,
    ),
    Route(
        method="PATCH",
        path="/me",
        handler=change_me,
        needs=Access.SIGNED_IN,
        summary="Change your name, language or time zone",
        tag="me",
        body=MePatch,
        body_example={"locale": "fr", "timeZone": "Europe/Paris"},
        returns=Me,
    ),
    Route(
        method="PUT",
        path="/me/password",
        handler=change_password,
        needs=Access.SIGNED_IN,
        summary="Change your password",
        tag="me",
        body=PasswordChange,
        body_example={"current": "the one until now", "new": "a long sentence of yours"},
        status=204,
        errors=(TooManyRequestsError,),
    ),
)
