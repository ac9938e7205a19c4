"""Migrations: numbered, forward only, checksummed, one transaction each, under a lock."""

import hashlib
import re
from importlib import resources

import msgspec

from backend.db.connection import Connection
from backend.db.queries import load
from backend.models.errors import ApplicationError

FILE_NAME = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
Q = load("migrations")


class MigrationError(ApplicationError):
    """The database does not fit this version of the program."""

    code, title = "MIGRATION", "The database does not fit this version"


class Migration(msgspec.Struct, frozen=True):
    """One file of `migrations/`."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file, in hex."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def available() -> list[Migration]:
    """The migrations of this version, in order; numbers run from 1 without a gap.

    procrastinate's own schema is one of them: its SQL comes from the installed package, whose
    version the lock file pins.
    """
    found = [_procrastinate()]
    for file in resources.files("backend.db").joinpath("migrations").iterdir():
        match = FILE_NAME.match(file.name)
        if match:
            found.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    found.sort(key=lambda m: m.number)
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise MigrationError("the numbers of the migrations have a gap or a double")
    return found


PROCRASTINATE_NUMBER = 3


def _procrastinate() -> Migration:
    schema = resources.files("procrastinate").joinpath("sql", "schema.sql").read_text("utf-8")
    sql = f"CREATE SCHEMA procrastinate;\nSET LOCAL search_path TO procrastinate;\n{schema}"
    return Migration(PROCRASTINATE_NUMBER, "procrastinate", sql)


def migrate(connection: Connection) -> int:
    """Bring the database to this version; how many migrations ran.

    Raises:
        MigrationError: the database is newer than this program, or a migration that ran was
            changed since.
    """
    migrations = available()
    connection.run(Q.lock)
    try:
        connection.run(Q.create_table)
        done = {row["number"]: row for row in connection.run(Q.list_done)}
        _check(migrations, {number: row["checksum"] for number, row in done.items()})
        pending = [m for m in migrations if m.number not in done]
        for migration in pending:
            _apply(connection, migration)
        return len(pending)
    finally:
        if not connection.broken:
            connection.run(Q.unlock)


def _check(migrations: list[Migration], done: dict[int, str]) -> None:
    newest = len(migrations)
    if done and max(done) > newest:
        raise MigrationError(
            f"the database is at migration {max(done)}, this version knows {newest}: "
            "install the newer version, or restore the backup made before the upgrade"
        )
    for migration in migrations:
        if done.get(migration.number, migration.checksum) != migration.checksum:
            raise MigrationError(
                f"migration {migration.number:04d}_{migration.name} was changed after it ran: "
                "install the version that the database was made with"
            )


def _apply(connection: Connection, migration: Migration) -> None:
    with connection.transaction():
        connection.run(Q.set_lock_timeout)
        connection.script(migration.sql, f"{migration.number:04d}_{migration.name}")
        connection.run(Q.reset_search_path)
        connection.run(
            Q.record, number=migration.number, name=migration.name, checksum=migration.checksum
        )
