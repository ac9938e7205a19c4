"""Ignore lists: what they are, what they say of a value, and how they come in as files."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import TEXT, Access, Call, Reply, Route
from backend.indicators.detection import detect
from backend.models.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)
from backend.models.ignore_lists import (
    Action,
    IgnoreList,
    IgnoreListCreate,
    IgnoreListCreated,
    IgnoreListPatch,
    Imported,
    Tested,
    TestValues,
)
from backend.services import Services

log = structlog.get_logger()

SETTLE_SECONDS = 60.0
FILE_NAME = r"^[^/\\\x00]{1,200}$"


class ImportLists(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A file with lists: an upload, `text`, or in `zip` an archive of files in base64.

    `file_name` tells the format by its ending (.json, .csv, .txt), unless `format` names it. What
    follows is said of lists that are new; those that are there keep what people chose for them.
    """

    upload_id: str | None = None
    text: str | None = None
    zip: bytes | None = None
    file_name: Annotated[str, Meta(pattern=FILE_NAME)] = "list.json"
    format: Annotated[str, Meta(pattern="^(misp-warninglist|csv|text)$")] | None = None
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    enabled: bool = True
    is_global: bool = msgspec.field(name="global", default=True)
    action: Action = Action.BLOCK


async def list_ignore_lists(services: Services, _call: Call[None, None]) -> list[IgnoreList]:
    """By name."""
    return await services.list_store.all()


async def list_global_ignore_lists(services: Services, _call: Call[None, None]) -> list[IgnoreList]:
    """Those that count for every source, switched on or not."""
    return [found for found in await services.list_store.all() if found.is_global]


async def find_ignore_list(services: Services, call: Call[None, None]) -> Reply:
    """The id of the list with a slug, as text."""
    list_id = await services.list_store.find_slug(call.path["slug"])
    return Reply(value=list_id, headers={"content-type": f"{TEXT}; charset=utf-8"})


async def create_ignore_list(
    services: Services, call: Call[IgnoreListCreate, None]
) -> IgnoreListCreated:
    """Without entries. It counts for every source if it is global, else for what is linked."""
    created = await services.list_store.create(call.body, call.user_id)
    log.info("ignore_list_created", user_id=call.user_id, list_id=created.id, name=call.body.name)
    await services.ignore_lists.reload()
    return created


async def get_ignore_list(services: Services, call: Call[None, None]) -> IgnoreList:
    """One list."""
    return await services.list_store.get(call.path["id"])


async def change_ignore_list(services: Services, call: Call[IgnoreListPatch, None]) -> Reply:
    """An absent field stays, null clears. Another name makes another slug."""
    await services.list_store.change(call.path["id"], call.body, call.user_id)
    log.info("ignore_list_changed", user_id=call.user_id, list_id=call.path["id"])
    await services.ignore_lists.reload()
    return Reply(status=204)


async def delete_ignore_list(services: Services, call: Call[None, None]) -> Reply:
    """With its entries and links."""
    await services.list_store.delete(call.path["id"])
    log.info("ignore_list_deleted", user_id=call.user_id, list_id=call.path["id"])
    await services.ignore_lists.reload()
    return Reply(status=204)


async def check_ignore_lists(services: Services, call: Call[TestValues, None]) -> list[Tested]:
    """One answer for each value, in their order, with every list and entry that it matches.

    Lists that are switched off or past their time are left out; one that is not linked to anything
    is named with the scope NONE. Waits for entries that are being compiled.
    """
    await services.ignore_lists.settled(SETTLE_SECONDS)
    return [_tested(services, value) for value in call.body.values]


def _tested(services: Services, value: str) -> Tested:
    try:
        indicator = detect(value).indicator
    except InvalidInputError as error:
        return Tested(value=value, error=error.detail)
    hits = services.ignore_lists.match(indicator)
    return Tested(value=value, indicator=indicator, hits=tuple(hit.shown() for hit in hits))


async def import_ignore_lists(services: Services, call: Call[ImportLists, None]) -> Imported:
    """MISP warninglists as they are published, one or a zip of them; or one CSV or text file.

    A list that is there under its name gets these entries, and keeps its id and theirs. Every list
    is taken as a whole or not at all; why one was refused is said in its place.
    """
    body = call.body
    if sum(given is not None for given in (body.upload_id, body.text, body.zip)) != 1:
        raise InvalidInputError("expected one of uploadId, text and zip")
    with tempfile.TemporaryDirectory(prefix="ignore-lists-", dir=services.spool) as folder:
        if body.upload_id is not None:
            return await _import_upload(services, body.upload_id, Path(folder), call)
        content = body.zip if body.text is None else body.text.encode()
        path = Path(folder) / body.file_name
        await asyncio.to_thread(path.write_bytes, content or b"")
        return await import_file(services, path, body, call.user_id)


async def _import_upload(
    services: Services, upload_id: str, folder: Path, call: Call[ImportLists, None]
) -> Imported:
    """The upload is read under its own name, whose ending tells the format, and then forgotten."""
    upload = services.uploads.find(upload_id, call.user_id)
    path = folder / Path(upload.name).name
    path.symlink_to(services.uploads.open(upload_id, call.user_id))
    imported = await import_file(services, path, call.body, call.user_id)
    services.uploads.delete(upload_id)
    return imported


async def import_file(services: Services, path: Path, body: ImportLists, user_id: str) -> Imported:
    """Have a process import a file, and wait until what it brought counts.

    Raises:
        InvalidInputError: there is no list in it.
        UnavailableError: it could not be done.
    """
    imported = await services.ignore_lists.import_path(
        path,
        format=body.format,
        name=body.name,
        enabled=body.enabled,
        is_global=body.is_global,
        action=body.action,
        user_id=user_id,
    )
    log.info("ignore_lists_imported", user_id=user_id, lists=len(imported.lists))
    await services.ignore_lists.settled(SETTLE_SECONDS)
    return imported


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/ignoreLists",
        handler=list_ignore_lists,
        needs=Access.SIGNED_IN,
        summary="All ignore lists, by name",
        tag="ignoreLists",
        returns=list[IgnoreList],
    ),
    Route(
        method="POST",
        path="/ignoreLists",
        handler=create_ignore_list,
        needs=Permission.LIST_EDIT,
        summary="Make an ignore list",
        tag="ignoreLists",
        body=IgnoreListCreate,
        body_example={
            "name": "Our own",
            "description": "What is ours",
            "enabled": True,
            "global": True,
        },
        returns=IgnoreListCreated,
        errors=(ConflictError,),
    ),
    Route(
        method="GET",
        path="/ignoreLists/global",
        handler=list_global_ignore_lists,
        needs=Access.SIGNED_IN,
        summary="The ignore lists that count for every source",
        tag="ignoreLists",
        returns=list[IgnoreList],
    ),
    Route(
        method="POST",
        path="/ignoreLists/test",
        handler=check_ignore_lists,
        needs=Access.SIGNED_IN,
        summary="Which lists and entries values match",
        tag="ignoreLists",
        body=TestValues,
        body_example={"values": ["www.example.com", "198.51.100[.]7"]},
        returns=list[Tested],
        errors=(UnavailableError,),
    ),
    Route(
        method="POST",
        path="/ignoreLists/import",
        handler=import_ignore_lists,
        needs=Permission.LIST_EDIT,
        summary="Import lists from a file: MISP warninglists, CSV or text",
        tag="ignoreLists",
        body=ImportLists,
        body_example={"fileName": "partners.txt", "text": "example.com\n192.0.2.0/24\n"},
        returns=Imported,
        errors=(NotFoundError, UnavailableError),
    ),
    Route(
        method="GET",
        path="/ignoreLists/slugs/{slug}",
        handler=find_ignore_list,
        needs=Access.SIGNED_IN,
        summary="The id of the ignore list with a slug, as text",
        tag="ignoreLists",
        returns=str,
        media_type=TEXT,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/ignoreLists/{id}",
        handler=get_ignore_list,
        needs=Access.SIGNED_IN,
        summary="One ignore list",
        tag="ignoreLists",
        returns=IgnoreList,
        errors=(NotFoundError,),
    ),
    Route(
        method="PATCH",
        path="/ignoreLists/{id}",
        handler=change_ignore_list,
        needs=Permission.LIST_EDIT,
        summary="Change an ignore list; absent fields stay, null clears",
        tag="ignoreLists",
        body=IgnoreListPatch,
        body_example={"enabled": False},
        status=204,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="DELETE",
        path="/ignoreLists/{id}",
        handler=delete_ignore_list,
        needs=Permission.LIST_EDIT,
        summary="Delete an ignore list with its entries",
        tag="ignoreLists",
        status=204,
        errors=(NotFoundError,),
    ),
)
