"""The JavaScript runner."""

import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from runners.config import JavaScriptRunnerConfig
from runners.egress.config import OutboundConfig
from runners.javascript.program import Program, ProgramError
from runners.sandbox import limits
from runners.sandbox.accounts import Account
from runners.telemetry.reporting import Reporting
from runners.workers import serving
from runners.workers.engine import Endings
from runners.workers.spares import Memory

# V8 ends its process by the one where its heap is full, Rust and C++ by the other.
_OUT_OF_MEMORY = frozenset({signal.SIGTRAP, signal.SIGABRT})

_MEMORY = Memory(
    kind=limits.DATA,
    # What V8 takes for itself before it runs anything.
    start_bytes=1024 * 1024 * 1024,
    # Room to collect objects, code, threads. With less, the kernel refuses V8 memory before its own
    # limit is reached, and it collects in vain until the deadline instead of ending.
    room_bytes=128 * 1024 * 1024,
)


def serve(
    config: JavaScriptRunnerConfig,
    *,
    socket_path: Path,
    account: Account | None,
    copies: Path,
    launcher_command: Sequence[str],
    hold: Callable[[], None],
    reporting: Reporting,
    outbound: OutboundConfig,
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
        outbound=outbound,
    )


def _language(config: JavaScriptRunnerConfig) -> serving.Language:
    return serving.Language(
        name="javascript",
        spares=config.spares,
        memory=_MEMORY,
        endings=Endings(
            by_exit="Deno.exit, say, or a promise that nothing settles",
            out_of_memory=_OUT_OF_MEMORY,
        ),
        # Deno may start no process, and its threads take memory, which is limited.
        processes=None,
        compiles=False,
    )
