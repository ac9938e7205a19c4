"""The role `runner-python`: the gRPC server that has Python sources executed."""

from collections.abc import Sequence

from appliance import lifeline
from appliance.errors import ApplianceError
from appliance.paths import self_command
from appliance.roles import configuration, parser, reporting
from runners.python import main
from runners.sandbox.accounts import AccountError, find_account
from runners.workers.serving import RunnerStartError


def run(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    config = configuration(parser("runner-python").parse_args(arguments))
    try:
        main.serve(
            config.runner_python,
            socket_path=config.data.runner_python_socket,
            # Its own account, never PostgreSQL's: user code could read what that account owns.
            account=find_account(None),
            zygote_command=self_command("runner-python-zygote"),
            hold=lifeline.hold,
            reporting=reporting(config, "runner-python"),
            outbound=config.outbound,
        )
    except (AccountError, RunnerStartError) as error:
        raise ApplianceError(str(error)) from error
