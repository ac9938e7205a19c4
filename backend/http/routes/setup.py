"""Set-up: the first administrator."""

from backend.access.setup import SetupDoneError
from backend.http.routes.sessions import begin
from backend.http.routing import Access, Call, Reply, Route
from backend.models.access import Me, SetupAnswers, SetupState
from backend.models.errors import UnauthorizedError
from backend.services import Services

CREATED = 201


async def get_setup(services: Services, _call: Call[None, None]) -> SetupState:
    """Needed until there is an administrator, made here or by `user create --role admin`."""
    return SetupState(needed=await services.setup.is_needed())


async def complete_setup(services: Services, call: Call[SetupAnswers, None]) -> Reply:
    """Makes the first administrator and signs them in. The link's token is void from then on."""
    return await begin(services, call, await services.setup.complete(call.body))


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/setup",
        handler=get_setup,
        needs=Access.PUBLIC,
        summary="Whether the first administrator is still to be made",
        tag="setup",
        returns=SetupState,
    ),
    Route(
        method="POST",
        path="/setup",
        handler=complete_setup,
        needs=Access.PUBLIC,
        summary="Make the first administrator, with the token of the link that the start printed",
        tag="setup",
        body=SetupAnswers,
        body_example={
            "token": "0123456789abcdef",
            "email": "admin@example.com",
            "password": "a long sentence of yours",
        },
        returns=Me,
        status=CREATED,
        errors=(UnauthorizedError, SetupDoneError),
    ),
)
