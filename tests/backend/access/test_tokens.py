"""Tokens: made once, checked every time."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from backend import admin
from backend.access.credentials import digest_of
from backend.access.permissions import Permission
from backend.access.tokens import Tokens
from backend.db.connection import Connection, utc_now
from backend.db.pool import Database
from backend.db.queries import Query
from backend.models.access import Client
from backend.models.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)

HERE = Client()
EMAIL, PASSWORD = "analyst@example.com", "correct horse battery"
EXPIRE = Query("expire", "UPDATE api_tokens SET expires_at = :moment")
DISABLE = Query("disable", "UPDATE users SET enabled = false WHERE email = :email")
REVOKE = Query("revoke", "DELETE FROM api_tokens")
STORED = Query("stored", "SELECT token FROM api_tokens")
PASSWORDS = Query("passwords", "SELECT password FROM users WHERE email = :email")


@pytest.fixture
def token(database_url: str) -> str:
    admin.create_user(database_url, email=EMAIL, role="analyst", password=PASSWORD)
    return admin.create_token(database_url, email=EMAIL, note="tests")


async def test_a_token_opens_what_the_role_allows(database: Database, token: str) -> None:
    principal = await Tokens(database, None).authenticate(token, HERE)
    assert principal.user.email == EMAIL
    assert Permission.REQUEST_CREATE in principal.permissions
    assert Permission.SOURCE_CODE not in principal.permissions


async def test_only_hashes_are_stored(connection: Connection, token: str) -> None:
    assert bytes(connection.run(STORED)[0]["token"]) == digest_of(token.split("_")[1])
    assert connection.run(PASSWORDS, email=EMAIL)[0]["password"].startswith("$argon2id$")


@pytest.mark.parametrize("days", [-1, 0])
async def test_an_expired_token_is_refused(
    database: Database, connection: Connection, token: str, days: int
) -> None:
    connection.run(EXPIRE, moment=utc_now() + timedelta(days=days))
    with pytest.raises(UnauthorizedError):
        await Tokens(database, None).authenticate(token, HERE)


async def test_a_token_expires_while_it_is_known(
    database: Database, connection: Connection, token: str
) -> None:
    connection.run(EXPIRE, moment=utc_now() + timedelta(seconds=0.3))
    tokens = Tokens(database, None)
    await tokens.authenticate(token, HERE)
    await asyncio.sleep(0.4)
    with pytest.raises(UnauthorizedError):
        await tokens.authenticate(token, HERE)


async def test_a_disabled_user_is_refused_once_the_change_is_announced(
    database: Database, connection: Connection, token: str
) -> None:
    tokens = Tokens(database, None)
    await tokens.authenticate(token, HERE)
    connection.run(DISABLE, email=EMAIL)
    tokens.forget()
    with pytest.raises(UnauthorizedError):
        await tokens.authenticate(token, HERE)


async def test_the_commands_of_this_machine_have_a_token_of_their_own(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "local-token"
    file.write_text("secret-of-this-machine\n")
    tokens = Tokens(database, file)
    principal = await tokens.authenticate("local_secret-of-this-machine", HERE)
    assert principal.permissions == frozenset(Permission)
    with pytest.raises(UnauthorizedError):
        await tokens.authenticate("local_guess", HERE)
    with pytest.raises(UnauthorizedError):
        await Tokens(database, None).authenticate("local_secret-of-this-machine", HERE)


def test_what_does_not_fit_is_refused(database_url: str, token: str) -> None:
    for change, error, fragment in (
        ({"email": "nobody"}, InvalidInputError, "not an e-mail"),
        ({"role": "root"}, InvalidInputError, "there are viewer"),
        ({"password": "short"}, InvalidInputError, "5 characters"),
        ({"email": EMAIL.upper()}, ConflictError, "already"),
    ):
        new = {"email": "new@example.com", "role": "viewer", "password": PASSWORD, **change}
        with pytest.raises(error, match=fragment):
            admin.create_user(database_url, **new)
    with pytest.raises(ConflictError, match="already"):
        admin.create_token(database_url, email=EMAIL, note="tests")
    with pytest.raises(NotFoundError, match="user create"):
        admin.create_token(database_url, email="unknown@example.com", note="x")
    with pytest.raises(InvalidInputError, match="note"):
        admin.create_token(database_url, email=EMAIL, note="")


async def test_what_was_read_before_a_change_is_not_believed_after_it(
    database: Database, connection: Connection, token: str
) -> None:
    tokens = Tokens(database, None)
    reading = asyncio.ensure_future(tokens.authenticate(token, HERE))
    await asyncio.sleep(0)
    tokens.forget()
    await reading
    connection.run(REVOKE)
    with pytest.raises(UnauthorizedError):
        await tokens.authenticate(token, HERE)


@pytest.mark.parametrize("wrong", ["", "_", "local_", "a_b", "x" * 4000, "\ud800_\ud800", "é_ü"])
async def test_nonsense_is_refused(database: Database, token: str, wrong: str) -> None:
    for given in (wrong, f"{token}{wrong or 'x'}", token[:-1], token.upper()):
        with pytest.raises(UnauthorizedError, match="token create"):
            await Tokens(database, None).authenticate(given, HERE)


async def test_a_known_token_asks_no_database(database: Database, token: str) -> None:
    tokens = Tokens(database, None)
    await tokens.authenticate(token, HERE)
    await database.close()
    assert (await tokens.authenticate(token, HERE)).user.email == EMAIL


@pytest.mark.parametrize("note", ["", "x" * 201, "a\0b", "a\nb", "\udcff"])
def test_a_note_that_does_not_fit_is_refused(database_url: str, token: str, note: str) -> None:
    with pytest.raises(InvalidInputError, match="printable"):
        admin.create_token(database_url, email=EMAIL, note=note)
