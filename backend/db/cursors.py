"""Cursors of pages: the place of a page's last row, as text that clients hand back."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from backend.models.errors import FieldError, InvalidInputError


def encode(moment: datetime, row_id: str) -> str:
    """The place of a row in a list that is ordered by time, then by id."""
    text = f"{moment.isoformat()}|{row_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Placed(Protocol):
    """A row of such a list."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


def following(page: Sequence[Placed], *, more: bool) -> str | None:
    """The cursor of the next page; None after the last."""
    return encode(page[-1].created_at, page[-1].id) if more else None


def decode(cursor: str | None) -> tuple[datetime | None, str | None]:
    """Time and id of the row; both None without a cursor, which is the first page.

    Raises:
        InvalidInputError: it is none of ours.
    """
    if cursor is None:
        return None, None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, row_id = text.partition("|")
        before = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        raise _unfit() from None
    if before.tzinfo is None or not row_id.isalnum():
        raise _unfit()
    return before, row_id


def _unfit() -> InvalidInputError:
    message = "the cursor is not one that a page before gave"
    return InvalidInputError(message, errors=(FieldError("cursor", message),))
