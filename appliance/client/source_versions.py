"""Versions of the code of sources, on the command line."""

from collections.abc import Iterator
from typing import Any

from appliance.client.api import Client
from appliance.client.runs import source_id_of


def list_versions(client: Client, slug: str) -> list[dict[str, Any]]:
    """Newest first.

    Raises:
        ApplianceError: there is no such source.
    """
    return list(client.call("GET", f"/api/v1/sources/{source_id_of(client, slug)}/versions"))


def told(versions: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each: number, time, author, what was noted and what its runner said."""
    for each in versions:
        marks = [
            *(["saved"] if each["saved"] else []),
            *(["refused by the runner"] if each["fit"] is False else []),
            *(["no runner has seen it"] if each["fit"] is None else []),
        ]
        cells = (str(each["number"]), each["createdAt"][:19] + "Z", each["userName"] or "-")
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, (4, 20, 20), strict=True))
        mark = f"  ({', '.join(marks)})" if marks else ""
        yield clean(f"{line}  {each['note']}{mark}".rstrip())


def shown(diff: dict[str, Any]) -> str:
    """A diff as the terminal gets it: code may have characters that it would obey."""
    return "".join(f"{clean(line)}\n" for line in diff["diff"].split("\n")[:-1])


def clean(line: str) -> str:
    """A line of others, tabs left in it."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line)


def get_diff(client: Client, slug: str, number: int, against: int | None) -> dict[str, Any]:
    """What version `number` changed from `against`, or from the one before it. Errors as above."""
    query = "" if against is None else f"?against={against}"
    path = f"/api/v1/sources/{source_id_of(client, slug)}/versions/{number}/diff{query}"
    return dict(client.call("GET", path))


def restore(client: Client, slug: str, number: int) -> int:
    """Save a version again; the number of the new one. Errors as above."""
    path = f"/api/v1/sources/{source_id_of(client, slug)}/versions/{number}/restore"
    return int(client.call("POST", path)["number"])
