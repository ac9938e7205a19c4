"""Uploads: room for files, which the gateway receives."""

import asyncio
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import Call, Reply, Route
from backend.models.errors import (
    InvalidInputError,
    TooLargeError,
    TooManyRequestsError,
    UnavailableError,
)
from backend.services import Services
from backend.uploads import MAX_NAME, Upload

_MAX_SIZE = 2**53


class UploadQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's name. `size` in bytes is set by the gateway where the client declares it."""

    name: Annotated[str, Meta(max_length=MAX_NAME)] = ""
    size: Annotated[int, Meta(ge=0, le=_MAX_SIZE)] | None = None


async def create_upload(services: Services, call: Call[None, UploadQuery]) -> Reply:
    """Takes a file for an hour, to be named by its id once: in `/indicators/extract`, say.

    The body is the file itself, of any media type; `name` is what it is called. It goes straight to
    the disk, so that it may be larger than other bodies. Only its owner can use it.
    """
    query = call.query
    made = await asyncio.to_thread(services.uploads.reserve, call.user_id, query.name, query.size)
    # The gateway receives the file, and says the size that it found.
    return Reply(
        value=Upload(id=made.id, name=made.name, size=0),
        headers={"x-upload": f"{made.id} {made.at_most_bytes}"},
    )


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/uploads",
        handler=create_upload,
        needs=Permission.REQUEST_CREATE,
        summary="Bring a file, to be named by its id",
        tag="uploads",
        query=UploadQuery,
        file=True,
        returns=Upload,
        status=201,
        errors=(InvalidInputError, TooLargeError, TooManyRequestsError, UnavailableError),
    ),
)
