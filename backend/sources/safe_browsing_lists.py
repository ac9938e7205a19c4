"""Safe Browsing's local lists: Rice-coded numbers, updates, and the file that they are kept in.

A list is its prefixes as numbers in ascending order. The file has one line of JSON that says which
lists, of which version and how long, and then all prefixes, big-endian, list after list.
"""

import array
import hashlib
import heapq
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO

import msgspec

from backend.models.indicators import Kind
from backend.sources import protobuf
from backend.sources.contract import FeedFormatError, Row
from backend.sources.feed_text import shown
from backend.sources.protobuf import Message, ProtobufError
from backend.sources.safe_browsing import duration

EXPECTED = "lists of Google Safe Browsing as this program keeps them"
FORMAT = "safe-browsing-prefixes-1"
PREFIX_BYTES = 4
ENTRIES_AT_MOST = 20_000_000
HEADER_AT_MOST_BYTES = 64 * 1024
PARTS = {32: 1, 64: 1, 128: 2, 256: 4}
"""How many fields a first value of so many bits is told in."""


class ListError(ValueError):
    """An update does not fit the list that it is for."""


def rice(encoded: bytes, bits: int) -> list[int]:
    """The numbers of a RiceDeltaEncoded message of so many bits, ascending.

    Raises:
        ProtobufError: it is none.
    """
    message = protobuf.read(encoded)
    parts = PARTS[bits]
    first = 0
    for field in range(1, parts + 1):
        first = first << 64 | protobuf.number(message, field)
    parameter, entries = (protobuf.number(message, parts + n) for n in (1, 2))
    deltas = rice_deltas(protobuf.blob(message, parts + 3), parameter, entries)
    values = list(itertools.accumulate(deltas, initial=first))
    if values[-1] >= 1 << bits:
        raise ProtobufError(f"a number has more than {bits} bits")
    return values


def rice_deltas(data: bytes, parameter: int, entries: int) -> list[int]:
    """The differences, each ones up to a zero and then so many bits, lowest first.

    Raises:
        ProtobufError: there are fewer of them.
    """
    if entries > ENTRIES_AT_MOST or entries > len(data) * 8 or parameter >= 256:  # noqa: PLR2004
        raise ProtobufError(f"{entries} numbers were announced in {len(data)} bytes")
    mask = (1 << parameter) - 1
    held, bits, at = 0, 0, 0
    step = parameter // 8 + 64
    found: list[int] = []
    for _ in range(entries):
        while True:
            ones = (~held & (held + 1)).bit_length() - 1
            if bits >= ones + 1 + parameter:
                break
            if at >= len(data):
                raise ProtobufError(f"the coded numbers end after {len(found)} of {entries}")
            piece = data[at : at + step]
            held |= int.from_bytes(piece, "little") << bits
            bits += len(piece) * 8
            at += len(piece)
        found.append(ones << parameter | held >> ones + 1 & mask)
        held >>= ones + 1 + parameter
        bits -= ones + 1 + parameter
    return found


@dataclass(frozen=True, kw_only=True)
class Update:
    """What Google says of one list: to be applied to what is there, or instead of it."""

    name: str
    version: bytes
    partial: bool
    additions: Sequence[int]
    removals: Sequence[int]
    wait: timedelta
    checksum: bytes


def read_updates(body: bytes) -> list[Update]:
    """The updates of BatchGetHashListsResponse.

    Raises:
        ProtobufError: it is none, or has prefixes of other lengths.
    """
    return [_update(protobuf.read(said)) for said in protobuf.blobs(protobuf.read(body), 1)]


def _update(message: Message) -> Update:
    name = protobuf.blob(message, 1).decode("utf-8", "replace")
    for field, length in ((9, 8), (10, 16), (11, 32)):
        if message.get(field):
            raise ProtobufError(f"{shown(name)} has prefixes of {length} bytes")
    additions, removals = protobuf.blobs(message, 4), protobuf.blobs(message, 5)
    return Update(
        name=name,
        version=protobuf.blob(message, 2),
        partial=bool(protobuf.number(message, 3)),
        additions=rice(additions[-1], 32) if additions else (),
        removals=rice(removals[-1], 32) if removals else (),
        wait=duration(protobuf.blob(message, 6)),
        checksum=protobuf.blob(message, 7),
    )


def apply(prefixes: Sequence[int], update: Update) -> Sequence[int]:
    """The list after the update: removals by their places first, then additions.

    Raises:
        ListError: its checksum is another, or a removal is of a place that it does not have.
    """
    kept: Sequence[int] = prefixes if update.partial else ()
    if update.removals:
        if update.removals[-1] >= len(kept):
            raise ListError(f"{update.name} has no place {update.removals[-1]} to remove")
        gone = set(update.removals)
        kept = [value for place, value in enumerate(kept) if place not in gone]
    # An update without a change has no checksum to hold.
    result = sorted([*kept, *update.additions]) if update.additions else kept
    if update.checksum and hashlib.sha256(packed(result)).digest() != update.checksum:
        raise ListError(f"{update.name} does not have the checksum that Google says")
    return result


def packed(prefixes: Iterable[int]) -> bytes:
    """The prefixes as bytes, 4 for each, big-endian."""
    numbers = array.array("I", prefixes)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(content: bytes) -> Sequence[int]:
    """The numbers of what `packed` made."""
    numbers = array.array("I")
    numbers.frombytes(content)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


class _Listed(msgspec.Struct):
    name: str
    entries: int


class _Header(msgspec.Struct):
    format: str
    lists: list[_Listed]


def write(lists: dict[str, bytes], stream: BinaryIO) -> None:
    """The file of these lists, each as `packed` has it."""
    told = [{"name": n, "entries": len(p) // PREFIX_BYTES} for n, p in lists.items()]
    stream.write(msgspec.json.encode({"format": FORMAT, "lists": told}) + b"\n")
    stream.writelines(lists.values())


def sniff(head: bytes) -> bool:
    """The first line says what it is."""
    return head.startswith(b'{"format":"' + FORMAT.encode())


def parse(stream: BinaryIO) -> Iterator[Row]:
    """A row for each prefix, with the names of the lists that have it; `host` is the prefix too.

    By that all prefixes of a URL are found with one question.
    """
    line = stream.readline(HEADER_AT_MOST_BYTES)
    try:
        header = msgspec.json.decode(line, type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FeedFormatError(f"line 1: expected {EXPECTED}: {error}") from None
    parts = []
    for listed in header.lists:
        if not 0 <= listed.entries <= ENTRIES_AT_MOST:
            raise FeedFormatError(f"{shown(listed.name)} has too many prefixes: {listed.entries}")
        content = stream.read(listed.entries * PREFIX_BYTES)
        if len(content) != listed.entries * PREFIX_BYTES:
            raise FeedFormatError(f"the file ends within the list {shown(listed.name)}")
        parts.append(_named(content, listed.name))
    if stream.read(1):
        raise FeedFormatError("the file goes on after the last list")
    for value, found in itertools.groupby(heapq.merge(*parts), key=lambda pair: pair[0]):
        prefix = f"{value:08x}"
        data: dict[str, Any] = {"lists": [name for _, name in found]}
        yield Row(kind=Kind.SHA256, value=prefix, data=data, host=prefix)


def _named(content: bytes, name: str) -> Iterator[tuple[int, str]]:
    return ((value, name) for value in unpacked(content))
