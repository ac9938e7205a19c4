"""Users: made by administrators, changed by themselves."""

import re
from typing import Any

import msgspec

from backend.access.passwords import hash_password
from backend.access.permissions import ROLES, permissions_of
from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.access import Me, MePatch
from backend.models.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from backend.models.ids import new_id

Q = load("users")
SESSIONS = load("sessions")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
MAX_EMAIL = 254
SYSTEM_USER_ID = "system000000"


class User(msgspec.Struct, frozen=True):
    """Who asks: as much as deciding what is allowed needs."""

    id: str
    email: str
    name: str
    enabled: bool
    roles: list[str]


def create_user(
    connection: Connection, *, email: str, role: str, password: str, name: str | None = None
) -> str:
    """Make a user with one role; its id. Without a name, that of the address is taken.

    Raises:
        InvalidInputError: e-mail, role, name or password do not fit.
        ConflictError: the e-mail address is taken.
    """
    if not EMAIL.fullmatch(email) or not email.isprintable() or len(email) > MAX_EMAIL:
        raise _invalid("/email", f"{email[:80]!r} is not an e-mail address")
    if role not in ROLES:
        raise _invalid("/role", f"{role[:80]!r} is not a role; there are {', '.join(ROLES)}")
    name = email.split("@", 1)[0] if name is None else name
    _check_name(name)
    try:
        rows = connection.run(
            Q.insert_user,
            id=new_id(),
            email=email.lower(),
            name=name,
            roles=[role],
            password=hash_password(password, email=email),
        )
    except UniqueViolationError as error:
        raise ConflictError(f"there is a user {email} already") from error
    return str(rows[0]["id"])


def get_user_by_email(connection: Connection, email: str) -> User:
    """The user of an e-mail address.

    Raises:
        NotFoundError: there is none.
    """
    rows: list[dict[str, Any]] = []
    if email.isprintable():
        rows = connection.run(Q.find_user_by_email, email=email.lower())
    if not rows:
        raise NotFoundError(f"there is no user {email[:80]!r}: make one with `user create`")
    return msgspec.convert(rows[0], User)


def set_password(connection: Connection, *, user: User, password: str) -> int:
    """Give a user another password and end all sessions; how many there were.

    Raises:
        InvalidInputError: the password does not fit.
    """
    hashed = hash_password(password, email=user.email)
    with connection.transaction():
        return replace_password(connection, user.id, hashed, keep=None)


def replace_password(connection: Connection, user_id: str, hashed: str, *, keep: str | None) -> int:
    """Within a transaction: another password, and no session but `keep`; how many ended."""
    connection.run(Q.update_password, id=user_id, password=hashed)
    return len(connection.run(SESSIONS.delete_other_sessions, user_id=user_id, id=keep))


class Profiles:
    """What people see and change of themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: str) -> Me:
        """Who this is.

        Raises:
            NotFoundError: deleted a moment ago.
        """
        row = await self._database.one(Q.get_profile, id=user_id)
        if row is None:
            raise _gone()
        return _me(row)

    async def change(self, user_id: str, patch: MePatch) -> Me:
        """Change what the patch names; how it is then.

        Raises:
            InvalidInputError: the name is not printable.
            NotFoundError: deleted a moment ago.
        """
        named = {name: getattr(patch, name) for name in patch.__struct_fields__}
        changes = {name: value for name, value in named.items() if value is not msgspec.UNSET}
        if "name" in changes:
            _check_name(changes["name"])

        def apply(connection: Connection) -> Me:
            rows = connection.run(Q.lock_profile, id=user_id)
            if not rows:
                raise _gone()
            kept = {name: rows[0][name] for name in named}
            return _me(connection.run(Q.update_profile, id=user_id, **{**kept, **changes})[0])

        return await self._database.transaction(apply)


def _me(row: dict[str, Any]) -> Me:
    return to_struct({**row, "permissions": sorted(permissions_of(row["roles"]))}, Me)


def _check_name(name: str) -> None:
    if not name.strip() or not name.isprintable():
        raise _invalid("/name", "a name of printable characters is needed")


def _invalid(pointer: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(pointer, message),))


def _gone() -> NotFoundError:
    return NotFoundError("this user was deleted a moment ago")
