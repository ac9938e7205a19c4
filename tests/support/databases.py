"""Databases on the session's server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from backend.db.connection import connect
from backend.db.queries import Query


def with_database(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{query}"


def execute(url: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    connection = connect(url, application_name="tests")
    try:
        connection.run(Query(statement, statement))
    finally:
        connection.close()


@contextmanager
def new_database(url: str, template: str = "template0") -> Iterator[str]:
    """A database that is a copy of `template`, as long as the block lasts."""
    name = f"test_{time.monotonic_ns()}"
    execute(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield with_database(url, name)
    finally:
        execute(url, f"DROP DATABASE {name} WITH (FORCE)")
