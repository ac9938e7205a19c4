"""Sessions: the credentials of browsers, which the cookie `session` holds.

A session ends when it was not used for a while, on its last day in any case, and at once when its
row is deleted. Both times are computed when it is read, so that a changed setting holds for all.
"""

from datetime import datetime, timedelta
from typing import Any

from backend.access.credentials import (
    Credentials,
    Known,
    Principal,
    Use,
    digest_of,
    new_secret,
    principal_of,
)
from backend.access.users import User
from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json
from backend.models.access import Client, Session
from backend.models.errors import ApplicationError, NotFoundError, UnauthorizedError
from backend.models.ids import new_id
from backend.models.json_values import clean_text

Q = load("sessions")
MAX_USER_AGENT = 300
MAX_ADDRESS = 100
# The last use may not be written yet.
LAG = timedelta(minutes=5)


class Sessions:
    """Begins, checks, shows and ends sessions.

    Args:
        database: where they are.
        idle: how long one lasts without being used.
        lifetime: how long one lasts at most.
    """

    def __init__(self, database: Database, *, idle: timedelta, lifetime: timedelta) -> None:
        self._database = database
        self._idle = idle
        self.lifetime = lifetime
        self._credentials = Credentials(self._read)

    def forget(self) -> None:
        """Users or sessions changed."""
        self._credentials.forget()

    async def begin(self, user_id: str, client: Client) -> str:
        """A new session of this user; what its cookie holds."""
        session_id, secret = new_id(), new_secret()
        await self._database.run(
            Q.insert_session,
            id=session_id,
            secret=digest_of(secret),
            user_id=user_id,
            **_described(client),
        )
        return f"{session_id}_{secret}"

    async def authenticate(self, credential: str, client: Client) -> Principal:
        """Whose session this is.

        Raises:
            UnauthorizedError: it has ended, or never was; the sentence is the same.
        """
        principal = await self._credentials.check(credential, client)
        if principal is None:
            raise UnauthorizedError("the session has ended: sign in again")
        return principal

    async def list_own(self, user_id: str, current: str | None) -> list[Session]:
        """A user's sessions, newest first; `current` is the id of the one that asks."""
        rows = await self._database.run(Q.list_sessions, user_id=user_id)
        found = [self._shown(row, current) for row in rows]
        return [session for session in found if session.expires_at > utc_now()]

    async def end(self, user_id: str, session_id: str) -> None:
        """End one of a user's sessions.

        Raises:
            NotFoundError: the user has no such session.
        """
        if not await self._database.run(Q.delete_session, id=session_id, user_id=user_id):
            raise NotFoundError(
                f"you have no session {session_id[:80]!r}: GET /sessions lists yours"
            )
        self.forget()

    async def end_others(self, user_id: str, keep: str | None) -> None:
        """End all of a user's sessions but the one with the id `keep`."""
        await self._database.run(Q.delete_other_sessions, user_id=user_id, id=keep)
        self.forget()

    async def record_uses(self) -> None:
        """Write when and from where sessions were used last."""
        uses = self._credentials.take_uses()
        if not uses:
            return
        rows = [{"id": i, "at": use.at, **_described(use.client)} for i, use in uses.items()]
        try:
            await self._database.run(Q.record_uses, uses=to_json(rows))
        except ApplicationError:
            self._credentials.give_back(uses)
            raise

    async def delete_expired(self) -> int:
        """Delete those that have expired; how many."""
        now = utc_now()
        deleted = await self._database.run(
            Q.delete_expired_sessions,
            used_before=now - self._idle - LAG,
            created_before=now - self.lifetime,
        )
        return len(deleted)

    async def _read(self, session_id: str) -> Known | None:
        row = await self._database.one(Q.get_session, id=session_id)
        if row is None or not row["enabled"]:
            return None
        user = User(row["id"], row["email"], row["name"], row["enabled"], row["roles"])
        used_at = _latest(row["last_used_at"], self._credentials.last_use(session_id))
        expires_at = self._expiry(row["created_at"], used_at)
        return Known(bytes(row["secret"]), expires_at, principal_of(user, session_id))

    def _shown(self, row: dict[str, Any], current: str | None) -> Session:
        used_at = _latest(row["last_used_at"], self._credentials.last_use(row["id"]))
        return Session(
            id=row["id"],
            created_at=row["created_at"],
            last_used_at=used_at,
            expires_at=self._expiry(row["created_at"], used_at),
            user_agent=row["user_agent"],
            address=row["address"],
            current=row["id"] == current,
        )

    def _expiry(self, created_at: datetime, used_at: datetime) -> datetime:
        return min(used_at + self._idle, created_at + self.lifetime)


def _latest(written: datetime, use: Use | None) -> datetime:
    return written if use is None else max(written, use.at)


def _described(client: Client) -> dict[str, str]:
    return {
        "address": clean_text(client.address)[:MAX_ADDRESS],
        "user_agent": clean_text(client.user_agent)[:MAX_USER_AGENT],
    }
