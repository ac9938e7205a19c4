"""Values of secrets taken out of what leaves a source: answers, errors, logs.

A library's error likes to quote an address with a key in it, and some services repeat the key.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

SHORTEST_SECRET = 4  # shorter ones would blacken ordinary words
STANDS_FOR = "***"


class Redactor:
    """Replaces the values of secrets, also as they stand in addresses."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= SHORTEST_SECRET
            for form in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret))
        }
        # One may be part of another.
        self._forms = sorted(forms, key=len, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._forms)

    def text(self, text: str) -> str:
        """Text without them."""
        for form in self._forms:
            text = text.replace(form, STANDS_FOR)
        return text

    def value(self, value: Any) -> Any:
        """JSON without them, in keys too; a number that is one becomes text."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(k)): self.value(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return STANDS_FOR if str(value) in self._forms else value
        return value
