"""From what user code returned to JSON text; runs in the worker."""

import datetime as dt
import json
import math
from collections.abc import Iterable
from typing import Any

from runners.workers.frames import MAX_LEVELS
from runners.workers.text import clean, cut

# What 64 bits hold, signed or not: readers of JSON agree on no more.
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
)


class InvalidAnswerError(Exception):
    """What was returned can't be JSON."""


class AnswerTooLargeError(Exception):
    """What was returned is larger than allowed."""


class AnswerEncoder:
    """Makes JSON text of at most `limit` bytes; says in `notes` what it had to change."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = limit
        self._not_finite = 0
        self._path: list[str] = []

    @property
    def notes(self) -> list[str]:
        """What the answer lost, for the log."""
        if not self._not_finite:
            return []
        return [f"JSON has no NaN or Infinity: {self._not_finite} in the answer became null."]

    def encode(self, value: object) -> bytes:
        """The JSON text.

        Raises:
            InvalidAnswerError: a value, a key or the depth does not fit; says where.
            AnswerTooLargeError: more than the limit.
        """
        text = _ENCODER.encode(self._plain(value, 0)).encode()
        if len(text) > self._limit:
            raise AnswerTooLargeError(self._too_large())
        return text

    def _plain(self, value: object, level: int) -> Any:  # noqa: PLR0911 — one per type
        # By the base class's own methods, not the value's: a subclass may have replaced them.
        self._spend(1)
        match value:
            case None | True | False:
                return value
            case str():
                return self._text(value)
            case int():
                return self._integer(value)
            case float():
                return self._number(value)
            case dict():
                return self._object(value, level)
            case list():
                self._spend(list.__len__(value))
                return self._array(list.__iter__(value), level)
            case tuple():
                self._spend(tuple.__len__(value))
                return self._array(tuple.__iter__(value), level)
            case dt.date():
                return clean(value.isoformat())
        raise InvalidAnswerError(
            f"{self._where()} is of type {_type(value)}, which JSON does not have: return "
            "dictionaries, lists, text, numbers, booleans or None."
        )

    def _text(self, value: str) -> str:
        text = clean(value)
        self._spend(len(text) + 1)
        return text

    def _integer(self, value: int) -> int:
        value = int.__int__(value)
        if not _SMALLEST <= value <= _LARGEST:
            raise InvalidAnswerError(
                f"{self._where()} is an integer of more than 64 bits: return it as text."
            )
        self._spend(value.bit_length() // 4)  # no more than it has digits
        return value

    def _number(self, value: float) -> float | None:
        value = float.__float__(value)
        if math.isfinite(value):
            return value
        self._not_finite += 1
        return None

    def _object(self, value: dict[Any, Any], level: int) -> dict[str, Any]:
        self._go_down(level)
        plain: dict[str, Any] = {}
        for key, item in dict.items(value):
            self._spend(3)  # with the one of the text: quotes, colon, comma
            name = self._key(key)
            self._path.append(f".{name}")
            plain[name] = self._plain(item, level + 1)
            self._path.pop()
        return plain

    def _array(self, value: Iterable[Any], level: int) -> list[Any]:
        self._go_down(level)
        plain = []
        for index, item in enumerate(value):
            self._path.append(f"[{index}]")
            plain.append(self._plain(item, level + 1))
            self._path.pop()
        return plain

    def _key(self, key: object) -> str:
        if isinstance(key, str):
            return self._text(key)
        if isinstance(key, int) and not isinstance(key, bool):
            return str(self._integer(key))
        raise InvalidAnswerError(
            f"{self._where()} has a key of type {_type(key)}: keys are text in JSON."
        )

    def _go_down(self, level: int) -> None:
        if level >= MAX_LEVELS:
            raise InvalidAnswerError(
                f"The answer has more than {MAX_LEVELS} levels, or contains itself."
            )

    def _spend(self, size: int) -> None:
        """Count bytes as we go: shared parts may make a small structure endless text.

        Never more than there will be, and one for each value: of text a quote, of a list a bracket.
        """
        self._left -= size
        if self._left < 0:
            raise AnswerTooLargeError(self._too_large())

    def _where(self) -> str:
        return "What was returned" if not self._path else cut("$" + "".join(self._path), 200)

    def _too_large(self) -> str:
        return f"The answer is larger than {self._limit // 1024} KiB, which is what it may be."


def _type(value: object) -> str:
    return clean(type.__getattribute__(type(value), "__name__"))
