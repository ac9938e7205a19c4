"""From the text of a source to code that runs, or from what another worker made of it."""

import importlib.util
import marshal
from types import CodeType

from runners.python import tracebacks
from runners.workers import frames

# What another Python wrote means nothing to this one.
_HEAD = importlib.util.MAGIC_NUMBER


def compiled(text: str) -> CodeType:
    """The code.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: Python refuses it.
    """
    code: CodeType = compile(text, tracebacks.FILE, "exec", dont_inherit=True)
    return code


def packed(code: CodeType) -> bytes:
    """Bytes that `unpacked` reads, empty where they would be too many."""
    data = _HEAD + marshal.dumps(code)
    return data if len(data) <= frames.COMPILED_BYTES else b""


def unpacked(data: bytes) -> CodeType | None:
    """The code, None when these are not bytes of this Python's."""
    if not data.startswith(_HEAD):
        return None
    try:
        code = marshal.loads(memoryview(data)[len(_HEAD) :])  # noqa: S302 — this process is for it
    except (EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None
