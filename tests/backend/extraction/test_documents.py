"""Documents of every kind, honest and hostile, read by the child process as it really runs."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.extraction.child import extract
from backend.extraction.documents.contents import DocumentError
from backend.extraction.running import READ_COMMAND
from tests.backend.extraction import documents as made

ROOT = Path(__file__).resolve().parents[3]


def read(tmp_path: Path, name: str, content: bytes) -> dict[str, Any]:
    """What the child says of a file that is called so."""
    file = tmp_path / "content"
    file.write_bytes(content)
    with file.open("rb") as stream:
        done = subprocess.run(
            [*READ_COMMAND, name], stdin=stream, capture_output=True, cwd=ROOT, check=False
        )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = msgspec.json.decode(done.stdout)
    assert done.returncode == (3 if "trouble" in answer else 0)
    return answer


def found(tmp_path: Path, name: str, content: bytes) -> dict[str, str]:
    """The part of each value's first place."""
    answer = read(tmp_path, name, content)
    assert "found" in answer, answer
    assert answer["found"]["warnings"] == []
    return {i["indicator"]["data"]: i["first"]["part"] for i in answer["found"]["indicators"]}


def test_text_in_several_encodings(tmp_path: Path) -> None:
    text = "é 198.51.100.1\n"
    for encoding in ("utf-16", "utf-16-be", "latin-1"):
        assert found(tmp_path, "a.log", text.encode(encoding)) == {"198.51.100.1": ""}, encoding


def test_tables_and_json(tmp_path: Path) -> None:
    table = b"url;code\nhttp://a.example.com/x;200\n"
    assert found(tmp_path, "a.csv", table) == {"http://a.example.com/x": ""}
    assert found(tmp_path, "a.json", b'{"u":"http:\\/\\/a.example.com\\/x"}') == {
        "http://a.example.com/x": ""
    }


def test_html_shows_text_and_links(tmp_path: Path) -> None:
    page = b"<!doctype html><p>exam<b>ple</b>.org<p>198.51.100.1<img src='//cdn.example.com/i.png'>"
    assert found(tmp_path, "page", page) == {
        "example.org": "",
        "198.51.100.1": "",
        "cdn.example.com": "(links)",
    }


def test_word_excel_and_pdf(tmp_path: Path) -> None:
    assert found(tmp_path, "a.docx", made.word()) == {
        "evil.example.com": "",
        "198.51.100.7": "",
        "192.0.2.9": "",
        "header.example.org": "header1",
        "http://link.example.com/x": "(links)",
    }
    assert found(tmp_path, "a.xlsx", made.excel()) == {
        "198.51.100.8": "sheet Hosts",
        "http://sheet.example.com/y": "(links)",
    }
    assert found(tmp_path, "a.pdf", made.pdf()) == {
        "http://pdf.example.com/z": "page 1",
        "198.51.100.9": "page 1",
    }


def test_a_mail_and_what_is_attached_to_it(tmp_path: Path) -> None:
    content = made.mail(a_docx=made.word(), b_zip=made.archive({"c.txt": b"192.0.2.77"}))
    parts = found(tmp_path, "a.eml", content)
    assert parts["203.0.113.4"] == parts["a@example.com"] == "headers"
    assert parts["198.51.100.10"] == "body"
    assert parts["example.org"] == "body html"
    assert parts["http://html.example.com/q"] == "body html (links)"
    assert parts["evil.example.com"] == "a.docx"
    assert parts["192.0.2.77"] == "b.zip/c.txt"
    assert "123@ids.example.com" not in parts


def test_a_message_of_outlook(tmp_path: Path) -> None:
    message = compound_file(outlook_texts())
    parts = found(tmp_path, "a.msg", message)
    assert parts == {"news.example.com": "headers", "198.51.100.33": "body"}


def test_an_archive_and_one_within_it_and_no_deeper(tmp_path: Path) -> None:
    inner = made.archive({"a.pdf": made.pdf(), "deep.zip": made.archive({"x.txt": b"192.0.2.1"})})
    content = made.archive({"inner.zip": inner, "b.txt": b"192.0.2.2", "c.png": b"\x89PNG\r\n"})
    answer = read(tmp_path, "a.zip", content)["found"]
    parts = {i["indicator"]["data"]: i["first"]["part"] for i in answer["indicators"]}
    assert parts["198.51.100.9"] == "inner.zip/a.pdf page 1"
    assert parts["192.0.2.2"] == "b.txt"
    assert "192.0.2.1" not in parts
    deep, image = answer["warnings"]
    assert "“inner.zip/deep.zip/x.txt” is nested too deeply" in deep
    assert "“c.png” is an image" in image


@pytest.mark.parametrize(
    ("name", "content", "trouble", "said"),
    [
        ("a.pdf", lambda: made.pdf(password="secret"), "ENCRYPTED", "PDF with a password"),
        ("a.zip", lambda: made.encrypted(made.archive({"a.txt": b"x"})), "ENCRYPTED", "“a.txt”"),
        ("a.xlsx", lambda: compound_file({"EncryptedPackage": b""}), "ENCRYPTED", "password"),
        ("a.pdf", lambda: made.archive({"a.txt": b"x"}), "MISNAMED", "called .pdf"),
        ("a.docx", made.excel, "MISNAMED", "Excel"),
        ("a.txt", made.pdf, "MISNAMED", "a PDF"),
        ("a.pdf", lambda: b"just text", "MISNAMED", "text"),
        ("a.exe", lambda: b"MZ\x90\0" + b"\0" * 99, "UNKNOWN", "Windows program"),
        ("a.bin", lambda: bytes(range(256)) * 9, "UNKNOWN", "not text"),
        ("a.pdf", lambda: b"%PDF-1.7\n garbage", "BROKEN", "damaged"),
        ("a.zip", lambda: made.archive({"a": b"x"})[:30], "BROKEN", "damaged ZIP"),
        (
            "a.docx",
            lambda: made.archive({"[Content_Types].xml": b"<no", "word/document.xml": b"<no"}),
            "BROKEN",
            "damaged",
        ),
        ("a.zip", lambda: made.archive({"a.txt": b"a" * (40 << 20)}), "TOO_LARGE", "unpacks to"),
        (
            "a.xlsx",
            lambda: made.archive(
                {"[Content_Types].xml": b"", "xl/workbook.xml": b" " * (40 << 20)}
            ),
            "TOO_LARGE",
            "unpacks to",
        ),
    ],
)
def test_what_can_not_be_read_is_said_with_a_reason(
    name: str, content: Any, trouble: str, said: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        extract(name, io.BytesIO(content()))
    assert refused.value.trouble == f"DOCUMENT_{trouble}", refused.value
    assert said in refused.value.detail


def test_an_archive_that_lies_about_its_sizes(tmp_path: Path) -> None:
    """Both headers say that 2.5 MiB are 9 bytes."""
    content = bytearray(made.archive({"a.txt": b"192.0.2.1\n" * (2 << 17)}))
    central = content.index(b"PK\x01\x02")
    for place in (22, central + 24):
        content[place : place + 4] = struct.pack("<I", 9)
    answer = read(tmp_path, "a.zip", bytes(content))
    assert answer["trouble"] == "DOCUMENT_BROKEN"
    assert "can't be unpacked" in answer["detail"]


def test_entities_that_multiply_do_not(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    files = dict.fromkeys(["[Content_Types].xml", "word/document.xml"], b"")
    with zipfile.ZipFile(io.BytesIO(made.word())) as honest:
        files |= {name: honest.read(name) for name in honest.namelist()}
    files["word/document.xml"] = f"{bomb}]><x>&j;</x>".encode()
    answer = read(tmp_path, "a.docx", made.archive(files))
    assert "trouble" in answer or answer["found"]["characters"] < 10_000


def test_a_long_text_is_read_in_bounded_memory(tmp_path: Path) -> None:
    line = "2024-11-24T12:00:00 accepted 198.51.100.%d from host%d.example.com\n"
    block = "".join(line % (n % 256, n) for n in range(1000))
    code = (
        "import sys; from backend.extraction.child import main; "
        "status = open('/proc/self/status', 'rb', buffering=0); main(['a.log']); "
        "sys.stderr.buffer.write(status.read())"
    )
    file = tmp_path / "long.log"
    with file.open("w") as written:
        for _ in range(12_000_000 // len(block)):
            written.write(block)
    with file.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=stream, capture_output=True, cwd=ROOT, check=True
        )
    assert len(msgspec.json.decode(done.stdout)["found"]["indicators"]) == 256 + 1000
    assert int(done.stderr.split(b"VmHWM:")[1].split()[0]) < 150 * 1024, "KiB at the peak"


def test_the_child_has_neither_files_nor_network() -> None:
    code = """
import os, socket
from backend.extraction.child import load
from runners.sandbox.confinement import confine
load(b"PK", "")
confine()
for forbidden in (lambda: open("/etc/passwd"), socket.socket, lambda: os.open("/tmp", 0)):
    try:
        forbidden()
    except OSError:
        continue
    raise SystemExit("it was possible")
assert os.getuid() != 0
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def outlook_texts() -> dict[str, bytes]:
    """Class (001A), subject (0037) and body (1000), as Outlook calls them, and their list."""
    texts = {0x001A: "IPM.Note", 0x0037: "see news.example.com", 0x1000: "and 198.51.100.33"}
    listed = b"\0" * 32
    streams = {}
    for number, text in texts.items():
        content = text.encode("utf-16-le").ljust(4096, b"\0")
        listed += struct.pack("<HHIQ", 0x001F, number, 6, len(content))
        streams[f"__substg1.0_{number:04X}001F"] = content
    return {"__properties_version1.0": listed, **streams}


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file (the container of Outlook and old Office), of small streams."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    # Every stream is padded to 4096 bytes, so that it is none of the small ones that are packed.
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    count = (len(streams) + 1 + 3) // 4
    chain = [0xFFFFFFFD, *range(2, count + 1), end]
    body, entries, following = b"", [], count + 1
    for name, content in padded.items():
        sectors = len(content) // sector
        chain += [*range(following + 1, following + sectors), end]
        entries.append((name, 2, following, len(streams[name]) and len(content)))
        following += sectors
        body += content
    chain += [free] * (128 - len(chain))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    ) + struct.pack("<109I", *([free] * 109))  # fmt: skip
    return header[:76] + struct.pack("<I", 0) + header[80:512] + _rest(chain, entries, count, body)


def _rest(
    chain: list[int], entries: list[tuple[str, int, int, int]], count: int, body: bytes
) -> bytes:
    none = 0xFFFFFFFF
    directory = b""
    listed = [
        ("Root Entry", 5, 0xFFFFFFFE, 0),
        *sorted(entries, key=lambda e: (len(e[0]), e[0].upper())),
    ]
    for index, (name, kind, start, size) in enumerate(listed):
        encoded = name.encode("utf-16-le")
        # Each names the next as its right sibling: a tree as any, if not a balanced one.
        right = index + 1 if 0 < index < len(listed) - 1 else none
        child = 1 if index == 0 and len(listed) > 1 else none
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ",
            encoded, len(encoded) + 2, kind, 1, none, right, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip
    directory = directory.ljust(count * 512, b"\0")
    return struct.pack("<128I", *chain) + directory + body
