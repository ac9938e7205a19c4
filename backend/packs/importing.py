"""`pack import`: all of a pack, or nothing of it.

Everything is verified and parsed first, by the same checks as publishers' files; then one
transaction keeps what is there, for a roll-back, and puts the pack's content in its place.
"""

import gzip
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.db.connection import Connection, connect
from backend.db.queries import load
from backend.feeds.files import FeedFiles
from backend.feeds.importing import feed_settings
from backend.feeds.loading import Origin, load_part
from backend.feeds.parsing import PARSE_COMMAND, ParsedFile, Parsing
from backend.ignore_lists.importing import ImportOptions, Published, put_published
from backend.models.ids import new_id
from backend.models.ignore_lists import ImportOutcome
from backend.packs.archive import OpenPack, open_pack
from backend.packs.before import file_part, keep_list, keep_part, note_after
from backend.packs.lists import CONTENT_AT_MOST_BYTES, read_list
from backend.packs.manifest import Entry, EntryKind, Manifest, PackError
from backend.sources.contract import FilePart, Source
from backend.sources.registry import all_sources

Q = load("packs")


@dataclass(frozen=True, kw_only=True)
class ImportedPack:
    """What an import did: `loaded` were in the pack, `confirmed` are as the one before had them."""

    manifest: Manifest
    signed_by: str
    loaded: tuple[Entry, ...]
    confirmed: tuple[Entry, ...]


class _Part(NamedTuple):
    entry: Entry
    source: Source
    parsed: ParsedFile


class _List(NamedTuple):
    entry: Entry
    published: Published
    options: ImportOptions


def import_pack(
    url: str,
    path: Path,
    *,
    trusted: Sequence[Ed25519PublicKey],
    files: FeedFiles,
    parse_command: Sequence[str] = PARSE_COMMAND,
    spool: Path | None = None,
    force: bool = False,
    user_id: str | None = None,
) -> ImportedPack:
    """Put a pack's content in the place of what is there.

    Args:
        url: the database's.
        path: the pack.
        trusted: the keys whose signature counts.
        files: where files are kept that are kept whole.
        parse_command: the child's command, without its arguments.
        spool: a folder for temporary files.
        force: take content that is older than what is there.
        user_id: who new lists are of.

    Raises:
        PackError, FeedError: it is not to be trusted, or does not fit; nothing was changed.
        DatabaseUnavailableError: the database does not answer.
    """
    with ExitStack() as stack:
        pack = stack.enter_context(open_pack(path, trusted, spool=spool))
        lists = list(_lists(pack))
        parts = []
        for entry, source in _feeds(pack.manifest):
            if entry.packed is not None:
                # Not every form of files says how old one is.
                written = entry.as_of.timestamp()
                os.utime(pack.files[entry.name], (written, written))
                parsing = Parsing(
                    source,
                    pack.files[entry.name],
                    part=entry.part[1],
                    command=parse_command,
                    spool=spool,
                )
                parts.append(_Part(entry, source, stack.enter_context(parsing)))
                _check_count(entry, parts[-1].parsed.rows)
        # Files at last: what was written to a disk is not undone by the database.
        parts.sort(key=lambda item: item.entry.kind is EntryKind.FILE)
        connection = stack.enter_context(closing(connect(url, application_name="pack-import")))
        with _files_as_they_were(parts, files), connection.transaction():
            connection.run(Q.lock)
            _check_base(connection, pack.manifest)
            if not force:
                _check_ages(connection, pack.manifest)
            import_id = _begin(connection, pack)
            for part in parts:
                _load(connection, import_id, part, files, pack.manifest)
            for item in lists:
                _put_list(connection, import_id, item, pack.manifest, user_id)
            confirmed = list(_confirm(connection, import_id, pack.manifest))
    loaded = tuple(entry for entry in pack.manifest.entries if entry.packed is not None)
    return ImportedPack(
        manifest=pack.manifest,
        signed_by=pack.signed_by,
        loaded=loaded,
        confirmed=tuple(confirmed),
    )


def _feeds(manifest: Manifest) -> Iterator[tuple[Entry, Source]]:
    """The entries of feeds, each with its source."""
    sources = all_sources()
    for entry in manifest.entries:
        if entry.kind is EntryKind.LIST:
            continue
        slug, name = entry.part
        source = sources.get(slug)
        parts = {p.name: p for p in source.feed} if source else {}
        if source is None or name not in parts:
            raise PackError(f"this version has no feed {slug} with a part {name}: update it first")
        if isinstance(parts[name], FilePart) != (entry.kind is EntryKind.FILE):
            raise PackError(f"{entry.name} is not what this version keeps of {slug}")
        file = file_part(slug, name)
        if file is not None and not entry.name.endswith(file.form.suffix):
            raise PackError(f"{entry.name} is not what this version keeps of {slug}")
        yield entry, source


def _lists(pack: OpenPack) -> Iterator[_List]:
    names: set[str] = set()
    for entry in pack.manifest.entries:
        if entry.kind is not EntryKind.LIST or entry.packed is None:
            continue
        if entry.size > CONTENT_AT_MOST_BYTES:
            raise PackError(f"{entry.name} has more than {CONTENT_AT_MOST_BYTES >> 20} MiB")
        published, options = read_list(
            gzip.decompress(pack.files[entry.name].read_bytes()), entry.name
        )
        if published.name in names:
            raise PackError(f"the pack has the list {published.name} twice")
        names.add(published.name)
        _check_count(entry, len(published.read.wanted))
        yield _List(entry, published, options)


def _check_count(entry: Entry, rows: int) -> None:
    if rows != entry.rows:
        raise PackError(f"{entry.name} has {rows} rows, its manifest says {entry.rows}")


@contextmanager
def _files_as_they_were(parts: Sequence[_Part], files: FeedFiles) -> Iterator[None]:
    """Files are put back when the transaction that goes with them is not committed."""
    keys = [
        (p.source.slug, file)
        for p in parts
        if (file := file_part(p.source.slug, p.entry.part[1])) is not None
    ]
    for key in keys:
        files.keep(*key)
    try:
        yield
    except BaseException:
        for key in keys:
            files.put_back(*key)
        raise


def _check_base(connection: Connection, manifest: Manifest) -> None:
    """What a pack of changes does not have must be here, as the pack before it had it."""
    here = {row["name"]: row["sha256"] for row in connection.run(Q.find_contents)}
    missing = [e for e in manifest.entries if e.packed is None and here.get(e.name) != e.sha256]
    if missing:
        raise PackError(
            f"this pack has only the changes against the pack {manifest.base}, and "
            f"{missing[0].name} is not here as that one has it: import that one first, or a whole "
            "one"
        )


def _check_ages(connection: Connection, manifest: Manifest) -> None:
    for entry in manifest.entries:
        if entry.kind is EntryKind.LIST:
            continue
        slug, part = entry.part
        for row in connection.run(Q.find_part, slug=slug, part=part):
            if row["loaded_at"] is not None and row["as_of"] > entry.as_of:
                raise PackError(
                    f"{slug} ({part}) is here as of {row['as_of']:%Y-%m-%d %H:%M} UTC, later than "
                    f"the pack's, {entry.as_of:%Y-%m-%d %H:%M}: import it with force if this is "
                    "right"
                )


def _begin(connection: Connection, pack: OpenPack) -> str:
    """Write down that there is an import, in the place of what the one before kept."""
    import_id = new_id()
    connection.run(Q.forget_before)
    connection.run(
        Q.insert_import,
        id=import_id,
        pack_id=pack.manifest.id,
        made_at=pack.manifest.made_at,
        signed_by=pack.signed_by,
        base_id=pack.manifest.base,
        entries=len(pack.manifest.entries),
    )
    return import_id


def _load(
    connection: Connection, import_id: str, part: _Part, files: FeedFiles, manifest: Manifest
) -> None:
    keep_part(connection, import_id, part.entry)
    origin = Origin(text=f"pack {manifest.id}")
    # The signature says more of it than its size and age do.
    settings = feed_settings(connection, part.source.slug)
    load_part(
        connection, part.source, part.parsed, origin, settings=settings, files=files, force=True
    )
    if part.entry.kind is EntryKind.ROWS:
        _set_as_of(connection, part.entry)
    _note(connection, import_id, part.entry, manifest)


def _set_as_of(connection: Connection, entry: Entry) -> None:
    slug, name = entry.part
    connection.run(Q.set_as_of, slug=slug, part=name, as_of=entry.as_of)


def _put_list(
    connection: Connection, import_id: str, item: _List, manifest: Manifest, user_id: str | None
) -> None:
    keep_list(connection, import_id, item.entry, item.published.name)
    done = put_published(connection, item.published, item.options, user_id)
    if done.outcome is ImportOutcome.REFUSED:
        raise PackError(f"the list {done.name}: {done.detail}")
    _note(connection, import_id, item.entry, manifest)


def _confirm(connection: Connection, import_id: str, manifest: Manifest) -> Iterator[Entry]:
    """What is as it was is as new as the pack."""
    for entry in manifest.entries:
        if entry.packed is not None:
            continue
        if entry.kind is not EntryKind.LIST:
            keep_part(connection, import_id, entry)
            if entry.kind is EntryKind.ROWS:
                _set_as_of(connection, entry)
            _note(connection, import_id, entry, manifest)
        yield entry


def _note(connection: Connection, import_id: str, entry: Entry, manifest: Manifest) -> None:
    note_after(connection, import_id, entry)
    connection.run(Q.put_content, name=entry.name, sha256=entry.sha256, pack_id=manifest.id)
