"""Accounts: signing in with a password, and changing it."""

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar

from backend.access.attempts import Attempts
from backend.access.passwords import hash_password, verify_password
from backend.access.sessions import Sessions
from backend.access.users import User, replace_password
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.access import Client, PasswordChange
from backend.models.errors import FieldError, InvalidInputError, UnauthorizedError

Q = load("users")
T = TypeVar("T")

# Each takes 64 MiB and tens of milliseconds of a core.
AT_ONCE = 2


class Accounts:
    """Checks passwords off the event loop, a few at a time.

    Who has no account, who has none any more and who typed a wrong password get the same sentence
    after the same work.
    """

    def __init__(self, database: Database, sessions: Sessions, attempts: Attempts) -> None:
        self._database = database
        self._sessions = sessions
        self._attempts = attempts
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._decoy = ""

    async def sign_in(self, email: str, password: str, client: Client) -> str:
        """The id of the user whose address and password these are.

        Raises:
            UnauthorizedError: they are nobody's.
            TooManyRequestsError: that was tried too often.
        """
        await self._attempts.take(email, client.address)
        # Made before anybody is looked up, so that the first one unknown takes no longer.
        if not self._decoy:
            self._decoy = await self._work(lambda: hash_password(secrets.token_hex()))
        row = await self._database.one(Q.get_login, email=email.lower())
        stored = (row["password"] if row is not None else None) or self._decoy
        right = await self._work(lambda: verify_password(stored, password))
        if not right or row is None or not row["enabled"] or stored == self._decoy:
            raise UnauthorizedError("the e-mail address or the password is wrong")
        await self._attempts.succeeded(email)
        return str(row["id"])

    async def change_password(
        self, user: User, change: PasswordChange, session_id: str | None, client: Client
    ) -> None:
        """Set another password; all sessions but the one with this id end.

        Raises:
            InvalidInputError: the current password is wrong, or the new one does not fit.
            TooManyRequestsError: that was tried too often.
        """
        await self._attempts.take(user.email, client.address)
        row = await self._database.one(Q.get_password, id=user.id)
        stored = row["password"] if row is not None else None
        if stored is None or not await self._work(lambda: verify_password(stored, change.current)):
            message = "this is not the current password"
            raise InvalidInputError(message, errors=(FieldError("/current", message),))
        await self._attempts.succeeded(user.email)
        hashed = await self._work(
            lambda: hash_password(change.new, email=user.email, pointer="/new")
        )
        await self._database.transaction(
            lambda connection: replace_password(connection, user.id, hashed, keep=session_id)
        )
        self._sessions.forget()

    async def _work(self, work: Callable[[], T]) -> T:
        async with self._slots:
            return await asyncio.to_thread(work)
