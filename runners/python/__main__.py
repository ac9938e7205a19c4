"""`python -m runners.python --socket PATH`: the runner alone, for development."""

import argparse
import os
import signal
import sys
from pathlib import Path

from runners.sandbox.accounts import Account, AccountError, find_account

_ZYGOTE = "zygote"


def _serve() -> None:
    from runners.config import PythonRunnerConfig
    from runners.python import main
    from runners.sandbox import kernel
    from telemetry.reporting import Reporting

    defaults = PythonRunnerConfig()
    parser = argparse.ArgumentParser(prog="python -m runners.python", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True, help="unix socket to listen on")
    parser.add_argument("--account", help="account of user code, when started as root")
    parser.add_argument("--concurrency", type=int, default=defaults.concurrency)
    parser.add_argument("--memory-mb", type=int, default=defaults.memory_mb)
    options = parser.parse_args()
    parent = os.getppid()
    config = PythonRunnerConfig(concurrency=options.concurrency, memory_mb=options.memory_mb)
    try:
        main.serve(
            config,
            socket_path=options.socket,
            account=find_account(options.account),
            zygote_command=[sys.executable, "-m", "runners.python", _ZYGOTE],
            hold=lambda: kernel.die_with_parent(signal.SIGTERM, parent),
            reporting=Reporting(service="runner-python", version="development"),
        )
    except (AccountError, main.RunnerStartError) as error:
        sys.exit(str(error))


def _be_zygote(fd: str, account: str) -> None:
    # Nothing of the runner's is imported in this process: each worker would carry it.
    from runners.python import zygote

    zygote.main(int(fd), None if account == "-" else Account.parse(account))


if __name__ == "__main__":
    if sys.argv[1:2] == [_ZYGOTE]:
        _be_zygote(*sys.argv[2:])
    else:
        _serve()
