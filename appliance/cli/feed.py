"""`feed`: local copies of what publishers offer as files, and files that were carried in."""

from pathlib import Path

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.cli.printing import print_json
from appliance.config import Config

FORCE = "Take a file that lost too many of its rows, or is older than the one there."
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)


@click.group("feed")
@common_options
def command() -> None:
    """Work with feeds."""


@command.command("list")
@as_json_option
@configured
def show_all(config: Config, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Every feed in a line: how many rows it has, how old they are, and what is wrong."""
    from appliance.client import feeds

    found = feeds.list_feeds(open_client(config))
    if as_json:
        print_json(found)
    else:
        for line in feeds.lines(found):
            click.echo(line)


@command.command("status")
@click.argument("slug", required=False)
@as_json_option
@configured
def show(config: Config, slug: str | None, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """The parts of feed SLUG, or of all: where they came from, and why the last attempt failed."""
    from appliance.client import feeds

    found = feeds.list_feeds(open_client(config), slug)
    if as_json:
        print_json(found[0] if slug else found)
    else:
        for line in feeds.part_lines(found):
            click.echo(line)


@command.command("refresh")
@click.argument("slug")
@click.option("--force", is_flag=True, help=FORCE)
@as_json_option
@configured
@click.pass_context
def refresh(
    context: click.Context,
    config: Config,
    slug: str,
    force: bool,  # noqa: FBT001 — click's way
    as_json: bool,  # noqa: FBT001 — same
) -> None:
    """Refresh feed SLUG now, and wait for its end. Exits with 1 when that failed."""
    from appliance.client import feeds, runs

    done = feeds.refresh(open_client(config), slug, force=force)
    if as_json:
        print_json(done)
    else:
        for line in runs.told(done):
            click.echo(line)
    if done["outcome"] != "DONE":
        context.exit(1)


@command.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--part", help="The part that it has to be; without it, its content says so.")
@click.option("--force", is_flag=True, help=FORCE)
@as_json_option
@configured
def import_file(
    config: Config,
    slug: str,
    file: Path,
    *,
    part: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Load FILE into the feed SLUG. Its part and format are told by its content.

    It goes into the database itself: the service may be off, as long as PostgreSQL is there.
    """
    from appliance.database import running_database
    from appliance.paths import self_command
    from backend import admin
    from backend.telemetry import logs

    logs.configure("error")
    loaded = admin.import_feed(
        running_database(config),
        slug=slug,
        path=file,
        part=part,
        force=force,
        lost_percent=config.feeds.lost_percent,
        parse_command=self_command("feed-parse"),
        files=config.data.feeds,
    )
    for each in loaded:
        if as_json:
            print_json(
                {
                    "slug": each.slug,
                    "part": each.part,
                    "rows": each.rows,
                    "rowsBefore": each.rows_before,
                    "asOf": each.as_of.isoformat() if each.as_of else None,
                }
            )
            continue
        built = f" It was built on {each.as_of:%Y-%m-%d}." if each.as_of else ""
        click.echo(
            f"Loaded {each.rows} rows into {each.part} of {each.slug}; "
            f"there were {each.rows_before}.{built}"
        )
