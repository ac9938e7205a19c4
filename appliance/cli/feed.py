"""`feed import`: files of feeds that were carried in."""

from pathlib import Path

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config


@click.group("feed")
@common_options
def command() -> None:
    """Work with feeds."""


@command.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--force",
    is_flag=True,
    help="Take a file that lost more than half of its rows, or is older than the one there.",
)
@configured
def import_file(config: Config, slug: str, file: Path, force: bool) -> None:  # noqa: FBT001 — click's way
    """Load FILE into the feed SLUG. Its part and format are told by its content."""
    from appliance.database import running_database
    from appliance.paths import self_command
    from backend import admin
    from backend.telemetry import logs

    logs.configure("error")
    parts = admin.import_feed(
        running_database(config),
        slug=slug,
        path=file,
        force=force,
        parse_command=self_command("feed-parse"),
        files=config.data.feeds,
    )
    for part in parts:
        built = f" It was built on {part.as_of:%Y-%m-%d}." if part.as_of else ""
        click.echo(
            f"Loaded {part.rows} rows into {part.part} of {part.slug}; "
            f"there were {part.rows_before}.{built}"
        )
