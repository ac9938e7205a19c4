"""Users: made by administrators."""

import re
from typing import Any

import msgspec

from backend.access.passwords import hash_password
from backend.access.permissions import ROLES
from backend.db.connection import Connection, UniqueViolationError
from backend.db.queries import load
from backend.models.errors import ConflictError, InvalidInputError, NotFoundError
from backend.models.ids import new_id

Q = load("users")
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


def create_user(connection: Connection, *, email: str, role: str, password: str) -> str:
    """Make a user with one role; its id.

    Raises:
        InvalidInputError: e-mail, role or password do not fit.
        ConflictError: the e-mail address is taken.
    """
    if not EMAIL.fullmatch(email) or not email.isprintable() or len(email) > MAX_EMAIL:
        raise InvalidInputError(f"{email[:80]!r} is not an e-mail address")
    if role not in ROLES:
        raise InvalidInputError(f"{role[:80]!r} is not a role; there are {', '.join(ROLES)}")
    try:
        rows = connection.run(
            Q.insert_user,
            id=new_id(),
            email=email.lower(),
            name=email.split("@", 1)[0],
            roles=[role],
            password=hash_password(password),
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
