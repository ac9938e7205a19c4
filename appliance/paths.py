"""Where things are: the program itself, what it ships, and the layout of its data folder."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "indicator-aggregator"
SYSTEM_CONFIG_FILE = Path("/etc/indicator-aggregator/config.toml")

# A unix socket's address holds 107 bytes. The longest name below the data folder is that under
# which supervisord makes its socket, run/supervisor.sock.<pid>; a few bytes are kept in reserve.
MAX_DATA_FOLDER_BYTES = 107 - 35


def frozen() -> bool:
    """Whether this is the packaged binary and not Python with sources."""
    return bool(getattr(sys, "frozen", False))


def self_command(*arguments: str) -> list[str]:
    """The command line that runs this program with `arguments`, frozen or not."""
    if frozen():
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "appliance", *arguments]


def program_folder() -> Path:
    """The folder with what the program ships: the clone, or the packaged binary's contents."""
    if frozen():
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    return Path(__file__).resolve().parent.parent


def beside_program(name: str) -> Path:
    """What lies beside the packaged binary: a folder with a program that is not ours."""
    return Path(sys.executable).resolve().parent / name


def static_folder() -> Path:
    """The built web UI."""
    return program_folder() / "static" / "dist"


def default_data_folder() -> Path:
    """Where the data is when no setting says so."""
    if os.geteuid() == 0:
        return Path("/var/lib") / PROGRAM
    base = os.environ.get("XDG_DATA_HOME", "")
    # The specification of XDG_DATA_HOME says that a relative path is to be ignored.
    folder = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"  # noqa: PTH117 — str
    return folder / PROGRAM


@dataclass(frozen=True)
class DataFolder:
    """The layout of the data folder. `root` is absolute."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the supervisor; holds its process id."""
        return self.root / "lock"

    @property
    def run(self) -> Path:
        """What lives as long as one run of the appliance."""
        return self.root / "run"

    @property
    def supervisor_config(self) -> Path:
        return self.run / "supervisord.conf"

    @property
    def supervisor_socket(self) -> Path:
        return self.run / "supervisor.sock"

    @property
    def description(self) -> Path:
        """How the running appliance is reached, for the command line."""
        return self.run / "appliance.json"

    @property
    def postgres_sockets(self) -> Path:
        return self.run / "postgres"

    @property
    def runner_python(self) -> Path:
        """The Python runner's own folder, with its socket."""
        return self.run / "runner-python"

    @property
    def runner_python_socket(self) -> Path:
        return self.runner_python / "runner.sock"

    @property
    def runner_javascript(self) -> Path:
        """The JavaScript runner's own folder, with its socket."""
        return self.run / "runner-javascript"

    @property
    def runner_javascript_socket(self) -> Path:
        return self.runner_javascript / "runner.sock"

    @property
    def deno(self) -> Path:
        """A copy of Deno for the account of user code."""
        return self.root / "deno"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def log(self, name: str) -> Path:
        """The log file of a program."""
        return self.logs / f"{name}.log"

    @property
    def keys(self) -> Path:
        """Secrets made on first start."""
        return self.root / "keys"

    @property
    def postgres_password(self) -> Path:
        return self.keys / "postgres"

    @property
    def local_token(self) -> Path:
        """Opens the API to the command line of this machine."""
        return self.keys / "local-token"

    @property
    def setup_token(self) -> Path:
        """Makes the first administrator; there while there is none. The backend's."""
        return self.keys / "setup-token"

    @property
    def secret_keys(self) -> Path:
        """What values of secrets are encrypted by; the backend makes it at its first start."""
        return self.keys / "secrets"

    @property
    def pack_keys(self) -> Path:
        """Public keys of packs that are trusted; made when the first one is."""
        return self.keys / "packs"

    @property
    def postgresql(self) -> Path:
        """Clusters by major version, and copied programs."""
        return self.root / "postgresql"

    @property
    def feeds(self) -> Path:
        """Files of feeds that are kept whole."""
        return self.root / "feeds"

    @property
    def ignore_lists(self) -> Path:
        """Entries of ignore lists, compiled; made again when it is not there."""
        return self.root / "ignore-lists"

    @property
    def spool(self) -> Path:
        """Uploads on their way."""
        return self.root / "spool"
