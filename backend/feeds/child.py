"""The process that parses: role `feed-parse SLUG [PART [SOURCE]]`, the file as its standard input.

SLUG is the source's, or that of the template that it is made of: then SOURCE is JSON with its own
slug and name, and its settings, which say how the file is to be read.

It writes lines of JSON: `{"part": …}`, a `[kind, value, data, host]` for each row, `{"rows": …}`;
of a file that is kept whole `{"part": …}`, `{"rows": …, "asOf": …, "bytes": …}` and then the bytes
of it, unpacked; or `{"error": …}` and nothing more. What it reads may be hostile, so that it gives
up all rights before it looks at the first byte, and who reads its lines checks them.
"""

import io
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from backend.feeds import neutral
from backend.feeds.unpacking import unpacked, unpacked_file
from backend.sources.contract import FeedFormatError, FeedPart, FilePart, Row, Source
from backend.sources.feed_text import shown
from backend.sources.generic import Template
from backend.sources.registry import all_sources, all_templates
from backend.sources.user_rows import UserRows
from runners.sandbox.confinement import MEMORY_BYTES, confine

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

EXIT_REFUSED = 3
OUTPUT_BYTES = 1024 * 1024
USAGE = "usage: feed-parse SLUG [PART [SOURCE]] < FILE"


def main(argv: Sequence[str]) -> int:
    """Parse standard input; 0 when all rows were written, 3 when the file was refused, 2 usage."""
    if not 1 <= len(argv) <= 3:  # noqa: PLR2004 — see USAGE
        print(USAGE, file=sys.stderr)  # noqa: T201 — a process of its own
        return 2
    slug, part, told = (*argv, "", "")[:3]
    source = _source(slug, told)
    if source is None:
        return _refuse(f"there is no source {argv[0]!r}")
    if isinstance(source, Template):
        source.prepare()
    confine()
    try:
        with open(sys.stdout.fileno(), "wb", OUTPUT_BYTES, closefd=False) as output:
            for message in messages(source, part or None, sys.stdin.buffer):
                content = isinstance(message, bytes)
                output.write(message if content else msgspec.json.encode(message) + b"\n")
    except BrokenPipeError:
        return 1  # the reader has seen enough
    except Exception as error:  # noqa: BLE001 — a parser's fault is this file's refusal
        return _refuse(_reason(error))
    return 0


def _source(slug: str, told: str) -> Source | None:
    if not told:
        return all_sources().get(slug)
    template = UserRows() if slug == UserRows.slug else all_templates().get(slug)
    return template and template.bound(**msgspec.json.decode(told))


def _reason(error: Exception) -> str:
    if isinstance(error, FeedFormatError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"parsing needs more than {MEMORY_BYTES >> 20} MiB of memory"
    traceback.print_exception(error)
    return f"the parser failed: {type(error).__name__}: {error}"


def _refuse(text: str) -> int:
    sys.stdout.buffer.write(msgspec.json.encode({"error": text}) + b"\n")
    sys.stdout.buffer.flush()
    return EXIT_REFUSED


def messages(source: Source, wanted: str | None, stream: BinaryIO) -> Iterator[Any]:
    """All lines for a file, each row once; the bytes of one that is kept whole come as such.

    Raises:
        FeedFormatError: the file is no part of this feed, not the wanted one, or broken.
    """
    candidates = _candidates(source, wanted)
    if files := [part for part in candidates if isinstance(part, FilePart)]:
        yield from _file_messages(source, files, stream)
        return
    lists = [part for part in candidates if isinstance(part, FeedPart)]
    head, whole = unpacked(stream, choose=partial(_is_wanted, lists))
    header = neutral.header_of(head)
    part = (
        neutral.part_of(source, wanted, header)
        if header is not None
        else _recognised(source, lists, head)
    )
    yield {"part": part.name}
    rows = 0
    for row in _once(part.parse(whole) if header is None else neutral.read_rows(whole)):
        yield (row.kind, row.value, row.data, row.host)
        rows += 1
    yield {"rows": rows}


def _file_messages(source: Source, parts: list[FilePart], stream: BinaryIO) -> Iterator[Any]:
    """Lines and content of a file that is kept whole.

    It is read twice, because only at its end is known that it is good, and it need not fit in
    memory.
    """
    form = parts[0].form
    head, whole = unpacked_file(stream, form)
    counted = _Counted(whole)
    facts = form.check(io.BufferedReader(counted, OUTPUT_BYTES))
    part = next((part for part in parts if facts and part.has(facts.type)), None)
    if facts is None or part is None:
        raise _unrecognised(source, parts, head)
    as_of = facts.as_of.timestamp() if facts.as_of else os.fstat(stream.fileno()).st_mtime
    yield {"part": part.name}
    yield {"rows": facts.rows, "asOf": int(min(as_of, time.time())), "bytes": counted.to_end()}
    stream.seek(0)
    _, whole = unpacked_file(stream, form)
    while piece := whole.read(OUTPUT_BYTES):
        yield piece


class _Counted(io.RawIOBase):
    """A stream that knows how much of it was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._stream.read(len(view))
        view[: len(piece)] = piece
        self._passed += len(piece)
        return len(piece)

    def to_end(self) -> int:
        """All of its bytes, after what nobody looked at was read too."""
        while self.read(OUTPUT_BYTES):
            pass
        return self._passed


def _once(rows: Iterator[Row]) -> Iterator[Row]:
    """The first of several rows with the same value.

    Their hashes are all that is kept, a fifth of the memory: of a million rows two have the same
    one once in thirty million files, and nobody can choose values so that they do, because each
    process has hashes of its own.
    """
    seen: set[int] = set()
    for row in rows:
        key = hash((row.kind, row.value))
        if key not in seen:
            seen.add(key)
            yield row


def _candidates(source: Source, wanted: str | None) -> list[FeedPart | FilePart]:
    candidates = [part for part in source.feed if wanted in (None, part.name)]
    if not candidates:
        raise FeedFormatError(f"{source.slug} has no part {wanted!r}" if wanted else "no feed")
    return candidates


def _is_wanted(candidates: Sequence[FeedPart], _name: str, head: bytes) -> bool:
    """Whether a file of an archive is one of the parts."""
    return any(part.sniff(head) for part in candidates)


def _recognised(source: Source, candidates: Sequence[FeedPart], head: bytes) -> FeedPart:
    """The part that a file is, told by its content."""
    found = [part for part in candidates if part.sniff(head)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(part.name for part in found)
        raise FeedFormatError(f"the file could be any of the parts {names}")
    raise _unrecognised(source, candidates, head)


def _unrecognised(
    source: Source, candidates: Sequence[FeedPart | FilePart], head: bytes
) -> FeedFormatError:
    expected = "; or ".join(f"{part.expected} (part {part.name})" for part in candidates)
    first = next((line for line in head.splitlines() if line.strip()), b"")
    return FeedFormatError(
        f"this is no file of {source.slug}: expected {expected}; its first line is {shown(first)}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
