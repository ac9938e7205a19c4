"""Presets: sources that are chosen together, by a name that the team shares."""

from backend.access.permissions import Permission
from backend.enrichment.presets import Preset, PresetCreate, PresetPatch
from backend.http.routing import Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.services import Services

EXAMPLE = {"name": "Without quota", "sourceIds": ["V1StGXR8Z5jd"]}


async def list_presets(services: Services, _call: Call[None, None]) -> list[Preset]:
    """Every preset, by name."""
    return await services.presets.all()


async def get_preset(services: Services, call: Call[None, None]) -> Preset:
    """One preset."""
    return await services.presets.get(call.path["id"])


async def create_preset(services: Services, call: Call[PresetCreate, None]) -> Preset:
    """Everybody who may ask may make and change presets: they are the team's."""
    return await services.presets.create(call.body, call.user_id)


async def change_preset(services: Services, call: Call[PresetPatch, None]) -> Preset:
    """An absent field stays."""
    return await services.presets.change(call.path["id"], call.body, call.user_id)


async def delete_preset(services: Services, call: Call[None, None]) -> Reply:
    """Requests that were made with it stay as they are."""
    await services.presets.delete(call.path["id"])
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/presets",
        handler=list_presets,
        needs=Permission.REQUEST_VIEW,
        summary="Presets of sources",
        tag="presets",
        returns=list[Preset],
    ),
    Route(
        method="POST",
        path="/presets",
        handler=create_preset,
        needs=Permission.REQUEST_CREATE,
        summary="Make a preset",
        tag="presets",
        body=PresetCreate,
        body_example=EXAMPLE,
        returns=Preset,
        status=201,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/presets/{id}",
        handler=get_preset,
        needs=Permission.REQUEST_VIEW,
        summary="One preset",
        tag="presets",
        returns=Preset,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/presets/{id}",
        handler=change_preset,
        needs=Permission.REQUEST_CREATE,
        summary="Change a preset",
        tag="presets",
        body=PresetPatch,
        body_example=EXAMPLE,
        returns=Preset,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/presets/{id}",
        handler=delete_preset,
        needs=Permission.REQUEST_CREATE,
        summary="Delete a preset",
        tag="presets",
        status=204,
        errors=(NotFoundError,),
    ),
)
