"""The supervisord configuration of a run, written into the data folder."""

import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from appliance.data_folder import write_whole
from appliance.errors import SetupError
from appliance.paths import DataFolder
from appliance.programs import Program

_LOG_BYTES = "10MB"
_LOG_FILES = 3

# supervisord puts the folder of this file in place of %(here)s once it has cut comments off, so
# that the data folder may have any name.
_RUN = "%(here)s"
_LOGS = "%(here)s/../logs"

# A program that ends earlier than this after its start did not come up, and is started again with
# a growing pause; one that ends later is started again at once.
_UP_SECONDS = 3

# supervisord counts failed starts and gives up at some number; ours is out of reach.
_NEVER = 1_000_000_000


def write_supervisord_config(folder: DataFolder, programs: Sequence[Program]) -> Path:
    """Write it; its path.

    Raises:
        SetupError: an argument can't be written in supervisord's format.
    """
    sections = [_supervisord(), *_control()]
    sections += [_program(program, place) for place, program in enumerate(programs)]
    write_whole(folder.supervisor_config, "\n".join(sections), mode=0o600)
    return folder.supervisor_config


def _supervisord() -> str:
    settings = {
        "nodaemon": "true",
        "silent": "true",
        "nocleanup": "true",
        "childlogdir": _LOGS,
        "logfile": f"{_LOGS}/supervisor.log",
        "logfile_maxbytes": _LOG_BYTES,
        "logfile_backups": str(_LOG_FILES),
        "pidfile": f"{_RUN}/supervisord.pid",
        # What a container or service manager allows is taken as it is.
        "minfds": "256",
        "minprocs": "1",
    }
    if os.geteuid() == 0:
        settings["user"] = "root"  # said, so that supervisord does not warn of it
    return _section("supervisord", settings)


def _control() -> Iterable[str]:
    yield _section("unix_http_server", {"file": f"{_RUN}/supervisor.sock", "chmod": "0600"})
    factory = "supervisor.rpcinterface:make_main_rpcinterface"
    yield _section("rpcinterface:supervisor", {"supervisor.rpcinterface_factory": factory})


def _program(program: Program, place: int) -> str:
    account = program.account
    # gRPC would write lines into the log that are none of ours: at each fork, which its handlers do
    # not concern, as all that our processes start are programs of their own; and whenever somebody
    # goes away, which we say ourselves.
    environment = ['GRPC_ENABLE_FORK_SUPPORT="0"', 'GRPC_VERBOSITY="NONE"']
    if account is not None:
        # Root's home is closed to the account, and nothing is to be looked for there.
        environment.append('HOME="/"')
    return _section(
        f"program:{program.name}",
        {
            "command": " ".join(map(_word, program.command)),
            "priority": str(place),
            # Started by us when what they need is ready.
            "autostart": "false",
            "autorestart": "true",
            "startsecs": str(_UP_SECONDS),
            "startretries": str(_NEVER),
            "stopsignal": program.stop_signal.name.removeprefix("SIG"),
            # For `restart NAME`; at the end of the appliance the daemon sets what is left.
            "stopwaitsecs": "10",
            "redirect_stderr": "true",
            # Expanded twice, hence the second percent sign.
            "stdout_logfile": f"%{_LOGS}/{program.name}.log",
            "stdout_logfile_maxbytes": _LOG_BYTES,
            "stdout_logfile_backups": str(_LOG_FILES),
            "directory": "/",
            "environment": ",".join(environment),
            **({"user": account.name} if account is not None else {}),
        },
    )


def _section(name: str, settings: dict[str, str]) -> str:
    return "".join([f"[{name}]\n", *(f"{key} = {value}\n" for key, value in settings.items())])


def _word(word: str) -> str:
    """A word of a command line, as shlex splits it."""
    if any(ord(letter) < ord(" ") for letter in word):
        raise SetupError(
            f"{word!r} has a control character in it, which can't be written in supervisord's "
            "configuration. Give the file or folder another name."
        )
    quoted = shlex.quote(word)
    # These begin a comment where a space is before them. A word that has one is in single quotes.
    for mark in "#;":
        quoted = quoted.replace(mark, f"""'"{mark}"'""")
    return quoted.replace("%", "%%")
