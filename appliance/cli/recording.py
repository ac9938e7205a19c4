"""`recording …`: what sources really answered, kept without secrets, to be replayed elsewhere."""

import json
from pathlib import Path
from typing import Any

import click

from appliance.cli.opening import open_client
from appliance.cli.options import common_options, configured
from appliance.cli.printing import print_json
from appliance.config import Config

API = "/api/v1/recordings"


@click.group("recording")
@common_options
def command() -> None:
    """Record what sources answer, for demonstrations, training and tests."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@configured
def list_all(config: Config, as_json: bool) -> None:  # noqa: FBT001 — click's way
    """All recordings, newest first."""
    found = open_client(config).call("GET", API)
    if as_json:
        print_json(found)
        return
    for each in found:
        click.echo(_line(each))


@command.command("start")
@click.argument("name")
@click.option("--source", "slugs", multiple=True, metavar="SLUG", help="Only this one; repeatable.")
@configured
def start(config: Config, name: str, slugs: tuple[str, ...]) -> None:
    """Record from now on what sources answer; one recording goes on at a time."""
    from appliance.client import runs

    client = open_client(config)
    source_ids = [runs.source_id_of(client, slug) for slug in slugs]
    begun = client.call("POST", API, {"name": name, "sourceIds": source_ids})
    click.echo(f"Recording {begun['id']}. End it with `recording stop`.")


@command.command("stop")
@configured
def stop(config: Config) -> None:
    """End the recording that goes on."""
    from appliance.errors import ApplianceError

    client = open_client(config)
    going_on = [each for each in client.call("GET", API) if each["endedAt"] is None]
    if not going_on:
        raise ApplianceError("No recording goes on; `recording start NAME` begins one.")
    for each in going_on:
        client.call("POST", f"{API}/{each['id']}/stop")
        click.echo(f"Ended the recording {each['id']}.")


@command.command("export")
@click.argument("recording_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@configured
def export(config: Config, recording_id: str, file: Path) -> None:
    """Write recording ID to FILE, which the setting `[sources] replay` takes."""
    recorded = open_client(config).call("GET", f"{API}/{recording_id}/export")
    file.write_text(json.dumps(recorded, ensure_ascii=False), encoding="utf-8")
    click.echo(f"Wrote {len(recorded['answers'])} answers to {file}.")


@command.command("delete")
@click.argument("recording_id", metavar="ID")
@configured
def delete(config: Config, recording_id: str) -> None:
    """Delete recording ID with its answers."""
    open_client(config).call("DELETE", f"{API}/{recording_id}")
    click.echo(f"Deleted the recording {recording_id}.")


def _line(recording: dict[str, Any]) -> str:
    state = "goes on" if recording["endedAt"] is None else "ended"
    size = f"{recording['sizeBytes'] / 1024:.0f} KiB"
    cells = (recording["id"], recording["createdAt"][:19] + "Z", state)
    return f"{'  '.join(cells)}  {recording['answers']} answers, {size}  {recording['name']}"
