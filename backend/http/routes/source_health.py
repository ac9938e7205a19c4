"""How sources do."""

from backend.access.permissions import Permission
from backend.http.routing import Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.health import SourceHealth
from backend.services import Services


async def list_source_health(services: Services, _call: Call[None, None]) -> list[SourceHealth]:
    """Every source by name, as all processes counted."""
    return await services.source_health.all()


async def get_source_health(services: Services, call: Call[None, None]) -> SourceHealth:
    """One source."""
    return await services.source_health.of(await services.sources.get(call.path["id"]))


async def probe_source(services: Services, call: Call[None, None]) -> Reply:
    """It begins within seconds; `GET /sources/{id}/health` shows what came of it."""
    await services.probes.ask(await services.sources.get(call.path["id"]))
    return Reply(status=202)


async def forget_shape(services: Services, call: Call[None, None]) -> Reply:
    """For when a source answers in another way for good; what was told of it is resolved."""
    await services.probes.forget(await services.sources.get(call.path["id"]))
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/sources/health",
        handler=list_source_health,
        needs=Permission.REQUEST_VIEW,
        summary="How every source does: successes, failures, latencies, limits, circuit, feed",
        tag="sources",
        returns=list[SourceHealth],
    ),
    Route(
        method="GET",
        path="/sources/{id}/health",
        handler=get_source_health,
        needs=Permission.REQUEST_VIEW,
        summary="How one source does",
        tag="sources",
        returns=SourceHealth,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/sources/{id}/probe",
        handler=probe_source,
        needs=Permission.SOURCE_EDIT,
        summary="Ask a source now about what it is known to know",
        tag="sources",
        status=202,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/sources/{id}/probe",
        handler=forget_shape,
        needs=Permission.SOURCE_EDIT,
        summary="Take what the next probe finds as the shape of a source's answer",
        tag="sources",
        status=204,
        errors=(NotFoundError,),
    ),
)
