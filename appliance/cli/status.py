"""`status`: the programs of the running appliance."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("status")
@configured
def command(config: Config) -> int:
    """Show the programs of the running appliance. Fails when one of them is not ready.

    How well each runner holds the code of users' sources, and, while there is no administrator,
    the link that makes one too.
    """
    from appliance import control
    from appliance.setup_link import setup_link

    running = control.connect(config)
    states = running.states()
    print(f"Indicator Aggregator {running.version}, process {running.pid}, {running.url}")
    print(f"{'PROGRAM':<19}{'STATE':<11}{'PID':<9}{'UP':<12}READY")
    for state in states:
        print(
            f"{state.name:<19}{state.state:<11}{state.pid or '-':<9}{state.up:<12}"
            f"{'yes' if not state.not_ready else f'no: {state.not_ready}'}"
        )
    for line in running.sandboxes():
        print(line)
    link = setup_link(config.data, running.url)
    if link:
        print(f"There is no administrator yet; make one at {link}")
    return 1 if any(state.not_ready for state in states) else 0
