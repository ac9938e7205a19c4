"""The process that parses: role `feed-parse SLUG [PART [SOURCE]]`, the file as its standard input.

SLUG is the source's, or that of the template that it is made of: then SOURCE is JSON with its own
slug and name, and its settings, which say how the file is to be read.

It writes lines of JSON: `{"part": …}`, a `[kind, value, data, host]` for each row, `{"rows": …}`;
of a file that is kept whole `{"part": …}`, `{"rows": …, "asOf": …, "bytes": …}` and then the bytes
of it, unpacked; or `{"error": …}` and nothing more. What it reads may be hostile, so that it gives
up all rights before it looks at the first byte, and who reads its lines checks them.
"""

import sys
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

import msgspec

from backend.feeds import neutral
from backend.feeds.unpacking import HEAD_BYTES, MEMBER_SUFFIX, unpacked, unpacked_file
from backend.sources.contract import FeedFormatError, FeedPart, FilePart, Row, Source
from backend.sources.feed_text import shown
from backend.sources.generic import Template
from backend.sources.registry import all_sources, all_templates
from runners.sandbox.confinement import MEMORY_BYTES, confine

EXIT_REFUSED = 3
OUTPUT_BYTES = 1024 * 1024
# Several times this is in memory while it is checked.
FILE_AT_MOST_BYTES = 256 * 1024 * 1024
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
                written = isinstance(message, bytes)
                output.write(message if written else msgspec.json.encode(message) + b"\n")
    except BrokenPipeError:
        return 1  # the reader has seen enough
    except Exception as error:  # noqa: BLE001 — a parser's fault is this file's refusal
        return _refuse(_reason(error))
    return 0


def _source(slug: str, told: str) -> Source | None:
    if not told:
        return all_sources().get(slug)
    template = all_templates().get(slug)
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
    head, whole = unpacked(stream, choose=partial(_is_wanted, candidates))
    if isinstance(candidates[0], FilePart):
        # Such a file says at its end what it is.
        head = unpacked_file(head, whole, at_most_bytes=FILE_AT_MOST_BYTES)
    header = neutral.header_of(head)
    part = (
        neutral.part_of(source, wanted, header)
        if header is not None
        else _recognised(source, candidates, head)
    )
    yield {"part": part.name}
    if isinstance(part, FilePart):
        facts = part.check(head)
        yield {"rows": facts.rows, "asOf": int(facts.as_of.timestamp()), "bytes": len(head)}
        yield head
        return
    rows = 0
    for row in _once(part.parse(whole) if header is None else neutral.read_rows(whole)):
        yield (row.kind, row.value, row.data, row.host)
        rows += 1
    yield {"rows": rows}


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


def _is_wanted(candidates: Sequence[FeedPart | FilePart], name: str, head: bytes) -> bool:
    """Whether a file of an archive is one of the parts."""
    return any(
        name.endswith(MEMBER_SUFFIX) if isinstance(part, FilePart) else part.sniff(head)
        for part in candidates
    )


def _recognised(
    source: Source, candidates: Sequence[FeedPart | FilePart], head: bytes
) -> FeedPart | FilePart:
    """The part that a file is, told by its content."""
    found = [part for part in candidates if part.sniff(head)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(part.name for part in found)
        raise FeedFormatError(f"the file could be any of the parts {names}")
    expected = "; or ".join(f"{part.expected} (part {part.name})" for part in candidates)
    lines = head[:HEAD_BYTES].splitlines()
    first = next((line for line in lines if line.strip()), b"")
    raise FeedFormatError(
        f"this is no file of {source.slug}: expected {expected}; its first line is {shown(first)}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
