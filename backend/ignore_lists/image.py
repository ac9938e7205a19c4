"""The compiled form of entries: how it is laid out, and how it is made.

    magic, length of the header, header (JSON), then sections, each at a multiple of 8 bytes

    hash, hash_at     sorted 64-bit hashes of EXACT and SUBDOMAIN entries, and where each entry is
    v4_*, v6_*        disjoint intervals of networks: where they start and whose they are
    net_at, net_up,   by number of a network: where its entry is, its parent, how many bits it has
    net_bits
    substring_at,     where SUBSTRING entries are, and WILDCARD and REGEX ones
    pattern_at
    entries           each entry: number of its list, matching, kind, expiry, text

It is never changed once it is written, so that any number of processes may map it.
"""

import hashlib
import struct
from array import array
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from backend.ignore_lists.facets import IPV4_BITS, IPV6_BITS, range_of
from backend.ignore_lists.networks import Network, flatten
from backend.models.ignore_lists import Matching

MAGIC = b"IALISTS\x01"
ENTRY = struct.Struct("<HBBIH")
LENGTH = struct.Struct("<I")
MATCHINGS = tuple(Matching)
ANY_KIND = 0
NEVER = 0
LATEST = 0xFFFFFFFF
MOST_LISTS = 0xFFFF
MOST_BYTES = 0xFFFFFFFF
HALF = 64
TYPES: dict[str, Literal["Q", "I", "B"]] = {
    "hash": "Q",
    "hash_at": "I",
    "v4_start": "I",
    "v4_owner": "I",
    "v6_high": "Q",
    "v6_low": "Q",
    "v6_owner": "I",
    "net_at": "I",
    "net_up": "I",
    "net_bits": "B",
    "substring_at": "I",
    "pattern_at": "I",
    "entries": "B",
}
"""Sections with the type of their numbers, in the order in which they are written."""


class ImageError(Exception):
    """More than the layout has room for, or not the layout at all."""


class Header(msgspec.Struct):
    """Lists by number with the version of their entries, kinds by number, where sections are."""

    lists: list[tuple[str, int]]
    kinds: list[str]
    sections: dict[str, tuple[int, int]]


def hash_of(matching: Matching, text: str) -> int:
    """Of an entry, or of a value that may be one."""
    key = (b"=" if matching is Matching.EXACT else b".") + text.encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")


class ImageBuilder:
    """Takes entries and gives the image of them."""

    def __init__(self, versions: Mapping[str, int]) -> None:
        """`versions` are those of the entries of each list, by its id."""
        if len(versions) > MOST_LISTS:
            raise ImageError(f"there are more than {MOST_LISTS} ignore lists")
        self._lists = list(versions.items())
        self._numbers = {list_id: number for number, list_id in enumerate(versions)}
        self._kinds: dict[str | None, int] = {None: ANY_KIND}
        self._entries = bytearray()
        self._hashes: list[int] = []
        self._networks: dict[int, list[Network]] = {4: [], 6: []}
        self._net_at, self._net_bits = array("I"), array("B")
        self._substrings, self._patterns = array("I"), array("I")

    def add(
        self, list_id: str, matching: Matching, kind: str | None, expires: int | None, data: str
    ) -> None:
        """An entry in canonical form, left out if its list is not there; `expires` in seconds."""
        number = self._numbers.get(list_id)
        if number is None:
            return
        at = self._put(number, matching, kind, expires, data)
        if matching in (Matching.EXACT, Matching.SUBDOMAIN):
            self._hashes.append(hash_of(matching, data) << 32 | at)
        elif matching is Matching.CIDR:
            self._add_network(at, data)
        elif matching is Matching.SUBSTRING:
            self._substrings.append(at)
        else:
            self._patterns.append(at)

    def _put(
        self, number: int, matching: Matching, kind: str | None, expires: int | None, data: str
    ) -> int:
        at = len(self._entries)
        if at > MOST_BYTES - MOST_LISTS:
            raise ImageError("the texts of all ignore lists together are larger than 4 GiB")
        kind_number = self._kinds.setdefault(kind, len(self._kinds))
        until = NEVER if expires is None else max(1, min(expires, LATEST))
        text = data.encode()
        self._entries += ENTRY.pack(
            number, MATCHINGS.index(matching), kind_number, until, len(text)
        )
        self._entries += text
        return at

    def _add_network(self, at: int, data: str) -> None:
        version, first, bits = range_of(data)[0]
        size = (IPV4_BITS if version == 4 else IPV6_BITS) - bits  # noqa: PLR2004 — a version
        last = first | (1 << size) - 1
        self._networks[version].append(Network(first, -last, len(self._net_at)))
        self._net_at.append(at)
        self._net_bits.append(bits)

    def image(self) -> bytearray:
        """Of all that was added."""
        self._hashes.sort()
        parents = [0] * len(self._net_at)
        for networks in self._networks.values():
            networks.sort()
        v4 = flatten(self._networks[4], parents, (1 << IPV4_BITS) - 1)
        v6 = flatten(self._networks[6], parents, (1 << IPV6_BITS) - 1)
        return self._written(
            {
                "hash": array("Q", (key >> 32 for key in self._hashes)),
                "hash_at": array("I", (key & 0xFFFFFFFF for key in self._hashes)),
                "v4_start": array("I", v4.starts),
                "v4_owner": array("I", v4.owners),
                "v6_high": array("Q", (start >> HALF for start in v6.starts)),
                "v6_low": array("Q", (start & (1 << HALF) - 1 for start in v6.starts)),
                "v6_owner": array("I", v6.owners),
                "net_at": self._net_at,
                "net_up": array("I", parents),
                "net_bits": self._net_bits,
                "substring_at": self._substrings,
                "pattern_at": self._patterns,
                "entries": self._entries,
            }
        )

    def _written(self, sections: Mapping[str, Any]) -> bytearray:
        places: dict[str, tuple[int, int]] = {}
        body = bytearray()
        for name in TYPES:
            content = memoryview(sections[name]).cast("B")
            places[name] = (len(body), len(content))
            body += content
            body += bytes(-len(body) % 8)
        kinds = [kind or "" for kind in self._kinds]
        header = msgspec.json.encode(Header(self._lists, kinds, places))
        header += b" " * (-(len(MAGIC) + LENGTH.size + len(header)) % 8)
        return bytearray(MAGIC + LENGTH.pack(len(header)) + header) + body
