"""Which account user code runs as, and becoming it for good."""

import os
import pwd
import re
from dataclasses import dataclass
from typing import Self

RUNNER_ACCOUNT = "indicator-aggregator-runner"

# Debian reserves 65000-65533 and gives them to no package or user. Not `nobody` (65534): the
# embedded PostgreSQL may run as that, and user code of its uid could signal it and read its files.
SPARE_ID = 65533


class AccountError(Exception):
    """The account for user code is unknown, or this process could not become it."""


@dataclass(frozen=True)
class Account:
    """An unprivileged user and group by number; `name` is for people."""

    name: str
    uid: int
    gid: int

    def as_argument(self) -> str:
        """What `parse` reads, for a command line."""
        return f"{self.name}:{self.uid}:{self.gid}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NAME:UID:GID.

        Raises:
            AccountError: `text` is something else.
        """
        found = re.fullmatch(r"([^:]+):([0-9]{1,10}):([0-9]{1,10})", text)
        if found is None:
            raise AccountError(f"{text!r} is no account: expected NAME:UID:GID.")
        return cls(found[1], int(found[2]), int(found[3]))


def find_account(preferred: str | None) -> Account | None:
    """The account for user code: `preferred`, else the installed one, else a spare number.

    None when this process is not root: then it can't change account and runs user code as itself.

    Raises:
        AccountError: there is no account `preferred`, or it is root.
    """
    if os.geteuid() != 0:
        return None
    if preferred is not None:
        account = _look_up(preferred)
        if account is None:
            raise AccountError(
                f"There is no account {preferred!r} on this machine: create it, or name another."
            )
        return account
    return _look_up(RUNNER_ACCOUNT) or Account(str(SPARE_ID), SPARE_ID, SPARE_ID)


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    if entry.pw_uid == 0 or entry.pw_gid == 0:
        raise AccountError(
            f"The account {name!r} is root or of root's group: user code needs another one."
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def drop_to(account: Account) -> None:
    """Become `account` in every thread, without a way back and without other groups.

    Raises:
        AccountError: the kernel did not do what was asked.
    """
    try:
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
    except OSError as error:
        raise AccountError(f"Can't become {account.as_argument()}: {error.strerror}.") from error
    uids, gids, groups = os.getresuid(), os.getresgid(), os.getgroups()
    if uids != (account.uid,) * 3 or gids != (account.gid,) * 3 or groups:
        raise AccountError(
            f"Meant to be {account.as_argument()}, but am uid {uids}, gid {gids}, groups {groups}."
        )
    if _can_return():
        raise AccountError(f"Became {account.as_argument()}, but could return to root.")


def _can_return() -> bool:
    try:
        os.setuid(0)
    except PermissionError:
        return False
    return True
