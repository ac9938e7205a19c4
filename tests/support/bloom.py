"""Writes small Bloom filters in DCSO's form, as the Go program of that name does.

https://github.com/DCSO/bloom: what is Go's there, a number that wraps, is `ctypes`' here.
"""

import math
import struct
from collections.abc import Iterable, Iterator
from ctypes import c_uint64

P, G = 18446744073709551557, 18446744073709550147


def bloom(
    values: Iterable[str],
    *,
    capacity: int = 1000,
    rate: float = 0.0001,
    version: int = 1,
    behind: bytes = b"",
    count: int | None = None,
) -> bytes:
    """The file; `behind` is what its maker attached, `count` how many values it says it has."""
    bits = math.ceil(capacity * -math.log(rate) / math.log(2) ** 2)
    each = math.ceil(math.log(2) * bits / capacity)
    words, added = [0] * math.ceil(bits / 64), 0
    for value in values:
        places = list(places_of(value.encode(), bits, each))
        added += any(not words[place // 64] & 1 << place % 64 for place in places)
        for place in places:
            words[place // 64] |= 1 << place % 64
    said = added if count is None else count
    numbers = [version, capacity, struct.unpack("<Q", struct.pack("<d", rate))[0], each, bits, said]
    return struct.pack(f"<{6 + len(words)}Q", *numbers, *words) + behind


def places_of(value: bytes, bits: int, each: int) -> Iterator[int]:
    """The bits of a value."""
    state = c_uint64(14695981039346656037)
    for byte in value:
        state = c_uint64(state.value * 1099511628211)
        state = c_uint64(state.value ^ byte)
    state = c_uint64(state.value % P)
    for _ in range(each):
        state = c_uint64(c_uint64(state.value * G).value % P)
        yield state.value % bits
