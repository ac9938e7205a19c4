"""What the background tasks of sources keep from run to run."""

from backend.access.permissions import Permission
from backend.http.routing import Call, Reply, Route
from backend.models.errors import NotFoundError
from backend.models.source_states import SourceState
from backend.services import Services


async def get_source_state(services: Services, call: Call[None, None]) -> SourceState:
    """As its last run left it; {} where none did. It may hold what only its author should see."""
    source = await services.sources.get(call.path["id"])
    return await services.states.show(source.id)


async def clear_source_state(services: Services, call: Call[None, None]) -> Reply:
    """The next run begins with none. A run that is under way may still leave its own."""
    source = await services.sources.get(call.path["id"])
    await services.states.forget(source.id)
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/sources/{id}/state",
        handler=get_source_state,
        needs=Permission.SOURCE_CODE,
        summary="What a source's background task keeps from run to run",
        tag="sources",
        returns=SourceState,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/sources/{id}/state",
        handler=clear_source_state,
        needs=Permission.SOURCE_CODE,
        summary="Forget what a source's background task keeps",
        tag="sources",
        status=204,
        errors=(NotFoundError,),
    ),
)
