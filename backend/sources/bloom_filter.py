"""Bloom filters in DCSO's form, as CIRCL publishes its known files: checked, and looked up.

A filter knows of a value that it was not put in, or that it probably was. Six numbers of 64 bits
are its head, little-endian: version 1, how many values it was made for, the rate of false positives
that it was made for (a float), how many bits a value has, how many bits there are, and how many
values were put in. Then come the bits, in words of 64; what is behind them is its maker's business.
https://github.com/DCSO/bloom
"""

import math
import mmap
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from backend.sources.contract import FeedFormatError, FileFacts, FileForm, FileHit

HEAD = struct.Struct("<QQdQQQ")
VERSION, VERSION_BITS = 1, 0xFF
AT_MOST_BYTES = 4 * 1024 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
BITS_OF_A_VALUE_AT_MOST = 64
# One that knows more of what it has never seen is of no use.
RATE_AT_MOST = 0.05
TYPE = "DCSO Bloom filter"
WORD = (1 << 64) - 1
# FNV-1 of 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
FNV_START, FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
# Each place follows from the one before: times the factor, in 64 bits, and then by the modulus.
MODULUS, FACTOR = WORD - 58, 18446744073709550147


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a filter says of itself; `made_for` is the rate that it was made for."""

    made_for: float
    bits_of_a_value: int
    bits: int
    values: int

    @property
    def size_bytes(self) -> int:
        """Head and bits."""
        return HEAD.size + -(-self.bits // 64) * 8

    @property
    def rate(self) -> float:
        """Of how many values that were not put in it says that they were: 0 to 1."""
        share = -math.expm1(-self.bits_of_a_value * self.values / self.bits)
        return float(share**self.bits_of_a_value)


def head_of(content: bytes) -> Head | None:
    """What the beginning of a file says; None when it is no filter."""
    if len(content) < HEAD.size:
        return None
    flags, capacity, made_for, bits_of_a_value, bits, values = HEAD.unpack_from(content)
    fits = flags & VERSION_BITS == VERSION and capacity > 0 and 0 < made_for < 1
    if not fits or not 0 < bits_of_a_value <= BITS_OF_A_VALUE_AT_MOST or bits < 1:
        return None
    return Head(made_for=made_for, bits_of_a_value=bits_of_a_value, bits=bits, values=values)


def check(stream: BinaryIO) -> FileFacts | None:
    """Count the bits that are set, of which each value has set no more than it has."""
    head = head_of(stream.read(HEAD.size))
    if head is None:
        return None
    if head.rate > RATE_AT_MOST:
        raise FeedFormatError(
            f"the filter would know {head.rate:.0%} of what it has never seen: it is too full"
        )
    left, is_set = head.size_bytes - HEAD.size, 0
    while left:
        piece = stream.read(min(left, CHUNK_BYTES))
        if not piece:
            raise FeedFormatError(
                f"the filter is cut off: expected {head.size_bytes} bytes, {left} of them are "
                "missing"
            )
        is_set += int.from_bytes(piece, "little").bit_count()
        left -= len(piece)
    if is_set > head.bits_of_a_value * head.values:
        raise FeedFormatError(
            f"the filter has {is_set} bits set, which {head.values} values cannot have set: it is "
            "damaged"
        )
    return FileFacts(type=TYPE, rows=head.values)


def fnv1(value: bytes) -> int:
    """FNV-1 of 64 bits."""
    found = FNV_START
    for byte in value:
        found = found * FNV_PRIME & WORD ^ byte
    return found


class BloomFile:
    """Implements `contract.KeptFile`: a look-up reads as many bytes as a value has bits, at most.

    Nothing in such a file says when it was built: it is as old as the file system says. A hit has
    the value that was asked for, and `{"rate": 0 to 1, "values": how many}`.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.as_of = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            try:
                self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise FeedFormatError(str(error)) from None
        head = head_of(self._content[: HEAD.size])
        if head is None or len(self._content) < head.size_bytes:
            raise FeedFormatError("it is no Bloom filter, or is cut off")
        # What is beside a byte that was read is of no use for the next one.
        self._content.madvise(mmap.MADV_RANDOM)
        self._head = head

    def look_up(self, value: str) -> FileHit | None:
        """Whether it was probably put in."""
        place = fnv1(value.encode()) % MODULUS
        for _ in range(self._head.bits_of_a_value):
            place = (place * FACTOR & WORD) % MODULUS
            byte, bit = divmod(place % self._head.bits, 8)
            if not self._content[HEAD.size + byte] >> bit & 1:
                return None
        return FileHit(value=value, data={"rate": self._head.rate, "values": self._head.values})

    def close(self) -> None:
        """Let go of it."""
        self._content.close()


BLOOM = FileForm(suffix=".bloom", at_most_bytes=AT_MOST_BYTES, check=check, open=BloomFile)
