"""`secret set`, `secret list`, `secret rotate-key`: secrets, on the database itself."""

import sys

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config
from appliance.errors import SetupError

COLUMNS = ("name", "linked", "expires", "id")


@click.group("secret")
@common_options
def command() -> None:
    """Keep the keys that sources are asked with."""


@command.command("set")
@click.argument("name")
@configured
def set_value(config: Config, name: str) -> None:
    """Keep a secret called NAME, or give it another value; the value comes by standard input."""
    if sys.stdin.isatty():
        raise SetupError("the value comes by standard input, as in: secret set NAME <FILE")
    from appliance.database import running_database
    from backend import admin

    value = sys.stdin.read().strip()
    url = running_database(config)
    made = admin.set_secret(url, config.data.secret_keys, name=name, value=value)
    click.echo(f"{'Made' if made else 'Changed'} secret {name}.")


@command.command("list")
@configured
def show(config: Config) -> None:
    """Names, and what is known beside the values."""
    from appliance.database import running_database
    from backend import admin

    rows = [
        (s.name, str(s.num_sources), f"{s.expires_at:%Y-%m-%d}" if s.expires_at else "never", s.id)
        for s in admin.list_secrets(running_database(config))
    ]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    for row in (COLUMNS, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


@command.command("rotate-key")
@configured
def rotate_key(config: Config) -> None:
    """Encrypt every secret by a new key, and forget the old one.

    Backups that were made before need the old key file: keep it with them.
    """
    from appliance.database import running_database
    from backend import admin

    done = admin.rotate_secret_key(running_database(config), config.data.secret_keys)
    click.echo(
        f"Encrypted {done.secrets} secrets by key {done.key_version} of {config.data.secret_keys}."
    )
