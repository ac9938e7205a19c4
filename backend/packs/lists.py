"""Ignore lists of packs: every entry as it is compared, so that nothing is told by its value."""

from datetime import datetime
from typing import Any

import msgspec

from backend.ignore_lists.entries import canonical_entry
from backend.ignore_lists.formats import Read
from backend.ignore_lists.importing import ImportOptions, Published
from backend.ignore_lists.writing import Wanted
from backend.indicators.wording import UnfitError
from backend.models.ignore_lists import Action, Matching, Origin
from backend.models.indicators import KindName
from backend.packs.manifest import PackError

CONTENT_AT_MOST_BYTES = 512 * 1024 * 1024


class PackedEntry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a list."""

    matching: Matching
    kind: KindName | None
    data: str
    comment: str
    expires_at: datetime | None


class PackedList(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A list; `enabled`, `is_global` and `action` count where it is new."""

    name: str
    description: str
    version: str | None
    kinds: list[str] | None
    enabled: bool
    is_global: bool
    action: Action
    entries: list[PackedEntry]


def pack_list(row: dict[str, Any], entries: str) -> tuple[bytes, int]:
    """A list's content, and how many entries it has; `entries` is JSON."""
    given = msgspec.json.decode(entries, type=list[PackedEntry])
    packed = PackedList(
        name=row["name"],
        description=row["description"],
        version=row["version"],
        kinds=row["kinds"],
        enabled=row["enabled"],
        is_global=row["global"],
        action=Action(row["action"]),
        entries=given,
    )
    return msgspec.json.encode(packed), len(given)


def read_list(content: bytes, name: str) -> tuple[Published, ImportOptions]:
    """What is to be put into the database.

    Raises:
        PackError: it is no list, or an entry is none.
    """
    try:
        packed = msgspec.json.decode(content, type=PackedList)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise PackError(f"{name} is no ignore list: {error}") from None
    wanted = []
    for number, entry in enumerate(packed.entries, 1):
        try:
            canonical = canonical_entry(entry.data, entry.kind, entry.matching)
        except UnfitError as error:
            raise PackError(f"entry {number} of {name} is none: {error.why}") from None
        wanted.append(Wanted(canonical, entry.comment, entry.expires_at))
    published = Published(
        name=packed.name,
        description=packed.description,
        version=packed.version,
        kinds=packed.kinds,
        origin=Origin.MISP_WARNINGLIST,
        read=Read(wanted, 0, ()),
    )
    options = ImportOptions(
        enabled=packed.enabled, is_global=packed.is_global, action=packed.action
    )
    return published, options
