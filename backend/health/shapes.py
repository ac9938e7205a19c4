"""The shape of a source's raw answer: which places it has, and the types of what is there.

A place is a path: `data.attributes.tags[]` for what is in a list, `results.*` for what is in an
object whose keys are data rather than names (many that all hold the same type of container).
"""

from collections.abc import Mapping
from typing import Any

PATHS_AT_MOST = 500
DEPTH_AT_MOST = 12
LONGEST_PATH = 300
# From so many entries on, an object of nothing but objects or nothing but lists has data as keys.
MAP_FROM = 5
NULL = "null"

Shape = Mapping[str, list[str]]
"""Types by path, both sorted."""


def shape_of(raw: Any) -> dict[str, list[str]]:
    """The shape of JSON: at most `PATHS_AT_MOST` places, those nearest to the root."""
    found: dict[str, set[str]] = {}
    level = [("", raw)]
    for _ in range(DEPTH_AT_MOST):
        below: list[tuple[str, Any]] = []
        for path, value in level:
            if path not in found and (len(found) == PATHS_AT_MOST or len(path) > LONGEST_PATH):
                continue
            found.setdefault(path, set()).add(_type_of(value))
            below += _inside(path, value)
        level = below
    return {path: sorted(types) for path, types in sorted(found.items())}


def changes(old: Shape, new: Shape) -> list[str]:
    """What is no longer as it was, in words: places that vanished, and types that are others.

    What is new is no change, and neither is a list without entries nor a null.
    """
    said = []
    for path, types in old.items():
        if path not in new:
            # Of what vanished as a whole only the whole is told; a list may have no entries.
            if not path.endswith(("[]", "*")) and "object" in new.get(_parent(path), ()):
                said.append(f"{path} is gone")
            continue
        before, now = set(types) - {NULL}, set(new[path]) - {NULL}
        if before and now - before:
            said.append(f"{path or 'the answer'} was {_or(before)} and is {_or(now)}")
    return said


def widened(old: Shape, new: Shape) -> dict[str, list[str]]:
    """The old places, with the types that they have been seen with."""
    return {path: sorted({*types, *new.get(path, ())}) for path, types in old.items()}


def _inside(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [(f"{path}[]", item) for item in value]
    if not isinstance(value, dict):
        return []
    if _has_data_as_keys(value):
        return [(f"{path}.*" if path else "*", item) for item in value.values()]
    return [(f"{path}.{key}" if path else str(key), item) for key, item in value.items()]


def _has_data_as_keys(value: Mapping[str, Any]) -> bool:
    types = {_type_of(item) for item in value.values()}
    return len(value) >= MAP_FROM and types in ({"object"}, {"list"})


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _type_of(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list | tuple) else "object"


def _or(types: set[str]) -> str:
    return " or ".join(sorted(types))
