"""Cursors of pages: the place of a page's last row, in a form that clients hand back as it is."""

import base64
import binascii
from datetime import datetime

from backend.models.errors import FieldError, InvalidInputError


def encode_cursor(created_at: datetime, row_id: str) -> str:
    """The cursor behind a row."""
    text = f"{created_at.isoformat()}|{row_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """What `encode_cursor` was given.

    Raises:
        InvalidInputError: it is not one of ours.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, row_id = text.partition("|")
        created_at = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        raise _bad_cursor() from None
    if created_at.tzinfo is None or not row_id.isalnum():
        raise _bad_cursor()
    return created_at, row_id


def _bad_cursor() -> InvalidInputError:
    message = "the cursor is not one that a page before gave"
    return InvalidInputError(message, errors=(FieldError("cursor", message),))
