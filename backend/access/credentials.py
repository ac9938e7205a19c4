"""Credentials: `<id>_<secret>`, looked up by id, the secret compared by SHA-256.

API tokens and sessions are such credentials. A secret of 190 random bits needs no slow hash;
looking one up costs microseconds.
"""

import hashlib
import hmac
import secrets
import string
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from backend.access.permissions import Permission, permissions_of
from backend.access.users import User
from backend.db.connection import utc_now
from backend.models.access import Client

ALPHABET = string.ascii_letters + string.digits
SECRET_LENGTH = 32
CACHE_SECONDS = 60.0
CACHE_AT_MOST = 10_000


class Principal(msgspec.Struct, frozen=True):
    """A user who proved who they are, and what they may do; by a session unless that is None."""

    user: User
    permissions: frozenset[Permission]
    session_id: str | None = None


class Known(msgspec.Struct, frozen=True):
    """A credential as it was read from the database, and whom it stands for."""

    digest: bytes
    expires_at: datetime | None
    principal: Principal

    def is_over(self) -> bool:
        """Whether it has expired."""
        return self.expires_at is not None and self.expires_at <= utc_now()


class Use(msgspec.Struct, frozen=True):
    """When and from where a credential was used last."""

    at: datetime
    client: Client


class Credentials:
    """Checks credentials of one kind; what was read is kept until a change is announced.

    Args:
        read: looks a credential up by its id; None when there is none that counts.
    """

    def __init__(self, read: Callable[[str], Awaitable[Known | None]]) -> None:
        self._read = read
        self._known: dict[str, tuple[Known, float]] = {}
        self._changes = 0
        self._uses: dict[str, Use] = {}

    def forget(self) -> None:
        """Users or credentials changed."""
        self._changes += 1
        self._known.clear()

    async def check(self, credential: str, client: Client) -> Principal | None:
        """Whom the credential stands for; None when it is unknown, wrong or expired."""
        credential_id, _, secret = credential.partition("_")
        if not (credential_id.isascii() and credential_id.isalnum()):
            return None
        known, until = self._known.get(credential_id, (None, 0.0))
        # One that seems to be over may have been prolonged by another backend.
        if known is None or until < time.monotonic() or known.is_over():
            known = await self._look_up(credential_id)
        if known is None or not hmac.compare_digest(known.digest, digest_of(secret)):
            return None
        if known.is_over():
            return None
        self._uses[credential_id] = Use(utc_now(), client)
        return known.principal

    def last_use(self, credential_id: str) -> Use | None:
        """The last use that was not taken yet."""
        return self._uses.get(credential_id)

    def take_uses(self) -> dict[str, Use]:
        """The last use of each credential that was used since they were taken before."""
        taken, self._uses = self._uses, {}
        return taken

    def give_back(self, uses: dict[str, Use]) -> None:
        """Uses that were taken and could not be recorded."""
        self._uses = {**uses, **self._uses}

    async def _look_up(self, credential_id: str) -> Known | None:
        changes = self._changes
        known = await self._read(credential_id)
        # What was read before a change must not be believed after it.
        if known is not None and changes == self._changes:
            if len(self._known) >= CACHE_AT_MOST:
                self._known.clear()
            self._known[credential_id] = (known, time.monotonic() + CACHE_SECONDS)
        return known


def new_secret() -> str:
    """32 characters of 62: 190 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))


def digest_of(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def principal_of(user: User, session_id: str | None = None) -> Principal:
    """A user with what their roles allow."""
    return Principal(user, permissions_of(user.roles), session_id)
