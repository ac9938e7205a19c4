"""Users: who may be made, and what is refused with which sentence."""

import pytest

from backend.access.passwords import MAX_LENGTH, MIN_LENGTH, hash_password
from backend.access.permissions import ROLES, Permission, permissions_of
from backend.access.users import create_user, get_user_by_email
from backend.db.connection import Connection
from backend.models.errors import ConflictError, InvalidInputError, NotFoundError

PASSWORD = "correct horse battery"


def make(connection: Connection, email: str, role: str = "viewer") -> str:
    return create_user(connection, email=email, role=role, password=PASSWORD)


@pytest.mark.parametrize("role", ROLES)
def test_a_user_of_each_role_is_made_and_found(connection: Connection, role: str) -> None:
    user_id = make(connection, "Ann.Analyst+x@Example.COM", role)
    user = get_user_by_email(connection, "ANN.analyst+x@example.com")
    assert (user.id, user.email, user.enabled) == (user_id, "ann.analyst+x@example.com", True)
    assert (user.name, user.roles) == ("Ann.Analyst+x", [role])
    assert permissions_of(user.roles) == ROLES[role]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@example@com",
        "ann @example.com",
        "ann@example.com\n",
        "ann@example.com\0",
        "ann\udcff@example.com",
        "ann\x7f@example.com",
        "ann\u202e@example.com",
        f"{'a' * 250}@example.com",
    ],
)
def test_what_is_no_address_is_refused(connection: Connection, email: str) -> None:
    with pytest.raises(InvalidInputError, match="not an e-mail address"):
        make(connection, email)
    with pytest.raises(NotFoundError, match="user create"):
        get_user_by_email(connection, email)


def test_an_address_is_taken_once_in_whatever_case(connection: Connection) -> None:
    make(connection, "ann@example.com")
    with pytest.raises(ConflictError, match="already"):
        make(connection, "ANN@EXAMPLE.COM")


def test_an_unknown_role_names_the_known_ones(connection: Connection) -> None:
    with pytest.raises(InvalidInputError, match="viewer, analyst, source-author, admin"):
        make(connection, "ann@example.com", "root")


@pytest.mark.parametrize(
    ("password", "fragment"),
    [
        ("", "0 characters"),
        ("x" * (MIN_LENGTH - 1), "12 to 1000"),
        ("x" * (MAX_LENGTH + 1), "1001 characters"),
        ("x" * MIN_LENGTH, "again and again"),
        ("Password1234", "tried first"),
        ("Ann.Analyst+X@Example.com", "e-mail address"),
        ("Ann.Analyst+x", "e-mail address"),
        ("\udcff" * MIN_LENGTH, "UTF-8"),
    ],
)
def test_a_password_that_does_not_fit_is_refused(password: str, fragment: str) -> None:
    with pytest.raises(InvalidInputError, match=fragment):
        hash_password(password, email="ann.analyst+x@example.com")


def test_the_same_password_is_stored_differently_each_time() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_roles_add_up_and_unknown_ones_give_nothing() -> None:
    assert permissions_of([]) == permissions_of(["unknown"]) == frozenset()
    both = permissions_of(["request_create", "request_view", "unknown"])
    assert both == {Permission.REQUEST_CREATE, Permission.REQUEST_VIEW}
    assert ROLES["viewer"] < ROLES["analyst"] < ROLES["source-author"] < ROLES["admin"]
