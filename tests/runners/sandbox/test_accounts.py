"""Which account user code gets, and becoming it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runners.sandbox import accounts
from runners.sandbox.accounts import Account, AccountError

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("account", [Account("runner", 990, 991), Account("65533", 65533, 65533)])
def test_an_account_survives_a_command_line(account: Account) -> None:
    assert Account.parse(account.as_argument()) == account


@pytest.mark.parametrize("text", ["", "-", "a:1", "a:1:", ":1:1", "a:-1:1", "a:1:1:1", "a:x:1"])
def test_what_is_no_account_is_refused(text: str) -> None:
    with pytest.raises(AccountError, match="expected NAME:UID:GID"):
        Account.parse(text)


def test_without_root_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert accounts.find_account(None) is None
    assert accounts.find_account("daemon") is None


@pytest.mark.usefixtures("as_root")
def test_the_named_account_else_the_installed_one_else_a_spare_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    daemon = accounts.find_account("daemon")
    assert daemon is not None
    assert daemon.name == "daemon"
    assert daemon.uid != 0
    monkeypatch.setattr(accounts, "RUNNER_ACCOUNT", "daemon")
    assert accounts.find_account(None) == daemon
    monkeypatch.setattr(accounts, "RUNNER_ACCOUNT", "not-installed-here")
    assert accounts.find_account(None) == Account("65533", 65533, 65533)


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize(
    ("name", "message"), [("no-such-account", "There is no account"), ("root", "is root")]
)
def test_an_account_that_does_not_do(name: str, message: str) -> None:
    with pytest.raises(AccountError, match=message):
        accounts.find_account(name)


DROP = """
import os
from runners.sandbox.accounts import Account, AccountError, drop_to
os.setgroups([4, 24])
drop_to(Account("spare", 65533, 65532))
assert (os.getresuid(), os.getresgid()) == ((65533,) * 3, (65532,) * 3)
assert os.getgroups() == []
try:
    drop_to(Account("daemon", 1, 1))
except AccountError as error:
    print(error)
"""


@pytest.mark.usefixtures("as_root")
def test_there_is_no_way_back() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", DROP], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "Can't become daemon:1:1: Operation not permitted.\n"
