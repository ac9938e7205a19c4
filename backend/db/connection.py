"""One connection to PostgreSQL through pg8000: prepared statements, translated errors."""

import contextlib
import datetime as dt
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pg8000.exceptions
import pg8000.native

from backend.db.queries import Query
from backend.models.errors import ApplicationError, ConflictError, UnavailableError
from runners.telemetry import tracing

CONNECT_SECONDS = 5
# A server that vanished without a word is noticed within a minute, not in two hours.
KEEPALIVE = {socket.TCP_KEEPIDLE: 30, socket.TCP_KEEPINTVL: 10, socket.TCP_KEEPCNT: 3}
COPY_BLOCK_BYTES = 64 * 1024


class DatabaseError(ApplicationError):
    """PostgreSQL refused a statement."""

    code, title = "DATABASE_ERROR", "The database refused a statement"


class DatabaseUnavailableError(UnavailableError):
    """PostgreSQL does not answer."""

    code, title = "DATABASE_UNAVAILABLE", "The database does not answer"


class StaleStatementError(DatabaseError):
    """A prepared statement no longer fits, because its tables changed. Nothing was done."""


class UniqueViolationError(ConflictError):
    """A row with this value exists already."""

    code, title = "ALREADY_EXISTS", "It exists already"


class ForeignKeyError(ApplicationError):
    """A row that was named does not exist, or is still used."""

    status, code, title = 422, "UNKNOWN_REFERENCE", "A thing that was named does not exist"


class DatabaseAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A connection URL, taken apart. `unix_folder` is set for sockets, `host` for TCP."""

    user: str
    password: str | None
    database: str
    host: str | None
    port: int
    unix_folder: str | None
    sslmode: str


def parse_url(url: str) -> DatabaseAddress:
    """Take `postgresql://user:password@host:port/name?sslmode=…&host=/folder` apart.

    Raises:
        ValueError: with a sentence for the administrator; the password is not in it.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("the database URL must start with postgresql://")
    options = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    host = options.get("host") or unquote(parts.hostname or "")
    sslmode = options.get("sslmode", "prefer")
    if sslmode not in ("disable", "prefer", "require", "verify-ca", "verify-full"):
        raise ValueError(f"sslmode={sslmode} of the database URL is not known")
    return DatabaseAddress(
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password) if parts.password is not None else None,
        database=unquote(parts.path.lstrip("/")) or "postgres",
        host=None if host.startswith("/") else host or "127.0.0.1",
        port=parts.port or 5432,
        unix_folder=host if host.startswith("/") else None,
        sslmode=sslmode,
    )


def _translate(error: Exception, query: Query) -> ApplicationError:
    if isinstance(error, pg8000.exceptions.DatabaseError):
        fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        state, message = str(fields.get("C", "")), str(fields.get("M", error))
        if state == "23505":
            return UniqueViolationError(message)
        if state == "23503":
            return ForeignKeyError(str(fields.get("D", message)))
        if state == "0A000" and "cached plan" in message:
            return StaleStatementError(f"{message} (in {query.name})")
        if state.startswith(("57P", "08", "53")):
            return DatabaseUnavailableError(f"{message} (in {query.name})")
        if state:
            return DatabaseError(f"{message} (SQLSTATE {state}, in {query.name})")
    return DatabaseUnavailableError(f"{error} (in {query.name})")


def span_of(query: Query) -> tracing.Span:
    """A statement, by its name: values and SQL stay here."""
    attributes = {"db.system.name": "postgresql", "db.operation.name": query.name}
    return tracing.span(f"database {query.name}", attributes, kind="client")


class Connection:
    """A connection for one thread at a time."""

    def __init__(self, native: pg8000.native.Connection) -> None:
        self._native = native
        self._prepared: dict[str, pg8000.native.PreparedStatement] = {}
        self.broken = False

    def run(self, query: Query, **params: Any) -> list[dict[str, Any]]:
        """Run a query and give its rows by column name."""
        with span_of(query):
            return self._run(query, params)

    def _run(self, query: Query, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        try:
            statement = self._prepared.get(query.name)
            if statement is None:
                statement = self._native.prepare(query.sql)
                self._prepared[query.name] = statement
            rows = statement.run(**params)
            names = [column["name"] for column in statement.columns or ()]
        except (pg8000.exceptions.Error, OSError) as error:
            raise self._failed(error, query) from error
        return [dict(zip(names, row, strict=True)) for row in rows or ()]

    def script(self, sql: str, name: str) -> None:
        """Run several statements of a migration."""
        try:
            self._native.execute_simple(sql)
        except (pg8000.exceptions.Error, OSError) as error:
            raise self._failed(error, Query(name, sql)) from error

    def copy_in(self, query: Query, lines: Iterable[bytes]) -> int:
        """Run a `COPY … FROM STDIN` with lines of its text format; the number of rows."""
        try:
            with span_of(query):
                self._native.run(query.sql, stream=_blocks(lines))
        except (pg8000.exceptions.Error, OSError) as error:
            raise self._failed(error, query) from error
        except BaseException:
            # The lines ended in the middle of a COPY: the server still waits for the rest.
            self.broken = True
            raise
        return int(self._native.row_count)

    def copy_out(self, query: Query, write: Callable[[bytes], None]) -> int:
        """Run a `COPY … TO STDOUT`, whose lines are written one by one; the number of rows."""
        try:
            with span_of(query):
                self._native.run(query.sql, stream=_Written(write))
        except pg8000.exceptions.Error as error:
            raise self._failed(error, query) from error
        except BaseException:
            # What is still to come is never read.
            self.broken = True
            raise
        return int(self._native.row_count)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """A block that is committed as a whole or not at all."""
        self.run(BEGIN)
        try:
            yield
        except BaseException:
            if not self.broken:
                self.run(ROLLBACK)
            raise
        self.run(COMMIT)

    def closed_by_server(self) -> bool:
        """Whether an idle connection is dead: its socket has an end of file to read.

        A server that was killed leaves such connections behind; found here, before a statement
        is sent, nothing has to be repeated. (`select` knows no descriptor beyond 1023.)
        """
        poll = select.poll()
        poll.register(self._native._usock, select.POLLIN)  # noqa: SLF001 — pg8000 has no public way
        return bool(poll.poll(0))

    def close(self) -> None:
        """Say good-bye; a connection that is gone already is closed too."""
        with contextlib.suppress(pg8000.exceptions.Error, OSError):
            self._native.close()

    def _failed(self, error: Exception, query: Query) -> ApplicationError:
        translated = _translate(error, query)
        if isinstance(translated, DatabaseUnavailableError | StaleStatementError):
            self.broken = True
        return translated


class _Written:
    """What the driver takes for a file."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.write = write


BEGIN = Query("begin", "BEGIN")
COMMIT = Query("commit", "COMMIT")
ROLLBACK = Query("rollback", "ROLLBACK")


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines together, because the driver sends and flushes each thing that it is given."""
    block: list[bytes] = []
    length = 0
    for line in lines:
        block.append(line)
        length += len(line)
        if length >= COPY_BLOCK_BYTES:
            yield b"".join(block)
            block, length = [], 0
    yield b"".join(block)


def connect(url: str, *, application_name: str) -> Connection:
    """Connect.

    Raises:
        DatabaseUnavailableError: with host and reason, never the password.
        ValueError: the URL can't be read.
    """
    address = parse_url(url)
    where = address.unix_folder or f"{address.host}:{address.port}"
    try:
        native = _connect_native(address, application_name)
    except (pg8000.exceptions.Error, OSError) as error:
        raise DatabaseUnavailableError(
            f"cannot connect to PostgreSQL at {where}: {_reason(error)}"
        ) from error
    return Connection(native)


def _reason(error: BaseException) -> str:
    """The server's words, if it said something before the driver failed to say good-bye."""
    current: BaseException | None = error
    while current is not None:
        if current.args and isinstance(current.args[0], dict):
            return str(current.args[0].get("M", current))
        current = current.__cause__ or current.__context__
    return str(error.__cause__ or error)


def _connect_native(address: DatabaseAddress, application_name: str) -> pg8000.native.Connection:
    plain = _open_socket(address)
    try:
        native = pg8000.native.Connection(
            user=address.user,
            password=address.password,
            database=address.database,
            application_name=application_name,
            host=address.host,
            sock=plain,
            ssl_context=_encryption(address),
        )
        # The time limit was for connecting; a query takes as long as the server lets it.
        native._usock.settimeout(None)  # noqa: SLF001 — pg8000 has no public way
        # Timestamps leave as aware UTC times whatever the server's zone is.
        native.run("SET TIME ZONE 'UTC'")
    except BaseException:
        plain.close()
        raise
    return native


def _open_socket(address: DatabaseAddress) -> socket.socket:
    if address.unix_folder is not None:
        plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        plain.settimeout(CONNECT_SECONDS)
        try:
            plain.connect(f"{address.unix_folder}/.s.PGSQL.{address.port}")
        except BaseException:
            plain.close()
            raise
        return plain
    plain = socket.create_connection((address.host or "", address.port), CONNECT_SECONDS)
    # Without it a batch insert waits 40 ms for a delayed acknowledgement.
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, number in KEEPALIVE.items():
        plain.setsockopt(socket.IPPROTO_TCP, option, number)
    return plain


def _encryption(address: DatabaseAddress) -> ssl.SSLContext | bool | None:
    """What pg8000 is told: False is never, None is when the server offers it."""
    if address.unix_folder is not None or address.sslmode == "disable":
        return False
    if address.sslmode == "prefer":
        return None
    context = ssl.create_default_context()
    context.check_hostname = address.sslmode == "verify-full"
    if address.sslmode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def utc_now() -> dt.datetime:
    """The time now, aware, in UTC."""
    return dt.datetime.now(dt.UTC)
