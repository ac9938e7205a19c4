"""Reading feed files line by line, whatever is in them."""

import ipaddress
from collections.abc import Iterator
from typing import BinaryIO

from backend.sources.contract import FeedFormatError

LONGEST_LINE_BYTES = 64 * 1024
SHOWN_CHARACTERS = 80


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Lines with their numbers (from 1), without their ends.

    Raises:
        FeedFormatError: a line is longer than 64 KiB, or is not UTF-8.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            raise FeedFormatError(f"line {number} is longer than {LONGEST_LINE_BYTES} bytes")
        try:
            yield number, line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise FeedFormatError(f"line {number} is not UTF-8 text: {shown(line)}") from None


def read_whole(stream: BinaryIO, *, at_most_bytes: int) -> bytes:
    """A file that must be read in one piece.

    Raises:
        FeedFormatError: it is larger.
    """
    content = stream.read(at_most_bytes + 1)
    if len(content) > at_most_bytes:
        raise FeedFormatError(f"the file has more than {at_most_bytes} bytes")
    return content


def data_lines(head: bytes, comment: tuple[str, ...]) -> list[str]:
    """The lines of a file's beginning that are neither empty nor comments.

    The last one may be cut off by the end of what was read and counts only when it is the only one.
    """
    text = head.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith(comment)]
    complete = text.endswith(("\n", "\r"))
    return kept if complete or len(kept) <= 1 else kept[:-1]


def shown(line: str | bytes) -> str:
    """A line as it may stand in a message: one line, short, nothing a terminal obeys."""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    text = text.strip()
    cut = text[:SHOWN_CHARACTERS]
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
    return repr(clean + ("…" if len(text) > SHOWN_CHARACTERS else ""))


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that the text is: plain, in brackets, or as a network of one; else None."""
    text = text.strip().removeprefix("[").removesuffix("]")
    bare, slash, length = text.partition("/")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if slash and length != str(address.max_prefixlen):
        return None
    # A zone belongs to one machine's own links and means nothing to others.
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        return None
    return address


def network_of(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The network that the text is in CIDR notation; bits of hosts are dropped. Else None."""
    text = text.strip()
    if "/" not in text or not text.rpartition("/")[2].isdecimal():
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
