"""The database: an embedded PostgreSQL that we run, or an external one; one interface for both."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from appliance import lifeline, probes
from appliance.accounts import Account
from appliance.data_folder import prepare as prepare_data_folder
from appliance.errors import ApplianceError, SetupError
from appliance.lock import locked
from appliance.paths import DataFolder, default_data_folder, self_command
from appliance.postgres_cluster import NAME, Cluster, check_version
from appliance.postgres_programs import Programs, environment, for_account

PORT = 5432
"""Part of the socket's name; no TCP port is opened."""

# Modest, for one appliance on one machine. What is not named here is PostgreSQL's default.
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    # Queries are short, and a helper process each would cost more than it brings.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    # The log goes to stderr, from there to logs/postgres.log, which the supervisor rotates.
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "cluster_name": "indicator-aggregator",
}


class Postgres(Protocol):
    """What the rest of the appliance knows of its database."""

    @property
    def url(self) -> str:
        """For the backend: `postgresql://user:password@…/name`."""
        ...

    @property
    def embedded(self) -> bool:
        """Whether the appliance runs it."""
        ...

    def accepts(self) -> str:
        """Empty when connections are taken, else why not."""
        ...


@dataclass(frozen=True)
class ExternalPostgres:
    """The PostgreSQL of `[database] url`, which somebody else runs."""

    url: str

    @property
    def embedded(self) -> bool:
        return False

    def accepts(self) -> str:
        """Empty when connections are taken, else why not."""
        parts = urlsplit(self.url)
        host = parse_qs(parts.query).get("host", [unquote(parts.hostname or "127.0.0.1")])[-1]
        port = parts.port or PORT
        address = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
        user = unquote(parts.username or "postgres")
        database = unquote(parts.path.lstrip("/")) or user
        return probes.postgres(address, user=user, database=database)


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A PostgreSQL of our own within the data folder, reached by a unix socket alone.

    Args:
        data: the data folder.
        account: whom it runs as when this process is root (`accounts.service_account`); None
            when this process is not root.
    """

    data: DataFolder
    account: Account | None

    @property
    def embedded(self) -> bool:
        return True

    @property
    def url(self) -> str:
        """For the backend, with the password.

        Raises:
            ApplianceError: the database was never started, or its password may not be read.
        """
        try:
            password = self.data.postgres_password.read_text(encoding="ascii").strip()
        except OSError as error:
            raise ApplianceError(
                f"Can't read {self.data.postgres_password}: {error.strerror}. It is made when the "
                "appliance starts, and readable by the account that started it."
            ) from error
        query = urlencode({"host": str(self.data.postgres_sockets)}, quote_via=quote)
        return f"postgresql://{NAME}:{password}@/{NAME}?{query}"

    def accepts(self) -> str:
        """Empty when connections are taken, else why not."""
        socket = self.data.postgres_sockets / f".s.PGSQL.{PORT}"
        return probes.postgres(str(socket), user=NAME, database=NAME)

    def check_version(self) -> None:
        """Find out whether the data folder's cluster is of the version that is shipped.

        Raises:
            SetupError: it is of another one.
        """
        check_version(self.data)

    def check(self) -> None:
        """Find out, before anything is started, what `prepare` would fail for.

        Needs `data_folder.prepare`.

        Raises:
            SetupError: a cluster of another version, or folders that the account can't reach.
        """
        check_version(self.data)
        if self.account is not None and not self.account.enters(self.data.postgresql):
            raise SetupError(
                f"PostgreSQL runs as {self.account.name}, which can't reach {self.data.root}: a "
                "folder above it is closed to other accounts. Choose another [appliance] data_dir "
                f"(such as {default_data_folder()}), or open the folders above with chmod o+x."
            )
        _ = self._programs

    def prepare(self) -> None:
        """Make the cluster on first start, mend it after others. Needs `data_folder.prepare`.

        Raises:
            SetupError: it can't be used as things are; says what to do.
            ApplianceError: one of PostgreSQL's programs failed.
        """
        Cluster(data=self.data, programs=self._programs, account=self.account).prepare()

    def become(self, settings: Mapping[str, str] | None = None) -> None:
        """Turn this process into the server, under its account. Returns only by an error.

        Args:
            settings: parameters beside or instead of ours.
        """
        command = self._command({**_SETTINGS, **(settings or {})})
        if self.account is not None:
            self.account.drop()
        os.umask(0o077)
        # SIGQUIT: the postmaster ends at once and takes its children along.
        lifeline.hold(signal.SIGQUIT)
        os.execve(command[0], command, environment())  # noqa: S606 — becoming it is the point

    @contextlib.contextmanager
    def running(
        self, settings: Mapping[str, str] | None = None, *, seconds: float = 60.0
    ) -> Iterator[str]:
        """Run it without the appliance, for tests and commands; gives its URL.

        The server ends with the block, and with this process or the thread that entered the block.

        Args:
            settings: parameters beside or instead of ours, such as `{"fsync": "off"}` in tests.
            seconds: how long the start may take, initdb included.

        Raises:
            SetupError, ApplianceError: it did not start; with the last line of its log.
        """
        prepare_data_folder(self.data)
        with locked(self.data):
            self.check()
            yield from self._running(settings or {}, seconds)

    def _running(self, settings: Mapping[str, str], seconds: float) -> Iterator[str]:
        log = self.data.log("postgres")
        arguments = [f"--set={name}={value}" for name, value in settings.items()]
        overrides = {
            lifeline.SUPERVISOR_VARIABLE: str(os.getpid()),
            "INDICATOR_AGGREGATOR__APPLIANCE__DATA_DIR": str(self.data.root),
        }
        if self.account is not None:
            overrides["INDICATOR_AGGREGATOR__APPLIANCE__USER"] = self.account.name
        with log.open("ab") as output:
            process = subprocess.Popen(
                self_command("postgres", *arguments),
                env={**os.environ, **overrides},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            self._wait(process, seconds)
            yield self.url
        finally:
            _stop(process)

    def _wait(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while reason := self.accepts():
            if process.poll() is not None or time.monotonic() > give_up:
                log = self.data.log("postgres")
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
                raise ApplianceError(
                    f"PostgreSQL did not start: {lines[-1] if lines else reason} ({log})"
                )
            time.sleep(0.02)

    @cached_property
    def _programs(self) -> Programs:
        return for_account(self.account, self.data.postgresql)

    def _command(self, settings: Mapping[str, str]) -> list[str]:
        # A list of folders, separated by commas; quoted, a folder's name may hold them too.
        sockets = '"' + str(self.data.postgres_sockets).replace('"', '""') + '"'
        cluster = Cluster(data=self.data, programs=self._programs, account=self.account)
        command = [self._programs.path("postgres"), "-D", str(cluster.path)]
        for name, value in {**settings, "unix_socket_directories": sockets}.items():
            command += ["-c", f"{name}={value}"]
        return command


def _stop(process: "subprocess.Popen[bytes]", seconds: float = 15.0) -> None:
    """End a server: fast, else at once, else by force."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
    raise SetupError(f"Process {process.pid} can't be ended.")
