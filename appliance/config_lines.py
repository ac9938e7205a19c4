"""On which line of a TOML file a section or a key stands; the parser does not tell."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str, ...]
"""The names from the outermost table inwards, such as `("runners", "python", "memory_mb")`."""


class Lines:
    """The lines of a document that was parsed as a whole before."""

    def __init__(self, text: str) -> None:
        self._at: dict[Path, int] = {}
        section: Path = ()
        for number, statement in _statements(text):
            names = list(_names(tomllib.loads(statement)))
            if statement.lstrip().startswith("["):
                section = max(names, key=len)
                names = [section[: end + 1] for end in range(len(section))]
                within: Path = ()
            else:
                within = section
            for name in names:
                self._at.setdefault((*within, *name), number)

    def at(self, *path: str) -> str:
        """`:number` of the first place that names `path`; empty when none does."""
        number = self._at.get(path)
        return "" if number is None else f":{number}"


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each heading and assignment with the line that it begins on; a value may span lines."""
    begun, statement = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not statement:
            begun = number
        statement += line + "\n"
        try:
            found = tomllib.loads(statement)
        except ValueError:
            continue
        if found:
            yield begun, statement
        statement = ""


def _names(table: Mapping[str, Any]) -> Iterator[Path]:
    """All tables and keys within."""
    for key, value in table.items():
        yield (key,)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from ((key, *rest) for rest in _names(inner))
