"""Reading protobuf messages by the numbers of their fields, without generated code.

A message is a table from a field's number to its values in order: whole numbers (varint and fixed,
unsigned), or bytes (texts, nested messages, packed numbers).
"""

from collections.abc import Mapping, Sequence

Message = Mapping[int, Sequence[int | bytes]]
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10


class ProtobufError(ValueError):
    """The bytes are no message: where, and why."""


def read(data: bytes) -> Message:
    """The message that the bytes are.

    Raises:
        ProtobufError: they are none.
    """
    found: dict[int, list[int | bytes]] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == VARINT:
            value, at = _varint(data, at)
        elif kind in (FIXED64, FIXED32):
            raw, at = _take(data, at, 8 if kind == FIXED64 else 4)
            value = int.from_bytes(raw, "little")
        elif kind == LENGTH:
            length, at = _varint(data, at)
            value, at = _take(data, at, length)
        else:
            raise ProtobufError(f"byte {at}: no field begins so (type {kind})")
        if number == 0:
            raise ProtobufError(f"byte {at}: no field has the number 0")
        found.setdefault(number, []).append(value)
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(LONGEST_VARINT):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:  # noqa: PLR2004 — the bit that says that more follows
            return value, at
    raise ProtobufError(f"byte {at}: a number has no end")


def _take(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(data):
        raise ProtobufError(f"byte {at}: {length} bytes were announced, {len(data) - at} are there")
    return data[at : at + length], at + length


def number(message: Message, field: int) -> int:
    """The last number of a field; 0 where there is none, as the format has it."""
    values = [value for value in message.get(field, ()) if isinstance(value, int)]
    return values[-1] if values else 0


def numbers(message: Message, field: int) -> list[int]:
    """All numbers of a field, packed or not."""
    found: list[int] = []
    for value in message.get(field, ()):
        if isinstance(value, int):
            found.append(value)
            continue
        at = 0
        while at < len(value):
            one, at = _varint(value, at)
            found.append(one)
    return found


def blobs(message: Message, field: int) -> list[bytes]:
    """All values of a field that are bytes."""
    return [value for value in message.get(field, ()) if isinstance(value, bytes)]


def blob(message: Message, field: int) -> bytes:
    """The last bytes of a field; empty where there are none."""
    values = blobs(message, field)
    return values[-1] if values else b""
