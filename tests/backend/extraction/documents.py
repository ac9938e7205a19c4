"""Documents made with the libraries that read them, with values for documentation alone."""

import io
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("It asked evil.example.com and 198.51.100[.]7.")
    document.add_table(1, 2).cell(0, 1).text = "192.0.2.9"
    document.sections[0].header.paragraphs[0].text = "header.example.org"
    document.part.relate_to("http://link.example.com/x", _HYPERLINK, is_external=True)
    return _saved(document)


def excel() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Hosts"
    sheet.append(["seen", "198.51.100.8"])
    sheet["B2"] = "link"
    sheet["B2"].hyperlink = "http://sheet.example.com/y"
    return _saved(book)


def pdf(text: str = "hxxp://pdf.example.com/z 198.51.100.9", password: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    stream = StreamObject()
    stream._data = f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Contents")] = writer._add_object(stream)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password)
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def mail(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "Sender <a@example.com>"
    message["To"] = "b@example.org"
    message["Received"] = "from relay.example.net (203.0.113.4)"
    message["Subject"] = "news"
    message["Message-ID"] = "<123@ids.example.com>"
    message.set_content("The body says 198.51.100.10, and é.")
    message.add_alternative(
        '<p>not <a href="http://html.example.com/q">exam<b>ple</b>.org</a></p>', subtype="html"
    )
    for name, content in attachments.items():
        message.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=name.replace("_", "."),
        )
    return message.as_bytes()


def archive(files: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return saved.getvalue()


def encrypted(made: bytes) -> bytes:
    """An archive of one file, with the mark of encryption in both of its headers."""
    content = bytearray(made)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _saved(document: object) -> bytes:
    saved = io.BytesIO()
    document.save(saved)  # type: ignore[attr-defined] # both libraries' way
    return saved.getvalue()
