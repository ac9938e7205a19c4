"""Writes small MMDB files: search tree, data section, metadata (the format's version 2.0).

Records are given by network; a wider network does not reach into a narrower one that is given too.
"""

import ipaddress
import struct
from collections.abc import Mapping
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"
SEPARATOR = bytes(16)
MAP, ARRAY, BOOLEAN, DOUBLE, TEXT = 7, 11, 14, 3, 2
UINT16, UINT32, INT32, UINT64 = 5, 6, 8, 9
# The types that metadata must have; whatever is not named has the one of its value.
METADATA = {
    "binary_format_major_version": UINT16,
    "binary_format_minor_version": UINT16,
    "build_epoch": UINT64,
    "ip_version": UINT16,
    "node_count": UINT32,
    "record_size": UINT16,
}

Node = list["int | Node | None"]
"""Left and right: a node, an offset in the data section, or nothing."""


def mmdb(
    networks: Mapping[str, Any],
    *,
    database_type: str = "GeoLite2-City",
    built_at: int = 1767225600,
    ip_version: int = 6,
    record_size: int = 28,
    **metadata: Any,
) -> bytes:
    """The file. `metadata` overrides what it says of itself (`node_count`, …)."""
    root: Node = [None, None]
    data, offsets = bytearray(), dict[bytes, int]()
    by_width = sorted(networks.items(), key=lambda item: ipaddress.ip_network(item[0]).prefixlen)
    for network, record in by_width:
        packed = encoded(record)
        if packed not in offsets:
            offsets[packed] = len(data)
            data += packed
        _insert(root, _bits(network, ip_version), offsets[packed])
    nodes = _all_nodes(root)
    numbers = {id(node): number for number, node in enumerate(nodes)}
    tree = b"".join(_packed(node, numbers, record_size) for node in nodes)
    said = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": built_at,
        "database_type": database_type,
        "description": {"en": "A file of tests"},
        "ip_version": ip_version,
        "languages": ["en"],
        "node_count": len(nodes),
        "record_size": record_size,
    }
    said = {**said, **metadata}
    pairs = (encoded(key) + encoded(value, METADATA.get(key)) for key, value in said.items())
    return tree + SEPARATOR + data + MARKER + _control(MAP, len(said)) + b"".join(pairs)


def _bits(network: str, ip_version: int) -> str:
    """The way through the tree; IPv4 stands below ::/96 in a file of both."""
    parsed = ipaddress.ip_network(network)
    bits = f"{int(parsed.network_address):0{parsed.max_prefixlen}b}"[: parsed.prefixlen]
    return "0" * 96 + bits if ip_version == 6 and parsed.version == 4 else bits


def _insert(root: Node, bits: str, offset: int) -> None:
    node = root
    for bit in bits[:-1]:
        below = node[int(bit)]
        if not isinstance(below, list):
            below = node[int(bit)] = [below, below]
        node = below
    node[int(bits[-1])] = offset


def _all_nodes(root: Node) -> list[Node]:
    """The nodes in the order of their numbers."""
    nodes: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += [below for below in node if isinstance(below, list)]
    return nodes


def _packed(node: Node, numbers: Mapping[int, int], record_size: int) -> bytes:
    values = []
    for below in node:
        if isinstance(below, list):
            values.append(numbers[id(below)])
        else:
            values.append(len(numbers) + (0 if below is None else len(SEPARATOR) + below))
    left, right = values
    if record_size == 28:
        middle = (left >> 24) << 4 | right >> 24
        low = 0xFFFFFF
        return (left & low).to_bytes(3) + bytes([middle]) + (right & low).to_bytes(3)
    return left.to_bytes(record_size // 8) + right.to_bytes(record_size // 8)


def encoded(value: Any, kind: int | None = None) -> bytes:
    """A value of the data section; never by pointers. `kind` is the type of a whole number."""
    if isinstance(value, Mapping):
        pairs = b"".join(encoded(key) + encoded(item) for key, item in value.items())
        return _control(MAP, len(value)) + pairs
    if isinstance(value, list | tuple):
        return _control(ARRAY, len(value)) + b"".join(map(encoded, value))
    if isinstance(value, str):
        text = value.encode()
        return _control(TEXT, len(text)) + text
    return _number(value, kind)


def _number(value: float, kind: int | None) -> bytes:
    if isinstance(value, bool):
        return _control(BOOLEAN, int(value))
    if isinstance(value, float):
        return _control(DOUBLE, 8) + struct.pack("!d", value)
    if value < 0:
        return _control(INT32, 4) + struct.pack("!i", value)
    packed = value.to_bytes((value.bit_length() + 7) // 8)
    return _control(kind or (UINT32 if len(packed) <= 4 else UINT64), len(packed)) + packed


def pointer(offset: int) -> bytes:
    """A pointer to this place of the data section."""
    return bytes([1 << 5 | 3 << 3]) + offset.to_bytes(4)


def _control(kind: int, size: int) -> bytes:
    """The control byte, with the bytes that extend type and size."""
    extended = bytes([kind - 7]) if kind > 7 else b""
    if size < 29:
        first, more = size, b""
    elif size < 285:
        first, more = 29, bytes([size - 29])
    elif size < 65821:
        first, more = 30, (size - 285).to_bytes(2)
    else:
        first, more = 31, (size - 65821).to_bytes(3)
    return bytes([(0 if extended else kind << 5) | first]) + extended + more
