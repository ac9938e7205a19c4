"""`pack`: what was loaded here, signed, in one file that is imported where nothing is reached."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import common_options, configured
from appliance.config import Config

if TYPE_CHECKING:
    from backend.packs.manifest import Entry

FILE = click.Path(path_type=Path)
THERE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("pack")
@common_options
def command() -> None:
    """Carry feeds, databases and warninglists to where nothing can be downloaded."""


@command.command("keygen")
@click.argument("file", type=FILE)
@common_options
def keygen(file: Path) -> None:
    """Write a new key that signs packs to FILE, and its public half to FILE.pub."""
    from backend import admin

    fingerprint, public = admin.make_pack_key(file)
    click.echo(f"Made the key {fingerprint} in {file}. Keep it where packs are made.")
    click.echo(f"Carry {public} to where they are imported: `pack trust {public.name}`.")


@command.command("trust")
@click.argument("file", type=THERE)
@configured
def trust(config: Config, file: Path) -> None:
    """Take packs that the key of FILE (a public one) signed, from now on."""
    from backend import admin

    fingerprint = admin.trust_pack_key(config.data.pack_keys, file)
    click.echo(f"Packs signed by {fingerprint} are taken. Compare it with what `keygen` said.")


@command.command("make")
@click.argument("file", type=FILE)
@click.option("--key", type=THERE, required=True, help="The file that `pack keygen` wrote.")
@click.option(
    "--since",
    type=THERE,
    metavar="PACK",
    help="Pack only what changed since this older pack, which is imported first.",
)
@configured
def make(config: Config, file: Path, key: Path, since: Path | None) -> None:
    """Write all feeds, databases and warninglists that are loaded here to FILE, and sign it."""
    from appliance import __version__
    from appliance.database import running_database
    from backend import admin

    _quiet()
    manifest = admin.make_pack(
        running_database(config),
        file,
        signing_key=key,
        files=config.data.feeds,
        version=__version__,
        base=since,
    )
    _show(manifest.entries)
    size = file.stat().st_size / 1024**2
    click.echo(f"Made the pack {manifest.id} in {file}, {size:.1f} MiB.")


@command.command("verify")
@click.argument("file", type=THERE)
@configured
def verify(config: Config, file: Path) -> None:
    """Say what FILE holds, if it is as a key signed it that is trusted here."""
    from backend import admin

    _quiet()
    manifest, signed_by = admin.verify_pack(file, config.data.pack_keys)
    _show(manifest.entries)
    since = f", the changes since {manifest.base}" if manifest.base else ""
    click.echo(
        f"The pack {manifest.id} of {manifest.made_at:%Y-%m-%d %H:%M} UTC{since} is as {signed_by} "
        "signed it."
    )


@command.command("import")
@click.argument("file", type=THERE)
@click.option("--force", is_flag=True, help="Take content that is older than what is here.")
@configured
def import_file(config: Config, file: Path, force: bool) -> None:  # noqa: FBT001 — click's way
    """Put all that FILE holds in the place of what is here, or change nothing."""
    from appliance.database import running_database
    from appliance.paths import self_command
    from backend import admin

    _quiet()
    done = admin.import_pack(
        running_database(config),
        file,
        folder=config.data.pack_keys,
        files=config.data.feeds,
        parse_command=self_command("feed-parse"),
        force=force,
    )
    _show([*done.loaded, *done.confirmed])
    click.echo(
        f"Imported the pack {done.manifest.id}: {len(done.loaded)} loaded, {len(done.confirmed)} "
        "as before. `pack rollback` puts back what was here."
    )


@command.command("rollback")
@configured
def rollback(config: Config) -> None:
    """Put back what was here before the last import."""
    from appliance.database import running_database
    from backend import admin

    _quiet()
    done = admin.roll_back_pack(running_database(config), files=config.data.feeds)
    click.echo(f"Rolled back the pack {done.pack_id}: {len(done.restored)} are as they were.")
    for name in done.left:
        click.echo(f"{name} was changed since, and stays as it is.", err=True)


@command.command("list")
@configured
def list_imports(config: Config) -> None:
    """Show the keys that are trusted, and the imports that were made here."""
    from appliance.database import running_database
    from backend import admin

    _quiet()
    for fingerprint in admin.trusted_pack_keys(config.data.pack_keys):
        click.echo(f"trusted key {fingerprint}")
    for past in admin.list_packs(running_database(config)):
        state = ""
        if past.rolled_back_at is not None:
            state = f", rolled back {past.rolled_back_at:%Y-%m-%d %H:%M}"
        elif past.can_go_back:
            state = ", can be rolled back"
        click.echo(
            f"{past.imported_at:%Y-%m-%d %H:%M}  {past.pack_id}  {past.entries} entries of "
            f"{past.made_at:%Y-%m-%d %H:%M}, signed by {past.signed_by}{state}"
        )


def _show(entries: "Iterable[Entry]") -> None:
    for entry in entries:
        kept = "" if entry.packed is not None else "  (unchanged)"
        click.echo(f"{entry.name}  {entry.rows} rows  of {entry.as_of:%Y-%m-%d %H:%M}{kept}")


def _quiet() -> None:
    from backend.telemetry import logs

    logs.configure("error")
