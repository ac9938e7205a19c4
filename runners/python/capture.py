"""What user code prints and logs, as log frames on the channel; runs in the worker."""

import io
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runners.workers import frames
from runners.workers.text import clean

LINE_BYTES = 4096

INFO, WARNING, ERROR = range(3)

_NOTICE = "The log is full: what was printed after this is not kept."
_NOTICE_ROOM = frames.HEADER.size + frames.LOG_HEADER.size + len(_NOTICE)


class LogWriter:
    """Sends log frames until the room for them is used up or it is closed."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._left = frames.LOG_BYTES - _NOTICE_ROOM
        # Reentrant: a signal handler of the user may print while a print is under way.
        self._lock = threading.RLock()
        self._open = True

    def write(self, level: int, message: str) -> None:
        """Send one line; a long one is cut."""
        if not self._open:
            return
        text = clean(message).encode()[:LINE_BYTES]
        with self._lock:
            if not self._open:
                return
            self._left -= frames.HEADER.size + frames.LOG_HEADER.size + len(text)
            if self._left < 0:
                level, text, self._open = WARNING, _NOTICE.encode(), False
            self._send(frames.pack(frames.LOG, frames.LOG_HEADER.pack(time.time(), level) + text))

    def close(self) -> None:
        """Send nothing any more: threads that the code left behind may still print."""
        with self._lock:
            self._open = False


class _LineStream(io.RawIOBase):
    """A file whose lines go to the log."""

    def __init__(self, log: LogWriter, level: int) -> None:
        self._log = log
        self._level = level
        self._pending = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")
        self._pending += view
        *lines, rest = self._pending.split(b"\n")
        for line in lines:
            self._emit(line)
        while len(rest) > LINE_BYTES:
            self._emit(rest[:LINE_BYTES])
            rest = rest[LINE_BYTES:]
        self._pending = rest
        return len(view)

    def drain(self) -> None:
        """Send what has no newline at its end."""
        if self._pending:
            self._emit(self._pending)
            self._pending = bytearray()

    def _emit(self, line: bytearray) -> None:
        self._log.write(self._level, line.decode("utf-8", "replace"))


class Capture:
    """Standard output and error of this process, from now on."""

    def __init__(self, log: LogWriter) -> None:
        self._log = log
        self._streams = [_LineStream(log, INFO), _LineStream(log, ERROR)]
        out, err = (_as_text(stream) for stream in self._streams)
        sys.stdout = sys.__stdout__ = out  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = err  # type: ignore[misc]
        sys.stdin = sys.__stdin__ = Path(os.devnull).open(encoding="utf-8")  # type: ignore[misc] # noqa: SIM115 — stays open

    def finish(self) -> None:
        """Send what is left and nothing after it."""
        for stream in self._streams:
            stream.drain()
        self._log.close()


def _as_text(stream: _LineStream) -> "io.TextIOWrapper[Any]":
    raw: Any = stream  # writes pass through: nothing is buffered that a kill would lose
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", "\n", write_through=True)
