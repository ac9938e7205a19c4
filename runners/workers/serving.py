"""A runner's process: from start to stop.

The order matters. The launcher is started first, by the only thread there is. gRPC is imported and
the socket made while this process may still do it, so that user code, which runs under the account
that both become then, can't open it. The death signal comes last: changing account clears it.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from runners import logs
from runners.calls import EngineError
from runners.config import RunnerConfig
from runners.egress.config import OutboundConfig
from runners.egress.outbound import Outbound, OutboundError
from runners.egress.outside import Outside
from runners.sandbox import kernel, leftovers, reachable
from runners.sandbox.accounts import Account, drop_to
from runners.sandbox.level import Level, Probed, Sandbox, standing
from runners.sandbox.limits import Limits
from runners.sandbox.network import Network
from runners.telemetry.reporting import Reporting
from runners.workers.engine import Endings, WorkerEngine, cpu_seconds
from runners.workers.launcher import Launcher
from runners.workers.renewal import Launchers
from runners.workers.spares import Memory, Spares

if TYPE_CHECKING:
    from runners.server import RunnerServer

GRACE_SECONDS = 10.0

_SWEEP_SECONDS = 2.0
_LAST_WORDS_SECONDS = 1.0

# The kernel's limit for the path of a unix socket, without the zero at its end.
_SOCKET_PATH_BYTES = 107

_log = structlog.stdlib.get_logger()


class RunnerStartError(Exception):
    """The runner can't start; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """What tells one runner from another.

    Args:
        name: for the log.
        spares: how many workers wait for a call.
        memory: what counts as a worker's memory.
        endings: what ends of workers mean.
        processes: what the account of user code may run at the same time, threads included; None
            is no limit.
        compiles: whether workers tell what a source's code became.
    """

    name: str
    spares: int
    memory: Memory
    endings: Endings
    processes: int | None
    compiles: bool


def serve(
    config: RunnerConfig,
    language: Language,
    *,
    socket_path: Path,
    account: Account | None,
    launcher_command: Callable[[], Sequence[str]],
    hold: Callable[[], None],
    reporting: Reporting,
    outbound: OutboundConfig,
) -> None:
    """Run until SIGTERM or SIGINT, then finish calls in flight for up to 10 s and return.

    `socket_path` is made, its folder too (0700) where it is missing. `account` is what this
    process and its workers become, None to stay as they are. `launcher_command` makes the start
    of the launcher's command line; a descriptor's number and an account (NAME:UID:GID or `-`)
    follow it. `hold` asks for the parent's death signal; it is called once the account is final,
    and `reporting` is started after it. `outbound` is how sources get outside.

    Raises:
        RunnerStartError: the socket or workers can't be had.
        AccountError: the account can't be had.
        SystemExit: with status 1, when the launcher ended and no other could be started; the log
            says so.
    """
    logs.configure()
    structlog.contextvars.bind_contextvars(language=language.name)
    _prepare_place(socket_path)
    command = launcher_command()
    # The second and later ones are of this process's account, which has changed then.
    launchers = Launchers(Launcher(command, account), lambda: Launcher(command, None))
    try:
        failed = asyncio.run(
            _serve(
                config,
                language,
                launchers,
                socket_path=socket_path.absolute(),
                account=account,
                hold=hold,
                reporting=reporting,
                outbound=outbound,
            )
        )
    finally:
        launchers.stop()
        reporting.stop()
    if failed:
        # The launcher did not see to what its workers left behind.
        leftovers.end_all(_SWEEP_SECONDS)
        raise SystemExit(1)


async def _serve(
    config: RunnerConfig,
    language: Language,
    launchers: Launchers,
    *,
    socket_path: Path,
    account: Account | None,
    hold: Callable[[], None],
    reporting: Reporting,
    outbound: OutboundConfig,
) -> bool:
    """Serve until told to stop; whether it was the end of the last launcher that told."""
    # Not before the launcher was started: gRPC brings threads.
    from runners.server import RunnerServer

    reporting.load()
    processes = language.processes if account else None
    most = Limits(
        memory_bytes=config.memory_mb * 1024 * 1024,
        cpu_seconds=cpu_seconds(config.deadline_max_seconds),
        processes=processes,
    )
    supply = Spares(launchers, count=language.spares, most=most, memory=language.memory)
    outside = _outside(outbound)
    engine = WorkerEngine(
        supply,
        language.endings,
        outside=outside,
        concurrency=config.concurrency,
        processes=processes,
        compiles=language.compiles,
    )
    server = RunnerServer(engine, config)
    _bind(server, socket_path)
    _become(account)
    hold()
    reporting.start()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        probed = launchers.wait_ready()
        network = way(probed)
        supply.reach(network)
        held = network is Network.NAMESPACE or not probed.seccomp
        sandbox = Sandbox(
            standing(probed),
            Level(config.accept_level),
            network=network if held else Network.OPEN,
        )
        launchers.attach(stopping.set)
        if sandbox.is_accepted:
            await supply.open()
    except EngineError as error:
        raise RunnerStartError(str(error)) from error
    await server.start(sandbox)
    _log.info(
        "runner_ready",
        socket=str(socket_path),
        account=account and account.name,
        sandbox=sandbox.standing.level.value,
        layers=sandbox.standing.layers,
    )
    if sandbox.standing.cause:
        _log.warning(
            "runner_sandbox_is_not_full" if sandbox.is_accepted else "runner_refuses_user_code",
            sandbox=sandbox.standing.level.value,
            reason=sandbox.standing.cause,
        )
    await stopping.wait()
    if launchers.lost:
        # No call has a worker any more: each ends at once, and says why.
        await server.stop(_LAST_WORDS_SECONDS)
        return True
    _log.info("runner_stopping")
    await server.stop(GRACE_SECONDS)
    await supply.close()
    await launchers.close()
    await outside.close()
    _log.info("runner_stopped")
    return False


def way(probed: Probed) -> Network:
    """How far workers' networks go, the best that this machine allows."""
    return Network.BROKERED if probed.namespaces else Network.NAMESPACE


def _outside(outbound: OutboundConfig) -> Outside:
    """Read while this process may still read the certificates."""
    try:
        return Outside(Outbound(outbound))
    except OutboundError as error:
        raise RunnerStartError(str(error)) from error


def _prepare_place(socket_path: Path) -> None:
    length = len(os.fsencode(socket_path.absolute()))
    if length > _SOCKET_PATH_BYTES:
        raise RunnerStartError(
            f"The path of the runner's socket has {length} bytes, and Linux allows "
            f"{_SOCKET_PATH_BYTES}: {socket_path.absolute()}. Choose a shorter data directory."
        )
    try:
        socket_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        socket_path.unlink(missing_ok=True)
    except OSError as error:
        raise RunnerStartError(f"Can't make {socket_path}: {error.strerror}.") from error


def _bind(server: "RunnerServer", socket_path: Path) -> None:
    """Make the socket, open to the owner of its folder alone."""
    before = os.umask(0o177)
    try:
        server.bind(socket_path)
        owner = socket_path.parent.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.chown(socket_path, owner.st_uid, owner.st_gid)
    except (RuntimeError, OSError) as error:
        raise RunnerStartError(f"Can't listen on {socket_path}: {error}") from error
    finally:
        os.umask(before)


def _become(account: Account | None) -> None:
    with reachable.import_path_kept() as lost:
        if account is not None:
            drop_to(account)
    if lost:
        _log.warning("runner_import_path_closed", folders=lost)
    # What it holds in memory (code, secrets of calls in flight) is not for workers to read.
    kernel.hide_memory()
    kernel.gain_nothing_by_exec()
    # Should the launcher be killed, what its workers left behind comes here.
    kernel.adopt_orphans()
