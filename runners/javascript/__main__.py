"""`python -m runners.javascript --socket PATH`: the runner alone, for development."""

import os
import signal
import sys
from pathlib import Path

from runners.sandbox.accounts import Account, AccountError, find_account

_LAUNCHER = "launcher"


def _serve() -> None:
    from runners.config import JavaScriptRunnerConfig
    from runners.javascript import main
    from runners.sandbox import kernel
    from runners.telemetry.reporting import Reporting
    from runners.workers.alone import outbound_of, read_options
    from runners.workers.serving import RunnerStartError

    parent = os.getppid()
    options, config = read_options("runners.javascript", __doc__, JavaScriptRunnerConfig)
    try:
        main.serve(
            config,
            socket_path=options.socket,
            account=find_account(options.account),
            # Beside the runner's folder, which is closed.
            copies=options.socket.absolute().parent.parent / "deno",
            launcher_command=[sys.executable, "-m", "runners.javascript", _LAUNCHER],
            hold=lambda: kernel.die_with_parent(signal.SIGTERM, parent),
            reporting=Reporting(service="runner-javascript", version="development"),
            outbound=outbound_of(options),
        )
    except (AccountError, RunnerStartError) as error:
        sys.exit(str(error))


def _be_launcher(deno: str, harness: str, heap_mb: str, fd: str, account: str) -> None:
    from runners.javascript import launcher
    from runners.javascript.program import Program

    chosen = None if account == "-" else Account.parse(account)
    launcher.main(Program(Path(deno), Path(harness)), int(heap_mb), int(fd), chosen)


if __name__ == "__main__":
    if sys.argv[1:2] == [_LAUNCHER]:
        _be_launcher(*sys.argv[2:])
    else:
        _serve()
