"""A feed's file as one plain stream: unpacked, without byte order mark, limited in size.

It may be packed by gzip or bzip2, or be in a zip archive, told by its content.
"""

import bz2
import codecs
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from backend.sources.contract import FeedFormatError, FileForm

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UNPACKED_AT_MOST_BYTES = 2 * 1024 * 1024 * 1024
HEAD_BYTES = 64 * 1024
GZIP = b"\x1f\x8b"
BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
ZIP = b"PK\x03\x04"
MAGIC_BYTES = 10
# More of them are no publisher's archive.
MEMBERS_AT_MOST = 1000
TAR_PLACE, TAR = 257, b"ustar"
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DAMAGE = (
    *(OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError),
    tarfile.TarError,
)
# Names in zip archives are in it: loaded now, because a confined process can load nothing.
codecs.lookup("cp437")

Choose = Callable[[str, bytes], bool]
"""Whether a file of an archive is the wanted one, by its name and its beginning."""


class _Limited(io.RawIOBase):
    """Reads full blocks, up to a number of bytes in all, and says what is wrong with a file."""

    def __init__(self, stream: BinaryIO, at_most_bytes: int, what: str = "") -> None:
        """`what` the stream unpacks, if it does: "gzip file"."""
        self._stream = stream
        self._at_most_bytes = at_most_bytes
        self._left = at_most_bytes
        self._what = what

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
            raise FeedFormatError(f"the {self._what} is cut off") from None
        except DAMAGE as error:
            raise FeedFormatError(f"the {self._what or 'file'} is damaged: {error}") from None
        self._left -= len(piece)
        if self._left < 0:
            raise FeedFormatError(f"the file unpacks to more than {self._at_most_bytes} bytes")
        return piece


def _any(_name: str, _head: bytes) -> bool:
    return True


def unpacked(
    stream: BinaryIO, *, at_most_bytes: int = UNPACKED_AT_MOST_BYTES, choose: Choose = _any
) -> tuple[bytes, BinaryIO]:
    """The beginning of a file (up to 64 KiB), and the whole of it as a stream.

    Of an archive, the first file that `choose` wants, or else the first one.

    Raises:
        FeedFormatError: the file is empty, damaged, UTF-16, or unpacks to too much.
    """
    plain = _buffered(stream, at_most_bytes)
    magic = plain.peek(MAGIC_BYTES)
    if magic.startswith(GZIP):
        plain = _buffered(gzip.GzipFile(fileobj=plain), at_most_bytes, "gzip file")
    elif BZIP2.match(magic):
        plain = _buffered(bz2.BZ2File(plain), at_most_bytes, "bzip2 file")
    elif magic.startswith(ZIP):
        return _from_zip(stream, at_most_bytes, choose)
    return _head_of(plain), plain


def _buffered(stream: object, at_most_bytes: int, what: str = "") -> io.BufferedReader:
    limited = _Limited(stream, at_most_bytes, what)  # type: ignore[arg-type] # it reads like one
    return io.BufferedReader(limited, 2 * HEAD_BYTES)


def _head_of(plain: io.BufferedReader) -> bytes:
    """The beginning of the text, before which the stream stands then."""
    if plain.peek(len(UTF8_MARK)).startswith(UTF8_MARK):
        plain.read(len(UTF8_MARK))
    head = plain.peek(HEAD_BYTES)[:HEAD_BYTES]
    if not head.strip():
        raise FeedFormatError("the file is empty")
    if head.startswith(UTF16_MARKS):
        raise FeedFormatError("the file is UTF-16 text; expected UTF-8")
    return head


def _from_zip(stream: BinaryIO, at_most_bytes: int, choose: Choose) -> tuple[bytes, BinaryIO]:
    try:
        stream.seek(0)
        archive = zipfile.ZipFile(stream)
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and entry.file_size]
        if len(entries) > MEMBERS_AT_MOST:
            raise FeedFormatError(f"the zip archive has more than {MEMBERS_AT_MOST} files")
        if not entries:
            raise FeedFormatError("the zip archive has no file, or empty ones")
        for entry in entries:
            plain = _buffered(archive.open(entry), at_most_bytes, "zip archive")
            if choose(entry.filename, _start_of(plain)):
                return _head_of(plain), plain
        # Who reads it says what is wrong with it.
        plain = _buffered(archive.open(entries[0]), at_most_bytes, "zip archive")
        return _head_of(plain), plain
    except (*DAMAGE, RuntimeError, EOFError) as error:
        # RuntimeError: it needs a password.
        raise FeedFormatError(f"the zip archive can't be read: {error}") from None


def _start_of(plain: io.BufferedReader) -> bytes:
    """As `_head_of` has it, of what need not be a text."""
    return plain.peek(HEAD_BYTES)[:HEAD_BYTES].removeprefix(UTF8_MARK)


def unpacked_file(stream: BinaryIO, form: FileForm) -> tuple[bytes, BinaryIO]:
    """As `unpacked`, of a file that is kept whole; in an archive it is known by its suffix.

    Of a tar archive it is the file in it, which publishers pack with its licence.

    Raises:
        FeedFormatError: as `unpacked`; or an archive without such a file.
    """
    head, plain = unpacked(
        stream,
        at_most_bytes=form.at_most_bytes,
        choose=lambda name, _: name.endswith(form.suffix),
    )
    if head[TAR_PLACE : TAR_PLACE + len(TAR)] != TAR:
        return head, plain
    try:
        for entry in (archive := tarfile.open(fileobj=plain, mode="r|")):  # noqa: SIM115 — read on
            if entry.name.endswith(form.suffix) and (file := archive.extractfile(entry)):
                plain = _buffered(file, form.at_most_bytes, "tar archive")
                return _head_of(plain), plain
    except (tarfile.TarError, EOFError, ValueError) as error:
        if isinstance(error, FeedFormatError):
            raise
        raise FeedFormatError(f"the tar archive is damaged: {error}") from None
    raise FeedFormatError(f"the tar archive has no file that ends with {form.suffix}")
