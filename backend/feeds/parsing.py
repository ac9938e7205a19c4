"""Has a child process parse a file, checks every row, and keeps them ready for COPY.

The rows wait in an unnamed temporary file: the database's transaction is short however slow the
parser is, and what is refused never touched the database. There a file that is kept whole waits
too, as the child unpacked and checked it.
"""

import hashlib
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Any, BinaryIO

import msgspec
from msgspec import Meta

from backend.feeds.errors import FeedError
from backend.models.indicators import Kind, KindName
from backend.sources.contract import NAME, FilePart, Source
from backend.sources.feed_text import network_of
from backend.sources.generic import Template

# The appliance gives its own command; this one serves from a source tree.
PARSE_COMMAND = (sys.executable, "-m", "backend.feeds.child")
DEADLINE_SECONDS = 600.0
WATCH_SECONDS = 0.2
LINE_AT_MOST_BYTES = 1024 * 1024
LAST_SECOND = 253_402_300_799  # of the year 9999, after which no date is
CHUNK_BYTES = 1024 * 1024
VALUE_AT_MOST_CHARACTERS = 8192
HOST_AT_MOST_CHARACTERS = 255
ROWS_AT_MOST = 20_000_000
KINDS = frozenset({*Kind, NAME})
# What a Python program needs to start. Everything else stays here, secrets above all.
PASSED_ON = ("PATH", "LANG", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "TMPDIR")
PASSED_ON_PREFIXES = ("LC_", "_PYI")
ESCAPED = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class _Message(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """What a line says that is not a row."""

    part: str | None = None
    rows: int | None = None
    as_of: Annotated[int, Meta(ge=0, le=LAST_SECOND)] | None = None
    bytes: int | None = None
    error: str | None = None


_Line = tuple[KindName, str, dict[str, Any], str] | _Message
_DECODER: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


@dataclass(frozen=True, kw_only=True)
class ParsedFile:
    """What is to be loaded, and what is known about the file.

    `content` has the rows as lines of COPY's text format; or the unpacked file itself, where it is
    kept whole, and then `as_of` is the time that it was built.
    """

    part: str
    rows: int
    content: IO[bytes]
    sha256: str
    as_of: datetime | None = None

    def copy_lines(self) -> Iterator[bytes]:
        """The lines from the first one on, as often as asked for."""
        return iter(self.from_start())

    def from_start(self) -> IO[bytes]:
        """The content from its first byte on, as often as asked for."""
        self.content.seek(0)
        return self.content


class Parsing:
    """One run of the child; a context manager whose value is the parsed file.

    Entering blocks until all is parsed; `stop` may be called from another thread meanwhile.
    """

    def __init__(
        self,
        source: Source,
        path: Path,
        *,
        part: str | None = None,
        command: Sequence[str] = PARSE_COMMAND,
        spool: Path | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        """The file may be any part of the source's feed, or only `part`.

        `command` is the child's command without its arguments; `spool` a folder for what waits.
        """
        self._source = source
        self._path = path
        self._command = [*command, *_arguments(source, part)]
        self._spool = spool
        self._deadline_seconds = deadline_seconds
        self._stopping = threading.Event()
        self._late = False
        self._content: IO[bytes] | None = None

    def __enter__(self) -> ParsedFile:
        """Parse.

        Raises:
            FeedError: the file can't be read, is not recognised, or is not as it should be.
        """
        with _opened(self._path) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._content = tempfile.TemporaryFile(dir=self._spool)
            try:
                said = self._run(file, self._content)
            except BaseException:
                self._content.close()
                raise
        return ParsedFile(
            part=said.part or "",
            rows=said.rows or 0,
            content=self._content,
            sha256=digest,
            as_of=datetime.fromtimestamp(said.as_of, UTC) if said.as_of is not None else None,
        )

    def __exit__(self, *_: object) -> None:
        if self._content is not None:
            self._content.close()

    def stop(self) -> None:
        """End the child within a moment; entering then fails with FeedError."""
        self._stopping.set()

    def _run(self, file: BinaryIO, content: IO[bytes]) -> _Message:
        """Parse the file and write its content; the part's name, and all that was said at last."""
        with tempfile.TemporaryFile() as complaints:
            child = self._start(file, complaints)
            ended = threading.Event()
            watch = threading.Thread(target=self._watch, args=(child, ended), daemon=True)
            watch.start()
            try:
                assert child.stdout is not None  # noqa: S101 — asked for by _start
                with child.stdout as answers:
                    return self._read(answers, content)
            except _EndedEarlyError:
                raise self._ended_early(child, complaints) from None
            finally:
                ended.set()
                child.kill()
                child.wait()
                watch.join()

    def _start(self, file: BinaryIO, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=_environment(),
                process_group=0,
                # In small pieces both sides wait for each other more than they work.
                bufsize=CHUNK_BYTES,
            )
        except OSError as error:
            raise FeedError(f"cannot start the parsing process: {error.strerror}") from None

    def _watch(self, child: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """Kill the child when its time is up or when `stop` was called."""
        until = time.monotonic() + self._deadline_seconds
        while not ended.wait(WATCH_SECONDS):
            self._late = time.monotonic() > until
            if self._late or self._stopping.is_set():
                child.kill()
                return

    def _read(self, answers: IO[bytes], content: IO[bytes]) -> _Message:
        part, rows = "", 0
        while line := answers.readline(LINE_AT_MOST_BYTES + 1):
            message = _decoded(line)
            if isinstance(message, _Message):
                if message.error is not None:
                    raise FeedError(message.error)
                if message.rows is not None:
                    said = msgspec.structs.replace(message, part=part)
                    if (file := self._file_part(part)) is not None:
                        _copy_file(answers, content, said, file.form.at_most_bytes)
                    elif message.rows != rows or not part:
                        raise FeedError("the parser lost rows; this is a defect, please report it")
                    return said
                part = self._known_part(message.part or "")
            else:
                rows += 1
                if rows > ROWS_AT_MOST:
                    raise FeedError(f"the file has more than {ROWS_AT_MOST} rows")
                content.write(self._copy_line(part, *message))
        raise _EndedEarlyError

    def _known_part(self, name: str) -> str:
        if name not in {part.name for part in self._source.feed}:
            raise FeedError(f"{self._source.slug} has no part {name!r}")
        return name

    def _file_part(self, name: str) -> FilePart | None:
        files = [part for part in self._source.feed if isinstance(part, FilePart)]
        return next((part for part in files if part.name == name), None)

    def _copy_line(
        self, part: str, kind: KindName, value: str, data: dict[str, Any], host: str
    ) -> bytes:
        if kind not in KINDS:
            raise FeedError(f"row of a kind that there is not: {kind[:40]!r}")
        if not value or len(value) > VALUE_AT_MOST_CHARACTERS or "\0" in value + host or not part:
            raise FeedError(f"row with a value that cannot be kept: {value[:80]!r}")
        network = r"\N"
        if kind == Kind.CIDR:
            network = value
            if (found := network_of(value)) is None or str(found) != value:
                raise FeedError(f"row with a network that is none: {value[:80]!r}")
        packed = msgspec.json.encode(data)
        if b"\\u0000" in packed:
            packed = msgspec.json.encode(_without_nul(data))
        # A name that is longer than any can be is nobody's.
        host = host if len(host) <= HOST_AT_MOST_CHARACTERS else ""
        fields = (kind, value, network, host)
        # COPY's only null is the network's; a value that looks like it gets its backslash doubled.
        texts = [text if text is network else _escaped(text) for text in fields]
        # JSON has none of the other characters that COPY's text format wants to be escaped.
        return b"\t".join(("\t".join(texts).encode(), packed.replace(b"\\", b"\\\\"))) + b"\n"

    def _ended_early(self, child: subprocess.Popen[bytes], complaints: IO[bytes]) -> FeedError:
        if self._stopping.is_set():
            return FeedError("parsing was stopped")
        if self._late:
            return FeedError(f"parsing took longer than {self._deadline_seconds:g} s")
        status = child.wait()
        complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 400))
        last = complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        return FeedError(f"the parsing process ended with status {status}: {last or 'no message'}")


class _EndedEarlyError(Exception):
    """The child's lines stopped before its last one."""


def _arguments(source: Source, part: str | None) -> list[str]:
    if isinstance(source, Template):
        return [type(source).slug, part or "", source.told()]
    return [source.slug, *([part] if part else [])]


def _opened(path: Path) -> io.BufferedReader:
    """A regular file, opened."""
    try:
        if not path.is_file():
            raise FeedError(f"cannot read {path}: {'not a file' if path.exists() else 'not there'}")
        return path.open("rb")
    except OSError as error:
        raise FeedError(f"cannot read {path}: {error.strerror or error}") from None


def _copy_file(answers: IO[bytes], content: IO[bytes], said: _Message, at_most_bytes: int) -> None:
    """The bytes of a file that is kept whole, as many as were announced."""
    left = said.bytes or 0
    if said.as_of is None or (said.rows or 0) < 0 or not 0 < left <= at_most_bytes:
        raise FeedError("the parser did not say what the file is")
    while left:
        piece = answers.read(min(left, CHUNK_BYTES))
        if not piece:
            raise _EndedEarlyError
        content.write(piece)
        left -= len(piece)


def _decoded(line: bytes) -> _Line:
    if not line.endswith(b"\n"):
        if len(line) > LINE_AT_MOST_BYTES:
            raise FeedError(f"a row is larger than {LINE_AT_MOST_BYTES} bytes")
        raise _EndedEarlyError
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FeedError(f"the parser wrote what is no row: {error}") from None


def _escaped(text: str) -> str:
    return text.translate(ESCAPES) if ESCAPED.search(text) else text


def _without_nul(value: Any) -> Any:
    """The same data without NUL characters, which PostgreSQL's jsonb refuses."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }
