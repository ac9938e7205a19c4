"""Checking JSON text that a worker sent, without building what it says."""

import re
from itertools import accumulate

import msgspec

from runners.workers.frames import MAX_LEVELS

_SYNTAX = msgspec.json.Decoder(msgspec.Raw)

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"')

# Escapes that PostgreSQL refuses. An even number of backslashes before one is text, not an escape.
# Our own code in the worker writes no escape for anything above the control characters.
_REFUSED_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F])")

# A step down or up for a bracket; everything else is deleted first.
_BRACKETS = b"[{]}"
_OTHERS = bytes(byte for byte in range(256) if byte not in _BRACKETS)
_STEPS = bytes.maketrans(_BRACKETS, b"\x01\x01\xff\xff")


class BadJsonError(Exception):
    """Not JSON, or nothing that every reader of it takes; the text says what."""


def json_text(data: bytes) -> str:
    """`data` as text, which protobuf, PostgreSQL and parsers with a limit of depth all take.

    Raises:
        BadJsonError: it is not such JSON.
    """
    try:
        text = data.decode()
        _SYNTAX.decode(data)
    except UnicodeDecodeError as error:
        raise BadJsonError("it is not UTF-8") from error
    except RecursionError as error:
        raise BadJsonError(f"it has more than {MAX_LEVELS} levels") from error
    except msgspec.DecodeError as error:
        raise BadJsonError(f"it is not JSON ({error})") from error
    if b"\\u" in data and _REFUSED_ESCAPE.search(data):
        raise BadJsonError("it has an escape for NUL or for half a character")
    if _levels(data) > MAX_LEVELS:
        raise BadJsonError(f"it has more than {MAX_LEVELS} levels")
    return text


def _levels(data: bytes) -> int:
    """How deep valid JSON goes."""
    if data.count(b"[") + data.count(b"{") <= MAX_LEVELS:
        return 0  # not deeper than it has brackets, which is the usual case and the fast one
    steps = _STRING.sub(b"", data).translate(_STEPS, _OTHERS)
    return max(accumulate(memoryview(steps).cast("b")), default=0)
