"""Requests that were made, over the API."""

from typing import Any
from urllib.parse import quote, urlencode

from appliance.client.api import Client
from appliance.client.asking import Progress

CHANGES_AT_ONCE = 1000


def list_requests(client: Client, *, limit: int, search: str | None) -> list[dict[str, Any]]:
    """The newest, with `search` in their first value."""
    query = {"limit": limit, **({"q": search} if search else {})}
    return list(client.call("GET", f"/api/v1/requests?{urlencode(query)}"))


def get_request(client: Client, request_id: str) -> dict[str, Any]:
    """One request as history shows it."""
    return dict(client.call("GET", _path(request_id)))


def read_answers(client: Client, request_id: str) -> Progress:
    """What came out of a request so far; it is not waited for."""
    progress, after = Progress(request_id), 0
    while True:
        page = client.call("GET", f"{_path(request_id)}/events/batch?after={after}")
        for event in page["events"]:
            progress.apply(event["event"], event["data"])
        after = page["after"]
        if page["done"] or not page["events"]:
            return progress


def cancel(client: Client, request_id: str) -> None:
    """Stop asking."""
    client.call("DELETE", _path(request_id))


def compare(client: Client, a: str, b: str) -> dict[str, Any]:
    """How `b` differs from `a`, all parts together."""
    changes: list[dict[str, Any]] = []
    while True:
        query = {"a": a, "b": b, "limit": CHANGES_AT_ONCE, "cursor": len(changes)}
        part = client.call("GET", f"/api/v1/requests/compare?{urlencode(query)}")
        changes += part["changes"]
        counts = part["counts"]
        total = counts["changed"] + counts["new"] + counts["gone"]
        if not part["changes"] or len(changes) >= total:
            return {**part, "changes": changes}


def _path(request_id: str) -> str:
    return f"/api/v1/requests/{quote(request_id, safe='')}"
