"""Runs of background work: what ran, how it ended, what it said; and running it now."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import PREFIX, Access, Call, Reply, Route
from backend.jobs.source_tasks import has_task
from backend.models.errors import ConflictError, InvalidInputError, NotFoundError
from backend.models.runs import SOURCE, Run, RunAccepted, RunWithLog
from backend.services import Services

ACCEPTED = 202


class RunsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the list of runs."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, Meta(max_length=500)] | None = None


class AllRunsQuery(RunsQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same of all runs, or of a kind of work: "source", "retention"."""

    work: Annotated[str, Meta(max_length=100)] | None = None


async def list_runs(services: Services, call: Call[None, AllRunsQuery]) -> Reply:
    """Newest first. `X-Total-Count` counts all, `Link` leads to the next page."""
    return await _page(services, call.query, "/runs", work=call.query.work, key=None)


async def get_run(services: Services, call: Call[None, None]) -> RunWithLog:
    """One run."""
    return await services.runs.get(call.path["id"])


async def list_source_runs(services: Services, call: Call[None, RunsQuery]) -> Reply:
    """Newest first. `X-Total-Count` counts all, `Link` leads to the next page."""
    source = await services.sources.get(call.path["id"])
    path = f"/sources/{source.id}/runs"
    return await _page(services, call.query, path, work=SOURCE, key=source.id)


async def get_source_run(services: Services, call: Call[None, None]) -> RunWithLog:
    """One run of a source's task."""
    return await services.runs.get(call.path["runId"], work=SOURCE, key=call.path["id"])


async def run_source(services: Services, call: Call[None, None]) -> Reply:
    """Once, as soon as a worker is free, also when its schedule or the source is off."""
    source = await services.sources.get(call.path["id"])
    if not has_task(source, services.tester.built_in(source)):
        raise InvalidInputError(f"{source.name} has no feed and no task: there is nothing to run")
    run_id = await services.runs.ask(
        SOURCE, source.id, trace_id=call.trace_id, user_id=call.user_id
    )
    location = f"{PREFIX}/sources/{source.id}/runs/{run_id}"
    return Reply(value=RunAccepted(run_id), headers={"location": location})


async def _page(
    services: Services, query: RunsQuery, path: str, *, work: str | None, key: str | None
) -> Reply:
    page = await services.runs.page(work=work, key=key, limit=query.limit, cursor=query.cursor)
    headers = {"x-total-count": str(page.total)}
    if page.next_cursor:
        following = {"limit": query.limit, "cursor": page.next_cursor}
        if key is None and work is not None:
            following["work"] = work
        headers["link"] = f'<{PREFIX}{path}?{urlencode(following)}>; rel="next"'
    return Reply(value=page.runs, headers=headers)


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/runs",
        handler=list_runs,
        needs=Access.SIGNED_IN,
        summary="Runs of all background work, newest first",
        tag="runs",
        query=AllRunsQuery,
        returns=list[Run],
    ),
    Route(
        method="GET",
        path="/runs/{id}",
        handler=get_run,
        needs=Access.SIGNED_IN,
        summary="One run with its log",
        tag="runs",
        returns=RunWithLog,
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}/runs",
        handler=list_source_runs,
        needs=Access.SIGNED_IN,
        summary="Runs of a source's task, newest first",
        tag="sources",
        query=RunsQuery,
        returns=list[Run],
        errors=(NotFoundError,),
    ),
    Route(
        method="GET",
        path="/sources/{id}/runs/{runId}",
        handler=get_source_run,
        needs=Access.SIGNED_IN,
        summary="One run of a source's task, with its log",
        tag="sources",
        returns=RunWithLog,
        errors=(NotFoundError,),
    ),
    Route(
        method="POST",
        path="/sources/{id}/run",
        handler=run_source,
        needs=Permission.FEED_EDIT,
        summary="Run a source's task now: refresh its feed, or run its code's background task",
        tag="sources",
        returns=RunAccepted,
        status=ACCEPTED,
        errors=(NotFoundError, ConflictError, InvalidInputError),
    ),
)
