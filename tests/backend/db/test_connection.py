"""A connection: addresses, times, and what it says when it can't."""

import os
import resource
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.db.connection import Connection, DatabaseUnavailableError, connect, parse_url
from backend.db.queries import Query
from tests.support.databases import execute, with_database
from tests.support.ports import free_port

SECRET = "p/w:rd@"
NOW = Query("now", "SELECT now() AS now, TIMESTAMPTZ '2026-01-01 00:00+09' AS fixed")
ONE = Query("one", "SELECT 1 AS n")
COPY = Query("copy", "COPY providers (id, name, slug) FROM STDIN")
COUNT = Query("count", "SELECT count(*) AS n FROM providers")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://ann:p%2Fw%3Ard%40@db.example:6543/things?sslmode=verify-full",
            ("ann", SECRET, "things", "db.example", 6543, None, "verify-full"),
        ),
        ("postgres://", ("postgres", None, "postgres", "127.0.0.1", 5432, None, "prefer")),
        (
            "postgresql://ann@/things?host=/run/a folder",
            ("ann", None, "things", None, 5432, "/run/a folder", "prefer"),
        ),
        (
            "postgresql://ann@[2001:db8::1]/x",
            ("ann", None, "x", "2001:db8::1", 5432, None, "prefer"),
        ),
    ],
)
def test_addresses_are_taken_apart(url: str, expected: tuple[Any, ...]) -> None:
    address = parse_url(url)
    assert tuple(getattr(address, name) for name in address.__struct_fields__) == expected


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://ann:{SECRET}@db.example/x",
        "postgresql://ann:hidden-word@db.example/x?sslmode=maybe",
        "postgresql://ann:hidden-word@db.example:port/x",
    ],
)
def test_what_is_no_address_is_refused_without_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_url(url)
    assert "hidden-word" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_nobody_there_names_the_place_and_not_the_password() -> None:
    port = free_port()
    url = f"postgresql://ann:hidden-word@127.0.0.1:{port}/x"
    with pytest.raises(DatabaseUnavailableError, match=rf"127\.0\.0\.1:{port}") as caught:
        connect(url, application_name="tests")
    assert "hidden-word" not in str(caught.value)


def test_an_unknown_database_is_said_in_the_servers_words(postgres_url: str) -> None:
    url = with_database(postgres_url, "nothing_here")
    with pytest.raises(DatabaseUnavailableError, match="nothing_here"):
        connect(url, application_name="tests")


def test_times_are_utc_whatever_the_servers_zone(database_url: str) -> None:
    name = parse_url(database_url).database
    execute(database_url, f"ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'")
    with closing(connect(database_url, application_name="tests")) as connection:
        (row,) = connection.run(NOW)
    assert row["fixed"] == datetime(2025, 12, 31, 15, tzinfo=UTC)
    assert row["fixed"].utcoffset() == row["now"].utcoffset() == UTC.utcoffset(None)


def test_lines_that_end_in_a_failure_load_nothing_and_end_the_connection(
    connection: Connection, database_url: str
) -> None:
    def lines() -> Iterator[bytes]:
        yield b"a\ta\ta\n"
        raise LookupError("on the way")

    with pytest.raises(LookupError), connection.transaction():
        connection.copy_in(COPY, lines())
    assert connection.broken
    with closing(connect(database_url, application_name="tests")) as other:
        assert other.copy_in(COPY, [b"b\tb\tb\n", b"c\tc\tc\n"]) == 2
        assert other.run(COUNT) == [{"n": 2}]


def test_it_works_beyond_a_thousand_descriptors(database_url: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < 2048:
        pytest.skip("this account may not open so many")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048, hard))
    null = os.open("/dev/null", os.O_RDONLY)
    opened = [null]
    try:
        while opened[-1] < 1100:
            opened.append(os.dup(null))
        with closing(connect(database_url, application_name="tests")) as connection:
            assert connection._native._usock.fileno() > 1024
            assert not connection.closed_by_server()
            assert connection.run(ONE) == [{"n": 1}]
    finally:
        for descriptor in opened:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
