"""Overrides: verdicts of analysts, which go before those of the policy."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.answers import Level
from backend.models.indicators import KindName
from backend.models.requests import MAX_VALUE

Pattern = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_VALUE,
        description="A value, or with WILDCARD one in which * stands for any characters.",
    ),
]
Reason = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
Moment = Annotated[datetime, Meta(tz=True)]


class OverrideMatching(enum.StrEnum):
    """How a pattern is compared with a value."""

    EXACT = "EXACT"
    WILDCARD = "WILDCARD"


class Override(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A verdict of an analyst. `kind` null is any; `author_name` is who said it last."""

    id: str
    created_at: datetime
    updated_at: datetime
    pattern: str
    matching: OverrideMatching
    kind: KindName | None
    level: Level
    reason: str
    expires_at: datetime | None
    created_user_id: str | None
    updated_user_id: str | None
    author_name: str

    def expired(self, now: datetime) -> bool:
        """Whether it is past its time."""
        return self.expires_at is not None and self.expires_at <= now


class OverrideCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What makes an override. After `expires_at` it counts no more."""

    pattern: Pattern
    matching: OverrideMatching = OverrideMatching.EXACT
    kind: KindName | None = None
    level: Level
    reason: Reason
    expires_at: Moment | None = None


class OverridePatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes of an override: an absent field stays, null clears."""

    level: Level | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET
    expires_at: Moment | UnsetType | None = UNSET
