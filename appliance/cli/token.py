"""`token create`: API tokens, made on the database itself."""

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config


@click.group("token")
@common_options
def command() -> None:
    """Make API tokens."""


@command.command("create")
@click.option("--email", required=True, help="Whose token it is.")
@click.option("--note", required=True, help="What it is for; each of a user's tokens has its own.")
@configured
def create(config: Config, email: str, note: str) -> None:
    """Make a token and print it, this once and nothing else."""
    from appliance.database import running_database
    from backend import admin

    click.echo(admin.create_token(running_database(config), email=email, note=note))
