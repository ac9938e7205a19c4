"""Recordings: what sources really answered, to be replayed elsewhere."""

from backend.access.permissions import Permission
from backend.http.routing import Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.recordings import Recording, RecordingFile, RecordingStart
from backend.services import Services


async def list_recordings(services: Services, _call: Call[None, None]) -> list[Recording]:
    """Newest first."""
    return await services.recordings.all()


async def start_recording(services: Services, call: Call[RecordingStart, None]) -> Recording:
    """Answers are recorded without secrets, until it is stopped or full; one goes on at a time."""
    return await services.recordings.start(call.body, call.user_id)


async def stop_recording(services: Services, call: Call[None, None]) -> Reply:
    """It stays, to be exported or replayed."""
    await services.recordings.stop(call.path["id"])
    return Reply(status=204)


async def delete_recording(services: Services, call: Call[None, None]) -> Reply:
    """With all its answers."""
    await services.recordings.delete(call.path["id"])
    return Reply(status=204)


async def export_recording(services: Services, call: Call[None, None]) -> Reply:
    """As a file that the setting `[sources] replay` takes."""
    file = await services.recordings.export(call.path["id"])
    name = f"attachment; filename=recording-{call.path['id']}.json"
    return Reply(value=file, headers={"content-disposition": name})


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/recordings",
        handler=list_recordings,
        needs=Permission.CONFIG_EDIT,
        summary="Recordings of what sources answered, newest first",
        tag="sources",
        returns=list[Recording],
    ),
    Route(
        method="POST",
        path="/recordings",
        handler=start_recording,
        needs=Permission.CONFIG_EDIT,
        summary="Begin to record what sources answer",
        tag="sources",
        body=RecordingStart,
        body_example={"name": "demonstration"},
        returns=Recording,
        status=201,
        errors=(ConflictError,),
    ),
    Route(
        method="POST",
        path="/recordings/{id}/stop",
        handler=stop_recording,
        needs=Permission.CONFIG_EDIT,
        summary="End a recording",
        tag="sources",
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/recordings/{id}",
        handler=delete_recording,
        needs=Permission.CONFIG_EDIT,
        summary="Delete a recording with its answers",
        tag="sources",
        status=204,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/recordings/{id}/export",
        handler=export_recording,
        needs=Permission.CONFIG_EDIT,
        summary="A recording as a file",
        tag="sources",
        returns=RecordingFile,
        errors=(NotFoundError,),
    ),
)
