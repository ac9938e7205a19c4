"""The rows that a background task brings for its source's feed; runs in the worker.

They go up the channel while the task runs, so that a million of them need no memory here.
"""

import threading
from collections.abc import Callable

from runners.python.answers import AnswerEncoder, AnswerTooLargeError, InvalidAnswerError
from runners.workers import frames


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
        encoder = AnswerEncoder(frames.ROW_BYTES - 1)
        try:
            line = encoder.encode([value, kind, {} if data is None else data])
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
