"""The process that reads a document: role `document-read [NAME]`, the document as its input.

It writes one JSON document: `{"found": Extraction}` or `{"trouble": CODE, "detail": SENTENCE}`.
What it reads may be hostile: it loads the libraries for what the first bytes seem to be, gives up
all rights, and only then looks at the rest. Whoever reads what it writes checks it.
"""

import codecs
import importlib
import io
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from encodings.aliases import aliases
from typing import BinaryIO

import msgspec

from backend.extraction.documents.contents import Contents, DocumentError, Trouble
from backend.extraction.documents.reading import read_document
from backend.extraction.documents.recognising import (
    HEAD_BYTES,
    extension,
    looks_like_mail,
)
from backend.extraction.finding import Finder
from backend.extraction.plausible import top_levels
from backend.models.extraction import Extraction, Place, Sighted
from runners.sandbox.confinement import confine

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 120
EXIT_REFUSED = 3
USAGE = "usage: document-read [NAME] < FILE"

# Of names, and of texts.
_CODECS = ("idna", "punycode", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_PDF = ("pypdf", "pypdf._crypt_providers", "pypdf.filters")
_OFFICE = ("docx", "docx.oxml", "docx.parts.comments", "openpyxl", "lxml.etree", "lxml.html")
_MAIL = ("oxmsg", "olefile", "email.message", "email.policy", "email.headerregistry")
_ALL = (*_PDF, *_OFFICE, *_MAIL)
# Packages that load parts of themselves when they are needed, which is too late here.
_WHOLE = frozenset({"pypdf", "docx", "openpyxl", "oxmsg"})


def main(argv: Sequence[str]) -> int:
    """Read standard input; 0 when it was read, 3 when it was refused, 2 usage."""
    if len(argv) > 1:
        print(USAGE, file=sys.stderr)  # noqa: T201 — a process of its own
        return 2
    stream = io.BufferedReader(io.FileIO(0, closefd=False), 128 * 1024)
    name = argv[0] if argv else ""
    load(stream.peek(HEAD_BYTES)[:HEAD_BYTES], name)
    confine(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    try:
        written = msgspec.json.encode({"found": extract(name, stream)})
    except DocumentError as error:
        if error.__cause__ is not None:
            traceback.print_exception(error.__cause__)
        written = msgspec.json.encode({"trouble": error.trouble, "detail": error.detail})
    except MemoryError:
        detail = (
            f"reading the document needs more than {MEMORY_BYTES >> 20} MiB of memory: divide it, "
            "or bring its text"
        )
        written = msgspec.json.encode({"trouble": Trouble.TOO_LARGE, "detail": detail})
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    return EXIT_REFUSED if written.startswith(b'{"trouble"') else 0


def extract(name: str, stream: BinaryIO) -> Extraction:
    """The indicators of a document that is called `name`.

    Raises:
        DocumentError: nothing of it can be read, or it is too much.
    """
    finder = Finder()
    contents = Contents(finder)
    read_document(contents, name, stream)
    finder.end()
    indicators = [
        Sighted(
            indicator=indicator,
            count=seen.count,
            first=Place(part=seen.part, offset=seen.offset, line=seen.line, context=seen.context),
        )
        for indicator, seen in finder.found.items()
    ]
    return Extraction(
        indicators=indicators,
        truncated=finder.truncated,
        warnings=contents.warnings,
        characters=finder.characters,
    )


def load(head: bytes, name: str) -> None:
    """Import what a document that begins so may need: afterwards no file can be opened any more."""
    top_levels()
    for codec in _CODECS:
        codecs.lookup(codec)
    if b"%PDF-" in head[:1024]:
        _import_encodings()
        _import(_PDF)
        return
    packed = head.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    if packed or looks_like_mail(head) or extension(name) == "eml":
        _import_encodings()
        _import(_ALL)


def _import(names: Sequence[str]) -> None:
    for name in names:
        module = importlib.import_module(name)
        if name in _WHOLE:
            for found in pkgutil.walk_packages(module.__path__, f"{name}."):
                with suppress(ImportError):  # it works with something that is not there
                    importlib.import_module(found.name)


def _import_encodings() -> None:
    for codec in sorted(set(aliases.values())):
        with suppress(ImportError):  # of another system
            importlib.import_module(f"encodings.{codec}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
