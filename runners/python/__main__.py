"""`python -m runners.python --socket PATH`: the runner alone, for development."""

import os
import signal
import sys

from runners.sandbox.accounts import Account, AccountError, find_account

_ZYGOTE = "zygote"


def _serve() -> None:
    from runners.config import PythonRunnerConfig
    from runners.python import main
    from runners.sandbox import kernel
    from runners.telemetry.reporting import Reporting
    from runners.workers.alone import outbound_of, read_options
    from runners.workers.serving import RunnerStartError

    parent = os.getppid()
    options, config = read_options("runners.python", __doc__, PythonRunnerConfig)
    try:
        main.serve(
            config,
            socket_path=options.socket,
            account=find_account(options.account),
            zygote_command=[sys.executable, "-m", "runners.python", _ZYGOTE],
            hold=lambda: kernel.die_with_parent(signal.SIGTERM, parent),
            reporting=Reporting(service="runner-python", version="development"),
            outbound=outbound_of(options),
        )
    except (AccountError, RunnerStartError) as error:
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
