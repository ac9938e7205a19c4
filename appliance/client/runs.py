"""Runs of sources' tasks, asked for and followed from the command line."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from appliance.client.api import Client, UnreachableError
from appliance.errors import ApplianceError

POLL_SECONDS = 0.5
# An appliance that is restarted meanwhile goes on with it.
AWAY_SECONDS = 60.0


def source_id_of(client: Client, slug: str) -> str:
    """The id of a source.

    Raises:
        ApplianceError: there is none with this slug.
    """
    ids = {source["slug"]: source["id"] for source in client.call("GET", "/api/v1/sources")}
    if slug not in ids:
        raise ApplianceError(f"There is no source {slug!r}; there are {', '.join(ids)}.")
    return str(ids[slug])


def run_now(client: Client, source_id: str) -> dict[str, Any]:
    """Run a source's task and wait for its end; the run with its log.

    Raises:
        ApplianceError: it is under way already, there is nothing to run, no appliance answers.
    """
    run_id = client.call("POST", f"/api/v1/sources/{source_id}/run")["id"]
    return wait_for(client, source_id, run_id)


def wait_for(client: Client, source_id: str, run_id: str) -> dict[str, Any]:
    """The run with its log, once it has ended.

    Raises:
        ApplianceError: no appliance answers.
    """
    give_up = time.monotonic() + AWAY_SECONDS
    while True:
        try:
            run = client.call("GET", f"/api/v1/sources/{source_id}/runs/{run_id}")
            give_up = time.monotonic() + AWAY_SECONDS
            if run["outcome"] != "RUNNING":
                return dict(run)
        except UnreachableError:
            if time.monotonic() > give_up:
                raise
        time.sleep(POLL_SECONDS)


def told(run: dict[str, Any]) -> Iterator[str]:
    """A run that has ended, in lines: what it said, and how it ended."""
    yield from (line["message"] for line in run["log"])
    rows = "" if run["rows"] is None else f" with {run['rows']} rows"
    error = f": {run['error']}" if run["error"] else ""
    used = "".join(f", {each}" for each in took(run))
    yield f"{run['outcome']}{rows} after {seconds_of(run):.1f} s{used}{error}"


def took(run: dict[str, Any]) -> Iterator[str]:
    """What the code of a user took and left, in a few words each."""
    if run["peakMemoryBytes"] is not None:
        yield f"{run['peakMemoryBytes'] / 2**20:.0f} MiB"
    if run["stateBytes"] is not None:
        yield f"{run['stateBytes']} B of state"


def list_runs(client: Client, source_id: str, *, limit: int) -> list[dict[str, Any]]:
    """The last runs of a source's task, newest first."""
    found: list[dict[str, Any]] = client.call(
        "GET", f"/api/v1/sources/{source_id}/runs?limit={limit}"
    )
    return found


def seconds_of(run: dict[str, Any]) -> float | None:
    """How long a run took; None while it goes on."""
    if run["endedAt"] is None:
        return None
    return (_time(run["endedAt"]) - _time(run["startedAt"])).total_seconds()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
