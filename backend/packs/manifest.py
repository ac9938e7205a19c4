"""What a pack says that it holds."""

import enum
import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.models.errors import InvalidInputError

VERSION = 1
MANIFEST_AT_MOST_BYTES = 16 * 1024 * 1024
NAME = re.compile(
    r"(?:feeds/([a-z0-9-]{1,100})/([a-z0-9_-]{1,100})\.(rows|mmdb|bloom)|lists/[a-z0-9-]{1,250}\.json)",
    re.ASCII,
)

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Meta(ge=0, le=64 * 1024**3)]


class PackError(InvalidInputError):
    """A pack that is not taken; nothing was changed."""

    code, title = "PACK", "The pack was not taken"


class EntryKind(enum.StrEnum):
    """What an entry is: rows of a feed's part, a part's file, or an ignore list."""

    ROWS = "ROWS"
    FILE = "FILE"
    LIST = "LIST"


_SUFFIXES = {
    "rows": EntryKind.ROWS,
    "mmdb": EntryKind.FILE,
    "bloom": EntryKind.FILE,
    None: EntryKind.LIST,
}


class Packed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as the archive has it: packed by gzip."""

    sha256: Digest
    size: Size


class Entry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """One thing of a pack. `sha256` and `size` are of its content, unpacked.

    Without `packed` it is not in the archive: it is as the pack before this one had it.
    """

    name: str
    kind: EntryKind
    sha256: Digest
    size: Size
    rows: Annotated[int, Meta(ge=0)]
    as_of: datetime
    packed: Packed | None = None

    @property
    def part(self) -> tuple[str, str]:
        """Slug and part of a feed."""
        match = NAME.fullmatch(self.name)
        if match is None or match[1] is None:
            raise AssertionError("only feeds have parts")
        return match[1], match[2]


class Manifest(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Everything of a pack, in the order of the archive. `base` is the pack it has changes to."""

    version: int
    id: Annotated[str, Meta(pattern=r"^[0-9a-z]{12}$")]
    made_at: datetime
    made_by: str
    base: str | None
    entries: Annotated[tuple[Entry, ...], Meta(max_length=10_000)]


class _Version(msgspec.Struct):
    version: int


def encode(manifest: Manifest) -> bytes:
    """The manifest's bytes, which are what is signed."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decode(content: bytes) -> Manifest:
    """A manifest whose signature was checked.

    Raises:
        PackError: it is of a later version, or contradicts itself.
    """
    try:
        if (found := msgspec.json.decode(content, type=_Version).version) != VERSION:
            raise PackError(
                f"the pack is of version {found}, this program reads {VERSION}: update it"
            )
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise PackError(f"the manifest is none: {error}") from None
    names: set[str] = set()
    for entry in manifest.entries:
        match = NAME.fullmatch(entry.name)
        if match is None or _SUFFIXES[match[3]] is not entry.kind:
            raise PackError(f"the manifest has an entry that no pack has: {entry.name[:100]!r}")
        if entry.name in names:
            raise PackError(f"the manifest has {entry.name} twice")
        if entry.packed is None and manifest.base is None:
            raise PackError(f"{entry.name} is missing, and the pack is not one of changes")
        names.add(entry.name)
    return manifest
