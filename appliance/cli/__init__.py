"""The command line: one file per subcommand, argument parsing only."""

import sys


def main() -> None:
    """Run the subcommand, or be the role, that the command line names."""
    # A role is decided on first, so that it need not load what the command line needs.
    from appliance.roles import ROLES, run_role

    if len(sys.argv) > 1 and sys.argv[1] in ROLES:
        run_role(sys.argv[1], sys.argv[2:])
        return
    from appliance.cli.commands import run_command

    run_command(sys.argv[1:])
