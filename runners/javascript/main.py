"""The JavaScript runner."""

import math
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from runners.config import JavaScriptRunnerConfig
from runners.javascript.program import Program, ProgramError
from runners.javascript.spares import Spares
from runners.sandbox.accounts import Account
from runners.sandbox.limits import Limits
from runners.telemetry.reporting import Reporting
from runners.workers import serving
from runners.workers.engine import Endings
from runners.workers.launcher import Launcher

# V8 ends its process by the one where its heap is full, Rust and C++ by the other.
_OUT_OF_MEMORY = frozenset({signal.SIGTRAP, signal.SIGABRT})


def serve(
    config: JavaScriptRunnerConfig,
    *,
    socket_path: Path,
    account: Account | None,
    copies: Path,
    launcher_command: Sequence[str],
    hold: Callable[[], None],
    reporting: Reporting,
) -> None:
    """See `runners.workers.serving.serve`.

    `launcher_command` calls `runners.javascript.launcher.main`; the paths of Deno and of the
    harness and the MiB of the heap follow it. `copies` is a folder for what the account is to run.
    """

    def command() -> list[str]:
        try:
            program = Program.shipped().for_account(account, copies)
        except ProgramError as error:
            raise serving.RunnerStartError(str(error)) from error
        heap_mb = str(config.memory_mb)
        return [*launcher_command, str(program.deno), str(program.harness), heap_mb]

    serving.serve(
        config,
        _language(config),
        socket_path=socket_path,
        account=account,
        launcher_command=command,
        hold=hold,
        reporting=reporting,
    )


def _language(config: JavaScriptRunnerConfig) -> serving.Language:
    most = Limits(
        memory_bytes=config.memory_mb * 1024 * 1024,
        cpu_seconds=math.ceil(config.deadline_max_seconds) * 2 + 1,
        processes=None,
    )

    def supply(launcher: Launcher) -> Spares:
        return Spares(launcher, count=config.spares, most=most)

    return serving.Language(
        name="javascript",
        supply=supply,
        endings=Endings(
            by_exit="Deno.exit, say, or a promise that nothing settles",
            out_of_memory=_OUT_OF_MEMORY,
        ),
        # Deno may start no process, and its threads take memory, which is limited.
        processes=None,
    )
