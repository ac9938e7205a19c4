"""The Python runner."""

from collections.abc import Callable, Sequence
from pathlib import Path

from runners.config import PythonRunnerConfig
from runners.egress.config import OutboundConfig
from runners.sandbox import limits
from runners.sandbox.accounts import Account
from runners.telemetry.reporting import Reporting
from runners.workers import serving
from runners.workers.engine import Endings
from runners.workers.spares import Memory

# What the account may run: the threads of gRPC, of the launchers and of what else runs as it, the
# JavaScript runner's workers among them; and some threads a worker.
_OTHER_THREADS, _THREADS_PER_WORKER = 256, 24


def serve(
    config: PythonRunnerConfig,
    *,
    socket_path: Path,
    account: Account | None,
    zygote_command: Sequence[str],
    hold: Callable[[], None],
    reporting: Reporting,
    outbound: OutboundConfig,
) -> None:
    """See `runners.workers.serving.serve`; the command calls `runners.python.zygote.main`."""
    language = serving.Language(
        name="python",
        spares=config.spares,
        memory=Memory(kind=limits.ADDRESS_SPACE),
        endings=Endings(by_exit="os._exit, say", out_of_memory=frozenset()),
        processes=_OTHER_THREADS + config.concurrency * _THREADS_PER_WORKER,
        compiles=True,
    )
    serving.serve(
        config,
        language,
        socket_path=socket_path,
        account=account,
        launcher_command=lambda: zygote_command,
        hold=hold,
        reporting=reporting,
        outbound=outbound,
    )
