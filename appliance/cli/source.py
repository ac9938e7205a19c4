"""`source …`: what there is, test runs, versions of code, how sources do, and their tasks."""

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.cli.printing import print_json
from appliance.config import Config

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)


@click.group("source")
@common_options
def command() -> None:
    """Work with sources."""


@command.command("list")
@as_json_option
@configured
def list_all(config: Config, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """All sources, by name."""
    from appliance.client import source_tables

    found = open_client(config).call("GET", source_tables.API)
    if as_json:
        print_json(found)
    else:
        source_tables.show_sources(found)


@command.command("show")
@click.argument("slug")
@as_json_option
@configured
def show_one(config: Config, slug: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """What source SLUG is, how it is set, and how it does."""
    from appliance.client import source_tables

    client = open_client(config)
    found = source_tables.get_source(client, slug)
    (health,) = source_tables.get_health(client, slug)
    if as_json:
        print_json({**found, "health": health})
    else:
        source_tables.show_source(found, health)


@command.command("test")
@click.argument("slug")
@click.argument("value")
@as_json_option
@configured
def test(config: Config, slug: str, value: str, as_json: bool) -> int:  # noqa: FBT001 — click's way
    """Ask source SLUG about VALUE, and keep nothing; one that is switched off is asked too.

    Exits with 1 when it failed or could not be asked.
    """
    from appliance.client import source_tables

    outcome = source_tables.run_test(open_client(config), slug, value)
    if as_json:
        print_json(outcome)
    else:
        source_tables.show_test(outcome)
    return 0 if outcome["status"] in ("FOUND", "NOT_FOUND") else 1


@command.command("test-task")
@click.argument("slug")
@as_json_option
@configured
def test_task(config: Config, slug: str, as_json: bool) -> int:  # noqa: FBT001 — click's way
    """Run the background task of the code of source SLUG, and keep nothing of what it leaves.

    Exits with 1 when it failed.
    """
    from appliance.client import source_tables

    outcome = source_tables.run_task_test(open_client(config), slug)
    if as_json:
        print_json(outcome)
    else:
        source_tables.show_task_test(outcome)
    return 1 if outcome["error"] else 0


@command.command("health")
@click.argument("slug", required=False)
@as_json_option
@configured
def health(config: Config, slug: str | None, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """How sources did within a day: questions, failures, latencies, what is wrong.

    Only those that were asked, or that something is wrong with; with SLUG that one.
    """
    from appliance.client import source_tables

    found = source_tables.get_health(open_client(config), slug)
    if as_json:
        print_json(found)
    else:
        source_tables.show_health(found)


@command.command("run")
@click.argument("slug")
@as_json_option
@configured
@click.pass_context
def run(context: click.Context, config: Config, slug: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """Run the task of source SLUG now, and wait for its end: refresh its feed, for example.

    Its schedule may be off. Exits with 1 when the run failed.
    """
    from appliance.client import runs

    client = open_client(config)
    done = runs.run_now(client, runs.source_id_of(client, slug))
    if as_json:
        print_json(done)
    else:
        for line in runs.told(done):
            click.echo(line)
    if done["outcome"] != "DONE":
        context.exit(1)


@command.command("runs")
@click.argument("slug")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@as_json_option
@configured
def show(config: Config, slug: str, limit: int, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """The last runs of the task of source SLUG, newest first."""
    from appliance.client import runs

    client = open_client(config)
    found = runs.list_runs(client, runs.source_id_of(client, slug), limit=limit)
    if as_json:
        print_json(found)
        return
    for each in found:
        seconds = runs.seconds_of(each)
        took = "" if seconds is None else f"{seconds:.1f} s"
        rows = "" if each["rows"] is None else f"{each['rows']} rows"
        used = ", ".join(runs.took(each))
        cells = (each["startedAt"][:19] + "Z", each["outcome"], each["trigger"], took, rows, used)
        widths = (20, 11, 8, 9, 14, 24)
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo(f"{line}  {each['error'] or ''}".rstrip())


@command.command("versions")
@click.argument("slug")
@as_json_option
@configured
def versions(config: Config, slug: str, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """The versions of the code of source SLUG, newest first."""
    from appliance.client import source_versions

    found = source_versions.list_versions(open_client(config), slug)
    if as_json:
        print_json(found)
    else:
        for line in source_versions.told(found):
            click.echo(line)


@command.command("diff")
@click.argument("slug")
@click.argument("number", type=click.IntRange(1))
@click.option("--against", type=click.IntRange(0), help="Compare with this one; 0 is nothing.")
@as_json_option
@configured
def diff(
    config: Config,
    slug: str,
    number: int,
    against: int | None,
    as_json: bool,  # noqa: FBT001 — click's way
) -> None:
    """What version NUMBER of the code of source SLUG changed, from the one before it."""
    from appliance.client import source_versions

    found = source_versions.get_diff(open_client(config), slug, number, against)
    if as_json:
        print_json(found)
    else:
        click.echo(source_versions.shown(found), nl=False)


@command.command("restore")
@click.argument("slug")
@click.argument("number", type=click.IntRange(1))
@configured
def restore(config: Config, slug: str, number: int) -> None:
    """Save version NUMBER of the code of source SLUG again, as a new version that runs."""
    from appliance.client import source_versions

    made = source_versions.restore(open_client(config), slug, number)
    click.echo(f"Version {number} of {slug} is its code again, as version {made}.")
