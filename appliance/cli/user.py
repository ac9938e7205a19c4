"""`user create`, `user password`: users, made and changed on the database itself."""

import sys

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config
from appliance.errors import SetupError


@click.group("user")
@common_options
def command() -> None:
    """Make users, and give them another password."""


@command.command("create")
@click.option("--email", required=True, help="E-mail address, the user's name for signing in.")
@click.option("--role", required=True, help="viewer, analyst, source-author or admin.")
@click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    help="Read the password from standard input: one line of at least 12 characters.",
)
@configured
def create(config: Config, email: str, role: str, password_stdin: bool) -> None:  # noqa: FBT001 — click's way
    """Make a user. Whoever can read the data folder may do it."""
    if not password_stdin:
        raise SetupError("the password comes by --password-stdin")
    from appliance.database import running_database
    from backend import admin

    password = sys.stdin.readline().rstrip("\r\n")
    url = running_database(config)
    user_id = admin.create_user(url, email=email, role=role, password=password)
    click.echo(f"Made user {email} ({role}), id {user_id}.")


@command.command("password")
@click.option("--email", required=True, help="Whose password it is.")
@configured
def password(config: Config, email: str) -> None:
    """Give a user another password, and end all of the user's sessions.

    It is asked for on a terminal, else read from standard input: one line of at least 12
    characters.
    """
    from appliance.database import running_database
    from backend import admin

    url = running_database(config)
    if sys.stdin.isatty():
        new = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    else:
        new = sys.stdin.readline().rstrip("\r\n")
    ended = admin.set_password(url, email=email, password=new)
    click.echo(f"Changed the password of {email}; sessions ended: {ended}.")
