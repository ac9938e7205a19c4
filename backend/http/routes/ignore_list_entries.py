"""The entries of ignore lists: in pages, added, replaced, pasted, exported, deleted."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
import structlog
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.decoding import TextBody
from backend.http.routing import PREFIX, Access, Call, Reply, Route
from backend.ignore_lists.formats import FormatError, read_csv, read_lines
from backend.models.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
)
from backend.models.ignore_lists import Added, IgnoreListEntry, NewEntries
from backend.services import Services

log = structlog.get_logger()

CSV = "text/csv"
EXAMPLE = [
    {"data": "example.com", "indicatorKind": "DOMAIN"},
    {"data": "192.0.2.0/24", "matching": "CIDR", "comment": "Documentation"},
]


class EntriesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list; `q` is a part of an entry or its comment."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=1000)] | None = None
    q: Annotated[str, Meta(max_length=500)] | None = None


async def list_entries(services: Services, call: Call[None, EntriesQuery]) -> Reply:
    """In alphabetical order. `X-Total-Count` counts all, `Link` leads to the next page."""
    query, list_id = call.query, call.path["id"]
    page = await services.list_store.page(
        list_id, limit=query.limit, cursor=query.cursor, q=query.q or None
    )
    headers = {"x-total-count": str(page.total)}
    if page.next_cursor:
        following = {"limit": query.limit, "cursor": page.next_cursor}
        if query.q:
            following["q"] = query.q
        path = f"{PREFIX}/ignoreLists/{list_id}/entries"
        headers["link"] = f'<{path}?{urlencode(following)}>; rel="next"'
    return Reply(value=page.entries, headers=headers)


async def replace_entries(services: Services, call: Call[NewEntries, None]) -> Reply:
    """Makes these the entries of the list. Those that stay keep their id."""
    list_id = call.path["id"]
    await services.list_store.replace(list_id, call.body, call.user_id)
    log.info("ignore_list_replaced", user_id=call.user_id, list_id=list_id, entries=len(call.body))
    await services.ignore_lists.reload()
    return Reply(status=201)


async def add_entries(services: Services, call: Call[NewEntries, None]) -> Added:
    """Those that do not fit are named in `refused`, counted from 1; the others are added."""
    added = await services.list_store.add(call.path["id"], call.body, call.user_id)
    await _added(services, call, added)
    return added


async def paste_entries(services: Services, call: Call[TextBody, None]) -> Added:
    """A value in each line; or CSV, with columns by name or in the order of the export.

    A line `example.com` counts for every name below it, a network for all in it, one with `*` is a
    wildcard, `/…/` a regular expression; every other value is compared as a whole. Empty lines and
    those that begin with `#` are left out.
    """
    try:
        reader = read_csv if call.body.media_type == CSV else read_lines
        read = await asyncio.to_thread(reader, call.body.text)
    except FormatError as error:
        raise InvalidInputError(str(error)) from None
    added = await services.list_store.add_read(call.path["id"], read, call.user_id)
    await _added(services, call, added)
    return added


async def _added(services: Services, call: Call[Any, None], added: Added) -> None:
    log.info(
        "ignore_list_extended",
        user_id=call.user_id,
        list_id=call.path["id"],
        added=added.added,
        refused=len(added.refused),
    )
    await services.ignore_lists.reload()


async def export_entries(services: Services, call: Call[None, None]) -> Reply:
    """Every entry as CSV, as it can be pasted and imported."""
    found = await services.list_store.get(call.path["id"])
    text = "".join([piece async for piece in services.list_store.csv(found.id)])
    headers = {
        "content-type": f"{CSV}; charset=utf-8",
        "content-disposition": f'attachment; filename="{found.slug}.csv"',
    }
    return Reply(value=text, headers=headers)


async def delete_entry(services: Services, call: Call[None, None]) -> Reply:
    """One entry."""
    await services.list_store.delete_entry(call.path["id"], call.path["entryId"])
    log.info("ignore_list_reduced", user_id=call.user_id, list_id=call.path["id"])
    await services.ignore_lists.reload()
    return Reply(status=204)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/ignoreLists/{id}/entries",
        handler=list_entries,
        needs=Access.SIGNED_IN,
        summary="Entries of an ignore list, a page at a time",
        tag="ignoreLists",
        query=EntriesQuery,
        returns=list[IgnoreListEntry],
        errors=(NotFoundError,),
    ),
    Route(
        method="PUT",
        path="/ignoreLists/{id}/entries",
        handler=replace_entries,
        needs=Permission.LIST_EDIT,
        summary="Replace the entries of an ignore list",
        tag="ignoreLists",
        body=NewEntries,
        body_example=EXAMPLE,
        status=201,
        errors=(NotFoundError, ConflictError),
    ),
    Route(
        method="POST",
        path="/ignoreLists/{id}/entries",
        handler=add_entries,
        needs=Permission.LIST_EDIT,
        summary="Add entries to an ignore list",
        tag="ignoreLists",
        body=NewEntries,
        body_example=EXAMPLE,
        returns=Added,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/ignoreLists/{id}/entries/paste",
        handler=paste_entries,
        needs=Permission.LIST_EDIT,
        summary="Add entries that stand in a text or in CSV",
        tag="ignoreLists",
        body=TextBody,
        returns=Added,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/ignoreLists/{id}/entries/csv",
        handler=export_entries,
        needs=Access.SIGNED_IN,
        summary="All entries of an ignore list as CSV",
        tag="ignoreLists",
        returns=str,
        media_type=CSV,
        errors=(NotFoundError,),
    ),
    Route(
        method="DELETE",
        path="/ignoreLists/{id}/entries/{entryId}",
        handler=delete_entry,
        needs=Permission.LIST_EDIT,
        summary="Delete an entry of an ignore list",
        tag="ignoreLists",
        status=204,
        errors=(NotFoundError,),
    ),
)
