"""Signatures of what webhooks are sent: https://www.standardwebhooks.com, version v1.

HMAC-SHA256 over `id.timestamp.body`; the key is what follows `whsec_`, decoded from Base64.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from backend.models.errors import FieldError, InvalidInputError

PREFIX = "whsec_"
KEY_BYTES = 32
KEY_LENGTHS = range(24, 65)


def new_secret() -> str:
    """A secret for one webhook."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def check_secret(secret: str) -> None:
    """Whether it can sign.

    Raises:
        InvalidInputError: it is no Base64, or too short or long. The secret is not in it.
    """
    try:
        length = len(base64.b64decode(secret.removeprefix(PREFIX), validate=True))
    except binascii.Error:
        length = 0
    if length not in KEY_LENGTHS:
        message = f"expected {PREFIX} and the Base64 of 24 to 64 bytes"
        raise InvalidInputError(message, errors=(FieldError("/secret", message),))


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The headers that let the receiver know who sent this, when, and that it is whole."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
