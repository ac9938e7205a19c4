"""Whom the programs run as when the appliance was started as root, and what they must own.

PostgreSQL never runs as root. The backend and the gateway run as the same account where it is one
of their own and can read what they are made of. They stay root where that is `nobody`, whose other
processes could read their keys, and where the clone or Python is below a closed home. The runners
find an account of their own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from appliance.accounts import LAST_RESORT, SERVICE_ACCOUNT, Account, service_account
from appliance.config import Config
from appliance.config_file import ENVIRONMENT_PREFIX
from appliance.data_folder import give, secret
from appliance.paths import frozen, program_folder, static_folder
from appliance.postgres_programs import MAJOR_VERSION

_UNPRIVILEGED_PORTS = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
FILE_REFERENCE = re.compile(r"\$\{file:([^}]+)\}")
"""A file in place of a secret, within the text of a setting."""

# Prints the first of its arguments that can't be read (and entered, for folders).
_FOLDERS = 'for p do [ -r "$p" ] && [ -x "$p" ] || { printf %s "$p"; exit 1; }; done'
_FILES = 'for p do [ -r "$p" ] || { printf %s "$p"; exit 1; }; done'


@dataclass(frozen=True, kw_only=True)
class Privileges:
    """The account of each program, None for the supervisor's own; and what to tell about it."""

    postgres: Account | None
    backend: Account | None
    gateway: Account | None
    notices: tuple[str, ...]


def choose(config: Config) -> Privileges:
    """Choose accounts. The data folder has been prepared.

    Raises:
        SetupError: there is no account of the name in `[appliance] user`.
    """
    account = service_account(config.appliance.user)
    if account is None:
        return Privileges(postgres=None, backend=None, gateway=None, notices=())
    embedded = account if config.database.url is None else None
    if account.name == LAST_RESORT:
        notice = (
            f"{'PostgreSQL runs as nobody; ' if embedded is not None else ''}the backend and the "
            f"gateway stay root, because other programs use {LAST_RESORT} too. Create an account "
            f"{SERVICE_ACCOUNT}, or name one with [appliance] user."
        )
        return Privileges(postgres=embedded, backend=None, gateway=None, notices=(notice,))
    notices = []
    if obstacle := _unreadable(account, config):
        notices.append(
            f"The backend and the gateway stay root, because {account.name} can't read {obstacle}."
        )
        return Privileges(postgres=embedded, backend=None, gateway=None, notices=tuple(notices))
    gateway: Account | None = account
    if config.server.port < int(_UNPRIVILEGED_PORTS.read_text()):
        notices.append(
            f"The gateway stays root, because only root may open port {config.server.port}."
        )
        gateway = None
    return Privileges(postgres=embedded, backend=account, gateway=gateway, notices=tuple(notices))


def hand_over(config: Config, backend: Account | None) -> None:
    """Give the backend's account what it must read and write in the data folder, and only it.

    Without an account the files are this process's again, whoever had them before.
    """
    data = config.data
    if config.database.url is None and not (data.postgresql / str(MAJOR_VERSION)).exists():
        # Here and not by the role, so that the file is among those handed over.
        secret(data.postgres_password)
    runners = (data.runner_python, data.runner_javascript)
    for folder in runners:
        folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    uid, gid = (backend.uid, backend.gid) if backend is not None else (0, 0)
    for folder in (data.keys, data.feeds, data.spool, *runners):
        give(folder, uid, gid)


def _unreadable(account: Account, config: Config) -> str:
    """What keeps `account` from running the backend and the gateway; empty when nothing does."""
    return _first_obstacle(account, _FOLDERS, _folders()) or _first_obstacle(
        account, _FILES, _files(config)
    )


def _folders() -> list[str]:
    program = Path(sys.executable)
    made_of = [program.parent, program.resolve().parent, program_folder(), static_folder()]
    if not frozen():
        # Python's own library, and the packages.
        made_of += [Path(os.__file__).parent, Path(msgspec.__file__).parent.parent]
    return list(dict.fromkeys(str(folder) for folder in made_of))


def _files(config: Config) -> list[str]:
    """The configuration file, and files with secrets that it or the environment names.

    And one of the data folder, which as a folder can be passed through but not read.
    """
    texts = [(v, Path.cwd()) for k, v in os.environ.items() if k.startswith(ENVIRONMENT_PREFIX)]
    found = [str(config.data.lock)]
    if config.file is not None:
        texts.append((config.file.read_text(encoding="utf-8"), config.file.parent))
        found.append(str(config.file))
    for text, folder in texts:
        found += [str(folder / name) for name in FILE_REFERENCE.findall(text)]
    return found


def _first_obstacle(account: Account, script: str, paths: Sequence[str]) -> str:
    """Asked of the kernel in a process of the account, so that access lists count too."""
    asked = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *paths],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        return ""
    return asked.stdout or asked.stderr.strip() or "what it is made of"
