"""The role `runner-javascript`: the gRPC server that has JavaScript sources executed."""

from collections.abc import Sequence

from appliance import lifeline
from appliance.errors import ApplianceError
from appliance.paths import self_command
from appliance.roles import configuration, parser, reporting
from runners.javascript import main
from runners.sandbox.accounts import AccountError, find_account
from runners.workers.serving import RunnerStartError


def run(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    # Also while Deno is copied; asked for again once the account is final.
    lifeline.hold()
    config = configuration(parser("runner-javascript").parse_args(arguments))
    try:
        main.serve(
            config.runner_javascript,
            socket_path=config.data.runner_javascript_socket,
            # Its own account, never PostgreSQL's: user code could read what that account owns.
            account=find_account(None),
            copies=config.data.deno,
            launcher_command=self_command("runner-javascript-launcher"),
            hold=lifeline.hold,
            reporting=reporting(config, "runner-javascript"),
            outbound=config.outbound,
        )
    except (AccountError, RunnerStartError) as error:
        raise ApplianceError(str(error)) from error
