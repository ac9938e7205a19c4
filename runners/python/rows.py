"""The rows that a background task brings for its source's feed; runs in the worker.

They go up the channel while the task runs, so that a million of them need no memory here.
"""

import json
import re
import threading
from collections.abc import Callable

from runners.python.answers import AnswerEncoder, AnswerTooLargeError, InvalidAnswerError
from runners.workers import frames

# What the compiled encoder makes of most rows is what our own makes, which is slower; but not where
# there is one of these: text beyond ASCII, or an integer that may have more than 64 bits.
_FAST = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":"))
_DOUBTFUL = re.compile(r"\\u|[0-9]{19}")
_SIMPLE = frozenset({str, int, float, bool, type(None)})


class Rows:
    """What the source will be looked up in once the task has ended well: all rows of this run."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._waiting = bytearray()
        self._count = 0
        # The task may add from threads of its own.
        self._lock = threading.RLock()
        self._open = True

    def __len__(self) -> int:
        return self._count

    def add(
        self, value: str, kind: str | None = None, data: dict[str, object] | None = None
    ) -> None:
        """Add an indicator; `kind` is told by the value where it is not given.

        `data` is what the source knows about it: whatever it could answer.

        Raises:
            TypeError: the value or the kind is no text.
            ValueError: `data` can't be JSON, or is too large.
        """
        for what, text in (("value", value), ("kind", kind)):
            if not isinstance(text, str) and (what == "value" or text is not None):
                raise TypeError(
                    f"context.rows.add takes the {what} as text, not {type(text).__name__}"
                )
        try:
            line = _encoded(value, kind, {} if data is None else data)
        except AnswerTooLargeError:
            most = frames.ROW_BYTES // 1024
            raise ValueError(f"the row of {value[:80]!r} is larger than {most} KiB") from None
        except InvalidAnswerError as error:
            raise ValueError(f"the row of {value[:80]!r} can't be JSON: {error}") from None
        with self._lock:
            self._count += 1
            self._waiting += line
            self._waiting += b"\n"
            if len(self._waiting) >= frames.ROWS_FRAME_BYTES:
                self._flush()

    def clear(self) -> None:
        """Forget the rows of this run so far. With none after it, the source has no rows."""
        with self._lock:
            self._count = 0
            self._waiting.clear()
            if self._open:
                self._send(frames.pack(frames.ROWS, b""))

    def finish(self) -> None:
        """Send what waits, and nothing after it."""
        with self._lock:
            self._flush()
            self._open = False

    def _flush(self) -> None:
        if self._waiting and self._open:
            self._send(frames.pack(frames.ROWS, bytes(self._waiting)))
        self._waiting.clear()


def _encoded(value: str, kind: str | None, data: object) -> bytes:
    row = [value, kind, data]
    if _is_simple(value, kind, data):
        try:
            text = _FAST.encode(row)
        except ValueError:
            text = "\\u"  # a number that is none
        if len(text) < frames.ROW_BYTES and not _DOUBTFUL.search(text):
            return text.encode()
    return AnswerEncoder(frames.ROW_BYTES - 1).encode(row)


def _is_simple(value: object, kind: object, data: object) -> bool:
    """Whether nothing of it is nested, or of a class of the user's."""
    return (
        type(data) is dict
        and type(value) is str
        and type(kind) in _SIMPLE
        and all(type(k) is str and type(v) in _SIMPLE for k, v in data.items())
    )
