"""PDF, Word and Excel."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from backend.extraction.documents.contents import Contents, DocumentError, Trouble, named

PAGES_AT_MOST = 5000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = frozenset({f"{_WORD}t", f"{_WORD}instrText"})
_LINE_ENDS = frozenset({f"{_WORD}p", f"{_WORD}br", f"{_WORD}tr", f"{_WORD}cr"})


def put_pdf(contents: Contents, part: str, stream: BinaryIO) -> None:
    """The text of each page, and what it links to."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PdfReadError

    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(
                Trouble.ENCRYPTED,
                f"{named(part)} is a PDF with a password: save it without, and bring that",
            )
        pages = len(reader.pages)
    except DependencyError as error:
        raise DocumentError(
            Trouble.ENCRYPTED,
            f"{named(part)} is a PDF encrypted in a way that can't be read: "
            f"save it without a password ({error})",
        ) from None
    except PdfReadError as error:
        raise _broken(part, "a damaged PDF", error) from None
    if pages > PAGES_AT_MOST:
        raise DocumentError(
            Trouble.TOO_LARGE,
            f"{named(part)} has {pages} pages, and {PAGES_AT_MOST} are read at most: divide it",
        )
    for number in range(pages):
        page = reader.pages[number]
        contents.put(
            f"{part} page {number + 1}".strip(), (page.extract_text(), "\n", *_links(page))
        )


def _links(page: Any) -> Iterator[str]:
    """What the page's rectangles lead to, which need not be what it shows."""
    for reference in page.get("/Annots") or ():
        with suppress(AttributeError, KeyError, TypeError, ValueError):  # one that is damaged
            uri = reference.get_object()["/A"].get_object()["/URI"]
            yield f"{uri}\n"


def put_word(contents: Contents, part: str, stream: BinaryIO) -> None:
    """The text of all parts with text: the body, headers, notes, comments; then links."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(stream)
    except (OpcError, KeyError, ValueError) as error:
        raise _broken(part, "a damaged Word document", error) from None
    links: dict[str, None] = {}
    for piece in document.part.package.iter_parts():
        for relation in piece.rels.values():
            if relation.is_external:
                links[relation.target_ref] = None
        element = getattr(piece, "element", None)
        if element is None:
            element = _other_text(piece)
        name = str(piece.partname).removeprefix("/word/").removesuffix(".xml")
        if element is not None and str(piece.partname).startswith("/word/"):
            contents.put(part if name == "document" else f"{part} {name}".strip(), _runs(element))
    if links:
        contents.put(f"{part} (links)".strip(), (f"{link}\n" for link in links))


def _other_text(piece: Any) -> Any:
    """The XML of a part that the library does not read: footnotes, say."""
    from docx.oxml import parse_xml
    from lxml.etree import XMLSyntaxError

    if not str(piece.partname).endswith(("notes.xml", "comments.xml")):
        return None
    try:
        return parse_xml(piece.blob)
    except XMLSyntaxError:
        return None  # a part beside the text, in a document that can be read


def _runs(element: Any) -> Iterator[str]:
    for node in element.iter():
        if node.tag in _TEXTS:
            yield node.text or ""
        elif node.tag == f"{_WORD}tab":
            yield "\t"
        elif node.tag in _LINE_ENDS:
            yield "\n"


def put_excel(contents: Contents, part: str, stream: BinaryIO) -> None:
    """The values of each sheet, a row in a line; then links."""
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            texts = ("\t".join(str(v) for v in row if v is not None) + "\n" for row in rows)
            contents.put(f"{part} sheet {sheet.title}".strip(), texts)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _broken(part, "a damaged Excel workbook", error) from None
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        links = dict.fromkeys(_targets(archive))
    if links:
        contents.put(f"{part} (links)".strip(), (f"{link}\n" for link in links))


def _targets(archive: Any) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for name in archive.namelist():
        if name.startswith("xl/worksheets/_rels/") and name.endswith(".rels"):
            for relation in etree.fromstring(archive.read(name), parser):
                if relation.get("TargetMode") == "External":
                    yield str(relation.get("Target"))


def _broken(part: str, what: str, error: Exception) -> DocumentError:
    return DocumentError(
        Trouble.BROKEN,
        f"{named(part)} is {what} ({error}): open and save it anew, or bring its text",
    )
