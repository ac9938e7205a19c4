"""`run`: from a configuration to a supervised appliance, and to its orderly end."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance import __version__, data_folder, ports, privileges
from appliance.conductor import Conductor
from appliance.config import Config
from appliance.config_file import ENVIRONMENT_PREFIX
from appliance.database import database_of
from appliance.lifeline import SUPERVISOR_VARIABLE
from appliance.local import Description
from appliance.lock import locked
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres
from appliance.programs import last_line, programs_of, public_url
from appliance.setup_link import setup_link
from appliance.supervisord_config import write_supervisord_config
from appliance.terminal import say

_LEFTOVER_SECONDS = 10.0


def run(config: Config) -> None:
    """Start the appliance, print one line when it is ready, return when it has been stopped.

    Raises:
        SetupError: it can't run like this: the data folder is in use or unusable, the port is
            taken, an account is unknown.
    """
    database = database_of(config)
    data_folder.prepare(config.data)
    with locked(config.data):
        # After a supervisor that was killed: its gateway may be about to end.
        patience = _LEFTOVER_SECONDS if config.data.description.exists() else 0.0
        ports.check_public(config.server.host, config.server.port, patience_seconds=patience)
        if isinstance(database, EmbeddedPostgres):
            database.check()
        data_folder.secret(config.data.local_token)
        chosen = privileges.choose(config)
        privileges.hand_over(config, chosen.backend)
        for notice in chosen.notices:
            say(f"Notice: {notice}")
        uid = chosen.backend.uid if chosen.backend is not None else None
        with ports.reserve_private(uid) as reserved:
            _run_locked(config, chosen, backend_port=reserved.getsockname()[1])


def _run_locked(config: Config, chosen: privileges.Privileges, *, backend_port: int) -> None:
    # Imported late: a start that is refused is refused without it.
    from appliance.daemon import Daemon, run_daemon

    data = config.data
    programs = programs_of(config, backend_port=backend_port, privileges=chosen)
    written = write_supervisord_config(data, programs)
    # Left by a supervisor that was killed; we hold the lock, so nobody listens.
    data.supervisor_socket.unlink(missing_ok=True)
    description = Description(
        version=__version__, pid=os.getpid(), url=public_url(config), backend_port=backend_port
    )
    data_folder.write_whole(
        data.description, msgspec.json.encode(description).decode() + "\n", mode=0o644
    )
    _pin(config)
    os.umask(0o077)

    def begin(daemon: Daemon) -> Callable[[], None]:
        conductor = Conductor(
            programs, start=daemon.start, ready=lambda: _announce(data, description.url), data=data
        )
        conductor.begin()
        return conductor.stop

    try:
        run_daemon(written, programs, begin=begin, failing=lambda name: _say_failing(data, name))
    finally:
        data.description.unlink(missing_ok=True)
        _remove_sockets(data)


def _remove_sockets(data: DataFolder) -> None:
    """A runner may not do it: the folder of its socket is closed to the account that it became."""
    for path in data.run.rglob("*"):
        if path.is_socket():
            path.unlink()


def _pin(config: Config) -> None:
    """What the roles are to find in their environment, whatever the configuration file says then.

    The command line's settings too, as they win over the file.
    """
    os.environ[SUPERVISOR_VARIABLE] = str(os.getpid())
    os.environ["INDICATOR_AGGREGATOR__APPLIANCE__DATA_DIR"] = str(config.data.root)
    os.environ["INDICATOR_AGGREGATOR__SERVER__HOST"] = config.server.host
    os.environ["INDICATOR_AGGREGATOR__SERVER__PORT"] = str(config.server.port)
    # The roles work in another folder than the one that relative paths in a variable count from.
    for name, value in os.environ.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            os.environ[name] = privileges.FILE_REFERENCE.sub(_absolute, value)


def _absolute(reference: re.Match[str]) -> str:
    return f"${{file:{Path.cwd() / reference[1]}}}"


def _say_failing(data: DataFolder, name: str) -> None:
    log = data.log(name)
    say(
        f"{name} keeps ending right after its start, and is tried again. Its log {log} ends with: "
        f"{last_line(log) or 'nothing'}",
    )


def _announce(data: DataFolder, url: str) -> None:
    """One line; while there is no administrator, with the link that makes one."""
    link = setup_link(data, url)
    more = f" - make its administrator at {link}" if link else ""
    say(f"Indicator Aggregator {__version__} is ready: {url}{more}", sys.stdout)
