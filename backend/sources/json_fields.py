"""Reading other people's JSON: a field that is missing, null or of another type is absent.

Vendors change details of their answers without notice; one strange field must not cost the rest.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from backend.models.answers import FailureKind
from backend.models.errors import SourceError

LONGEST_TEXT = 500


def text(value: Any) -> str:
    """One line of text, cut off after 500 characters; empty when it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    cut = str(value)[: LONGEST_TEXT + 1]
    line = "".join(c if c.isprintable() else " " for c in cut).strip()
    return line if len(cut) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"


def texts(value: Any, *, at_most: int = 100) -> list[str]:
    """The texts of a list, each once, without empty ones."""
    items = value if isinstance(value, list) else []
    return list(dict.fromkeys(filter(None, map(text, items))))[:at_most]


def whole(value: Any) -> int | None:
    """A whole number, also from its decimal text."""
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        value = int(value) if len(value) <= 20 else None  # noqa: PLR2004 — 64 bits have 20 digits
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def table(value: Any) -> Mapping[str, Any]:
    """An object; empty when it is none."""
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def moment(value: Any) -> datetime | None:
    """A time from seconds since 1970; zero stands for none."""
    seconds = whole(value)
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def shown_time(time: datetime) -> str:
    """As elements of kind DATE have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def key_values(pairs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The value of an element of kind KEY_VALUES; what has no value is left out."""
    shown = {key: text(value) for key, value in pairs.items()}
    return [{"key": key, "value": value} for key, value in shown.items() if value]


def time_of(value: Any) -> datetime | None:
    """A time from its text: RFC 3339, `2026-02-03 04:05:06 UTC` or a date; without zone UTC."""
    words = text(value).removesuffix(" UTC").removesuffix("UTC").strip()
    try:
        found = datetime.fromisoformat(words)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def expected_table(value: Any, who: str) -> Mapping[str, Any]:
    """An object.

    Raises:
        SourceError: INVALID_ANSWER, it is none; `who` was asked.
    """
    if not isinstance(value, dict):
        detail = f"{who} answered {type(value).__name__} where an object was expected"
        raise SourceError(FailureKind.INVALID_ANSWER, detail)
    return value


def expected_tables(value: Any, who: str) -> list[Mapping[str, Any]]:
    """A list, of which the objects are taken. Errors as `expected_table`."""
    if not isinstance(value, list):
        detail = f"{who} answered {type(value).__name__} where a list was expected"
        raise SourceError(FailureKind.INVALID_ANSWER, detail)
    return tables(value)


def expected_texts(value: Any, who: str, *, at_most: int = 100) -> list[str]:
    """A list, of which the texts are taken as `texts` does. Errors as `expected_table`."""
    expected_tables(value, who)
    return texts(value, at_most=at_most)


def error_body(body: str) -> Mapping[str, Any]:
    """The object that an error's body is; empty when it is none."""
    try:
        return table(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError):
        return {}
