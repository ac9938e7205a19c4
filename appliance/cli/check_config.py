"""`check-config`."""

import click

from appliance.cli.options import configured
from appliance.config import Config


@click.command("check-config")
@configured
def command(config: Config) -> int:
    """Check the configuration, and try what it names."""
    from appliance import endpoints

    print(f"configuration: valid ({config.file or 'no file, defaults'})")
    checks = endpoints.check(config)
    for check in checks:
        print(f"{check.name}: {check.sentence}")
    return 1 if any(check.failed for check in checks) else 0
