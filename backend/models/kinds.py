"""Kinds of indicators that users define."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.indicators import KindName

NewKindName = Annotated[
    str,
    Meta(
        max_length=40,
        pattern="^[A-Z][A-Z0-9_]*$",
        description="Unique for good: history and sources name it.",
    ),
]
Description = Annotated[str, Meta(max_length=1000)]
Pattern = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=1000,
        description="RE2 syntax; all of a value must match, after the normaliser.",
    ),
]
Example = Annotated[
    str, Meta(min_length=1, max_length=500, description="A value of this kind; it must match.")
]


class Normaliser(enum.StrEnum):
    """What is done to a value before its pattern sees it; what comes out is its canonical form."""

    NONE = "NONE"
    LOWER = "LOWER"
    UPPER = "UPPER"
    STRIP_SPACES = "STRIP_SPACES"
    STRIP_SPACES_LOWER = "STRIP_SPACES_LOWER"
    STRIP_SPACES_UPPER = "STRIP_SPACES_UPPER"


class UserKind(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A kind that users defined, as stored. Switched off, it is neither detected nor taken."""

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    description: str
    pattern: str
    normaliser: Normaliser
    example: str
    enabled: bool
    created_user_id: str | None
    updated_user_id: str | None


class UserKindView(UserKind, frozen=True, kw_only=True, rename="camel"):
    """A kind with what becomes of its example.

    `detected_as` is the other kind that the example is taken for when none is named; null when it
    is this one. Values of such a kind must come with its name. `canonical_example` is null when
    this version of the program can't use the pattern, so that the kind is left out.
    """

    canonical_example: str | None
    detected_as: KindName | None


class UserKindCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What defines a kind."""

    name: NewKindName
    pattern: Pattern
    example: Example
    description: Description = ""
    normaliser: Normaliser = Normaliser.NONE
    enabled: bool = True


class UserKindPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a kind: an absent field stays. Its name is for good."""

    description: Description | UnsetType = UNSET
    pattern: Pattern | UnsetType = UNSET
    normaliser: Normaliser | UnsetType = UNSET
    example: Example | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
