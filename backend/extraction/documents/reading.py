"""Any document as text: recognised, and read by the reader of its kind."""

import io
import zipfile
import zlib
from typing import BinaryIO

from backend.extraction.documents import mails, office, texts
from backend.extraction.documents.contents import (
    DEEPEST,
    MIB,
    PARTS_AT_MOST,
    TEXT_AT_MOST,
    WHOLE_AT_MOST,
    Contents,
    DocumentError,
    Trouble,
    named,
    pieces,
    read_whole,
    within,
)
from backend.extraction.documents.recognising import HEAD_BYTES, Format, recognise

# No honest text packs better; what is small may all the same.
_RATIO_AT_MOST = 250
_SMALL_BYTES = 16 * MIB


def read_document(contents: Contents, name: str, stream: BinaryIO) -> None:
    """Put all text of a document into `contents`; `stream` can be moved within.

    Raises:
        DocumentError: nothing of it can be read, or it is too much.
    """
    _Reader(0).read(contents, "", name, stream)
    contents.refuse_if_nothing_was_read()


class _Reader:
    """Reads what is `depth` containers deep."""

    def __init__(self, depth: int) -> None:
        self._depth = depth

    def read(self, contents: Contents, part: str, name: str, stream: BinaryIO) -> None:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        kind = recognise(head, stream, name, part)
        try:
            self._read_as(kind, contents, part, head, stream)
        except DocumentError:
            raise
        except MemoryError:
            raise DocumentError(
                Trouble.TOO_LARGE,
                f"{named(part)} is {kind} that needs more memory than there is for reading it: "
                "divide it, or bring its text",
            ) from None
        except Exception as error:
            said = " ".join(str(error).split())[:200] or type(error).__name__
            raise DocumentError(
                Trouble.BROKEN,
                f"{named(part)} is {kind} that is damaged ({said}): save it anew, or bring its "
                "text",
            ) from error

    def _read_as(
        self, kind: Format, contents: Contents, part: str, head: bytes, stream: BinaryIO
    ) -> None:
        match kind:
            case Format.TEXT | Format.JSON:
                contents.put(part, texts.decoded(pieces(stream), head))
            case Format.CSV:
                delimiter = texts.delimiter_of(head)
                contents.put(part, texts.decoded(pieces(stream), head), delimiter=delimiter)
            case Format.HTML:
                content = io.BytesIO(read_whole(stream, part))
                texts.put_html(contents, part, texts.decoded(pieces(content), head))
            case Format.MAIL:
                mails.put_mail(contents, part, stream, self._inner)
            case Format.OUTLOOK:
                mails.put_outlook(contents, part, stream, self._inner)
            case Format.PDF:
                office.put_pdf(contents, part, stream)
            case Format.WORD | Format.EXCEL:
                self._check_size(stream, part)
                put = office.put_word if kind is Format.WORD else office.put_excel
                put(contents, part, stream)
            case Format.ZIP:
                self._read_archive(contents, part, stream)

    def _inner(self, contents: Contents, part: str, name: str, stream: BinaryIO) -> None:
        """A part of a container: what is wrong with it is a warning, unless it is too much."""
        if self._depth >= DEEPEST:
            contents.warn(
                DocumentError(
                    Trouble.TOO_LARGE, f"{named(part)} is nested too deeply: bring it by itself"
                )
            )
            return
        try:
            _Reader(self._depth + 1).read(contents, part, name, stream)
        except DocumentError as error:
            if error.trouble is Trouble.TOO_LARGE:
                raise
            contents.warn(error)

    def _read_archive(self, contents: Contents, part: str, stream: BinaryIO) -> None:
        self._check_size(stream, part)
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                inner = within(part, entry.filename)
                if entry.is_dir():
                    continue
                if entry.flag_bits & 1:
                    contents.warn(
                        DocumentError(
                            Trouble.ENCRYPTED,
                            f"{named(inner)} is encrypted: unpack the archive, and bring what is "
                            "in it",
                        )
                    )
                    continue
                self._read_entry(contents, inner, archive, entry)

    def _read_entry(
        self, contents: Contents, part: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo
    ) -> None:
        try:
            with archive.open(entry) as file:
                if entry.file_size > WHOLE_AT_MOST:
                    # Only text is read in pieces; it is unpacked twice, as the beginning is needed.
                    self._inner(contents, part, entry.filename, file)  # type: ignore[arg-type] # it reads like one
                else:
                    content = io.BytesIO(read_whole(file, part))  # type: ignore[arg-type] # same
                    self._inner(contents, part, entry.filename, content)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            contents.warn(
                DocumentError(
                    Trouble.BROKEN, f"{named(part)} can't be unpacked ({error}): bring it by itself"
                )
            )

    def _check_size(self, stream: BinaryIO, part: str) -> None:
        """Refuse an archive that says itself that it unpacks to far more than it is."""
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
        stream.seek(0)
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        bomb = unpacked > _SMALL_BYTES and unpacked > packed * _RATIO_AT_MOST
        if len(entries) > PARTS_AT_MOST or unpacked > TEXT_AT_MOST or bomb:
            raise DocumentError(
                Trouble.TOO_LARGE,
                f"{named(part)} unpacks to {len(entries)} files of {unpacked // MIB} MiB, and is "
                f"{packed // MIB} MiB itself: unpack it, and bring what matters",
            )
