"""Secrets: made, changed, deleted, revealed. Values go in and, on request alone, come out."""

from typing import Any

import msgspec

from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import ConflictError, NotFoundError
from backend.models.ids import new_id
from backend.models.secrets import SealedSecret, Secret, SecretCreate, SecretPatch
from backend.secrets.keys import KeyFile
from backend.secrets.sealing import seal, unseal

Q = load("secrets")
SYSTEM_USER_ID = "system000000"


class SecretStore:
    """The secrets of the database. Whoever writes a value raises `SecretKeyError` without a key."""

    def __init__(self, database: Database, keys: KeyFile) -> None:
        self._database = database
        self._keys = keys

    async def all(self) -> list[Secret]:
        """Every secret without its value, by name."""
        return await self._database.transaction(list_all)

    async def create(self, new: SecretCreate, user_id: str) -> str:
        """Make a secret; its id.

        Raises:
            ConflictError: the name is taken.
        """
        try:
            return await self._database.transaction(
                lambda connection: insert(connection, self._keys, new, user_id)
            )
        except UniqueViolationError as error:
            raise _taken(new.name) from error

    async def change(self, secret_id: str, patch: SecretPatch, user_id: str) -> None:
        """Change what the patch names.

        Raises:
            NotFoundError: there is no such secret.
            ConflictError: the name is taken.
        """

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_secret, id=secret_id)
            if not rows:
                raise _unknown(secret_id)
            if patch.value is not msgspec.UNSET:
                set_value(connection, self._keys, secret_id, patch.value, user_id)
            named = {n: getattr(patch, n) for n in ("name", "description", "expires_at")}
            changed = {n: v for n, v in named.items() if v is not msgspec.UNSET}
            connection.run(Q.update_secret, **{**rows[0], **changed}, user_id=user_id)

        try:
            await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise _taken(str(patch.name)) from error

    async def delete(self, secret_id: str) -> None:
        """Delete a secret; slots that it was linked to are empty then.

        Raises:
            NotFoundError: there is no such secret.
        """
        if not await self._database.run(Q.delete_secret, id=secret_id):
            raise _unknown(secret_id)

    async def reveal(self, secret_id: str) -> tuple[str, str]:
        """Name and value of a secret.

        Raises:
            NotFoundError: there is no such secret.
            SecretKeyError: it can't be decrypted.
        """
        row = await self._database.one(Q.get_sealed, id=secret_id)
        if row is None:
            raise _unknown(secret_id)
        sealed = to_struct(row, SealedSecret)
        return sealed.name, unseal(self._keys, sealed)


def list_all(connection: Connection) -> list[Secret]:
    """Every secret without its value, by name."""
    return [to_struct(row, Secret) for row in connection.run(Q.list_secrets)]


def put(connection: Connection, keys: KeyFile, new: SecretCreate) -> bool:
    """Keep a secret of this name, or give it another value; whether it is a new one.

    Raises:
        SecretKeyError: there is no key.
    """
    ensure_key(connection, keys)
    with connection.transaction():
        found = connection.run(Q.find_by_name, name=new.name)
        if found:
            set_value(connection, keys, found[0]["id"], new.value, SYSTEM_USER_ID)
        else:
            insert(connection, keys, new, SYSTEM_USER_ID)
        return not found


def ensure_key(connection: Connection, keys: KeyFile) -> None:
    """Make the key file where there is none, unless a value waits for the one that is missing."""
    if not connection.run(Q.count_sealed)[0]["total"]:
        keys.make()


def insert(connection: Connection, keys: KeyFile, new: SecretCreate, user_id: str | None) -> str:
    """Make a secret, within a transaction."""
    secret_id = new_id()
    connection.run(
        Q.insert_secret,
        id=secret_id,
        name=new.name,
        description=new.description,
        expires_at=new.expires_at,
        user_id=user_id,
        **_sealed(connection, keys, secret_id, new.value),
    )
    return secret_id


def set_value(
    connection: Connection, keys: KeyFile, secret_id: str, value: str, user_id: str | None
) -> None:
    """Give a secret another value, within a transaction."""
    sealed = _sealed(connection, keys, secret_id, value)
    connection.run(Q.set_value, id=secret_id, user_id=user_id, **sealed)


def _sealed(connection: Connection, keys: KeyFile, secret_id: str, value: str) -> dict[str, Any]:
    """Columns of a value. Until the transaction ends no rotation drops the key that was used."""
    connection.run(Q.share_keys)
    sealed = seal(keys.keys(), secret_id, value)
    return {"key_version": sealed.key_version, "value": sealed.value}


def _unknown(secret_id: str) -> NotFoundError:
    return NotFoundError(f"there is no secret {secret_id[:80]!r}: GET /secrets lists them")


def _taken(name: str) -> ConflictError:
    return ConflictError(f"there is a secret with the name {name!r} already")
