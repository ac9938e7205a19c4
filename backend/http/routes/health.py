"""Whether the service is alive, and whether it can do its work."""

import msgspec

from backend.db.queries import load
from backend.http.routing import Access, Call, Reply, Route
from backend.models.errors import ApplicationError
from backend.services import Services
from backend.sources.user_code import RunnerStatus

Q = load("requests")
UNAVAILABLE = 503


class Health(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """What the service needs, each with `ok` or what is wrong.

    `runners`: by the kind of their sources, how well those that answer hold user code.
    `offline`: by its configuration it asks nobody outside. `replay`: sources answer from a
    recording. Neither is anything wrong.
    """

    status: str
    version: str
    offline: bool
    replay: bool
    checks: dict[str, str]
    runners: dict[str, RunnerStatus]


async def get_health(_services: Services, _call: Call[None, None]) -> Health:
    """The process answers."""
    return Health("ok")


async def get_readiness(services: Services, _call: Call[None, None]) -> Reply:
    """503 while the database does not answer; a runner that is away is named, no more."""
    checks: dict[str, str] = {}
    try:
        await services.database.run(Q.ping)
        checks["database"] = "ok"
    except ApplicationError as error:
        checks["database"] = error.detail
    runners: dict[str, RunnerStatus] = {}
    for kind, runner in services.runners.items():
        checks[f"runner {kind}"] = "ok" if await runner.is_serving() else "does not answer"
        status = await runner.status()
        if status is not None:
            runners[kind] = status
            if not status.accepted:
                checks[f"runner {kind}"] = f"runs no user code: {status.cause}"
    ready = checks["database"] == "ok"
    value = Readiness(
        status="ready" if ready else "unavailable",
        version=services.version,
        offline=services.offline,
        replay=services.replay,
        checks=checks,
        runners=runners,
    )
    return Reply(value=value, status=200 if ready else UNAVAILABLE)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/health",
        handler=get_health,
        needs=Access.PUBLIC,
        summary="Whether the process answers",
        tag="health",
        returns=Health,
    ),
    Route(
        method="GET",
        path="/health/ready",
        handler=get_readiness,
        needs=Access.PUBLIC,
        summary="Whether the service can do its work; 503 while it can't",
        tag="health",
        returns=Readiness,
    ),
)
