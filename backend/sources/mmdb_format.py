"""MMDB files: what one says of itself, and whether all of it can be read.

A file is a binary tree of the bits of addresses, whose leaves point to records in a data section,
and metadata at the end. https://maxmind.github.io/MaxMind-DB/
"""

import io
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from maxminddb import MODE_FD, InvalidDatabaseError, Reader
from maxminddb.decoder import Decoder
from maxminddb.reader import Metadata

from backend.sources.contract import FeedFormatError
from backend.sources.feed_text import shown

SEPARATOR_BYTES = (
    16  # between tree and data, so that a leaf's value is at least this above a node's
)
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)  # before the format
CLOCKS = timedelta(days=1)  # by which another's clock may be ahead; what is later is never stale
IP_VERSIONS = (4, 6)
HIGH_NIBBLE = bytes(byte >> 4 for byte in range(256))
LOW_NIBBLE = bytes(byte & 0x0F for byte in range(256))
# What the library and the bytes themselves answer to nonsense.
UNREADABLE = (InvalidDatabaseError, ValueError, TypeError, LookupError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a file says of itself. `database_type` is its kind, such as `GeoLite2-City`."""

    database_type: str
    built_at: datetime
    metadata: Metadata


def describe(content: bytes) -> Description:
    """What the file says of itself.

    Raises:
        FeedFormatError: it is no MMDB file, or what it says can't be.
    """
    try:
        metadata = Reader(io.BytesIO(content), MODE_FD).metadata()
    except UNREADABLE as error:
        raise FeedFormatError(f"expected an MMDB file: {error}") from None
    numbers = (metadata.build_epoch, metadata.node_count, metadata.record_size)
    if not all(isinstance(number, int) for number in numbers):
        raise FeedFormatError("the file's metadata has something else where numbers belong")
    if not isinstance(metadata.database_type, str) or not metadata.database_type.strip():
        raise FeedFormatError("the file's metadata has no database_type")
    if metadata.ip_version not in IP_VERSIONS:
        raise FeedFormatError(f"expected IP version 4 or 6, found {metadata.ip_version!r}")
    return Description(
        database_type=metadata.database_type,
        built_at=_built_at(metadata.build_epoch),
        metadata=metadata,
    )


def _built_at(seconds: int) -> datetime:
    try:
        built_at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        built_at = None
    if built_at is None or not EARLIEST <= built_at <= datetime.now(UTC) + CLOCKS:
        raise FeedFormatError(f"the file says that it was built {seconds} seconds after 1970")
    return built_at


def count_networks(content: bytes, metadata: Metadata) -> int:
    """How many networks the file knows, after every record was read.

    Raises:
        FeedFormatError: a part of the tree or a record is damaged.
    """
    nodes = metadata.node_count
    networks, records = 0, set[int]()
    for values in _halves(content, metadata):
        leaves = [value for value in values if value > nodes]
        networks += len(leaves)
        records.update(leaves)
    data_start = metadata.search_tree_size + SEPARATOR_BYTES
    decoder = Decoder(content, data_start)
    for value in sorted(records):
        offset = value - nodes + metadata.search_tree_size
        if not data_start <= offset < len(content):
            raise FeedFormatError("the tree of the MMDB file points outside of its data")
        _check_record(decoder, offset)
    return networks


def _check_record(decoder: Decoder, offset: int) -> None:
    try:
        record: Any = decoder.decode(offset)[0]
    except UNREADABLE as error:
        raise FeedFormatError(f"a record of the MMDB file is damaged: {error}") from None
    if not isinstance(record, dict):
        raise FeedFormatError(f"expected records with named fields, found {shown(str(record))}")


def _halves(content: bytes, metadata: Metadata) -> Iterator["array[int]"]:
    """The left values of all nodes, then the right ones."""
    tree = content[: metadata.search_tree_size]
    if metadata.record_size == 24:  # noqa: PLR2004 — bits
        yield _joined(tree[0::6], tree[1::6], tree[2::6])
        yield _joined(tree[3::6], tree[4::6], tree[5::6])
    elif metadata.record_size == 28:  # noqa: PLR2004 — the byte between has four bits of each
        between = tree[3::7]
        yield _joined(between.translate(HIGH_NIBBLE), tree[0::7], tree[1::7], tree[2::7])
        yield _joined(between.translate(LOW_NIBBLE), tree[4::7], tree[5::7], tree[6::7])
    else:
        yield _joined(tree[0::8], tree[1::8], tree[2::8], tree[3::8])
        yield _joined(tree[4::8], tree[5::8], tree[6::8], tree[7::8])


def _joined(*columns: bytes) -> "array[int]":
    """Big-endian numbers, from the bytes of each place."""
    packed = bytearray(4 * len(columns[0]))
    for place, column in enumerate(columns, 4 - len(columns)):
        packed[place::4] = column
    values = array("I", bytes(packed))
    if sys.byteorder == "little":
        values.byteswap()
    return values
