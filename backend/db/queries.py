"""Named queries: one `.sql` file a noun, one comment line `-- name --` before each.

Only this module makes a `Query`, so that mypy refuses SQL that was put together elsewhere.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

NAME_LINE = re.compile(r"^-- ([a-z][a-z0-9_]*) --$", re.MULTILINE)


class Query:
    """SQL with `:name` parameters, loaded from a file."""

    __slots__ = ("name", "sql")

    def __init__(self, name: str, sql: str) -> None:
        self.name = name
        self.sql = sql

    def __repr__(self) -> str:
        return f"Query({self.name})"


class Queries:
    """The queries of one file, as attributes."""

    def __init__(self, noun: str, queries: dict[str, Query]) -> None:
        self._noun = noun
        self._queries = queries

    def __getattr__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            raise AttributeError(f"no query {name!r} in sql/{self._noun}.sql") from None

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())


@cache
def load(noun: str) -> Queries:
    """The queries of `sql/<noun>.sql`."""
    text = resources.files("backend.db").joinpath("sql", f"{noun}.sql").read_text("utf-8")
    parts = NAME_LINE.split(text)[1:]
    queries = {
        name: Query(f"{noun}.{name}", sql.strip().rstrip(";"))
        for name, sql in zip(parts[::2], parts[1::2], strict=True)
    }
    if not queries:
        raise ValueError(f"sql/{noun}.sql has no queries")
    return Queries(noun, queries)


def nouns() -> list[str]:
    """Every file of queries that there is."""
    folder = resources.files("backend.db").joinpath("sql")
    return sorted(f.name.removesuffix(".sql") for f in folder.iterdir() if f.name.endswith(".sql"))
