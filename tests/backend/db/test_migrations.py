"""Migrations: whole, repeatable, and refusing what does not fit."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import backend
from backend.db import queries
from backend.db.connection import Connection, connect
from backend.db.migrate import MigrationError, available, migrate
from backend.db.queries import Query
from tests.support.databases import new_database


def test_a_second_run_does_nothing(connection: Connection) -> None:
    assert migrate(connection) == 0


def test_two_processes_at_once_migrate_once(postgres_url: str) -> None:
    with new_database(postgres_url) as url:
        connections = [connect(url, application_name="tests") for _ in range(3)]
        with ThreadPoolExecutor(3) as threads:
            done = list(threads.map(migrate, connections))
        for connection in connections:
            connection.close()
    assert sorted(done) == [0, 0, len(available())]


def test_a_newer_database_is_refused(connection: Connection) -> None:
    newer = "INSERT INTO schema_migrations VALUES (9999, 'later', 'x')"
    connection.run(Query("newer", newer))
    with pytest.raises(MigrationError, match="install the newer version"):
        migrate(connection)


def test_a_changed_migration_is_refused(connection: Connection) -> None:
    changed = "UPDATE schema_migrations SET checksum = 'x' WHERE number = 1"
    connection.run(Query("changed", changed))
    with pytest.raises(MigrationError, match="0001_init was changed"):
        migrate(connection)


@pytest.mark.parametrize("noun", queries.nouns())
def test_every_query_prepares(noun: str, connection: Connection) -> None:
    for query in queries.load(noun):
        connection._native.prepare(query.sql)


def test_every_query_is_used() -> None:
    """A query that nothing names is deleted."""
    code = "".join(file.read_text("utf-8") for file in Path(backend.__file__).parent.rglob("*.py"))
    unused = [
        query.name
        for noun in queries.nouns()
        for query in queries.load(noun)
        if not re.search(rf"\bQ(_[A-Z]+)?\.{query.name.split('.')[1]}\b", code)
    ]
    assert unused == []


def test_every_foreign_key_has_an_index(connection: Connection) -> None:
    rows = connection.run(
        Query(
            "keys",
            """
            SELECT c.conrelid::regclass::text AS child, a.attname AS name
            FROM pg_constraint AS c
            JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
              AND NOT EXISTS (
                SELECT FROM pg_index AS i
                WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1]
              )
            """,
        )
    )
    assert rows == []


def test_requests_of_before_are_counted(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """0005 takes the number of indicators from what was planned."""
    everything = available()
    request = (
        "INSERT INTO requests (id, created_at, data, kind, trace_id, owner) "
        "VALUES ('{id}', '2026-01-31', '192.0.2.1', 'IPV4', 't', 1)"
    )
    event = (
        "INSERT INTO request_events (created_at, request_id, sequence, event, data) "
        """VALUES ('2026-01-31', 'many', 1, 'start', '{"indicators": [1, 2, 3]}')"""
    )
    with new_database(postgres_url) as url, closing(connect(url, application_name="t")) as before:
        monkeypatch.setattr("backend.db.migrate.available", lambda: everything[:4])
        migrate(before)
        for index, sql in enumerate((request.format(id="many"), request.format(id="one"), event)):
            before.run(Query(f"old {index}", sql))
        monkeypatch.undo()
        migrate(before)
        counted = before.run(Query("counted", "SELECT id, indicator_count FROM requests"))
        assert {row["id"]: row["indicator_count"] for row in counted} == {"many": 3, "one": 1}


def test_code_of_before_is_version_1(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """0020 makes versions of what is there; what has no code has none."""
    everything = available()
    sources = (
        "INSERT INTO sources (id, name, slug, kind, source_code, created_user_id) VALUES "
        "('code', 'Code', 'code', 'PYTHON', 'x = 1', 'system000000'), "
        "('none', 'None', 'none', 'SYSTEM', NULL, NULL)"
    )
    versions = "SELECT source_id, number, code, fit, user_id FROM source_versions"
    with new_database(postgres_url) as url, closing(connect(url, application_name="t")) as before:
        monkeypatch.setattr(
            "backend.db.migrate.available", lambda: [one for one in everything if one.number < 20]
        )
        migrate(before)
        before.run(Query("sources", sources))
        monkeypatch.undo()
        migrate(before)
        (version,) = before.run(Query("versions", versions))
    assert version == {
        "source_id": "code",
        "number": 1,
        "code": "x = 1",
        "fit": True,
        "user_id": "system000000",
    }


def test_code_of_before_reaches_what_it_did(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0019 holds code to its hosts: only where such were declared, as nobody was held to them."""
    everything = available()
    declared = {
        "none": "NULL",
        "empty": "'{}'",
        "hosts": "'{api.example.com,*.example.org:8443}'",
        "any": "'{*}'",
        "address": "'{https://api.example.com}'",
    }
    source = (
        "INSERT INTO sources (id, name, slug, kind, source_code, allowed_hosts) "
        "VALUES ('{id}', '{id}', '{id}', '{kind}', {code}, {hosts})"
    )
    with new_database(postgres_url) as url, closing(connect(url, application_name="t")) as before:
        monkeypatch.setattr(
            "backend.db.migrate.available",
            lambda: [one for one in everything if one.number < 19],
        )
        migrate(before)
        for name, hosts in declared.items():
            sql = source.format(id=name, kind="PYTHON", code="'pass'", hosts=hosts)
            before.run(Query(f"old {name}", sql))
        built_in = source.format(id="system", kind="SYSTEM", code="NULL", hosts="NULL")
        before.run(Query("built in", built_in))
        monkeypatch.undo()
        migrate(before)
        rows = before.run(Query("hosts", "SELECT id, allowed_hosts FROM sources"))
        assert {row["id"]: row["allowed_hosts"] for row in rows} == {
            "none": ["*"],
            "empty": ["*"],
            "hosts": ["api.example.com", "*.example.org:8443"],
            "any": ["*"],
            "address": ["*"],
            "system": [],
        }
