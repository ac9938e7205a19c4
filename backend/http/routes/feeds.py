"""Feeds: what is there of them, files carried in, and refreshing now."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import PREFIX, Access, Call, Reply, Route
from backend.models.errors import ConflictError, NotFoundError
from backend.models.feeds import Feed, FeedImported
from backend.models.runs import SOURCE, RunAccepted
from backend.services import Services

ACCEPTED = 202


class ImportFeed(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A file from `POST /uploads`.

    Its content says which part it is; with `part` it has to be that one. `force` takes a file that
    lost too many rows to be trusted, or that is older than the one there.
    """

    upload_id: Annotated[str, Meta(max_length=40)]
    part: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    force: bool = False


class RefreshFeed(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """`force` as importing has it."""

    force: bool = False


async def list_feeds(services: Services, _call: Call[None, None]) -> list[Feed]:
    """By the name of the source, each with all of its parts."""
    return await services.feeds.all()


async def import_feed(services: Services, call: Call[ImportFeed, None]) -> FeedImported:
    """Puts the file in the place of its part; what was refused changes nothing.

    Takes as long as the file is large: a minute for a million rows. A file that was loaded is
    forgotten; one that was refused can be tried again with `force`, within its hour.
    """
    slug, body = call.path["slug"], call.body
    services.feeds.source_of(slug)
    upload = services.uploads.find(body.upload_id, call.user_id)
    imported = await services.feeds.load(
        slug,
        services.uploads.open(body.upload_id, call.user_id),
        name=upload.name,
        part=body.part,
        force=body.force,
    )
    services.uploads.delete(body.upload_id)
    return imported


async def refresh_feed(services: Services, call: Call[RefreshFeed, None]) -> Reply:
    """Once, as soon as a worker is free, also when its schedule or the source is off."""
    source = services.feeds.source_of(call.path["slug"])
    run_id = await services.runs.ask(
        SOURCE, source.id, trace_id=call.trace_id, user_id=call.user_id, force=call.body.force
    )
    location = f"{PREFIX}/sources/{source.id}/runs/{run_id}"
    return Reply(value=RunAccepted(run_id), headers={"location": location})


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/feeds",
        handler=list_feeds,
        needs=Access.SIGNED_IN,
        summary="All feeds with the state of their parts",
        tag="feeds",
        returns=list[Feed],
    ),
    Route(
        method="POST",
        path="/feeds/{slug}/import",
        handler=import_feed,
        needs=Permission.FEED_EDIT,
        summary="Load a file that was carried in into a feed",
        tag="feeds",
        body=ImportFeed,
        body_example={"uploadId": "m3k9x0q2v7ab"},
        returns=FeedImported,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/feeds/{slug}/refresh",
        handler=refresh_feed,
        needs=Permission.FEED_EDIT,
        summary="Refresh a feed now",
        tag="feeds",
        body=RefreshFeed,
        body_example={"force": False},
        returns=RunAccepted,
        status=ACCEPTED,
        errors=(NotFoundError, ConflictError),
    ),
)
