"""Signing in: the same work for everybody, off the event loop, a few at a time."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from backend import admin
from backend.access import accounts as module
from backend.access.accounts import AT_ONCE, Accounts
from backend.access.attempts import Attempts
from backend.access.passwords import hash_password, verify_password
from backend.access.sessions import Sessions
from backend.db.pool import Database
from backend.models.access import Client
from backend.models.errors import UnauthorizedError
from tests.support.databases import execute

EMAIL, PASSWORD = "analyst@example.com", "correct horse battery"
HERE = Client("192.0.2.1")


@pytest.fixture
def accounts(database: Database, database_url: str) -> Accounts:
    admin.create_user(database_url, email=EMAIL, role="analyst", password=PASSWORD)
    admin.create_user(database_url, email="gone@example.com", role="admin", password=PASSWORD)
    execute(database_url, "UPDATE users SET enabled = false WHERE email = 'gone@example.com'")
    sessions = Sessions(database, idle=timedelta(hours=1), lifetime=timedelta(days=1))
    return Accounts(database, sessions, Attempts(None))


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """The real work, noted: the parameters of each hash, and how many ran at once."""
    seen: list[tuple[str, int]] = []
    running: list[int] = []

    def verify(stored: str, password: str) -> bool:
        assert threading.current_thread() is not threading.main_thread()
        running.append(1)
        try:
            seen.append((stored.rsplit("$", 2)[0], len(running)))
            time.sleep(0.01)
            return verify_password(stored, password)
        finally:
            running.pop()

    monkeypatch.setattr(module, "verify_password", verify)
    yield seen
    assert all(at_once <= AT_ONCE for _, at_once in seen)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "another long password"),
        ("nobody@example.com", PASSWORD),
        ("gone@example.com", PASSWORD),
        ("system@appliance.invalid", PASSWORD),
        ("", ""),
        (EMAIL, "\ud800" * 12),
    ],
)
async def test_whatever_is_wrong_costs_one_verification_of_the_same_kind(
    accounts: Accounts, verified: list[tuple[str, int]], email: str, password: str
) -> None:
    with pytest.raises(UnauthorizedError, match="the e-mail address or the password is wrong"):
        await accounts.sign_in(email, password, HERE)
    await accounts.sign_in(EMAIL, PASSWORD, HERE)
    wrong, right = (parameters for parameters, _ in verified)
    assert wrong == right
    assert wrong.startswith("$argon2id$")


async def test_many_at_once_wait_for_each_other(
    accounts: Accounts, verified: list[tuple[str, int]]
) -> None:
    ids = await asyncio.gather(*(accounts.sign_in(EMAIL, PASSWORD, HERE) for _ in range(6)))
    assert len(set(ids)) == 1
    assert len(verified) == 6


def test_an_accent_may_be_typed_in_two_ways() -> None:
    stored = hash_password("cafe\u0301 au lait, s'il vous plai\u0302t")
    assert verify_password(stored, "caf\u00e9 au lait, s'il vous pla\u00eet")
    assert not verify_password(stored, "cafe au lait, s'il vous plait")
    assert not verify_password("not a hash", PASSWORD)
