"""The unprivileged account that PostgreSQL runs as when the appliance was started as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import SetupError

SERVICE_ACCOUNT = "indicator-aggregator"
LAST_RESORT = "nobody"


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account of this machine, by name and numbers."""

    name: str
    uid: int
    gid: int

    def drop(self) -> None:
        """Become this account for good, without other groups.

        Raises:
            OSError: the kernel refused.
        """
        os.setgroups([])
        os.setresgid(self.gid, self.gid, self.gid)
        os.setresuid(self.uid, self.uid, self.uid)

    def enters(self, folder: Path) -> bool:
        """Whether this account may pass through `folder` and all folders above it.

        Asked of the kernel in a process of that account, so that access lists count too.
        """
        asked = subprocess.run(
            ["/bin/sh", "-c", '[ -x "$1" ]', "sh", str(folder)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        return asked.returncode == 0


def service_account(preferred: str | None) -> Account | None:
    """The account for PostgreSQL: `preferred`, else the installed one, else `nobody`.

    None when this process is not root: it can't change account, and need not.

    Raises:
        SetupError: there is no account `preferred`, or it is root.
    """
    if os.geteuid() != 0:
        return None
    if preferred is not None:
        account = _look_up(preferred)
        if account is None:
            raise SetupError(
                f"[appliance] user: there is no account {preferred!r} on this machine. "
                "Create it, or name another."
            )
        if account.uid == 0:
            raise SetupError(
                f"[appliance] user: {preferred!r} is root, and PostgreSQL refuses to run as root. "
                "Name another account."
            )
        return account
    account = _look_up(SERVICE_ACCOUNT) or _look_up(LAST_RESORT)
    if account is None:
        raise SetupError(
            f"There is neither an account {SERVICE_ACCOUNT!r} nor {LAST_RESORT!r} on this machine. "
            "Name one with [appliance] user."
        )
    return account


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
