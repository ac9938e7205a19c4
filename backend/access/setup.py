"""Set-up: the first administrator, made by whoever has the link that the start prints.

The link's token is a file in the data folder. It is there as long as there is no administrator,
and so says by itself whether set-up is needed.
"""

import hmac
import os
import secrets
from pathlib import Path

import structlog

from backend.access.users import SYSTEM_USER_ID, create_user
from backend.db.connection import Connection
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.access import SetupAnswers
from backend.models.errors import ConflictError, UnauthorizedError

Q = load("users")
log = structlog.get_logger()

ADMINISTRATOR = "admin"


class SetupDoneError(ConflictError):
    """There is an administrator."""

    code, title = "SETUP_DONE", "Set-up was completed already"


class Setup:
    """Knows whether set-up is needed, and completes it."""

    def __init__(self, database: Database, token_file: Path | None) -> None:
        self._database = database
        self._file = token_file

    async def is_needed(self) -> bool:
        """Whether there is no administrator who could sign in."""
        row = await self._database.one(Q.is_administered, system_id=SYSTEM_USER_ID)
        return row is None or not row["administered"]

    async def look(self) -> None:
        """Make the token's file when it is needed, remove it when it no longer is."""
        if self._file is None:
            return
        self._keep_file(self._file, wanted=await self.is_needed())

    async def complete(self, answers: SetupAnswers) -> str:
        """Make the first administrator; the user's id. The token is void from then on.

        Raises:
            SetupDoneError: there is an administrator.
            UnauthorizedError: it is another token.
            InvalidInputError, ConflictError: as `create_user`.
        """

        def make(connection: Connection) -> str:
            connection.run(Q.lock_setup)
            if connection.run(Q.is_administered, system_id=SYSTEM_USER_ID)[0]["administered"]:
                raise SetupDoneError("there is an administrator already: sign in")
            self._check(answers.token)
            return create_user(
                connection,
                email=answers.email,
                name=answers.name,
                role=ADMINISTRATOR,
                password=answers.password,
            )

        user_id = await self._database.transaction(make)
        if self._file is not None:
            self._keep_file(self._file, wanted=False)
        log.info("setup_completed", user_id=user_id)
        return user_id

    def _keep_file(self, file: Path, *, wanted: bool) -> None:
        try:
            if wanted:
                _make(file)
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            log.warning(
                "setup_token_failed",
                detail=f"{error.strerror}: {file}",
                next="make an administrator by `user create --role admin`",
            )

    def _check(self, token: str) -> None:
        try:
            expected = self._file.read_bytes().strip() if self._file is not None else b""
        except OSError:
            expected = b""
        if not expected or not hmac.compare_digest(expected, token.encode()):
            raise UnauthorizedError(
                "this set-up link is not the one of this appliance: `status` shows it, and "
                "`user create --role admin` does without"
            )


def _make(file: Path) -> None:
    """A file with a token (0600), whole from the first moment; one that is there stays."""
    if file.exists():
        return
    temporary = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as written:  # noqa: PTH123 — a descriptor
            written.write(secrets.token_hex(32) + "\n")
        # Unlike a rename, this leaves the file of another backend that was faster.
        file.hardlink_to(temporary)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
