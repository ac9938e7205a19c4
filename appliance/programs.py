"""The programs of an appliance: how each is started, known to be ready, and stopped."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from appliance import probes
from appliance.accounts import Account
from appliance.config import Config
from appliance.database import database_of
from appliance.paths import self_command
from appliance.privileges import Privileges
from appliance.probes import Probe

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 — what is replaced


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program under the supervisor.

    Args:
        name: as in `restart NAME` and `logs/NAME.log`.
        command: its command line.
        needs: names of programs that are ready before this one is started.
        probe: whether it is ready.
        account: whom the supervisor starts it as, None for itself. Roles that must do something as
            root first change account by themselves.
        stop_signal: the request to end.
        stop_by_seconds: it is told to stop as soon as all that are stopped before it have ended,
            and at the latest this long after the stop of the appliance began.
        kill_at_seconds: it is killed this long after the stop of the appliance began.
    """

    name: str
    command: list[str]
    needs: tuple[str, ...]
    probe: Probe
    account: Account | None = None
    stop_signal: signal.Signals
    stop_by_seconds: float
    kill_at_seconds: float


def programs_of(
    config: Config,
    *,
    backend_port: int,
    url: str | None = None,
    privileges: Privileges | None = None,
) -> list[Program]:
    """The programs that a configuration asks for, in the order in which they are started.

    `url` is that of the gateway, where a running appliance told it; `privileges` are needed to
    start programs, not to name or to ask them.

    They are stopped in the reverse order, all within 15 seconds. The times overlap: the gateway
    answers what is in flight for 8 s, for which it needs the backend; the backend, told to stop
    meanwhile, has 7 s more for what nobody waits for.
    """
    made: list[Program] = []
    if config.database.url is None:
        made.append(
            Program(
                name="postgres",
                command=_role(config, "postgres"),
                needs=(),
                probe=database_of(config).accepts,
                stop_signal=signal.SIGINT,  # fast: transactions are ended, all is written
                stop_by_seconds=13.7,
                kill_at_seconds=14.5,
            )
        )
    if config.runner_python.enabled:
        made.append(_runner(config, "runner-python", config.data.runner_python_socket))
    if config.runner_javascript.enabled:
        made.append(_runner(config, "runner-javascript", config.data.runner_javascript_socket))
    made.append(
        Program(
            name="backend",
            command=_role(config, "backend", f"--port={backend_port}"),
            needs=("postgres",) if config.database.url is None else (),
            probe=lambda: probes.http_get("127.0.0.1", backend_port, "/api/v1/health/ready"),
            account=privileges.backend if privileges is not None else None,
            stop_signal=signal.SIGTERM,
            stop_by_seconds=5.5,
            kill_at_seconds=13.2,
        )
    )
    made.append(
        Program(
            name="gateway",
            command=_role(config, "gateway", f"--backend-port={backend_port}"),
            needs=("backend",),
            probe=lambda: gateway_probe(url or public_url(config)),
            account=privileges.gateway if privileges is not None else None,
            stop_signal=signal.SIGTERM,
            stop_by_seconds=0.0,
            kill_at_seconds=9.0,
        )
    )
    return made


def _runner(config: Config, name: str, socket: Path) -> Program:
    return Program(
        name=name,
        command=_role(config, name),
        needs=(),
        probe=lambda: probes.grpc_health(socket),
        stop_signal=signal.SIGTERM,
        stop_by_seconds=13.2,
        kill_at_seconds=13.7,
    )


def _role(config: Config, name: str, *arguments: str) -> list[str]:
    file: Sequence[str] = [f"--config={config.file}"] if config.file is not None else []
    return self_command(name, *file, *arguments)


def gateway_probe(url: str) -> str:
    """Whether the public port answers for the page and for the API."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    return probes.http_get(host, port, "/") or probes.http_get(host, port, "/api/v1/health")


def _local_host(host: str) -> str:
    """An address at which what listens on `host` is reached from this machine."""
    return _WILDCARDS.get(host, host)


def public_url(config: Config) -> str:
    """Where to open the browser on this machine."""
    host = _local_host(config.server.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{config.server.port}"


def last_line(log: Path) -> str:
    """The last line of a log file that says something; empty when there is none."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 16384))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
