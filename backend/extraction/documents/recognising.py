"""The kind of a document, told by its content; its name is a hint that may turn out to be a lie."""

import enum
import re
import zipfile
from typing import BinaryIO

from backend.extraction.documents.contents import DocumentError, Trouble, named


class Format(enum.StrEnum):
    """What can be read, as sentences name it."""

    TEXT = "text"
    CSV = "a table (CSV)"
    JSON = "JSON"
    HTML = "HTML"
    MAIL = "a mail (.eml)"
    OUTLOOK = "an Outlook message (.msg)"
    PDF = "a PDF"
    WORD = "a Word document (.docx)"
    EXCEL = "an Excel workbook (.xlsx)"
    ZIP = "a ZIP archive"


EXPECTED = "expected text, log, CSV, JSON, HTML, .eml, .msg, PDF, .docx, .xlsx or a ZIP of these"
HEAD_BYTES = 8192

_TEXTS = frozenset({Format.TEXT, Format.CSV, Format.JSON, Format.HTML, Format.MAIL})
_BY_NAME = {
    "txt": Format.TEXT,
    "log": Format.TEXT,
    "csv": Format.CSV,
    "tsv": Format.CSV,
    "json": Format.JSON,
    "jsonl": Format.JSON,
    "ndjson": Format.JSON,
    "html": Format.HTML,
    "htm": Format.HTML,
    "eml": Format.MAIL,
    "msg": Format.OUTLOOK,
    "pdf": Format.PDF,
    "docx": Format.WORD,
    "xlsx": Format.EXCEL,
    "zip": Format.ZIP,
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"{\\rtf": "an RTF document",
}
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HEADER = re.compile(
    rb"^(?:received|from|to|subject|date|mime-version|return-path|delivered-to|message-id):",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS_OF_A_MAIL = 3


def extension(name: str) -> str:
    """`csv` of `x.CSV`; empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def recognise(head: bytes, stream: BinaryIO, name: str, part: str) -> Format:
    """What a document is; `head` is its beginning, `stream` can be moved within and is moved back.

    Raises:
        DocumentError: it can't be read, is encrypted, or is something else than its name says.
    """
    found = _by_content(head, stream, part)
    meant = _BY_NAME.get(extension(name))
    if meant is None or meant is found:
        return found
    if found in _TEXTS and meant in _TEXTS:
        return found if found is Format.HTML and meant is Format.TEXT else meant
    if meant is Format.ZIP and found in (Format.WORD, Format.EXCEL):
        return found
    raise DocumentError(
        Trouble.MISNAMED,
        f"{named(part)} is called .{extension(name)}, but its content is {found}: give it the name "
        "that fits, if that is what you meant to bring",
    )


def _by_content(head: bytes, stream: BinaryIO, part: str) -> Format:
    # Readers of PDF take it within the first KiB.
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(stream, part)
    if head.startswith(_OLD_OFFICE):
        return _of_old_office(stream, part)
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            raise DocumentError(
                Trouble.UNKNOWN, f"{named(part)} is {what}, which can't be read: {EXPECTED}"
            )
    if b"\0" in head and not _is_wide(head):
        raise DocumentError(
            Trouble.UNKNOWN, f"{named(part)} is not text, and no kind that is known: {EXPECTED}"
        )
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Format.HTML
    return Format.MAIL if looks_like_mail(head) else Format.TEXT


def looks_like_mail(head: bytes) -> bool:
    """Whether a text begins with headers as mails have them."""
    top = head.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    return len({m[0].lower() for m in _HEADER.finditer(top)}) >= _HEADERS_OF_A_MAIL


def _is_wide(head: bytes) -> bool:
    """Whether it may be UTF-16: with its mark, or every other byte of most characters zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    half = len(head) // 4
    return head[::2].count(0) > half or head[1::2].count(0) > half


def _of_zip(stream: BinaryIO, part: str) -> Format:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise DocumentError(
            Trouble.BROKEN, f"{named(part)} is a damaged ZIP archive ({error}): bring it anew"
        ) from None
    finally:
        stream.seek(0)
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return Format.WORD
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return Format.EXCEL
    return Format.ZIP


def _of_old_office(stream: BinaryIO, part: str) -> Format:
    from olefile import OleFileIO

    try:
        with OleFileIO(stream.read()) as file:
            names = {"/".join(path) for path in file.listdir()}
    except (OSError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise DocumentError(
            Trouble.BROKEN, f"{named(part)} is a damaged Office file ({error}): bring it anew"
        ) from None
    finally:
        stream.seek(0)
    if "EncryptedPackage" in names:
        raise DocumentError(
            Trouble.ENCRYPTED,
            f"{named(part)} is an Office document with a password: save it without, and bring that",
        )
    if any(name.startswith("__properties_version1.0") for name in names):
        return Format.OUTLOOK
    raise DocumentError(
        Trouble.UNKNOWN,
        f"{named(part)} is a document of Office before 2007: save it as .docx or .xlsx",
    )
