r"""Paths into other people's JSON: `data.items.*.name`, a step for each dot.

A step is the key of an object or the number of an element; `*` is each of them; `\.` is a dot
that belongs to a key. The empty path is the value itself.
"""

import re
from typing import Any

FOUND_AT_MOST = 10_000
_DOT = re.compile(r"(?<!\\)\.")


def steps(path: str) -> list[str]:
    """The steps of a path."""
    text = path.strip()
    return [step.replace(r"\.", ".") for step in _DOT.split(text)] if text else []


def wrong_path(path: str) -> str:
    """Why it is none; empty when it is one."""
    return "a step between two dots is empty" if "" in steps(path) else ""


def find(value: Any, path: str) -> list[Any]:
    """All values at a path, without those that are null; none where it leads nowhere."""
    found = [value]
    for step in steps(path):
        found = [inner for outer in found for inner in _step(outer, step)][:FOUND_AT_MOST]
    return [one for one in found if one is not None]


def first(value: Any, path: str) -> Any:
    """The first value at a path that is set; None for none, and for no path."""
    return next(iter(find(value, path)), None) if path.strip() else None


def _step(value: Any, step: str) -> list[Any]:
    if isinstance(value, dict):
        if step in value:
            return [value[step]]
        return list(value.values()) if step == "*" else []
    if isinstance(value, list):
        if step == "*":
            return value
        if step.isdecimal() and int(step) < len(value):
            return [value[int(step)]]
    return []
