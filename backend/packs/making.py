"""`pack make`: everything that was loaded here, as one signed file.

What is packed is the database's own content and not the publishers' files. So it is what sources
here answer from, all of one moment; feeds that were gathered, aged or imported by hand go along;
and neither the making nor the taking needs a key of a vendor.
"""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from backend.db.connection import Connection, connect, utc_now
from backend.db.queries import load
from backend.feeds.files import FeedFiles
from backend.feeds.neutral import header_line
from backend.models.ids import new_id
from backend.models.slugs import slug_of
from backend.packs.archive import open_pack, write_pack
from backend.packs.keys import load_signing_key
from backend.packs.lists import pack_list
from backend.packs.manifest import VERSION, Entry, EntryKind, Manifest, Packed, PackError
from backend.sources.contract import FilePart
from backend.sources.registry import all_sources

Q = load("packs")
CHUNK_BYTES = 1024 * 1024
# Rows are much alike; beyond this the archive gets hardly smaller, and takes twice as long.
LEVEL = 6


def make_pack(
    url: str,
    path: Path,
    *,
    signing_key: Path,
    files: FeedFiles,
    version: str,
    base: Path | None = None,
    spool: Path | None = None,
) -> Manifest:
    """Write a pack of all feeds and warninglists that are loaded.

    Args:
        url: the database's.
        path: the pack to be.
        signing_key: the file of the private key.
        files: where the feeds' files are that are kept whole.
        version: this program's.
        base: an older pack, signed by the same key; only what changed since is packed.
        spool: a folder for temporary files.

    Raises:
        PackError: nothing is loaded, the base is not to be trusted, or the pack can't be written.
        DatabaseUnavailableError: the database does not answer.
    """
    key = load_signing_key(signing_key)
    older: Manifest | None = None
    if base is not None:
        with open_pack(base, [key.public_key()], spool=spool) as opened:
            older = opened.manifest
    with tempfile.TemporaryDirectory(dir=spool, prefix="pack-") as folder:
        with closing(connect(url, application_name="pack-make")) as connection:
            packer = _Packer(connection, Path(folder), files)
            with connection.transaction():
                connection.run(Q.begin_reading)
                packer.pack_all()
        if not packer.entries:
            raise PackError("there is nothing to pack: no feed and no warninglist was loaded")
        manifest = Manifest(
            version=VERSION,
            id=new_id(),
            made_at=utc_now(),
            made_by=version,
            base=older.id if older else None,
            entries=tuple(_changed(packer.entries, older)),
        )
        write_pack(path, manifest, packer.files, key)
    return manifest


def _changed(entries: Sequence[Entry], older: Manifest | None) -> Iterator[Entry]:
    """The entries, without the content of those that the older pack has the same."""
    known = {entry.name: entry.sha256 for entry in older.entries} if older else {}
    for entry in entries:
        if known.get(entry.name) == entry.sha256:
            yield msgspec.structs.replace(entry, packed=None)
        else:
            yield entry


class _Counted:
    """Writes content packed, and counts it unpacked."""

    def __init__(self, file: IO[bytes]) -> None:
        # Without name and time, so that the same content is packed to the same bytes.
        self._file = gzip.GzipFile("", "wb", LEVEL, file, mtime=0)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        self._digest.update(content)
        self.size += len(content)
        self._file.write(content)

    def close(self) -> str:
        """End; the digest of all that was written."""
        self._file.close()
        return self._digest.hexdigest()


class _Packer:
    """Packs what one transaction sees, each entry into a file of a folder."""

    def __init__(self, connection: Connection, folder: Path, feed_files: FeedFiles) -> None:
        self._connection = connection
        self._folder = folder
        self._feed_files = feed_files
        self.entries: list[Entry] = []
        self.files: dict[str, Path] = {}

    def pack_all(self) -> None:
        parts = {
            (source.slug, part.name): part
            for source in all_sources().values()
            for part in source.feed
        }
        for row in self._connection.run(Q.list_loaded):
            part = parts.get((row["slug"], row["part"]))
            # What an older version had is of no use to any other.
            if isinstance(part, FilePart):
                self._pack_file(row, part)
            elif part is not None:
                self._pack_rows(row)
        for row in self._connection.run(Q.list_warning_lists):
            self._pack_list(row)

    def _pack_rows(self, row: dict[str, Any]) -> None:
        slug, part = row["slug"], row["part"]
        self._connection.run(Q.choose_part, slug=slug, part=part)
        with self._entry(f"feeds/{slug}/{part}.rows", EntryKind.ROWS, row["as_of"]) as written:
            written.write(header_line(slug, part))
            # In COPY's text format a backslash is doubled; JSON has nothing else that it escapes.
            rows = self._connection.copy_out(
                Q.copy_rows, lambda line: written.write(line.replace(b"\\\\", b"\\"))
            )
        self._count(rows)

    def _pack_file(self, row: dict[str, Any], part: FilePart) -> None:
        slug, name = row["slug"], f"{part.name}{part.form.suffix}"
        with self._entry(f"feeds/{slug}/{name}", EntryKind.FILE, row["as_of"]) as written:
            try:
                with self._feed_files.path_of(slug, part).open("rb") as file:
                    shutil.copyfileobj(file, written, CHUNK_BYTES)
            except OSError as error:
                raise PackError(
                    f"cannot read the file of {slug} ({part.name}): {error.strerror or error}"
                ) from None
        self._count(row["rows"])

    def _pack_list(self, row: dict[str, Any]) -> None:
        entries = self._connection.run(Q.list_entries, list_id=row["id"])[0]["entries"]
        content, count = pack_list(row, entries)
        # Names differ more than what a file may be called; the content has the whole one.
        mark = hashlib.sha256(row["name"].encode()).hexdigest()[:12]
        name = f"lists/{slug_of(row['name'])[:200] or 'list'}-{mark}.json"
        with self._entry(name, EntryKind.LIST, row["updated_at"]) as written:
            written.write(content)
        self._count(count)

    @contextmanager
    def _entry(self, name: str, kind: EntryKind, as_of: datetime) -> Iterator[_Counted]:
        path = self._folder / str(len(self.entries))
        with path.open("wb") as file:
            written = _Counted(file)
            yield written
            digest = written.close()
        with path.open("rb") as file:
            packed = hashlib.file_digest(file, "sha256").hexdigest()
        self.files[name] = path
        self.entries.append(
            Entry(
                name=name,
                kind=kind,
                sha256=digest,
                size=written.size,
                rows=0,
                as_of=as_of,
                packed=Packed(sha256=packed, size=path.stat().st_size),
            )
        )

    def _count(self, rows: int) -> None:
        """How many rows the last entry has."""
        self.entries[-1] = msgspec.structs.replace(self.entries[-1], rows=rows)
