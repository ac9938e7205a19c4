"""What compiling a source gave, as bytes that mean nothing to a runner.

A worker compiled them, within its limits and before it ran any of the source's code; only a worker
that is to run the same source in the same version gets them back. Nothing here or in a launcher
reads them: reading what code became can be made to do anything, and is done where that code may do
anything anyway.

There is nothing of the kind for JavaScript: V8 would take such bytes unchecked, and most of what
an import takes is Deno's own reading of the text, which they would not spare.
"""

from collections import OrderedDict
from dataclasses import dataclass

MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class _Kept:
    code: str
    compiled: bytes


class CompiledStore:
    """By source, of the version that ran last; what was not used longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def get(self, source: str, code: str) -> bytes:
        """What `code` of `source` became, empty when that is not known."""
        kept = self._kept.get(source)
        if kept is None or kept.code != code:
            return b""
        self._kept.move_to_end(source)
        return kept.compiled

    def put(self, source: str, code: str, compiled: bytes) -> None:
        """Keep what `code` became in place of what there was; empty bytes are nothing."""
        self.remove(source)
        if not compiled or len(compiled) > self._most_bytes:
            return
        self._kept[source] = _Kept(code, compiled)
        self._bytes += len(compiled)
        while self._bytes > self._most_bytes:
            self.remove(next(iter(self._kept)))

    def remove(self, source: str) -> None:
        """Forget what is kept of it; nothing is fine."""
        kept = self._kept.pop(source, None)
        if kept is not None:
            self._bytes -= len(kept.compiled)
