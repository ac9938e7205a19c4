"""API tokens: credentials for programs, made by their users, shown once."""

import hmac
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from backend.access.credentials import (
    Credentials,
    Known,
    Principal,
    digest_of,
    new_secret,
    principal_of,
)
from backend.access.users import SYSTEM_USER_ID, User
from backend.db.connection import Connection, UniqueViolationError, utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.models.access import ApiToken, ApiTokenCreate, ApiTokenCreated, ApiTokenPatch, Client
from backend.models.errors import (
    ApplicationError,
    ConflictError,
    FieldError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from backend.models.ids import new_id

Q = load("api_tokens")
MAX_NOTE = 200
LOCAL_ID = "local"


def create_token(connection: Connection, *, user: User, note: str) -> str:
    """Make a token that does not expire; it is shown this once.

    Raises:
        InvalidInputError: the note is empty or too long.
        ConflictError: the user has a token of this note.
    """
    made = _insert(connection, user.id, note, None)
    return f"{made.id}_{made.token}"


class Tokens:
    """Checks tokens, and makes, shows, changes and deletes those of a user."""

    def __init__(self, database: Database, local_token_file: Path | None) -> None:
        self._database = database
        self._credentials = Credentials(self._read)
        self._local = self._read_local(local_token_file)

    def forget(self) -> None:
        """Users or tokens changed."""
        self._credentials.forget()

    async def authenticate(self, token: str, client: Client) -> Principal:
        """Who presents this token.

        Raises:
            UnauthorizedError: it is unknown, wrong or expired, or its user is disabled. The
                sentence is the same for all of these.
        """
        token_id, _, secret = token.partition("_")
        if token_id == LOCAL_ID:
            return self._authenticate_local(secret)
        principal = await self._credentials.check(token, client)
        if principal is None:
            raise _refused()
        return principal

    async def list_own(self, user_id: str) -> list[ApiToken]:
        """A user's tokens, newest first."""
        rows = await self._database.run(Q.list_tokens, user_id=user_id)
        return [to_struct(row, ApiToken) for row in rows]

    async def create(self, user_id: str, new: ApiTokenCreate) -> ApiTokenCreated:
        """Make a token.

        Raises:
            InvalidInputError: the note is not printable, or the token would be over already.
            ConflictError: the user has a token of this note.
        """
        return await self._database.transaction(
            lambda connection: _insert(connection, user_id, new.note, new.expires_at)
        )

    async def change(self, user_id: str, token_id: str, patch: ApiTokenPatch) -> None:
        """Change what the patch names. Errors as `create`, and NotFoundError."""
        named = {name: getattr(patch, name) for name in patch.__struct_fields__}
        changes = {name: value for name, value in named.items() if value is not msgspec.UNSET}

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_token, id=token_id, user_id=user_id)
            if not rows:
                raise _unknown(token_id)
            # An expiry that stays may be over.
            _check(changes.get("note", rows[0]["note"]), changes.get("expires_at"))
            connection.run(Q.update_token, id=token_id, **{**rows[0], **changes})

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(changes["note"]) from error
        self.forget()

    async def regenerate(self, user_id: str, token_id: str) -> str:
        """A new secret in place of the old one, which opens nothing from now on.

        Raises:
            NotFoundError: the user has no such token.
        """
        secret = new_secret()
        await self._run_on(token_id, Q.replace_secret, user_id=user_id, token=digest_of(secret))
        return secret

    async def delete(self, user_id: str, token_id: str) -> None:
        """Delete a token. Errors as `regenerate`."""
        await self._run_on(token_id, Q.delete_token, user_id=user_id)

    async def record_uses(self) -> None:
        """Write when tokens were used last."""
        uses = self._credentials.take_uses()
        if not uses:
            return
        rows = [{"id": token_id, "at": use.at} for token_id, use in uses.items()]
        try:
            await self._database.run(Q.record_uses, uses=to_json(rows))
        except ApplicationError:
            self._credentials.give_back(uses)
            raise

    async def _run_on(self, token_id: str, query: Any, **params: Any) -> None:
        if not await self._database.run(query, id=token_id, **params):
            raise _unknown(token_id)
        self.forget()

    async def _read(self, token_id: str) -> Known | None:
        row = await self._database.one(Q.get_token, id=token_id)
        if row is None or not row["enabled"]:
            return None
        user = User(row["id"], row["email"], row["name"], row["enabled"], row["roles"])
        return Known(bytes(row["token"]), row["expires_at"], principal_of(user))

    def _read_local(self, file: Path | None) -> bytes | None:
        return digest_of(file.read_text("ascii").strip()) if file is not None else None

    def _authenticate_local(self, secret: str) -> Principal:
        """Commands on this machine show that they can read the appliance's data folder."""
        if self._local is None or not hmac.compare_digest(self._local, digest_of(secret)):
            raise _refused()
        return principal_of(
            User(SYSTEM_USER_ID, "system@appliance.invalid", "System", True, ["admin"])
        )


def _insert(
    connection: Connection, user_id: str, note: str, expires_at: datetime | None
) -> ApiTokenCreated:
    _check(note, expires_at)
    made = ApiTokenCreated(new_id(), new_secret())
    try:
        connection.run(
            Q.insert_token,
            id=made.id,
            note=note,
            token=digest_of(made.token),
            expires_at=expires_at,
            user_id=user_id,
        )
    except UniqueViolationError as error:
        raise _taken(note) from error
    return made


def _check(note: str, expires_at: datetime | None) -> None:
    if not 1 <= len(note) <= MAX_NOTE or not note.isprintable():
        raise _invalid("/note", f"a note of 1 to {MAX_NOTE} printable characters is needed")
    if expires_at is not None and expires_at <= utc_now():
        raise _invalid("/expiresAt", "the token would have expired already")


def _invalid(pointer: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(pointer, message),))


def _taken(note: str) -> ConflictError:
    message = f"there is a token with the note {note!r} already"
    return ConflictError(message, errors=(FieldError("/note", message),))


def _unknown(token_id: str) -> NotFoundError:
    return NotFoundError(f"you have no token {token_id[:80]!r}: GET /apiTokens lists yours")


def _refused() -> UnauthorizedError:
    return UnauthorizedError(
        "the token is unknown, wrong or expired: make one with `token create`, and send it as "
        "`Authorization: Token <token>`"
    )
