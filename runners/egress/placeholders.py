"""Texts that stand for secrets, so that code which sends them need not have them.

They are made anew for each call and mean nothing to anybody else.
"""

import json
import secrets
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_TOKEN_BYTES = 16


class Placeholders:
    """One for each secret of a call; `names` says which stands for which."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.names = {name: f"placeholder{secrets.token_hex(_TOKEN_BYTES)}" for name in values}
        self._values = {token: values[name] for name, token in self.names.items()}

    def stand_in(self, text: str | bytes) -> bool:
        """Whether one stands in the text."""
        if isinstance(text, bytes):
            return any(token.encode() in text for token in self._values)
        return any(token in text for token in self._values)

    def fill_url(self, text: str) -> str:
        """The address with the secrets, percent-encoded."""
        for token, value in self._values.items():
            text = text.replace(token, quote(value, safe=""))
        return text

    def fill_header(self, text: str) -> str:
        """A header's value with the secrets as they are."""
        for token, value in self._values.items():
            text = text.replace(token, value)
        return text

    def fill_body(self, body: bytes, content_type: str) -> bytes:
        """A body with the secrets, written as its type wants them."""
        for token, value in self._values.items():
            if token.encode() in body:
                body = body.replace(token.encode(), _written(value, content_type).encode())
        return body


def _written(value: str, content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return quote_plus(value)
    if kind == "application/json" or kind.endswith("+json"):
        return json.dumps(value)[1:-1]
    return value
