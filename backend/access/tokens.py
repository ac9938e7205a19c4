"""API tokens: `<id>_<secret>`, looked up by id, the secret compared by SHA-256.

A secret of 190 random bits needs no slow hash; looking one up costs microseconds.
"""

import hashlib
import hmac
import secrets
import string
import time
from datetime import datetime
from pathlib import Path

import msgspec

from backend.access.permissions import Permission, permissions_of
from backend.access.users import SYSTEM_USER_ID, User
from backend.db.connection import Connection, UniqueViolationError, utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.errors import ConflictError, InvalidInputError, UnauthorizedError
from backend.models.ids import new_id

Q = load("users")
ALPHABET = string.ascii_letters + string.digits
SECRET_LENGTH = 32
MAX_NOTE = 200
LOCAL_ID = "local"
CACHE_SECONDS = 60.0
CACHE_AT_MOST = 10_000


class Principal(msgspec.Struct, frozen=True):
    """A user who proved who they are, and what they may do."""

    user: User
    permissions: frozenset[Permission]


class _Known(msgspec.Struct, frozen=True):
    digest: bytes
    expires_at: datetime | None
    principal: Principal
    until: float


def create_token(connection: Connection, *, user: User, note: str) -> str:
    """Make a token; it is shown this once.

    Raises:
        InvalidInputError: the note is empty or too long.
        ConflictError: the user has a token of this note.
    """
    if not 1 <= len(note) <= MAX_NOTE or not note.isprintable():
        raise InvalidInputError(f"a note of 1 to {MAX_NOTE} printable characters is needed")
    token_id = new_id()
    secret = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    try:
        connection.run(
            Q.insert_token, id=token_id, note=note, token=digest_of(secret), user_id=user.id
        )
    except UniqueViolationError as error:
        raise ConflictError(f"{user.email} has a token with the note {note!r} already") from error
    return f"{token_id}_{secret}"


def digest_of(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Tokens:
    """Checks tokens; what was read once is kept until a change is announced."""

    def __init__(self, database: Database, local_token_file: Path | None) -> None:
        self._database = database
        self._known: dict[str, _Known] = {}
        self._changes = 0
        self._local = self._read_local(local_token_file)

    def forget(self) -> None:
        """Users or tokens changed."""
        self._changes += 1
        self._known.clear()

    async def authenticate(self, token: str) -> Principal:
        """Who presents this token.

        Raises:
            UnauthorizedError: it is unknown, wrong or expired, or its user is disabled. The
                sentence is the same for all of these.
        """
        token_id, _, secret = token.partition("_")
        if token_id == LOCAL_ID:
            return await self._authenticate_local(secret)
        if not (token_id.isascii() and token_id.isalnum()):
            raise _refused()
        known = self._known.get(token_id)
        if known is None or known.until < time.monotonic():
            known = await self._read(token_id)
        if known is None or not hmac.compare_digest(known.digest, digest_of(secret)):
            raise _refused()
        if known.expires_at is not None and known.expires_at <= utc_now():
            raise _refused()
        return known.principal

    async def _read(self, token_id: str) -> _Known | None:
        changes = self._changes
        row = await self._database.one(Q.get_token, id=token_id)
        if row is None or not row["enabled"]:
            return None
        if len(self._known) >= CACHE_AT_MOST:
            self._known.clear()
        user = User(row["id"], row["email"], row["name"], row["enabled"], row["roles"])
        known = _Known(
            bytes(row["token"]),
            row["expires_at"],
            _principal(user),
            time.monotonic() + CACHE_SECONDS,
        )
        # What was read before a change must not be believed after it.
        if changes == self._changes:
            self._known[token_id] = known
        return known

    def _read_local(self, file: Path | None) -> bytes | None:
        return digest_of(file.read_text("ascii").strip()) if file is not None else None

    async def _authenticate_local(self, secret: str) -> Principal:
        """Commands on this machine show that they can read the appliance's data folder."""
        if self._local is None or not hmac.compare_digest(self._local, digest_of(secret)):
            raise _refused()
        return _principal(
            User(SYSTEM_USER_ID, "system@appliance.invalid", "System", True, ["admin"])
        )


def _principal(user: User) -> Principal:
    return Principal(user, permissions_of(user.roles))


def _refused() -> UnauthorizedError:
    return UnauthorizedError(
        "the token is unknown, wrong or expired: make one with `token create`, and send it as "
        "`Authorization: Token <token>`"
    )
