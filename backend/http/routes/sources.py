"""Sources: what can be asked."""

from typing import Any

from msgspec import UNSET, UnsetType

from backend.access.permissions import Permission
from backend.http.routing import TEXT, Access, Call, Reply, Route
from backend.models.errors import ConflictError, ForbiddenError, NotFoundError
from backend.models.generic_sources import GenericSource
from backend.models.sources import (
    SourceCreate,
    SourceCreated,
    SourceKind,
    SourcePatch,
    SourceView,
)
from backend.services import Services
from backend.sources.generic_rows import listing
from backend.sources.stubs import NAMES, stub
from backend.sources.templates import templates
from runners.egress.allowed import ANY

EXAMPLE = {
    "name": "Example list",
    "kind": SourceKind.PYTHON,
    "supportedIndicators": ["IPV4"],
    "sourceCode": "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 3}\n",
}


async def list_sources(services: Services, _call: Call[None, None]) -> list[SourceView]:
    """By name."""
    return await services.overview.all()


async def create_source(services: Services, call: Call[SourceCreate, None]) -> SourceCreated:
    """Of code, which is checked before it is saved, or of a template (`GET /sources/generic`).

    A template's source has the kind SYSTEM; code needs the permission `source_code` too, and
    `config_edit` where it may reach any public host.
    """
    if call.body.kind is not SourceKind.SYSTEM and not call.may(Permission.SOURCE_CODE):
        raise ForbiddenError(f"to write code needs the permission {Permission.SOURCE_CODE}")
    check_any_host(call, call.body.allowed_hosts)
    created = await services.sources.create(call.body, call.user_id)
    await services.catalog.reload()
    return SourceCreated(**created)


async def get_source_templates(_services: Services, _call: Call[None, None]) -> dict[str, str]:
    """As the editor begins. TYPE_SCRIPT is for a source of the kind JAVA_SCRIPT, too."""
    return dict(templates())


async def get_source_stub(_services: Services, call: Call[None, None]) -> Reply:
    """For an editor: the types and functions of what a source's code can use.

    `language` is PYTHON, which answers `indicator_aggregator.pyi`, or JAVA_SCRIPT, TypeScript's
    too, which answers `indicator-aggregator.d.ts`.
    """
    try:
        kind = SourceKind(call.path["language"])
        text = stub(kind)
    except (ValueError, KeyError):
        languages = ", ".join(NAMES)
        raise NotFoundError(f"sources are written in one of: {languages}") from None
    return Reply(
        value=text,
        headers={"content-disposition": f'attachment; filename="{NAMES[kind]}"'},
    )


async def list_generic(_services: Services, _call: Call[None, None]) -> list[GenericSource]:
    """By the names that `POST /sources` takes as `template`."""
    return listing()


async def get_source(services: Services, call: Call[None, None]) -> SourceView:
    """One source."""
    return await services.overview.of(await services.sources.get(call.path["id"]))


async def change_source(services: Services, call: Call[SourcePatch, None]) -> Reply:
    """An absent field stays, null clears. Code needs the permission `source_code` too.

    That it may reach any public host needs `config_edit`.
    """
    if call.body.source_code is not UNSET and not call.may(Permission.SOURCE_CODE):
        raise ForbiddenError(f"to change code needs the permission {Permission.SOURCE_CODE}")
    if call.body.allowed_hosts:
        saved = await services.sources.get(call.path["id"])
        check_any_host(call, call.body.allowed_hosts, saved.allowed_hosts)
    await services.sources.change(call.path["id"], call.body, call.user_id)
    await services.catalog.reload()
    return Reply(status=204)


def check_any_host(
    call: Call[Any, Any], hosts: list[str] | UnsetType | None, saved: list[str] | None = None
) -> None:
    """Any public host is for who administers to choose; where it was chosen, it may stay.

    Raises:
        ForbiddenError: it is chosen anew, by somebody else.
    """
    if hosts and ANY in hosts and ANY not in (saved or ()) and not call.may(Permission.CONFIG_EDIT):
        raise ForbiddenError(
            f"to let code reach any public host (*) needs the permission {Permission.CONFIG_EDIT}; "
            "name the hosts that it asks in allowedHosts"
        )


async def delete_source(services: Services, call: Call[None, None]) -> Reply:
    """What it answered stays in history."""
    await services.sources.delete(call.path["id"])
    await services.catalog.reload()
    return Reply(status=204)


async def forget_answers(services: Services, call: Call[None, None]) -> Reply:
    """The next question about anything is asked anew, by every process."""
    source_id = call.path["id"]
    await services.sources.grow_version(source_id)
    await services.catalog.reload()
    await services.answers.forget(source_id)
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/sources",
        handler=list_sources,
        needs=Access.SIGNED_IN,
        summary="All sources, by name",
        tag="sources",
        returns=list[SourceView],
    ),
    Route(
        method="POST",
        path="/sources",
        handler=create_source,
        needs=Permission.SOURCE_EDIT,
        summary="Create a source from code, or from a template and settings",
        tag="sources",
        body=SourceCreate,
        body_example=EXAMPLE,
        returns=SourceCreated,
        errors=(ConflictError, ForbiddenError),
    ),
    Route(
        method="GET",
        path="/sources/templates",
        handler=get_source_templates,
        needs=Access.SIGNED_IN,
        summary="What the code of a new source begins with, by its language",
        tag="sources",
        returns=dict[str, str],
    ),
    Route(
        method="GET",
        path="/sources/stubs/{language}",
        handler=get_source_stub,
        needs=Access.SIGNED_IN,
        summary="What code of sources can use, as a file for editors",
        tag="sources",
        returns=str,
        media_type=TEXT,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/generic",
        handler=list_generic,
        needs=Access.SIGNED_IN,
        summary="What sources can be made of without code, with their settings",
        tag="sources",
        returns=list[GenericSource],
    ),
    Route(
        method="GET",
        path="/sources/{id}",
        handler=get_source,
        needs=Access.SIGNED_IN,
        summary="One source",
        tag="sources",
        returns=SourceView,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/sources/{id}",
        handler=change_source,
        needs=Permission.SOURCE_EDIT,
        summary="Change a source; absent fields stay, null clears",
        tag="sources",
        body=SourcePatch,
        body_example={"enabled": False},
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/sources/{id}",
        handler=delete_source,
        needs=Permission.SOURCE_EDIT,
        summary="Delete a source; its results stay in history",
        tag="sources",
        status=204,
        errors=(NotFoundError, ForbiddenError),
    ),
    Route(
        method="DELETE",
        path="/sources/{id}/cache",
        handler=forget_answers,
        needs=Permission.SOURCE_EDIT,
        summary="Forget every cached answer of a source",
        tag="sources",
        status=204,
        errors=(NotFoundError,),
    ),
)
