"""Exceptions of user code, told to the one who wrote it; runs in the worker."""

import linecache
import os
import sys
import traceback
from collections.abc import Iterator
from itertools import islice
from types import CodeType, TracebackType
from typing import TypeGuard

from runners.python import user_api
from runners.workers.text import clean, cut

FILE = "source.py"

MESSAGE_CHARACTERS = 2000
TRACEBACK_CHARACTERS = 16_000

# Where the code objects say that they come from, which stays when the import path moves.
_OURS = os.path.dirname(os.path.dirname(clean.__code__.co_filename)) + os.sep  # noqa: PTH120 — may be relative, when frozen
_PLACES = (*sys.path, os.path.dirname(os.walk.__code__.co_filename))  # noqa: PTH120


def remember(code: str) -> None:
    """Keep the source's lines, so that traces show them."""
    linecache.cache[FILE] = (len(code), None, code.splitlines(keepends=True), FILE)


def message_of(error: BaseException) -> str:
    """Type and text of an exception; asking it for its text may run code of the user."""
    name = type.__getattribute__(type(error), "__qualname__")
    try:
        text = str(error.msg if is_of_compiler(error) else error)
    except Exception:  # noqa: BLE001 — code of the user
        text = "(its text can't be had)"
    if text and type(error) in user_api.EXCEPTIONS:
        return cut(clean(text), MESSAGE_CHARACTERS)  # whose kind says the rest
    return cut(clean(f"{name}: {text}" if text else name), MESSAGE_CHARACTERS)


def is_of_compiler(error: BaseException) -> TypeGuard[SyntaxError]:
    """Whether Python refused the source itself: then its position is one in the source."""
    return (
        isinstance(error, SyntaxError)
        and error.filename == FILE
        and isinstance(error.lineno, int)
        and isinstance(error.offset, int)
    )


def place_of(error: BaseException) -> tuple[int, int]:
    """Line and column in the source at which the exception left it, 0 where it has none."""
    if is_of_compiler(error):
        return int(error.lineno or 0), max(error.offset or 0, 0)
    found, trace = (0, 0), error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == FILE and trace.tb_lineno:
            found = (trace.tb_lineno, _column(code, trace.tb_lasti))
        trace = trace.tb_next
    return found


def _column(code: CodeType, instruction: int) -> int:
    """Of an instruction of the source, counted in characters as editors do; 0 when unknown."""
    places = next(islice(code.co_positions(), instruction // 2, None), None)
    line, _, column, _ = places or (None, None, None, None)
    if line is None or column is None:
        return 0
    before = linecache.getline(FILE, line).encode()[:column]
    return len(before.decode("utf-8", "replace")) + 1


def text_of(error: BaseException) -> str:
    """The trace without frames of ours and without this machine's folders."""
    told = traceback.TracebackException.from_exception(error, limit=-200)
    for part in _chain(told):
        _tidy(part.stack)
    return cut(clean("".join(told.format())), TRACEBACK_CHARACTERS)


def forget_frames(trace: TracebackType | None) -> None:
    """Let go of what the frames of a trace hold, so that memory is there to report it."""
    traceback.clear_frames(trace)


def _chain(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    waiting, seen = [told], set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        related = (part.__cause__, part.__context__, *(part.exceptions or ()))
        waiting += [other for other in related if other is not None]


def _tidy(stack: traceback.StackSummary) -> None:
    frames = [frame for frame in stack if not frame.filename.startswith(_OURS)]
    of_source = [index for index, frame in enumerate(frames) if frame.filename == FILE]
    # What comes before the source's first frame is how it was called.
    first = of_source[0] if of_source else 0
    for frame in frames:
        frame.filename = _short(frame.filename)
    stack[:] = frames[first:]


def _short(filename: str) -> str:
    for place in sorted({*_PLACES, *map(str, sys.path)}, key=len, reverse=True):
        if place and filename.startswith(place + os.sep):
            return filename[len(place) + 1 :]
    return filename
