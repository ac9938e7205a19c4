"""Versions of the code of sources: who saved what when, what changed, and going back."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import Access, Call, Route
from backend.models.errors import ConflictError, InvalidInputError, NotFoundError
from backend.models.source_versions import (
    SourceVersion,
    SourceVersionCode,
    SourceVersionCreated,
    SourceVersionDiff,
)
from backend.services import Services

DIGITS_AT_MOST = 9


class DiffQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a version is compared with: by default the one before it, 0 is nothing."""

    against: Annotated[int, Meta(ge=0, le=10**DIGITS_AT_MOST)] | None = None


async def list_source_versions(services: Services, call: Call[None, None]) -> list[SourceVersion]:
    """Newest first. Each save that changes the code makes one, and all of them are kept."""
    source = await services.sources.get(call.path["id"])
    return await services.versions.all(source.id)


async def get_source_version(services: Services, call: Call[None, None]) -> SourceVersionCode:
    """With its code."""
    return await services.versions.get(call.path["id"], _number(call))


async def diff_source_version(services: Services, call: Call[None, DiffQuery]) -> SourceVersionDiff:
    """From `against`, or the version before it, to this one; a unified diff."""
    return await services.versions.diff(call.path["id"], _number(call), call.query.against)


async def restore_source_version(
    services: Services, call: Call[None, None]
) -> SourceVersionCreated:
    """Saves its code again as a new version, whose note says which it restores.

    It is checked as any code that is saved.
    """
    version = await services.versions.get(call.path["id"], _number(call))
    await services.sources.restore(call.path["id"], version, call.user_id)
    await services.catalog.reload()
    newest = await services.versions.all(call.path["id"])
    return SourceVersionCreated(newest[0].number)


def _number(call: Call[None, DiffQuery] | Call[None, None]) -> int:
    text = call.path["number"]
    if not text.isascii() or not text.isdecimal() or len(text) > DIGITS_AT_MOST:
        raise NotFoundError(f"there is no version {text[:80]!r}: versions are numbered from 1")
    return int(text)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/sources/{id}/versions",
        handler=list_source_versions,
        needs=Access.SIGNED_IN,
        summary="Versions of a source's code, newest first",
        tag="sources",
        returns=list[SourceVersion],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}/versions/{number}",
        handler=get_source_version,
        needs=Access.SIGNED_IN,
        summary="One version of a source's code",
        tag="sources",
        returns=SourceVersionCode,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}/versions/{number}/diff",
        handler=diff_source_version,
        needs=Access.SIGNED_IN,
        summary="What a version of a source's code changed",
        tag="sources",
        query=DiffQuery,
        returns=SourceVersionDiff,
        errors=(NotFoundError, InvalidInputError),
    ),
    Route(
        method="POST",
        path="/sources/{id}/versions/{number}/restore",
        handler=restore_source_version,
        needs=Permission.SOURCE_CODE,
        summary="Save the code of an earlier version again",
        tag="sources",
        returns=SourceVersionCreated,
        errors=(NotFoundError, ConflictError, InvalidInputError),
    ),
)
