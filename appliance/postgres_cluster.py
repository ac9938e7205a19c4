"""The embedded PostgreSQL's cluster on the disk: made once, whole or not at all."""

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from appliance import lifeline
from appliance.accounts import Account
from appliance.data_folder import give, secret, store_secret, sync_folder
from appliance.errors import ApplianceError, SetupError
from appliance.paths import DataFolder
from appliance.postgres_leftovers import clear_leftovers, remove_interrupted
from appliance.postgres_programs import MAJOR_VERSION, Programs, environment

NAME = "indicator_aggregator"
"""Of the database and of its superuser."""

_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """The files of one cluster. `account` owns them, or this process when it is None."""

    data: DataFolder
    programs: Programs
    account: Account | None

    @property
    def path(self) -> Path:
        return self.data.postgresql / str(MAJOR_VERSION)

    def prepare(self) -> None:
        """Make the cluster when there is none, and see that an existing one can be started.

        Raises:
            SetupError: it belongs to another version or account, or its folder can't be reached.
            ApplianceError: initdb failed.
        """
        self._make_socket_folder()
        check_version(self.data)
        self._remove_interrupted()
        if not self.path.exists():
            self._create()
            return
        self._take_ownership()
        clear_leftovers(self.path)
        for leftover in self.data.postgres_sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        if not self.data.postgres_password.exists():
            self._replace_password()

    def _make_socket_folder(self) -> None:
        folder = self.data.postgres_sockets
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        if self.account is not None:
            os.chown(folder, self.account.uid, self.account.gid)

    def _remove_interrupted(self) -> None:
        """Clear what a first start left that did not come to its end."""
        for leftover in self.data.postgresql.glob(".cluster-*"):
            remove_interrupted(leftover)

    def _create(self) -> None:
        password = secret(self.data.postgres_password)
        work = Path(tempfile.mkdtemp(prefix=".cluster-", dir=self.data.postgresql))
        made, password_file = work / "data", work / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(password + "\n", encoding="ascii")
        if self.account is not None:
            # The folder last: in one of its own, the account could put something else there.
            for path in (password_file, work):
                os.chown(path, self.account.uid, self.account.gid)
        self._run(
            [
                self.programs.path("initdb"),
                f"--pgdata={made}",
                f"--username={NAME}",
                f"--pwfile={password_file}",
                "--auth-local=scram-sha-256",
                "--auth-host=scram-sha-256",
                *_LOCALE,
            ]
        )
        self._single_user(made, f"CREATE DATABASE {NAME};\n")
        # From here on the cluster is whole; the rename makes it the one that is used.
        made.rename(self.path)
        sync_folder(self.data.postgresql)
        shutil.rmtree(work)

    def _take_ownership(self) -> None:
        """Give the files to the account that is to run PostgreSQL now."""
        owner = self.path.stat().st_uid
        if self.account is None:
            if owner != os.geteuid():
                raise SetupError(
                    f"{self.path} belongs to uid {owner}, and this is uid {os.geteuid()}. Start "
                    "the appliance as the account that made the data folder, or as root."
                )
            return
        if owner == self.account.uid:
            return
        give(self.path, self.account.uid, self.account.gid)

    def _replace_password(self) -> None:
        """Give the superuser a new password, because the file with the old one is gone."""
        password = secrets.token_hex(32)
        self._single_user(self.path, f"ALTER ROLE {NAME} PASSWORD '{password}';\n")
        # Only now: interrupted before, there still is no file, and it is done again.
        store_secret(self.data.postgres_password, password)

    def _single_user(self, cluster: Path, statement: str) -> None:
        self._run(
            [
                self.programs.path("postgres"),
                "--single",
                "-D",
                str(cluster),
                "-c",
                "exit_on_error=on",
                "postgres",
            ],
            statement=statement,
        )

    def _run(self, command: list[str], *, statement: str = "") -> None:
        """Run one of PostgreSQL's programs as the account.

        Raises:
            ApplianceError: it failed, with the last line that it wrote.
        """
        account = self.account
        done = subprocess.run(
            command,
            input=statement,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=environment(),
            umask=0o077,
            user=account.uid if account is not None else None,
            group=account.gid if account is not None else None,
            extra_groups=[] if account is not None else None,
            # After the change of account. The role has no threads that could be in the way.
            preexec_fn=lifeline.follow_parent,
        )
        if done.returncode != 0:
            written = [line for line in done.stderr.splitlines() if line.strip()]
            raise ApplianceError(
                f"{Path(command[0]).name} failed with status {done.returncode}: "
                f"{written[-1] if written else 'it wrote nothing'}"
            )


def check_version(data: DataFolder) -> None:
    """See that the data folder's cluster is of the major version that is shipped.

    Raises:
        SetupError: it is of another one.
    """
    if not data.postgresql.is_dir():
        return
    majors = {entry.name for entry in data.postgresql.iterdir() if entry.name.isdigit()}
    if majors and str(MAJOR_VERSION) not in majors:
        raise _other_version(data, max(majors, key=int))
    with contextlib.suppress(FileNotFoundError, PermissionError):
        path = data.postgresql / str(MAJOR_VERSION)
        told = (path / "PG_VERSION").read_text(encoding="ascii").strip()
        if told != str(MAJOR_VERSION):
            raise _other_version(data, told)


def _other_version(data: DataFolder, version: str) -> SetupError:
    return SetupError(
        f"{data.postgresql} holds a database of PostgreSQL {version}, and this program brings "
        f"PostgreSQL {MAJOR_VERSION}. Start it with the release that made the database, or choose "
        "another [appliance] data_dir."
    )
