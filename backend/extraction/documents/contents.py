"""What readers of documents hand on: text in parts, and why a part could not be read."""

import enum
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

MIB = 1024 * 1024
# Of all parts of a document together, as text.
TEXT_AT_MOST = 512 * MIB
# A part that can't be read in pieces: it is in memory several times while it is read.
WHOLE_AT_MOST = 64 * MIB
PARTS_AT_MOST = 5000
# An archive in the archive, an attachment in the attachment; then no deeper.
DEEPEST = 2


class Trouble(enum.StrEnum):
    """Why a document or a part of it could not be read; codes of the API."""

    ENCRYPTED = "DOCUMENT_ENCRYPTED"
    BROKEN = "DOCUMENT_BROKEN"
    TOO_LARGE = "DOCUMENT_TOO_LARGE"
    UNKNOWN = "DOCUMENT_UNKNOWN"
    MISNAMED = "DOCUMENT_MISNAMED"
    TIMEOUT = "DOCUMENT_TIMEOUT"


class DocumentError(Exception):
    """A part can't be read: which one, what is wrong, what to do next, as one sentence."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


class Sink(Protocol):
    """Takes text."""

    def begin(self, part: str, *, delimiter: str = "") -> None:
        """What follows is another text."""

    def feed(self, text: str) -> None:
        """More of the text."""


class Contents:
    """Where readers put what they find; keeps to the limits of the whole document."""

    def __init__(self, sink: Sink) -> None:
        self.warnings: list[str] = []
        self._sink = sink
        self._left = TEXT_AT_MOST
        self._parts = 0
        self._first_error: DocumentError | None = None

    @property
    def parts(self) -> int:
        """How many texts there were so far."""
        return self._parts

    def put(self, part: str, texts: Iterable[str], *, delimiter: str = "") -> None:
        """Hand on one text.

        Raises:
            DocumentError: it is too much, or what `texts` raises.
        """
        self._parts += 1
        if self._parts > PARTS_AT_MOST:
            raise DocumentError(
                Trouble.TOO_LARGE,
                f"the document has more than {PARTS_AT_MOST} parts: divide it, or bring the parts "
                "that matter",
            )
        self._sink.begin(part, delimiter=delimiter)
        for text in texts:
            self._left -= len(text)
            if self._left < 0:
                raise DocumentError(
                    Trouble.TOO_LARGE,
                    f"{named(part)} brings the text to more than {TEXT_AT_MOST // MIB} MiB: it "
                    "unpacks to far more than it seems, or has to be divided",
                )
            self._sink.feed(text)

    def warn(self, error: DocumentError) -> None:
        """A part of a container can't be read; the others are."""
        self._first_error = self._first_error or error
        if len(self.warnings) < PARTS_AT_MOST:
            self.warnings.append(error.detail)

    def refuse_if_nothing_was_read(self) -> None:
        """Raise the first error where it left nothing to look at."""
        if self._parts == 0 and self._first_error is not None:
            raise self._first_error


def named(part: str) -> str:
    """A part as a sentence names it."""
    return f"“{part}”" if part else "the document"


def within(part: str, inner: str) -> str:
    """The name of a part of a part."""
    clean = "".join(c if c.isprintable() else "?" for c in inner)[:200] or "unnamed"
    return f"{part}/{clean}" if part else clean


def read_whole(stream: BinaryIO, part: str, at_most: int = WHOLE_AT_MOST) -> bytes:
    """All of a stream.

    Raises:
        DocumentError: there is more of it.
    """
    content = stream.read(at_most + 1)
    if len(content) > at_most:
        raise DocumentError(
            Trouble.TOO_LARGE,
            f"{named(part)} is larger than {at_most // MIB} MiB unpacked, the most for its kind: "
            "divide it, or bring its text",
        )
    return content


def pieces(stream: BinaryIO, size: int = MIB) -> Iterator[bytes]:
    """A stream in pieces."""
    while piece := stream.read(size):
        yield piece
