"""A feed's file as one plain stream: unpacked, without byte order mark, limited in size."""

import gzip
import io
import tarfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from backend.sources.contract import FeedFormatError
from backend.sources.feed_text import read_whole

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UNPACKED_AT_MOST_BYTES = 2 * 1024 * 1024 * 1024
HEAD_BYTES = 64 * 1024
GZIP = b"\x1f\x8b"
TAR_PLACE, TAR = 257, b"ustar"
MEMBER_SUFFIX = ".mmdb"
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Limited(io.RawIOBase):
    """Reads full blocks, up to a number of bytes in all, and says what is wrong with a file."""

    def __init__(self, stream: BinaryIO, at_most_bytes: int) -> None:
        self._stream = stream
        self._at_most_bytes = at_most_bytes
        self._left = at_most_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view):
            piece = self._read(len(view) - filled)
            if not piece:
                break
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def _read(self, size: int) -> bytes:
        try:
            piece = self._stream.read(size)
        except EOFError:
            raise FeedFormatError("the gzip file is cut off") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise FeedFormatError(f"the gzip file is damaged: {error}") from None
        self._left -= len(piece)
        if self._left < 0:
            raise FeedFormatError(f"the file unpacks to more than {self._at_most_bytes} bytes")
        return piece


def unpacked(
    stream: BinaryIO, *, at_most_bytes: int = UNPACKED_AT_MOST_BYTES
) -> tuple[bytes, BinaryIO]:
    """The beginning of a file (up to 64 KiB), and the whole of it as a stream.

    Raises:
        FeedFormatError: the file is empty, damaged, UTF-16, or unpacks to too much.
    """
    plain = io.BufferedReader(_Limited(stream, at_most_bytes), 2 * HEAD_BYTES)
    if plain.peek(len(GZIP)).startswith(GZIP):
        packed = gzip.GzipFile(fileobj=plain)
        plain = io.BufferedReader(_Limited(packed, at_most_bytes), 2 * HEAD_BYTES)  # type: ignore[arg-type] # it reads like one
    if plain.peek(len(UTF8_MARK)).startswith(UTF8_MARK):
        plain.read(len(UTF8_MARK))
    head = plain.peek(HEAD_BYTES)[:HEAD_BYTES]
    if not head.strip():
        raise FeedFormatError("the file is empty")
    if head.startswith(UTF16_MARKS):
        raise FeedFormatError("the file is UTF-16 text; expected UTF-8")
    return head, plain


def unpacked_file(head: bytes, stream: BinaryIO, *, at_most_bytes: int) -> bytes:
    """All of a file; of a tar archive the database in it, which publishers pack with its licence.

    Raises:
        FeedFormatError: it is too large, or an archive without a database or damaged.
    """
    if head[TAR_PLACE : TAR_PLACE + len(TAR)] != TAR:
        return read_whole(stream, at_most_bytes=at_most_bytes)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry in archive:
                if entry.name.endswith(MEMBER_SUFFIX) and (file := archive.extractfile(entry)):
                    return read_whole(file, at_most_bytes=at_most_bytes)  # type: ignore[arg-type] # it reads like one
    except (tarfile.TarError, EOFError, ValueError) as error:
        if isinstance(error, FeedFormatError):
            raise
        raise FeedFormatError(f"the tar archive is damaged: {error}") from None
    raise FeedFormatError(f"the tar archive has no file that ends with {MEMBER_SUFFIX}")
