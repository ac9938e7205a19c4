"""JSON of others, made into JSON that PostgreSQL's jsonb and every client accept."""

import math
from typing import Any

MAX_DEPTH = 200
LARGEST_INTEGER = 2**63 - 1
TOO_DEEP = "[nested deeper than 200 levels]"


def clean_text(text: str) -> str:
    """Text without NUL and lone surrogates, which jsonb and UTF-8 refuse; U+FFFD stands there."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def clean(value: Any, depth: int = 0) -> Any:
    """The value with each part normalised.

    Text by `clean_text`; NaN and infinities become null; integers beyond 64 bits become text, so
    that no digit is lost; keys become text; what is nested deeper than 200 levels is named so.
    """
    if isinstance(value, dict | list | tuple):
        return _clean_inside(value, depth) if depth < MAX_DEPTH else TOO_DEEP
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        # str() of a very large integer is refused by Python, its hexadecimal form is not.
        return value if abs(value) <= LARGEST_INTEGER else f"{value:#x}"
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return clean_text(str(value))


def _clean_inside(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return {clean_text(str(k)): clean(v, depth + 1) for k, v in value.items()}
    return [clean(item, depth + 1) for item in value]
