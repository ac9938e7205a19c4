"""Feeds, asked for over the API and shown on a terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from appliance.client import runs
from appliance.client.api import Client
from appliance.errors import ApplianceError

TIME_CHARACTERS = 16
GAP = "  "


def list_feeds(client: Client, slug: str | None = None) -> list[dict[str, Any]]:
    """All feeds, or the one with this slug.

    Raises:
        ApplianceError: there is none with this slug.
    """
    found: list[dict[str, Any]] = client.call("GET", "/api/v1/feeds")
    if slug is None:
        return found
    chosen = [feed for feed in found if feed["slug"] == slug]
    if not chosen:
        there = ", ".join(feed["slug"] for feed in found)
        raise ApplianceError(f"There is no feed {slug!r}; there are {there}.")
    return chosen


def refresh(client: Client, slug: str, *, force: bool) -> dict[str, Any]:
    """Refresh a feed and wait for its end; the run with its log. Errors as `runs.run_now`."""
    (feed,) = list_feeds(client, slug)
    run_id = client.call("POST", f"/api/v1/feeds/{slug}/refresh", {"force": force})["id"]
    return runs.wait_for(client, feed["sourceId"], run_id)


def lines(feeds: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each feed: rows, the time of its oldest part, and what is wrong."""
    rows = [("feed", "rows", "as of (UTC)", "state")]
    for feed in feeds:
        parts = feed["parts"]
        loaded = [part["asOf"] for part in parts if part["asOf"]]
        count = str(sum(part["rows"] for part in parts))
        rows.append((feed["slug"], count, _time(min(loaded, default=None)), _state_of(feed)))
    return _aligned(rows)


def part_lines(feeds: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each part, and below it why its last attempt failed."""
    rows = [("feed", "part", "rows", "as of (UTC)", "checked (UTC)", "state", "from")]
    below: dict[int, str] = {}
    for feed in feeds:
        for part in feed["parts"]:
            times = (_time(part["asOf"]), _time(part["checkedAt"]))
            cells = (feed["slug"], part["name"], str(part["rows"]), *times, _state(part))
            rows.append((*cells, part["origin"] or ""))
            if part["error"]:
                below[len(rows) - 1] = part["error"]
    for number, line in enumerate(_aligned(rows)):
        yield line
        if number in below:
            yield f"{GAP}{below[number]}"


def _state_of(feed: dict[str, Any]) -> str:
    """What is wrong with the parts of a feed, in a few words."""
    wrong = [f"{p['name']} {_state(p)}" for p in feed["parts"] if _state(p) != "ok"]
    off = [] if feed["enabled"] else ["source is off"]
    return ", ".join([*off, *wrong]) or "ok"


def _state(part: dict[str, Any]) -> str:
    words = []
    if part["loadedAt"] is None:
        words.append("not loaded")
    elif part["stale"]:
        words.append("too old")
    if part["error"]:
        words.append("failed")
    return " and ".join(words) or "ok"


def _time(text: str | None) -> str:
    return text[:TIME_CHARACTERS].replace("T", " ") if text else "never"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield GAP.join(cells).rstrip()
